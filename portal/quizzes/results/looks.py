"""An auditor may see who knows what, and each look is kept: in a transaction of its own, because the page
itself only reads."""

from typing import Any

from flask import g
from flask_login import current_user
from sqlalchemy import insert

from portal import clock
from portal.access import AUDITOR
from portal.columns import random_id
from portal.extensions import db, reading_only
from portal.i18n import say
from portal.people.audit import AuditEvent
from portal.people.models import Unit
from portal.quizzes.models import Quiz


def note_of_auditor(row: Quiz | Unit, what: str, **changes: Any) -> None:
    """`what` says which list of names was opened; whoever is no auditor leaves no note."""
    if current_user.role == AUDITOR:
        note(row, what, **changes)


def note(row: Quiz | Unit, what: str, **changes: Any) -> None:
    """For lists that leave a note whoever opens them."""
    name = say(row.title) if isinstance(row, Quiz) else row.name
    event = {
        "id": random_id(), "at": clock.now(), "actor_id": current_user.id, "verb": "look at names",
        "object_type": row.__tablename__, "object_id": str(row.id), "object_name": name[:200],
        "unit_id": row.unit_id, "changes": {"list": what, **changes}, "request_id": g.get("request_id", ""),
    }  # fmt: skip
    mode = reading_only.set(False)
    try:
        with db.engine.begin() as connection:
            connection.execute(insert(AuditEvent).values(event))
    finally:
        reading_only.reset(mode)
