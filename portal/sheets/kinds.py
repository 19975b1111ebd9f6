"""The register of what can be imported from a spreadsheet: features say how, one set of screens does it."""

import enum
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from portal.errors import PortalError
from portal.sheets.columns import Columns, Line


class Action(enum.StrEnum):
    """What importing a line will do."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    FAULTY = "faulty"


@dataclass(slots=True)
class Planned:
    """One line and what will become of it. `changes`: label -> (before, after), fit to show."""

    line: int
    action: Action
    title: str
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    row: Any = None


@dataclass(slots=True)
class Plan:
    rows: list[Planned]

    def of(self, action: Action) -> list[Planned]:
        return [row for row in self.rows if row.action is action]

    def counts(self) -> dict[str, int]:
        return {action.value: len(self.of(action)) for action in Action}


Check = Callable[[list[Line], Any, Any], Plan]
Apply = Callable[..., list[dict[str, Any]]]
Undo = Callable[..., None]


@dataclass(frozen=True, slots=True)
class ImportKind:
    """`check(lines, unit, actor)` writes nothing; `apply(plan, unit=, actor=, at=)` does the good lines and
    returns what `undo(steps, unit=, actor=, at=)` needs to take them back; neither commits."""

    name: str
    title: Any
    ability: str
    columns: Columns
    check: Check
    apply: Apply
    undo: Undo | None = None
    index: str = ""
    template_name: str = ""
    notes: tuple[Any, ...] = ()


_kinds: dict[str, ImportKind] = {}


def import_kind(kind: ImportKind) -> ImportKind:
    _kinds[kind.name] = kind
    return kind


def kind_named(name: str) -> ImportKind:
    if name not in _kinds:
        raise NoSuchKind(name)
    return _kinds[name]


class NoSuchKind(PortalError):
    status = 404
