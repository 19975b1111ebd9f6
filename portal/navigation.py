"""The rail of the workbench and the tabs of the staff phone; features register their entries."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, request, url_for
from flask_login import current_user

from portal.access import can


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the rail: shown to those who have the ability, open while its prefix is visited."""

    label: Any
    endpoint: str
    ability: str | None = None
    prefixes: tuple[str, ...] = ()
    count: Callable[[], int] | None = None
    children: tuple["Entry", ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Shown:
    label: str
    href: str
    is_current: bool
    is_open: bool
    count: int
    children: list["Shown"]


_rail: list[tuple[int, Entry]] = []
_tabs: list[tuple[int, Entry]] = []


def rail_entry(position: int, entry: Entry) -> None:
    _rail.append((position, entry))
    _rail.sort(key=lambda pair: pair[0])


def phone_tab(position: int, entry: Entry) -> None:
    _tabs.append((position, entry))
    _tabs.sort(key=lambda pair: pair[0])


def _show(entry: Entry) -> Shown:
    href = url_for(entry.endpoint)
    children = [_show(child) for child in entry.children if _allowed(child)]
    is_current = request.path == href and not any(child.is_current for child in children)
    under = request.path.startswith(entry.prefixes) if entry.prefixes else request.path == href
    is_open = under or any(child.is_open for child in children)
    count = entry.count() if entry.count else 0
    return Shown(str(entry.label), href, is_current, is_open, count, children)


def _allowed(entry: Entry) -> bool:
    return entry.ability is None or can(current_user, entry.ability)


def rail() -> list[Shown]:
    return [_show(entry) for _position, entry in _rail if _allowed(entry)]


def phone_tabs() -> list[Shown]:
    return [_show(entry) for _position, entry in _tabs if _allowed(entry)]


def register(app: Flask) -> None:
    app.jinja_env.globals.update(rail=rail, phone_tabs=phone_tabs)
