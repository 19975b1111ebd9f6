"""The numbers of a quiz: how many came and passed, how scores are spread, and unit beside unit."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from flask_babel import gettext as _

from portal.charts import Figure, histogram
from portal.methods.proportions import Proportion, proportion
from portal.people.models import Unit
from portal.quizzes.result_people import Line, handed_in, scores

FEW_PEOPLE = 5
"""Below so many a unit's figure says more about single people than about the unit."""
SMALL_SAMPLE = 30
ROUND = 6


@dataclass(frozen=True, slots=True)
class Numbers:
    """What lines of people come to. Scores are shares of the points, of those whose marks are complete;
    `pending` people still wait for a marker, `excused` need not come."""

    wanted: int
    handed_in: int
    pending: int
    excused: int
    passed: Proportion
    mean: float | None
    median: float | None
    low: float | None
    high: float | None
    n: int

    @property
    def is_few(self) -> bool:
        return 0 < self.n < FEW_PEOPLE

    @property
    def is_small(self) -> bool:
        return 0 < self.n < SMALL_SAMPLE


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit with everybody in it and below it; `depth` indents it under its parent."""

    unit: Unit
    depth: int
    numbers: Numbers


def numbers(lines: Sequence[Line]) -> Numbers:
    done = handed_in(lines)
    found = [round(each, ROUND) for each in scores(done)]
    decided = [line.passed for line in done if line.passed is not None]
    return Numbers(
        wanted=len(lines),
        handed_in=len(done),
        pending=sum(bool(line.standing and line.standing.pending) for line in done),
        excused=sum(bool(line.excused) for line in lines),
        passed=proportion(sum(decided), len(decided)),
        mean=fmean(found) if found else None,
        median=median(found) if found else None,
        low=min(found, default=None),
        high=max(found, default=None),
        n=len(found),
    )


def spread(lines: Sequence[Line], total: Numbers) -> Figure | None:
    """How the scores lie; None before anybody's marks are complete."""
    values = [round(share * 100, 2) for share in scores(lines)]
    if not values or total.median is None:
        return None
    half = f"{total.median * 100:.0f}%"
    said = _("Half of them have %(half)s or more", half=half)
    if total.passed.base:
        said = _(
            "%(k)s of %(n)s passed; half of them have %(half)s or more",
            k=total.passed.count, n=total.passed.base, half=half,
        )  # fmt: skip
    return histogram(
        values,
        chart_id="spread",
        title=said,
        note=_("Score in percent of the points; each column says how many people, n = %(n)s", n=len(values)),
        head=(_("Score in percent"), _("People")),
        bins=10,
    )


def by_unit(lines: Iterable[Line], top: Unit) -> list[UnitLine]:
    """Each unit people were in, and each unit below `top` that brings some but not all of them together."""
    inside: defaultdict[uuid.UUID, list[Line]] = defaultdict(list)
    units: dict[uuid.UUID, Unit] = {}
    for line in lines:
        for unit in _below(line.unit, top):
            units[unit.id] = unit
            inside[unit.id].append(line)
    direct = {key: frozenset(line.unit.id for line in found) for key, found in inside.items()}
    everywhere = frozenset[uuid.UUID]().union(*direct.values())
    # Of units in a chain that hold the same people, the lowest one stands for all.
    lowest: dict[frozenset[uuid.UUID], uuid.UUID] = {}
    for key in sorted(units, key=lambda each: len(units[each].path)):
        lowest[direct[key]] = key
    joining = {key for below, key in lowest.items() if len(below) > 1 and below != everywhere}
    kept = joining | {key for key in units if key in direct[key]}
    return [UnitLine(units[key], depth, numbers(inside[key])) for depth, key in _tree(kept, units)]


def _below(unit: Unit, top: Unit) -> list[Unit]:
    """The unit and those above it, as far as they lie below `top`; `top` itself where people are in it."""
    above = [each for each in unit.path[1:]]
    ends = next((place for place, each in enumerate(above) if each.id == top.id), len(above))
    return [unit, *above[:ends]] if unit.id != top.id else [unit]


def _tree(kept: set[uuid.UUID], units: dict[uuid.UUID, Unit]) -> list[tuple[int, uuid.UUID]]:
    """(depth, unit) in reading order."""
    paths = {key: [each for each in reversed(units[key].path) if each.id in kept] for key in kept}
    ordered = sorted(kept, key=lambda key: [(up.position, up.name, up.id.hex) for up in paths[key]])
    return [(len(paths[key]) - 1, key) for key in ordered]
