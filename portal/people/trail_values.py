"""What changed, as people read it: units and colleagues by name, times on the office's clock."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from portal.extensions import db
from portal.people.audit import AuditEvent
from portal.people.models import Account, Unit
from portal.templating import moment

Names = Mapping[str, str]


def names(events: Iterable[AuditEvent]) -> dict[str, str]:
    """Of the units and accounts that the changes point at; the keys are as the log holds them."""
    keys = set(_keys(events))
    if not keys:
        return {}
    found = [
        db.session.execute(select(table.id, table.name).where(table.id.in_(keys)))
        for table in (Unit, Account)
    ]
    return {str(key): name for rows in found for key, name in rows}


def _keys(events: Iterable[AuditEvent]) -> Iterator[uuid.UUID]:
    for event in events:
        for field, change in (event.changes or {}).items():
            if field.endswith("_id") and isinstance(change, list):
                yield from filter(None, map(_uuid, change))


def _uuid(value: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def value_words(field: str, value: Any, known: Names) -> Any:
    """What is not known is shown as it is."""
    if value is None:
        return "—"
    if not isinstance(value, str):
        return value
    return _moment(value) if field.endswith("_at") else known.get(value, value)


def _moment(value: str) -> str:
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return value
    return moment(at if at.tzinfo else at.replace(tzinfo=UTC))
