"""What is done to shops in the register. Who may do it is decided before; nothing here commits."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from portal import clock
from portal.columns import ordered_id
from portal.errors import PortalError, Refused
from portal.extensions import db
from portal.people import audit
from portal.people.models import Account, Unit
from portal.retailers.fields import BY_KEY, NAME, PHONE
from portal.retailers.models import Retailer, RetailerField

MASK = "***"


class LicenceTaken(PortalError):
    status = 409


def find_licence(licence: str) -> Retailer | None:
    return db.session.scalars(select(Retailer).filter_by(licence=licence)).first()


def create_retailer(
    *, licence: str, name: str, actor: Account | None, at: datetime, unit: Unit | None = None,
    unit_id: uuid.UUID | None = None, origin: str = "visit", as_of: date | None = None,
    file: Mapping[str, str] | None = None, known_new: bool = False, **values: Any,
) -> Retailer:  # fmt: skip
    """A new shop; `file` holds the other fields of the customer file by their keys. `known_new` says
    that the caller has looked for the licence already, for many shops at once."""
    if not known_new and find_licence(licence) is not None:
        raise LicenceTaken(_("A shop with this licence number is in the register already."))
    home = unit.id if unit else unit_id
    retailer = Retailer(id=ordered_id(), unit_id=home, licence=licence, name=name, created_at=at, **values)
    fields = {NAME: name, **({PHONE: values["phone"]} if values.get("phone") else {}), **(file or {})}
    write_file(retailer, fields, origin=origin, as_of=as_of or today(at))
    db.session.add(retailer)
    if not known_new:
        db.session.flush()
    audit.record(actor, "create", retailer, changes={"licence": [None, licence]}, at=at)
    return retailer


def change_retailer(
    retailer: Retailer, *, values: Mapping[str, Any], file: Mapping[str, str], actor: Account | None,
    at: datetime, origin: str = "visit", as_of: date | None = None,
) -> bool:  # fmt: skip
    """True where something was different; each changed field of the file gets the new source and day."""
    for key, value in values.items():
        if getattr(retailer, key) != value:
            setattr(retailer, key, value)
    changes = audit.changed_fields(retailer)
    changes.pop("initials", None)
    known = {key: str(values[key] or "") for key in (NAME, PHONE) if key in changes}
    changes |= write_file(retailer, {**file, **known}, origin=origin, as_of=as_of or today(at))
    if changes:
        audit.record(actor, "change", retailer, changes=changes, at=at)
        db.session.flush()
    return bool(changes)


def write_file(
    retailer: Retailer, fields: Mapping[str, str], *, origin: str, as_of: date
) -> dict[str, list[Any]]:
    """Set fields of the customer file; an empty text takes the field out. Returns before and after."""
    changes: dict[str, list[Any]] = {}
    for key, value in fields.items():
        row = retailer.file.get(key)
        before = row.value if row else ""
        if value == before:
            continue
        if not value:
            del retailer.file[key]
        elif row is None:
            retailer.file[key] = RetailerField(
                id=ordered_id(), field=key, value=value, origin=origin, as_of=as_of
            )
        else:
            row.value, row.origin, row.as_of = value, origin, as_of
        changes[key] = [_shown(key, before), _shown(key, value)]
    return changes


def _shown(key: str, value: str) -> str | None:
    if not value:
        return None
    return MASK if key == NAME or BY_KEY[key].is_sensitive else value


def today(at: datetime) -> date:
    return clock.day_of(at, current_app.config["TIME_ZONE"])


def close(retailer: Retailer, *, actor: Account | None, at: datetime, reason: str = "") -> None:
    if retailer.is_closed:
        raise Refused(_("The shop is closed already."))
    retailer.closed_at = at
    _note(retailer, "close", actor, at, reason)


def reopen(retailer: Retailer, *, actor: Account | None, at: datetime) -> None:
    if not retailer.is_closed:
        raise Refused(_("The shop is not closed."))
    retailer.closed_at = None
    _note(retailer, "reopen", actor, at)


def move(
    retailer: Retailer,
    *,
    unit: Unit,
    manager: Account | None,
    actor: Account | None,
    at: datetime,
    reason: str = "",
) -> None:
    """To another district or into the care of another customer manager."""
    retailer.unit_id = unit.id
    retailer.manager_id = manager.id if manager else None
    _note(retailer, "move", actor, at, reason)


def note_look(retailer: Retailer, purpose: str, *, actor: Account, at: datetime) -> None:
    """Who looked at masked data, and what for."""
    audit.record(actor, "look at personal data", retailer, changes={}, reason=purpose, at=at)


def _note(retailer: Retailer, verb: str, actor: Account | None, at: datetime, reason: str = "") -> None:
    changes = audit.changed_fields(retailer)
    if changes:
        audit.record(actor, verb, retailer, changes=changes, reason=reason, at=at)
        db.session.flush()
