"""What may be drawn today: items of banks in reach, in use, signed where that is asked, not expired."""

import uuid
from collections.abc import Iterable
from datetime import date

import msgspec
from sqlalchemy import or_, select

from portal.extensions import db
from portal.people.models import Tree, Unit
from portal.quizzes import wording
from portal.quizzes.models import Bank, ItemFigure, QuizItem
from question_bank.checks_repeats import apart
from question_bank.items import Item
from question_bank.papers import Candidate, PaperSpec


def banks_for(unit: Unit) -> list[Bank]:
    """The banks a unit may draw from: its own, those of the units above it, and those below it."""
    reach = {each.id for each in unit.path} | Tree.load().below(unit.id)
    query = select(Bank).where(Bank.unit_id.in_(reach), Bank.archived_at.is_(None)).order_by(Bank.created_at)
    return list(db.session.scalars(query))


def candidates(unit: Unit, bank_ids: Iterable[uuid.UUID] | None, on: date) -> list[Candidate]:
    """The drawable items of these banks (None: all in reach) with what is known of each.

    Ids and versions are strings, as papers name them: item id, and the number of its version.
    """
    reach = {bank.id for bank in banks_for(unit)}
    wanted = reach if bank_ids is None else reach & set(bank_ids)
    query = (
        select(QuizItem, ItemFigure)
        .join(Bank, Bank.id == QuizItem.bank_id)
        .outerjoin(ItemFigure, ItemFigure.item_id == QuizItem.id)
        .where(QuizItem.bank_id.in_(wanted), QuizItem.retired_at.is_(None))
        .where(or_(Bank.needs_signing.is_(False), QuizItem.signed_n == QuizItem.current_n))
        .where(or_(QuizItem.expires_on.is_(None), QuizItem.expires_on >= on))
        .order_by(QuizItem.bank_id, QuizItem.number)
    )
    rows = [(row, figure) for row, figure in db.session.execute(query)]
    items = wording.current_of(row for row, _figure in rows)
    return [_candidate(row, items[row.id], figure) for row, figure in rows]


def banks_of(spec: PaperSpec) -> list[uuid.UUID] | None:
    """The banks the rules name; None where a rule draws from all in reach."""
    if any(rule.bank is None for rule in spec.rules):
        return None
    return [uuid.UUID(rule.bank) for rule in spec.rules if rule.bank]


def kept_apart(pool: Iterable[Candidate]) -> list[set[str]]:
    """Items that must not meet on one paper: repeats, near twins, contradictions."""
    return apart({candidate.id: candidate.item for candidate in pool})


def _candidate(row: QuizItem, item: Item, figure: ItemFigure | None) -> Candidate:
    problem = str(row.problem_id) if row.problem_id else None
    return Candidate(
        id=str(row.id), item=_with_problem(item, problem), bank=str(row.bank_id), version=str(row.current_n),
        facility=figure.facility if figure else None, exposure=figure.drawn if figure else 0,
    )  # fmt: skip


def _with_problem(item: Item, problem: str | None) -> Item:
    """Rules name problems by the row's id; what a document of another office says does not count."""
    return item if item.problem == problem else msgspec.structs.replace(item, problem=problem)
