"""The skill matrix: people by knowledge points, from exams and practice, with how much each figure rests on.

Every answer of the period counts, whichever attempt it belongs to. One grouped query a source.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import case, func, or_, select, tuple_
from sqlalchemy.orm import joinedload

from portal.access import LEADER, STAFF
from portal.extensions import db
from portal.methods.proportions import Proportion, proportion
from portal.people.models import Account, Unit
from portal.quizzes.models import ItemResult, PracticeAnswer, QuizItem
from portal.quizzes.papers.pool import banks_for
from portal.quizzes.results.result_points import RIGHT, given_to_all

PERSON_FROM, GROUP_FROM = 5, 20
"""A person is judged from so many answers on, a unit from so many: below, the cell says that they are few."""
NEAR = 0.15
"""So far below the target still counts as near."""
MOST_POINTS = 60


class Level(StrEnum):
    """What a cell says: never asked, too few answers to judge, gap, near the target, mastered."""

    NEVER = "never"
    FEW = "few"
    GAP = "gap"
    NEAR = "near"
    MASTERED = "mastered"


@dataclass(slots=True)
class Cell:
    """Right answers of all that were given, and the day of the last one."""

    asked: int = 0
    right: int = 0
    last: date | None = None

    def add(self, asked: int, right: int, last: date | None) -> None:
        self.asked += asked
        self.right += right
        if last is not None and (self.last is None or last > self.last):
            self.last = last

    @property
    def share(self) -> float | None:
        return self.right / self.asked if self.asked else None

    @property
    def proportion(self) -> Proportion:
        return proportion(self.right, self.asked)

    def level(self, target: float, least: int = PERSON_FROM) -> Level:
        if not self.asked:
            return Level.NEVER
        if self.asked < least:
            return Level.FEW
        share = self.right / self.asked
        if share >= target - 1e-9:
            return Level.MASTERED
        return Level.NEAR if share >= target - NEAR - 1e-9 else Level.GAP


NOTHING = Cell()
Cells = dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which answers and people: of these units and this post, since a day, from exams alone or with practice;
    knowledge points cut to `level` steps of their tree, inside one branch."""

    units: frozenset[uuid.UUID]
    since: date
    practice: bool = True
    post: str = ""
    level: int = 2
    branch: str = ""


@dataclass(frozen=True)
class Matrix:
    """`rows` by person, `teams` by unit, `total` over all; a point that is missing was never asked."""

    people: list[Account]
    points: list[str]
    rows: dict[uuid.UUID, Cells]
    teams: dict[uuid.UUID, Cells]
    total: Cells
    units: dict[uuid.UUID, Unit] = field(default_factory=dict)

    def cell(self, account: Account, point: str) -> Cell:
        return self.rows.get(account.id, {}).get(point, NOTHING)

    def of_team(self, unit: Unit, point: str) -> Cell:
        return self.teams.get(unit.id, {}).get(point, NOTHING)

    def of_all(self, point: str) -> Cell:
        return self.total.get(point, NOTHING)

    def over(self, cells: Mapping[str, Cell]) -> Cell:
        """All points of one line together."""
        return together(cells[point] for point in self.points if point in cells)

    def team_people(self, unit: Unit) -> list[Account]:
        return [account for account in self.people if account.unit_id == unit.id]


def together(cells: Iterable[Cell]) -> Cell:
    found = Cell()
    for cell in cells:
        found.add(cell.asked, cell.right, cell.last)
    return found


def matrix(wanted: Wanted, top: Unit) -> Matrix:
    """`top` is the unit of whoever looks: what its banks ask about and nobody was asked is a column, too."""
    answers: defaultdict[uuid.UUID, Cells] = defaultdict(dict)
    cuts: dict[str, str] = {}
    for query in _sources(wanted):
        for account_id, point, asked, right, last in db.session.execute(query):
            cut = cuts.get(point)
            if cut is None:
                cut = cuts[point] = cut_to(point, wanted.level)
            cells = answers[account_id]
            if cut not in cells:
                cells[cut] = Cell(asked, right, last)
            else:
                cells[cut].add(asked, right, last)
    people = _people(wanted, answers.keys())
    rows = {account.id: answers[account.id] for account in people if account.id in answers}
    teams: defaultdict[uuid.UUID, Cells] = defaultdict(dict)
    total: Cells = {}
    for account in people:
        for point, cell in rows.get(account.id, {}).items():
            for cells in (teams[account.unit_id], total):
                cells.setdefault(point, Cell()).add(cell.asked, cell.right, cell.last)
    points = sorted(total.keys() | _points_of_banks(wanted, top), key=lambda point: (not point, point))
    units = {account.unit_id: account.unit for account in people}
    return Matrix(people, points[:MOST_POINTS], rows, dict(teams), total, units)


def cut_to(point: str, level: int) -> str:
    return "/".join(point.split("/")[:level])


def branches(top: Unit) -> list[str]:
    """The first steps of the tree of knowledge points, as far as banks in reach have them."""
    return sorted({cut_to(point, 1) for point in _known_points(top) if point})


def _people(wanted: Wanted, with_answers: Collection[uuid.UUID]) -> list[Account]:
    """Who works in these units today: staff and leaders, and whoever else has answered."""
    answered = or_(Account.role.in_((STAFF, LEADER)), Account.id.in_(with_answers))
    query = select(Account).options(joinedload(Account.unit)).where(Account.unit_id.in_(wanted.units))
    query = query.where(Account.disabled_at.is_(None), answered)
    if wanted.post:
        query = query.where(Account.post == wanted.post)
    found = db.session.scalars(query)
    return sorted(found, key=lambda each: (each.unit.position, each.unit.name, each.login))


def _sources(wanted: Wanted) -> list[Any]:
    return [_exams(wanted), _practice(wanted)] if wanted.practice else [_exams(wanted)]


def _exams(wanted: Wanted) -> Any:
    right = func.sum(case((ItemResult.fraction >= RIGHT, 1), else_=0))
    query = select(
        ItemResult.account_id, ItemResult.knowledge_point, func.count(), right, func.max(ItemResult.day)
    ).where(
        ItemResult.unit_id.in_(wanted.units), ItemResult.day >= wanted.since,
        ItemResult.fraction.is_not(None), ItemResult.account_id.is_not(None),
        *_inside(ItemResult.knowledge_point, wanted.branch),
    )  # fmt: skip
    gifts = given_to_all()
    if gifts:
        query = query.where(tuple_(ItemResult.quiz_id, ItemResult.item_id).not_in(gifts))
    return query.group_by(ItemResult.account_id, ItemResult.knowledge_point)


def _practice(wanted: Wanted) -> Any:
    right = func.sum(case((PracticeAnswer.fraction >= RIGHT, 1), else_=0))
    return (
        select(
            PracticeAnswer.account_id, QuizItem.knowledge_point, func.count(), right,
            func.max(PracticeAnswer.day),
        )
        .join(QuizItem, QuizItem.id == PracticeAnswer.item_id)
        .where(PracticeAnswer.unit_id.in_(wanted.units), PracticeAnswer.day >= wanted.since)
        .where(PracticeAnswer.fraction.is_not(None), *_inside(QuizItem.knowledge_point, wanted.branch))
        .group_by(PracticeAnswer.account_id, QuizItem.knowledge_point)
    )  # fmt: skip


def _inside(column: Any, branch: str) -> list[Any]:
    if not branch:
        return []
    return [or_(column == branch, column.startswith(f"{branch}/", autoescape=True))]


def _points_of_banks(wanted: Wanted, top: Unit) -> set[str]:
    inside = (wanted.branch, f"{wanted.branch}/")
    return {
        cut_to(point, wanted.level)
        for point in _known_points(top)
        if point and (not wanted.branch or point == inside[0] or point.startswith(inside[1]))
    }


def _known_points(top: Unit) -> list[str]:
    banks = [bank.id for bank in banks_for(top)]
    query = select(QuizItem.knowledge_point).where(QuizItem.bank_id.in_(banks), QuizItem.retired_at.is_(None))
    return list(db.session.scalars(query.distinct()))
