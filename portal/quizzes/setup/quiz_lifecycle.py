"""A quiz from beginning to end: made, copied, withdrawn, closed, put away; publishing.py publishes it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from portal.columns import ordered_id
from portal.errors import Refused
from portal.extensions import db
from portal.people import audit
from portal.people.models import OWN, Account, Unit
from portal.quizzes.attempts import sitting
from portal.quizzes.attempts.review import OPENLY, USUAL
from portal.quizzes.models import Attempt, Ending, Quiz, QuizKind, QuizState
from portal.quizzes.models.quizzes import EXAMINED
from portal.quizzes.setup import publishing

COPY_WORDS = {"zh-Hans": "%s（副本）", "zh-Hant": "%s（副本）", "en": "%s (copy)"}
# What a copy and a next occurrence take over; dates and what happened are theirs alone.
CARRIED = (
    "kind", "instructions", "paper_plan_id", "problem_id", "audience", "minutes", "earliest_minutes",
    "attempts", "retake_days", "retake_failed_only", "counting", "pass_mark", "certainty", "review",
    "ranking", "certificate_months",
)  # fmt: skip
AT_ONCE = 100
"""So many open attempts are handed in while the supervisor waits; the sweep of overdue ones does the rest."""


def usual(kind: QuizKind) -> dict[str, Any]:
    """What a new quiz of this kind begins with."""
    values: dict[str, Any] = {"kind": kind, "review": USUAL}
    if kind is QuizKind.EXAM:
        values |= {"minutes": 60, "pass_mark": 0.8}
    elif kind is QuizKind.TEAM:
        values |= {"minutes": 10}
    else:
        values |= {"review": OPENLY, "pass_mark": 0.8 if kind in EXAMINED else None}
    return values


def create_quiz(
    *,
    unit: Unit,
    title: Mapping[str, str],
    actor: Account | None,
    at: datetime,
    kind: QuizKind = QuizKind.EXAM,
    source: str = OWN,
    **details: Any,
) -> Quiz:
    """A draft; `details` are columns of the quiz, in place of what is usual for its kind."""
    quiz = Quiz(
        id=ordered_id(), unit_id=unit.id, title=dict(title), created_by_id=actor.id if actor else None,
        created_at=at, source=source, **(usual(kind) | details),
    )  # fmt: skip
    db.session.add(quiz)
    audit.record(actor, "create", quiz, changes={}, at=at)
    db.session.flush()
    return quiz


def copy_quiz(quiz: Quiz, *, unit: Unit, actor: Account | None, at: datetime) -> Quiz:
    """The same paper and rules as a new draft, which the title says."""
    title = {tag: COPY_WORDS.get(tag, "%s") % words for tag, words in quiz.title.items()}
    carried = {name: getattr(quiz, name) for name in CARRIED}
    return create_quiz(unit=unit, title=title, actor=actor, at=at, **{**carried, "kind": QuizKind(quiz.kind)})


def archive(quiz: Quiz, *, actor: Account, at: datetime) -> None:
    """Out of the list and back; an open one has to be closed first."""
    if quiz.archived_at is None and quiz.state_at(at) in (QuizState.OPEN, QuizState.SCHEDULED):
        raise Refused(_("This quiz is still on. Close or withdraw it first."))
    quiz.archived_at = None if quiz.archived_at else at
    audit.record(actor, "archive" if quiz.archived_at else "take out of the archive", quiz, at=at)
    db.session.flush()


def withdraw(quiz: Quiz, *, actor: Account, at: datetime) -> None:
    """Back to a draft, while nobody has begun: everything may be changed again."""
    db.session.flush()
    db.session.refresh(quiz, with_for_update=True)
    if quiz.published_at is None:
        return
    if publishing.begun(quiz):
        raise Refused(_("Somebody has begun already, so it can only be closed."))
    quiz.published_at = quiz.closed_at = None
    audit.record(actor, "withdraw", quiz, at=at)
    db.session.flush()


def close(quiz: Quiz, *, actor: Account, at: datetime, reason: str = "") -> int:
    """End it now: nobody begins any more, and what those still writing have saved is handed in.

    Returns how many were still writing. Closing what is over changes nothing.
    """
    db.session.flush()
    db.session.refresh(quiz, with_for_update=True)
    if quiz.published_at is None:
        raise Refused(_("This quiz has not been published yet."))
    if quiz.state_at(at) is not QuizState.CLOSED:
        quiz.closed_at = at
        audit.record(actor, "close", quiz, reason=reason, at=at)
        db.session.flush()
    query = select(Attempt).where(Attempt.quiz_id == quiz.id, Attempt.handed_in_at.is_(None))
    writing = list(db.session.scalars(query.order_by(Attempt.started_at)))
    words = reason or _("The quiz was closed.")
    for attempt in writing[:AT_ONCE]:
        sitting.hand_in(quiz, attempt, at=at, ending=Ending.FORCED, by=actor, reason=words)
    return len(writing)
