"""The append-only record of who changed or looked at what, inserted in the acting transaction."""

import uuid
from datetime import date, datetime
from typing import Any

from flask import g, has_request_context
from sqlalchemy import ForeignKey, Index, String, inspect
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.columns import Document, UtcDateTime, random_id
from portal.extensions import Base, db
from portal.people.models import Account

PERSONAL = {"phone", "name", "helper_phone", "helper_name", "password_hash", "address", "birth_date"}


class AuditEvent(Base):
    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_unit_id_at", "unit_id", "at"),
        Index("ix_audit_event_object_id_at", "object_id", "at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=random_id)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    on_behalf_of_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    verb: Mapped[str] = mapped_column(String(40))
    object_type: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[str] = mapped_column(String(80))
    object_name: Mapped[str] = mapped_column(String(200), default="")
    unit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unit.id"))
    changes: Mapped[Any] = mapped_column(Document, default=dict)
    reason: Mapped[str] = mapped_column(String(500), default="")
    request_id: Mapped[str] = mapped_column(String(40), default="")


class AuditMark(Base):
    """The n-th link of the chain over all events; no foreign key, so that a removed event is missed."""

    __tablename__ = "audit_mark"

    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    sha256: Mapped[str] = mapped_column(String(64))


class AuditSeal(Base):
    """One day's sealing: the last link then, which an office may note down outside the system."""

    __tablename__ = "audit_seal"

    day: Mapped[date] = mapped_column(primary_key=True)
    last_n: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))


def changed_fields(row: Any) -> dict[str, list[Any]]:
    """Before and after of what the session is about to write, personal data masked."""
    changes: dict[str, list[Any]] = {}
    for attribute in inspect(row).mapper.column_attrs:
        history = inspect(row).attrs[attribute.key].history
        if not history.has_changes():
            continue
        before = history.deleted[0] if history.deleted else None
        after = history.added[0] if history.added else None
        changes[attribute.key] = [_shown(attribute.key, before), _shown(attribute.key, after)]
    return changes


def record(
    actor: Account | None,
    verb: str,
    row: Any,
    *,
    changes: dict[str, Any] | None = None,
    name: str = "",
    reason: str = "",
    at: datetime | None = None,
) -> AuditEvent:
    """Note that `actor` did `verb` to `row`; the caller commits both together."""
    event = AuditEvent(
        at=at or clock.now(),
        actor_id=actor.id if actor else None,
        verb=verb,
        object_type=row.__tablename__,
        object_id=str(row.id),
        object_name=(name or _name_of(row))[:200],
        unit_id=getattr(row, "unit_id", None),
        changes=changed_fields(row) if changes is None else changes,
        reason=reason,
        request_id=getattr(g, "request_id", "") if has_request_context() else "",
    )
    db.session.add(event)
    return event


def _name_of(row: Any) -> str:
    name = getattr(row, "name", None) or getattr(row, "title", None) or ""
    return next(iter(name.values()), "") if isinstance(name, dict) else str(name)


def _shown(field: str, value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if field in PERSONAL:
        return "***"
    return str(value)[:500]
