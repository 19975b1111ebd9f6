"""The practice set on a problem's page: its items, and how many were right of those asked, month by month."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app, get_template_attribute
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, case, func, select

from portal import clock
from portal.chain import contributes
from portal.charts import Point, trend
from portal.charts.figure import Figure
from portal.extensions import db
from portal.methods.proportions import wilson
from portal.people import settings
from portal.quizzes.models import Bank, ItemResult, PracticeAnswer, QuizItem

MONTHS = 12
RIGHT = 1 - 1e-7


@dataclass(frozen=True, slots=True)
class Tally:
    """Right of asked."""

    right: int = 0
    asked: int = 0

    @property
    def share(self) -> float | None:
        return self.right / self.asked if self.asked else None

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.right + other.right, self.asked + other.asked)


@dataclass(frozen=True, slots=True)
class Month:
    """One calendar month: what was practised, what was asked in quizzes."""

    label: str
    practice: Tally
    quizzes: Tally

    @property
    def together(self) -> Tally:
        return self.practice + self.quizzes


@contributes("items of problems")
def counts(problem_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many items in use each of these problems owns."""
    query = select(QuizItem.problem_id, func.count()).where(
        QuizItem.problem_id.in_(problem_ids), QuizItem.retired_at.is_(None)
    )
    return {key: n for key, n in db.session.execute(query.group_by(QuizItem.problem_id)) if key}


@contributes("problem page", position=50)
def panel(problem: Any) -> Any:
    """Markup: a macro's words are escaped already."""
    items = items_of(problem.id)
    found = months(problem.id, clock.day_of(clock.now(), current_app.config["TIME_ZONE"]))
    small = int(settings.get(problem.unit, "small_sample"))
    show = get_template_attribute("quizzes/_problem_panel.html", "panel")
    return show(
        problem, items, tallies(item.id for item, _bank in items), found, _figure(problem, found), small
    )


def items_of(problem_id: uuid.UUID) -> list[tuple[QuizItem, Bank]]:
    """The practice set, with the bank each item is kept in."""
    query = (
        select(QuizItem, Bank)
        .join(Bank, Bank.id == QuizItem.bank_id)
        .where(QuizItem.problem_id == problem_id, QuizItem.retired_at.is_(None))
        .order_by(Bank.created_at, QuizItem.number)
    )
    return [(item, bank) for item, bank in db.session.execute(query)]


def tallies(item_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Tally]:
    """Right of asked by item, practice and quizzes together."""
    wanted = list(item_ids)
    found: defaultdict[uuid.UUID, Tally] = defaultdict(Tally)
    for table in (PracticeAnswer, ItemResult):
        query = select(table.item_id, _right(table.fraction), func.count(table.fraction))
        query = query.where(table.item_id.in_(wanted)).group_by(table.item_id)
        for item_id, right, asked in db.session.execute(query):
            found[item_id] += Tally(right, asked)
    return found


def months(problem_id: uuid.UUID, today: date) -> list[Month]:
    """The last twelve months with answers, from the first of them on; up to today where the last answer is no
    older than that. Empty before there is any."""
    newest = _newest(problem_id)
    if newest is None:
        return []
    last = min(today.year * 12 + today.month - 1, newest.year * 12 + newest.month - 1 + MONTHS - 1)
    if last < today.year * 12 + today.month - 1:
        last = newest.year * 12 + newest.month - 1
    first = last - MONTHS + 1
    practice = _by_month(PracticeAnswer, problem_id, first)
    quizzes = _by_month(ItemResult, problem_id, first)
    begun = min([*practice, *quizzes], default=last + 1)
    return [
        Month(
            f"{month // 12}-{month % 12 + 1:02d}", practice.get(month, Tally()), quizzes.get(month, Tally())
        )
        for month in range(begun, last + 1)
    ]


def _newest(problem_id: uuid.UUID) -> date | None:
    days = [
        db.session.scalar(select(func.max(table.day)).where(table.problem_id == problem_id))
        for table in (PracticeAnswer, ItemResult)
    ]
    return max((day for day in days if day is not None), default=None)


def _by_month(
    table: type[PracticeAnswer] | type[ItemResult], problem_id: uuid.UUID, first: int
) -> dict[int, Tally]:
    query = select(table.day, _right(table.fraction), func.count(table.fraction)).where(
        table.problem_id == problem_id, table.day >= date(first // 12, first % 12 + 1, 1)
    )
    found: defaultdict[int, Tally] = defaultdict(Tally)
    for day, right, asked in db.session.execute(query.group_by(table.day)):
        found[day.year * 12 + day.month - 1] += Tally(right, asked)
    return dict(found)


def _right(fraction: Any) -> ColumnElement[int]:
    return func.sum(case((fraction >= RIGHT, 1), else_=0))


def _figure(problem: Any, found: Sequence[Month]) -> Figure | None:
    if not any(month.together.asked for month in found):
        return None
    points = []
    for month in found:
        both = month.together
        interval = wilson(both.right, both.asked) if both.asked else None
        points.append(Point(month.label, both.share, interval, both.asked or None))
    return trend(
        points, chart_id=f"practice-{problem.number}", title=_("Right of those asked, by month"),
        note=_("Practice and quizzes together; the bar is the range the true share lies in (95%)."),
        head=(_("Month"), _("Right"), _("Range"), _("Asked")),
    )  # fmt: skip
