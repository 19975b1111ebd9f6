"""Attempts whose time has run out are handed in with what was saved, whether or not anybody comes back."""

import uuid
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import or_, select

from portal.extensions import db
from portal.jobs.sweeps import sweep
from portal.quizzes.attempts import sitting, steady
from portal.quizzes.attempts.journal import GRACE, Held
from portal.quizzes.models import Attempt, Ending, Quiz

Key = tuple[uuid.UUID, uuid.UUID]
_told: set[timedelta] = set()


@sweep("hand in what ran out of time", minutes=1)
def hand_in_overdue(at: datetime) -> None:
    seal_overdue(at)


def seal_overdue(at: datetime) -> int:
    """Each in a transaction of its own: one that cannot be marked must not keep the others open. Returns how
    many were handed in."""
    done = 0
    for key in overdue(at):
        try:
            done += _seal(key, at)
            db.session.commit()
        except Exception:  # of any kind; the fault is logged whole and the next ones are handed in
            db.session.rollback()
            current_app.logger.exception("an overdue attempt could not be handed in")
    return done


def overdue(at: datetime) -> list[Key]:
    """The open attempts whose time has run out by the clock as it stood when they were begun. All open ones
    are looked at: where the clock was set back, the database cannot tell which."""
    columns = (
        Attempt.quiz_id,
        Attempt.id,
        Attempt.due_at,
        Attempt.begun_on,
        Attempt.clock_ahead,
        Quiz.closed_at,
    )
    query = (
        select(*columns)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .where(Attempt.handed_in_at.is_(None), or_(Attempt.due_at.is_not(None), Quiz.closed_at.is_not(None)))
        .order_by(Attempt.due_at)
    )
    found = []
    for row in db.session.execute(query):
        moved = steady.step(row.begun_on, row.clock_ahead)
        _tell(moved)
        due = min(each for each in (row.due_at and row.due_at + moved, row.closed_at) if each)
        if at > due + GRACE:
            found.append((row.quiz_id, row.id))
    return found


def _seal(key: Key, at: datetime) -> bool:
    """Asked again under the lock: somebody may have handed in, or been given more time."""
    attempt, quiz = db.session.get_one(Attempt, key), db.session.get_one(Quiz, key[0])
    sitting.hold(attempt)
    if attempt.handed_in_at is not None or not Held.of(quiz, attempt).is_over(at):
        return False
    sitting.hand_in(quiz, attempt, at=at, ending=Ending.TIME)
    return True


def _tell(moved: timedelta) -> None:
    rounded = timedelta(seconds=round(moved.total_seconds()))
    if rounded and rounded not in _told:
        _told.add(rounded)
        current_app.logger.warning(
            "the clock was set by %s while attempts were open; they keep their time", rounded
        )
