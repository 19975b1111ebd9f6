"""What people know by knowledge point: right answers of the attempts that count, over all and by unit."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import case, func, select

from portal.charts import Bar, Figure, bars
from portal.extensions import db
from portal.methods.proportions import Proportion, proportion
from portal.people.models import Unit
from portal.quizzes.models import FrozenItem, ItemResult, Quiz, Treatment
from portal.quizzes.results.result_people import Line

RIGHT = 1 - 1e-7
"""A fraction from here on is a right answer; sums of thirds need not be exactly 1."""


ENOUGH = 5
"""From so many answers on a knowledge point may be called the weakest."""


@dataclass(slots=True)
class Tally:
    asked: int = 0
    right: int = 0
    earned: float = 0.0

    def add(self, asked: int, right: int, earned: float) -> None:
        self.asked += asked
        self.right += right
        self.earned += earned

    @property
    def share(self) -> Proportion:
        return proportion(self.right, self.asked)

    @property
    def facility(self) -> float | None:
        """Mean share of the points, where a partly right answer counts its part."""
        return self.earned / self.asked if self.asked else None


@dataclass(frozen=True, slots=True)
class PointLine:
    """One knowledge point, and what it came to in each unit."""

    point: str
    all: Tally
    by_unit: dict[uuid.UUID, Tally]


@dataclass(frozen=True, slots=True)
class Points:
    lines: list[PointLine]
    units: list[Unit]


def points(quiz: Quiz, lines: Iterable[Line]) -> Points:
    """The weakest first. Items that count as right for everybody say nothing and are left out."""
    where = {attempt.id: line.unit for line in lines for attempt in line.counted}
    units = {unit.id: unit for unit in where.values()}
    everywhere: defaultdict[str, Tally] = defaultdict(Tally)
    inside: defaultdict[str, defaultdict[uuid.UUID, Tally]] = defaultdict(lambda: defaultdict(Tally))
    for row in db.session.execute(_counted(quiz)):
        unit = where.get(row.attempt_id)
        if unit is not None and row.asked:
            everywhere[row.knowledge_point].add(row.asked, row.right, row.earned)
            inside[row.knowledge_point][unit.id].add(row.asked, row.right, row.earned)
    found = [PointLine(point, tally, dict(inside[point])) for point, tally in everywhere.items()]
    found.sort(key=lambda line: (line.all.share.share or 0.0, line.point))
    return Points(found, sorted(units.values(), key=lambda unit: (unit.position, unit.name)))


def given_to_all(quiz_ids: Collection[uuid.UUID] | None = None) -> Sequence[tuple[uuid.UUID, uuid.UUID]]:
    """(quiz, item) that a regrade counted as right for everybody."""
    query = select(FrozenItem.quiz_id, FrozenItem.item_id).where(FrozenItem.treatment == Treatment.EVERYBODY)
    if quiz_ids is not None:
        query = query.where(FrozenItem.quiz_id.in_(quiz_ids))
    return [(row.quiz_id, row.item_id) for row in db.session.execute(query)]


def figure(found: Points) -> Figure | None:
    """A bar for each knowledge point with its interval."""
    if not found.lines:
        return None
    weakest = next((line for line in found.lines if line.all.asked >= ENOUGH), None)
    drawn = [_bar(line, strong=line is weakest) for line in found.lines]
    said = _("Too few answers to name the weakest point")
    if weakest is not None:
        said = _(
            "Weakest: %(point)s, %(k)s of %(n)s answers right",
            point=point_name(weakest.point), k=weakest.all.right, n=weakest.all.asked,
        )  # fmt: skip
    note = _("Share of right answers with its interval (95%), of the attempts that count")
    head = (_("Knowledge point"), _("Share right"), "k/n", _("Interval (95%)"))
    return bars(drawn, chart_id="points", title=said, note=note, head=head)


def _bar(line: PointLine, strong: bool) -> Bar:
    share = line.all.share
    return Bar(point_name(line.point), share.share, share.interval, share.count, share.base, strong=strong)


def point_name(point: str) -> str:
    return point or _("Without a knowledge point")


def _counted(quiz: Quiz) -> Any:
    query = (
        select(
            ItemResult.attempt_id,
            ItemResult.knowledge_point,
            func.count(ItemResult.fraction).label("asked"),
            func.sum(case((ItemResult.fraction >= RIGHT, 1), else_=0)).label("right"),
            func.coalesce(func.sum(ItemResult.fraction), 0.0).label("earned"),
        )
        .where(ItemResult.quiz_id == quiz.id)
        .group_by(ItemResult.attempt_id, ItemResult.knowledge_point)
    )
    gifts = [item_id for _quiz, item_id in given_to_all([quiz.id])]
    return query.where(ItemResult.item_id.not_in(gifts)) if gifts else query
