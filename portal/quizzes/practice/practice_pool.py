"""What one person may practise: drawable items in reach, but none whose key is still to be kept."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from flask import current_app
from sqlalchemy import or_, select

from portal import clock
from portal.extensions import db
from portal.people.models import Account
from portal.quizzes.attempts import review
from portal.quizzes.models import Attempt, Quiz, QuizState
from portal.quizzes.papers import drawing, pool
from portal.quizzes.practice import concerns
from question_bank.items import Item, ItemType
from question_bank.papers import Candidate
from question_bank.papers_draw import option_order

NEVER = frozenset({ItemType.INFORMATION})
WITHOUT_RULE = frozenset({ItemType.ESSAY})
"""Nobody can say at once whether an answer is right: practised where asked for, never among the ten."""


@dataclass(frozen=True, slots=True)
class Practisable:
    """An item as it may be practised: the version asked today, and the problem it belongs to."""

    id: uuid.UUID
    n: int
    bank_id: uuid.UUID
    item: Item
    problem_id: uuid.UUID | None

    @property
    def markable(self) -> bool:
        return self.item.type not in WITHOUT_RULE


def today_of(at: datetime) -> date:
    """The calendar day in the installation's zone."""
    return clock.day_of(at, current_app.config["TIME_ZONE"])


def reach(account: Account, at: datetime) -> dict[uuid.UUID, Practisable]:
    """What this person may practise now, in the order of banks and numbers."""
    kept = withheld(account, at)
    found = pool.candidates(account.unit, None, today_of(at))
    possible = [_practisable(each) for each in found if each.item.type not in NEVER]
    return {each.id: each for each in possible if each.id not in kept}


def withheld(account: Account, at: datetime) -> frozenset[uuid.UUID]:
    """Items of own papers whose key the quiz does not show yet: practice would tell it."""
    query = (
        select(Attempt, Quiz)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .where(Attempt.account_id == account.id)
        .where(or_(Quiz.ends_at.is_(None), Quiz.ends_at > at, Attempt.handed_in_at.is_(None)))
    )
    kept: set[uuid.UUID] = set()
    for attempt, quiz in db.session.execute(query):
        closed = quiz.state_at(at) is QuizState.CLOSED
        if "key" in review.may_see(quiz, attempt, at) or (closed and attempt.handed_in_at is not None):
            continue
        kept |= {uuid.UUID(each.item) for each in drawing.paper(quiz.id, attempt.paper_n).questions}
    return frozenset(kept)


def mattering(account: Account) -> frozenset[uuid.UUID]:
    """The key problems that concern this person: their items come first among the ten."""
    return frozenset(each.problem_id for each in concerns.of_person(account) if each.is_key)


def order_of(account: Account, item: Item, item_id: uuid.UUID) -> tuple[str, ...]:
    """The options' order for this person: the same before and after answering, and telling nothing."""
    return option_order(item, Random(f"practice {account.id} {item_id}"))  # noqa: S311 - no secret


def _practisable(candidate: Candidate) -> Practisable:
    problem = candidate.item.problem
    return Practisable(
        uuid.UUID(candidate.id), int(candidate.version), uuid.UUID(candidate.bank), candidate.item,
        uuid.UUID(problem) if problem else None,
    )  # fmt: skip
