"""Who may begin which attempt. Beginning is one insert; the keys of the table see to it that it is one."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import Dialect, bindparam, select

from portal import clock
from portal.columns import random_id
from portal.errors import Refused
from portal.extensions import db
from portal.quizzes.attempts import marks
from portal.quizzes.models import Attempt, Participant, Quiz, QuizState
from portal.quizzes.papers import drawing
from portal.wire import INSERT, Wire

_OF_PERSON = (
    select(Attempt)
    .where(Attempt.quiz_id == bindparam("quiz_id"), Attempt.account_id == bindparam("account_id"))
    .order_by(Attempt.number)
)
_OPEN = _OF_PERSON.where(Attempt.handed_in_at.is_(None))
NOT_YET: dict[str, Any] = dict.fromkeys(Attempt.__table__.c.keys()) | {"ending_reason": "", "left_count": 0}


_PUBLISHED = select(Quiz.published_at).where(Quiz.id == bindparam("quiz_id"))


def attempts_of(quiz: Quiz, account_id: uuid.UUID) -> list[Attempt]:
    return list(db.session.scalars(_OF_PERSON, {"quiz_id": quiz.id, "account_id": account_id}))


def open_attempt(quiz: Quiz, account_id: uuid.UUID) -> Attempt | None:
    return db.session.scalars(_OPEN, {"quiz_id": quiz.id, "account_id": account_id}).first()


def attempts_left(quiz: Quiz, participant: Participant, earlier: Sequence[Attempt]) -> int:
    return max(quiz.attempts + participant.extra_attempts - len(earlier), 0)


def why_not_another(
    quiz: Quiz, participant: Participant, earlier: Sequence[Attempt], at: datetime
) -> str | None:
    """Why this person cannot begin another attempt now; None while they can."""
    if not attempts_left(quiz, participant, earlier):
        return str(_("You have used all %(n)s attempts.", n=len(earlier)))
    if not earlier:
        return None
    last = earlier[-1]
    again = _day(last.handed_in_at or at) + timedelta(days=quiz.retake_days)
    if participant.extra_attempts == 0 and _day(at) < again:
        return str(_("The next attempt is possible from %(day)s.", day=again.isoformat()))
    marking = marks.current(last)
    if quiz.retake_failed_only and marking is not None and marking.passed:
        return str(_("You have passed; there is nothing to repeat."))
    return None


def next_attempt(
    quiz: Quiz,
    participant: Participant,
    earlier: Sequence[Attempt],
    at: datetime,
    clock: tuple[str, float] | None = None,
) -> dict[str, Any]:
    """The row of the attempt after the earlier ones, or Refused. `clock` is what `steady` says of the
    machine, where `at` is read off its clock now."""
    if quiz.state_at(at) is not QuizState.OPEN:
        raise Refused(_("This quiz is not open now."))
    reason = why_not_another(quiz, participant, earlier, at)
    if reason is not None:
        raise Refused(reason)
    number = len(earlier) + 1
    begun_on, clock_ahead = clock or (None, None)
    return NOT_YET | {
        "quiz_id": quiz.id, "id": random_id(), "account_id": participant.account_id,
        "unit_id": participant.unit_id, "number": number,
        "paper_n": drawing.paper_n(quiz, participant.seat, number), "started_at": at,
        "due_at": _due(quiz, participant, at), "begun_on": begun_on, "clock_ahead": clock_ahead,
    }  # fmt: skip


def begin(wire: Wire, row: dict[str, Any]) -> bool:
    """False where this number has been begun already, by another tap or on another device."""
    return wire.insert(_beginning(wire.dialect), row)


def is_published(wire: Wire, quiz_id: uuid.UUID) -> bool:
    """Asked after the insert, which waits for whoever withdraws the quiz in the same moment."""
    row = wire.first(_PUBLISHED, {"quiz_id": quiz_id})
    return row is not None and row.published_at is not None


@lru_cache(maxsize=4)
def _beginning(dialect: Dialect) -> Any:
    return INSERT[dialect.name](Attempt.__table__).on_conflict_do_nothing()


def _day(at: datetime) -> date:
    return clock.day_of(at, current_app.config["TIME_ZONE"])


def _due(quiz: Quiz, participant: Participant, at: datetime) -> datetime | None:
    due = None
    if quiz.minutes is not None:
        due = at + timedelta(minutes=quiz.minutes + participant.extra_minutes)
    if quiz.ended_at is None:
        return due
    end = quiz.ended_at + timedelta(minutes=participant.extra_minutes)
    return end if due is None else min(due, end)
