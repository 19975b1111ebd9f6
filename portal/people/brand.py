"""Whose page it is: the name, line and telephone that a county shows, from its settings."""

import time
import uuid
from dataclasses import dataclass
from typing import Any

from flask import current_app, g
from flask_login import current_user

from portal.people import settings, trees
from portal.people.models import ROLE_NAMES, Unit

# Respondents' pages ask on every visit; a change is seen at the latest after this.
KEPT_SECONDS = 2.0
_kept: dict[uuid.UUID, tuple[float, "Brand"]] = {}


@dataclass(frozen=True, slots=True)
class Brand:
    name: str
    line: str
    phone: str
    contact: str
    is_demo: bool
    host: str
    role: Any = ""


settings.on_change(_kept.clear)


def brand_of(unit: Unit) -> Brand:
    """Of the county or city the unit belongs to."""
    kept = _kept.get(unit.id)
    if kept and kept[0] > time.monotonic():
        return kept[1]
    made = _made(unit)
    _kept[unit.id] = (time.monotonic() + KEPT_SECONDS, made)
    return made


def use_brand(unit: Unit) -> None:
    """Respondents' pages say whose survey it is; `brand()` then answers for that unit."""
    g.brand = brand_of(unit)


def brand() -> Brand:
    """Of this page: the survey's unit where a view has said so, else the signed-in person's county."""
    if "brand" not in g:
        g.brand = _of_person() if current_user.is_authenticated else _of_installation()
    found: Brand = g.brand
    return found


def _made(unit: Unit) -> Brand:
    values = settings.values_for(unit)
    return Brand(
        name=values["organisation_name"] or unit.organisation.name,
        line=values["department_name"],
        phone=values["office_phone"],
        contact=values["privacy_contact"],
        is_demo=unit.is_demo,
        host=values["qr_host"] or current_app.config["BASE_URL"],
    )


def _of_person() -> Brand:
    made = brand_of(current_user.unit)
    role = ROLE_NAMES[current_user.role]
    return Brand(made.name, made.line, made.phone, made.contact, made.is_demo, made.host, role)


def _of_installation() -> Brand:
    """Nobody is signed in and no survey is asked: what the top of the tree is called."""
    unit = trees.top()
    return brand_of(unit) if unit else Brand("", "", "", "", False, current_app.config["BASE_URL"])
