"""Signs that an item is known outside: it gets easier than the others over time, or everybody has had it."""

import math
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import NormalDist, fmean

from sqlalchemy import case, func, select

from portal.extensions import db
from portal.methods.multiplicity import benjamini_hochberg
from portal.quizzes.analysis.analysis_data import Asked, Sitting
from portal.quizzes.models import Attempt, ItemFigure, ItemResult
from question_bank.analysis.marks import NEARLY

LEAST_ANSWERS = 10
FALSE_FINDS = 0.05
LEAST_RISE = 0.1
OVER_EXPOSED = 0.5
"""An item that half of the people had had before tells little new of them."""

Occasion = tuple[date, int, int]


@dataclass(frozen=True, slots=True)
class Drift:
    """Right at the first occasion and at the last; `beyond` is the rise over that of the other items."""

    asked: Asked
    first: Occasion
    last: Occasion
    beyond: float
    adjusted: float

    @property
    def flagged(self) -> bool:
        return self.adjusted <= FALSE_FINDS and self.beyond >= LEAST_RISE


@dataclass(frozen=True, slots=True)
class Exposed:
    """How many of those who sat had answered the item before in another quiz; papers that ever held it."""

    asked: Asked
    seen: int
    n: int
    drawn: int

    @property
    def share(self) -> float:
        return self.seen / self.n if self.n else 0.0


def drift(sitting: Sitting, units: Collection[uuid.UUID]) -> list[Drift]:
    """Every item asked on two occasions at least, with the greatest rise first.

    Each rise is compared with the mean rise of the other items (people learn, and all items get easier):
    a one-sided z test, adjusted by Benjamini and Hochberg.
    """
    ends = {
        item: (found[0], found[-1])
        for item, found in _occasions(sitting, units).items()
        if len(found) > 1 and item in sitting.asked
    }
    rises = {item: last[1] / last[2] - first[1] / first[2] for item, (first, last) in ends.items()}
    beyond = {item: rise - _others(rises, item) for item, rise in rises.items()}
    chances = {item: _chance(beyond[item], *ends[item]) for item in ends}
    adjusted = dict(zip(chances, benjamini_hochberg(list(chances.values())), strict=True))
    lines = [Drift(sitting.asked[item], *ends[item], beyond[item], adjusted[item]) for item in ends]
    return sorted(lines, key=lambda line: -line.beyond)


def exposure(sitting: Sitting, units: Collection[uuid.UUID]) -> list[Exposed]:
    """Every item some had had before, the most exposed first."""
    seen, drawn = _seen_before(sitting, units), _drawn(sitting)
    people: defaultdict[str, int] = defaultdict(int)
    for sat in sitting.sat:
        for item in sat.marks:
            people[item] += 1
    lines = [
        Exposed(asked, seen.get(item, 0), people[item], drawn.get(item, 0))
        for item, asked in sitting.asked.items()
        if people[item]
    ]
    return sorted((line for line in lines if line.seen), key=lambda line: (-line.share, line.asked.number))


def merged(days: Sequence[Occasion], least: int = LEAST_ANSWERS) -> list[Occasion]:
    """Days in order, small ones joined with the next, so that each occasion has enough answers."""
    found: list[Occasion] = []
    start: date | None = None
    right = n = 0
    for day, of_day, answers in days:
        start = start or day
        right, n = right + of_day, n + answers
        if n >= least:
            found.append((start, right, n))
            start, right, n = None, 0, 0
    if n and found:
        day, before, answers = found[-1]
        found[-1] = (day, before + right, answers + n)
    return found


def _occasions(sitting: Sitting, units: Collection[uuid.UUID]) -> dict[str, list[Occasion]]:
    """By item, all days it was asked in the reader's units, in whichever quiz."""
    full = func.sum(case((ItemResult.fraction >= 1 - NEARLY, 1), else_=0))
    query = (
        select(ItemResult.item_id, ItemResult.day, full, func.count(ItemResult.fraction))
        .where(ItemResult.item_id.in_(_ids(sitting)), ItemResult.unit_id.in_(units))
        .group_by(ItemResult.item_id, ItemResult.day)
        .order_by(ItemResult.item_id, ItemResult.day)
    )
    days: defaultdict[str, list[Occasion]] = defaultdict(list)
    for item, day, right, n in db.session.execute(query):
        days[str(item)].append((day, int(right), int(n)))
    return {item: merged(found) for item, found in days.items()}


def _others(rises: Mapping[str, float], item: str) -> float:
    others = [rise for name, rise in rises.items() if name != item]
    return fmean(others) if others else 0.0


def _chance(beyond: float, first: Occasion, last: Occasion) -> float:
    """One-sided, with the variance of two shares; Agresti's added half keeps it from being nothing."""
    spread = 0.0
    for _day, right, n in (first, last):
        share = (right + 0.5) / (n + 1)
        spread += share * (1 - share) / n
    return 1 - NormalDist().cdf(beyond / math.sqrt(spread))


def _seen_before(sitting: Sitting, units: Collection[uuid.UUID]) -> dict[str, int]:
    """Per item, how many of this quiz's people had answered it in another quiz before this one began."""
    mine = (Attempt.quiz_id == sitting.quiz.id) & Attempt.handed_in_at.is_not(None)
    people = select(Attempt.account_id).where(
        mine, Attempt.unit_id.in_(units), Attempt.account_id.is_not(None)
    )
    first = select(func.min(ItemResult.day)).where(ItemResult.quiz_id == sitting.quiz.id).scalar_subquery()
    query = (
        select(ItemResult.item_id, func.count(func.distinct(ItemResult.account_id)))
        .where(ItemResult.item_id.in_(_ids(sitting)), ItemResult.quiz_id != sitting.quiz.id)
        .where(ItemResult.account_id.in_(people), ItemResult.day < first)
        .group_by(ItemResult.item_id)
    )
    return {str(item): n for item, n in db.session.execute(query)}


def _drawn(sitting: Sitting) -> dict[str, int]:
    query = select(ItemFigure.item_id, ItemFigure.drawn).where(ItemFigure.item_id.in_(_ids(sitting)))
    return {str(item): n for item, n in db.session.execute(query)}


def _ids(sitting: Sitting) -> list[uuid.UUID]:
    return [uuid.UUID(item) for item in sitting.asked]
