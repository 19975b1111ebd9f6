"""The banks a person may know of, each with its counts, in a fixed number of queries."""

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from portal.access import Person, visible_to
from portal.extensions import db
from portal.quizzes.banks import bank_checks
from portal.quizzes.models import Bank, ItemFigure, QuizItem


@dataclass(frozen=True, slots=True)
class Counts:
    """Items in use and retired ones, problems they are attached to, and when one was last asked."""

    items: int = 0
    retired: int = 0
    problems: int = 0
    last_used_on: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A bank of the list. `origin`: whose it is, where it is shared from above. `needing` is None while
    nobody has looked at the bank."""

    bank: Bank
    counts: Counts
    needing: int | None
    origin: str


def lines(person: Person, *, archived: bool) -> list[Line]:
    shelf = Bank.archived_at.is_not(None) if archived else Bank.archived_at.is_(None)
    found = list(db.session.scalars(visible_to(person, Bank).where(shelf).order_by(Bank.created_at)))
    keys = [bank.id for bank in found]
    counted, needing, below = _counts(keys), bank_checks.needing(keys), person.units_below()
    return [
        Line(
            bank, counted.get(bank.id, Counts()), needing.get(bank.id),
            "" if bank.unit_id in below else bank.unit.name,
        )
        for bank in found
    ]  # fmt: skip


def has_any(person: Person) -> bool:
    return db.session.scalar(visible_to(person, Bank).with_only_columns(Bank.id).limit(1)) is not None


def counts(bank: Bank) -> Counts:
    return _counts([bank.id]).get(bank.id, Counts())


def _counts(bank_ids: list[uuid.UUID]) -> dict[uuid.UUID, Counts]:
    in_use = QuizItem.retired_at.is_(None)
    query = (
        select(
            QuizItem.bank_id, func.count().filter(in_use), func.count(QuizItem.retired_at),
            func.count(QuizItem.problem_id.distinct()).filter(in_use), func.max(ItemFigure.last_used_on),
        )
        .outerjoin(ItemFigure, ItemFigure.item_id == QuizItem.id)
        .where(QuizItem.bank_id.in_(bank_ids))
        .group_by(QuizItem.bank_id)
    )  # fmt: skip
    return {row[0]: Counts(*row[1:]) for row in db.session.execute(query)}
