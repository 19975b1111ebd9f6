"""Rules an office may change: audited rows per unit, inherited down the tree."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
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
    "reply_days": Rule(_l("Working days until a reply is promised"), 3, 1),
}


def get(unit: Unit | None, key: str) -> Any:
    """The value set nearest above the unit, or the rule's default."""
    rule = RULES[key]
    while unit is not None:
        row = db.session.scalars(select(Setting).filter_by(unit_id=unit.id, key=key)).first()
        if row is not None and row.value not in ("", None):
            return row.value
        unit = unit.parent
    return rule.default


def put(unit: Unit, key: str, value: Any, actor: Account | None) -> None:
    rule = RULES[key]
    if rule.minimum is not None and int(value) < rule.minimum:
        raise ValueError(key)
    row = db.session.scalars(select(Setting).filter_by(unit_id=unit.id, key=key)).first()
    before = row.value if row else None
    if row is None:
        row = Setting(id=ordered_id(), unit_id=unit.id, key=key)
        db.session.add(row)
    row.value = value
    if before != value:
        audit.record(actor, "set", row, changes={key: [before, value]}, name=key)
