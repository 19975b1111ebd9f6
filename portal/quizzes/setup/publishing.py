"""Publishing a quiz: who sits it gets a seat, what it asks is frozen, papers are drawn."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, delete, func, or_, select

from portal import chain, clock
from portal.errors import Refused
from portal.extensions import db
from portal.people import audit
from portal.people.models import Account, Tree
from portal.quizzes.awareness import awareness
from portal.quizzes.models import (
    Attempt,
    AwarenessResponse,
    FrozenItem,
    Participant,
    Quiz,
    QuizDraw,
    QuizKind,
    QuizPaper,
)
from portal.quizzes.models.quizzes import EXAMINED
from portal.quizzes.papers import draw_job, drawing

WITHOUT_LIST = EXAMINED | {QuizKind.AWARENESS, QuizKind.TEAM}
"""Kinds that need nobody named beforehand: who comes takes part."""
MOST_DRAWN = 2_000


def people_for(quiz: Quiz) -> list[Account]:
    """The accounts the quiz is meant for, inside its unit: everybody of the chosen units (of certain posts
    where some are chosen), and single people besides; everybody of its unit where nothing is chosen."""
    meant = quiz.audience or {}
    inside = Tree.load().below(quiz.unit_id)
    units, posts, accounts = (meant.get(part) or [] for part in ("units", "posts", "accounts"))
    wanted: ColumnElement[bool] = Account.id.in_(_ids(accounts))
    if units or posts or not accounts:
        group = Account.unit_id.in_(_chosen(units, inside))
        wanted = or_(wanted, and_(group, Account.post.in_(posts)) if posts else group)
    query = select(Account).where(wanted, Account.disabled_at.is_(None), Account.unit_id.in_(inside))
    return list(db.session.scalars(query.order_by(Account.unit_id, Account.login)))


def add_participants(quiz: Quiz, accounts: Iterable[Account]) -> int:
    """Seats for those who have none yet. Returns how many are new."""
    _hold(quiz)
    known = set(db.session.scalars(select(Participant.account_id).where(Participant.quiz_id == quiz.id)))
    last = db.session.scalar(select(func.max(Participant.seat)).where(Participant.quiz_id == quiz.id)) or 0
    fresh = [account for account in accounts if account.id not in known]
    db.session.add_all(
        Participant(quiz_id=quiz.id, account_id=account.id, unit_id=account.unit_id, seat=seat)
        for seat, account in enumerate(fresh, start=last + 1)
    )
    db.session.flush()
    return len(fresh)


def take_seat(quiz: Quiz, account: Account) -> Participant:
    """The account's place in a quiz that people join by themselves; the same one however often it asks."""
    known = db.session.get(Participant, (quiz.id, account.id))
    if known is None:
        add_participants(quiz, [account])
    return known or db.session.get_one(Participant, (quiz.id, account.id))


def _hold(quiz: Quiz) -> None:
    """One at a time takes a seat; who starts an attempt meanwhile need not wait."""
    db.session.execute(select(Quiz.id).where(Quiz.id == quiz.id).with_for_update(key_share=True))


def seats(quiz: Quiz) -> int:
    return db.session.scalar(select(func.count()).where(Participant.quiz_id == quiz.id)) or 0


def publish(quiz: Quiz, *, actor: Account | None, at: datetime) -> None:
    """From now on its content stands. CannotDraw says which rule lacks how many; nothing is kept then."""
    db.session.flush()
    db.session.refresh(quiz, with_for_update=True)
    if quiz.published_at is not None:
        raise Refused(_("This quiz has been published already."))
    if quiz.ends_at is not None and quiz.ends_at <= at:
        raise Refused(_("The end lies in the past. Choose a later one."))
    _forget_earlier(quiz)
    if quiz.kind not in WITHOUT_LIST:
        add_participants(quiz, people_for(quiz))
        if not seats(quiz):
            raise Refused(_("Nobody would sit this quiz. Choose for whom it is."))
    drawing.freeze(quiz, clock.day_of(at, current_app.config["TIME_ZONE"]))
    if quiz.kind == QuizKind.AWARENESS:
        awareness.require_askable(drawing.asked_items(quiz.id))
    draw_job.draw_or_enqueue(quiz, min(max(seats(quiz), 1), MOST_DRAWN), actor=actor)
    quiz.published_at = at
    audit.record(actor, "publish", quiz, at=at)
    db.session.flush()
    chain.contributions("quiz published", quiz, actor=actor, at=at)


def _chosen(units: Iterable[str], inside: frozenset[uuid.UUID]) -> frozenset[uuid.UUID]:
    """The chosen units with those below them; all where none is chosen."""
    chosen = _ids(units)
    if not chosen:
        return inside
    tree = Tree.load()
    return frozenset(below for unit in chosen for below in tree.below(unit)) & inside


def begun(quiz: Quiz) -> bool:
    """Whether anybody has started, by name or as a shop."""
    return any(
        db.session.scalar(select(model.id).where(model.quiz_id == quiz.id).limit(1)) is not None
        for model in (Attempt, AwarenessResponse)
    )


def _forget_earlier(quiz: Quiz) -> None:
    """What an earlier publication left, which was withdrawn before anybody began."""
    if quiz.papers == 0:
        return
    if begun(quiz):
        raise Refused(_("Somebody has begun this quiz already. Copy it and publish the copy."))
    for model in (Participant, QuizPaper, FrozenItem, QuizDraw):
        db.session.execute(delete(model).where(model.quiz_id == quiz.id))
    quiz.papers = 0
    db.session.flush()


def _ids(texts: Iterable[str]) -> list[uuid.UUID]:
    return [uuid.UUID(text) for text in texts]
