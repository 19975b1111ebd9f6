"""A training for one gap: who needs it, in which form, and which items to ask before and after."""

import uuid
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, case, func, or_, select

from portal.extensions import db
from portal.people.models import Account, Unit
from portal.quizzes.models import Bank, ItemFigure, QuizItem
from portal.quizzes.papers.pool import banks_for
from portal.quizzes.results.skill_gaps import Gap
from portal.quizzes.results.skills import Cell, Matrix

ITEMS = 10
WEAK = 0.2
"""Items that separate less than this are taken last (Ebel: below 0.20 to be revised)."""


class Form(StrEnum):
    """How many miss it says how to teach it: all together, in the evening meeting, or one to one."""

    SESSION = "session"
    MEETING = "meeting"
    ONE_TO_ONE = "one_to_one"


@dataclass(frozen=True, slots=True)
class Chosen:
    """An item to ask, with what is known of it."""

    item: QuizItem
    drawn: int
    facility: float | None
    discrimination: float | None

    @property
    def is_doubtful(self) -> bool:
        """Whether those who do well elsewhere do worse here: the key may be wrong."""
        return self.discrimination is not None and self.discrimination < 0


@dataclass(frozen=True, slots=True)
class Training:
    """Who is below the target or was never asked, the weakest first; `total` people were looked at."""

    gap: Gap
    form: Form
    learners: list[tuple[Account, Cell]]
    total: int
    items: list[Chosen]

    @property
    def item_ids(self) -> list[uuid.UUID]:
        return [each.item.id for each in self.items]


def training(gap: Gap, matrix: Matrix, target: float, *, top: Unit, on: date) -> Training:
    people = _concerned(gap, matrix)
    cells = [(account, matrix.cell(account, gap.point)) for account in people]
    learners = [pair for pair in cells if pair[1].share is None or pair[1].share < target]
    learners.sort(key=lambda pair: (pair[1].share is None, pair[1].share or 0.0, pair[0].login))
    return Training(gap, _form(gap), learners, len(people), items_for(gap.point, top, on))


def items_for(point: str, top: Unit, on: date, most: int = ITEMS) -> list[Chosen]:
    """Drawable items of this branch from banks in reach: sound ones first, then the least used, then those
    that separate best."""
    banks = [bank.id for bank in banks_for(top)]
    drawn = func.coalesce(ItemFigure.drawn, 0)
    weak = case((ItemFigure.discrimination < WEAK, 1), else_=0)
    query = (
        select(QuizItem, drawn, ItemFigure.facility, ItemFigure.discrimination)
        .join(Bank, Bank.id == QuizItem.bank_id)
        .outerjoin(ItemFigure, ItemFigure.item_id == QuizItem.id)
        .where(QuizItem.bank_id.in_(banks), QuizItem.retired_at.is_(None), _within(point))
        .where(or_(Bank.needs_signing.is_(False), QuizItem.signed_n == QuizItem.current_n))
        .where(or_(QuizItem.expires_on.is_(None), QuizItem.expires_on >= on))
        .order_by(weak, drawn, func.coalesce(ItemFigure.discrimination, 0.0).desc(), QuizItem.id)
        .limit(most)
    )
    return [Chosen(*row) for row in db.session.execute(query)]


def _within(point: str) -> ColumnElement[bool]:
    inside = QuizItem.knowledge_point.startswith(f"{point}/", autoescape=True)
    return or_(QuizItem.knowledge_point == point, inside) if point else QuizItem.knowledge_point == ""


def _concerned(gap: Gap, matrix: Matrix) -> list[Account]:
    if gap.account is not None:
        return [gap.account]
    return matrix.team_people(gap.unit) if gap.unit is not None else matrix.people


def _form(gap: Gap) -> Form:
    if gap.account is not None:
        return Form.ONE_TO_ONE
    return Form.MEETING if gap.unit is not None else Form.SESSION
