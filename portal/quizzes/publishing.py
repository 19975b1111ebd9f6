"""Publishing a quiz: who sits it gets a seat, what it asks is frozen, papers are drawn."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import func, or_, select

from portal import chain, clock
from portal.errors import Refused
from portal.extensions import db
from portal.people import audit
from portal.people.models import Account, Tree
from portal.quizzes import drawing
from portal.quizzes.models import Participant, Quiz, QuizKind
from portal.quizzes.models.quizzes import EXAMINED

WITHOUT_LIST = EXAMINED | {QuizKind.AWARENESS, QuizKind.TEAM}
"""Kinds that need nobody named beforehand: who comes takes part."""
MOST_DRAWN = 2_000


def people_for(quiz: Quiz) -> list[Account]:
    """The accounts the quiz is meant for: units with those below, posts inside them, and single people."""
    meant = quiz.audience or {}
    query = select(Account).where(Account.disabled_at.is_(None), Account.unit_id.in_(_units(quiz)))
    posts, accounts = meant.get("posts") or [], meant.get("accounts") or []
    if posts and not accounts:
        query = query.where(Account.post.in_(posts))
    elif posts or accounts:
        named = Account.id.in_(_ids(accounts))
        query = query.where(or_(named, Account.post.in_(posts)) if posts else named)
    return list(db.session.scalars(query.order_by(Account.unit_id, Account.login)))


def add_participants(quiz: Quiz, accounts: Iterable[Account]) -> int:
    """Seats for those who have none yet. Returns how many are new."""
    known = set(db.session.scalars(select(Participant.account_id).where(Participant.quiz_id == quiz.id)))
    last = db.session.scalar(select(func.max(Participant.seat)).where(Participant.quiz_id == quiz.id)) or 0
    fresh = [account for account in accounts if account.id not in known]
    db.session.add_all(
        Participant(quiz_id=quiz.id, account_id=account.id, unit_id=account.unit_id, seat=seat)
        for seat, account in enumerate(fresh, start=last + 1)
    )
    db.session.flush()
    return len(fresh)


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
    if quiz.kind not in WITHOUT_LIST:
        add_participants(quiz, people_for(quiz))
        if not seats(quiz):
            raise Refused(_("Nobody would sit this quiz. Choose for whom it is."))
    drawing.freeze(quiz, clock.day_of(at, current_app.config["TIME_ZONE"]))
    drawing.draw_papers(quiz, min(max(seats(quiz), 1), MOST_DRAWN))
    quiz.published_at = at
    audit.record(actor, "publish", quiz, at=at)
    db.session.flush()
    chain.contributions("quiz published", quiz, actor=actor, at=at)


def _units(quiz: Quiz) -> frozenset[uuid.UUID]:
    tree = Tree.load()
    inside = tree.below(quiz.unit_id)
    chosen = _ids((quiz.audience or {}).get("units") or [])
    if not chosen:
        return inside
    return frozenset(below for unit in chosen for below in tree.below(unit)) & inside


def _ids(texts: Iterable[str]) -> list[uuid.UUID]:
    return [uuid.UUID(text) for text in texts]
