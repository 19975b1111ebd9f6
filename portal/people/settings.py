"""Rules an office may change: audited rows per unit, inherited down the tree."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.columns import Document, ordered_id
from portal.extensions import Base, db
from portal.people import audit
from portal.people.models import Account, Unit


class Setting(Base):
    __tablename__ = "setting"
    __table_args__ = (UniqueConstraint("unit_id", "key"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=ordered_id)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))
    key: Mapped[str] = mapped_column(String(40))
    value: Mapped[Any] = mapped_column(Document)


@dataclass(frozen=True, slots=True)
class Rule:
    """What a setting is called, and what holds where nobody has set it."""

    label: Any
    default: Any
    minimum: int | None = None


RULES: Mapping[str, Rule] = {
    "organisation_name": Rule(_l("Name of the organisation"), ""),
    "department_name": Rule(_l("Line under the name"), ""),
    "office_phone": Rule(_l("Office telephone"), ""),
    "qr_host": Rule(_l("Address in the QR codes"), ""),
    "privacy_contact": Rule(_l("Who answers for personal data"), ""),
    "k": Rule(_l("Smallest group that is shown"), 5, 5),
    "k_comments": Rule(_l("Smallest group whose comments are shown"), 10, 10),
    "small_sample": Rule(_l("Below this number a figure is marked as a small sample"), 30, 10),
    "retention_days": Rule(_l("Days personal data in answers is kept"), 180, 1),
    "practice_a_day": Rule(_l("Practice answers a person and day beyond the ten of the day"), 100, 10),
    "reply_days": Rule(_l("Working days until a reply is promised"), 3, 1),
}


_listeners: list[Callable[[], None]] = []


@dataclass(frozen=True, slots=True)
class Effective:
    """What holds for a unit and where it was set; `unit` is None for the rule's default."""

    value: Any
    unit: Unit | None


def effective(unit: Unit | None) -> dict[str, Effective]:
    """Every rule as it holds for the unit: set nearest above it, else the default."""
    path = unit.path if unit else []
    nearest = {each.id: place for place, each in enumerate(path)}
    rows = db.session.scalars(select(Setting).where(Setting.unit_id.in_(nearest)))
    found: dict[str, tuple[int, Any]] = {}
    for row in rows:
        place = nearest[row.unit_id]
        if row.value not in ("", None) and (row.key not in found or place < found[row.key][0]):
            found[row.key] = (place, row.value)
    return {
        key: Effective(found[key][1], path[found[key][0]]) if key in found else Effective(rule.default, None)
        for key, rule in RULES.items()
    }


def values_for(unit: Unit | None) -> dict[str, Any]:
    return {key: each.value for key, each in effective(unit).items()}


def get(unit: Unit | None, key: str) -> Any:
    """The value set nearest above the unit, or the rule's default."""
    return effective(unit)[key].value


def put(unit: Unit, key: str, value: Any, actor: Account | None, at: datetime | None = None) -> None:
    """Set the unit's own value; empty means that it inherits again."""
    rule = RULES[key]
    if rule.minimum is not None and value not in ("", None) and int(value) < rule.minimum:
        raise ValueError(key)
    row = db.session.scalars(select(Setting).filter_by(unit_id=unit.id, key=key)).first()
    before = row.value if row and row.value != "" else None
    value = None if value == "" else value
    if before == value:
        return
    if row is None:
        row = Setting(id=ordered_id(), unit_id=unit.id, key=key)
        db.session.add(row)
    row.value = "" if value is None else value
    _tell_listeners()
    audit.record(actor, "set", row, changes={key: [before, value]}, name=key, at=at)


def on_change(forget: Callable[[], None]) -> None:
    """Whoever keeps values for a moment is told to drop them."""
    _listeners.append(forget)


def _tell_listeners() -> None:
    for forget in _listeners:
        forget()


def own_values(unit: Unit) -> dict[str, Any]:
    return {row.key: row.value for row in db.session.scalars(select(Setting).filter_by(unit_id=unit.id))}
