"""Who looked at names: noted in a short transaction of its own, because the page itself only reads."""

from typing import Any

from flask import g
from flask_login import current_user
from sqlalchemy import Insert, Update, insert

from portal import clock
from portal.access import AUDITOR
from portal.columns import random_id
from portal.extensions import db, reading_only
from portal.i18n import say
from portal.people.audit import AuditEvent
from portal.surveys.models import Mode, Survey


def note(survey: Survey, verb: str, changes: dict[str, Any]) -> None:
    write_apart(
        insert(AuditEvent).values(
            id=random_id(),
            at=clock.now(),
            actor_id=current_user.id,
            verb=verb,
            object_type=Survey.__tablename__,
            object_id=str(survey.id),
            object_name=say(survey.title)[:200],
            unit_id=survey.unit_id,
            changes=changes,
            request_id=g.get("request_id", ""),
        )
    )


def note_of_auditor(survey: Survey, changes: dict[str, Any]) -> None:
    """An auditor may see who answered a named survey, and each look is kept."""
    if survey.mode == Mode.NAMED and current_user.role == AUDITOR:
        note(survey, "look at names", changes)


def write_apart(statement: Insert | Update) -> None:
    mode = reading_only.set(False)
    try:
        with db.engine.begin() as connection:
            connection.execute(statement)
    finally:
        reading_only.reset(mode)
