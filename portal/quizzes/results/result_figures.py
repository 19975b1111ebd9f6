"""The numbers of a quiz: how many came and passed, how scores are spread, and unit beside unit."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from flask_babel import gettext as _

from portal.charts import Day, Figure, day_counts
from portal.methods.proportions import Proportion, proportion
from portal.people.models import Unit
from portal.quizzes.results.result_people import Line, handed_in, scores

FEW_PEOPLE = 5
"""Below so many a unit's figure says more about single people than about the unit."""
ROUND = 6
STEP, LAST, NEARLY = 10, 9, 1e-9


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


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit with everybody in it and below it; `depth` indents it under its parent. The viewer's own unit
    is a line only with those who work in it `itself`."""

    unit: Unit
    depth: int
    numbers: Numbers
    itself: bool = False


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


def spread(lines: Sequence[Line], total: Numbers, pass_mark: float | None) -> Figure | None:
    """How the scores lie; None while too few have complete marks to lie anyhow."""
    values = [round(share * 100, 2) for share in scores(lines)]
    if total.is_few or total.median is None:
        return None
    half = f"{total.median * 100:.0f}%"
    said = _("Half of them have %(half)s or more", half=half)
    if total.passed.base:
        said = _(
            "%(k)s of %(n)s passed; half of them have %(half)s or more",
            k=total.passed.count, n=total.passed.base, half=half,
        )  # fmt: skip
    return day_counts(
        _columns(values, pass_mark),
        chart_id="spread",
        title=said,
        note=_spread_note(pass_mark, len(values)),
        head=(_("Score in percent"), _("People")),
        view_height=230,
    )


def _columns(values: Sequence[float], pass_mark: float | None) -> list[Day]:
    """Ten percent a column, 100 in the last one; dark where all of it lies at the pass mark or above."""
    counts = Counter(min(int(value // STEP), LAST) for value in values)
    passing = 2.0 if pass_mark is None else pass_mark
    return [
        Day(
            f"{place * STEP}–{place * STEP + STEP}", counts[place],
            strong=place * STEP / 100 >= passing - NEARLY,
        )
        for place in range(LAST + 1)
    ]  # fmt: skip


def _spread_note(pass_mark: float | None, n: int) -> str:
    note = _("Score in percent of the points; each column says how many people, n = %(n)s", n=n)
    return note if pass_mark is None else f"{note} · " + _("dark: at the pass mark or above")


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
    return [
        UnitLine(units[key], depth, numbers(inside[key]), itself=key == top.id and len(everywhere) > 1)
        for depth, key in _tree(kept, units, top)
    ]


def _below(unit: Unit, top: Unit) -> list[Unit]:
    """The unit and those above it, as far as they lie below `top`; `top` itself where people are in it."""
    above = [each for each in unit.path[1:]]
    ends = next((place for place, each in enumerate(above) if each.id == top.id), len(above))
    return [unit, *above[:ends]] if unit.id != top.id else [unit]


def _tree(kept: set[uuid.UUID], units: dict[uuid.UUID, Unit], top: Unit) -> list[tuple[int, uuid.UUID]]:
    """(depth, unit) in reading order."""
    above = kept - {top.id}
    paths = {key: [up for up in reversed(units[key].path) if up.id in above or up.id == key] for key in kept}
    ordered = sorted(kept, key=lambda key: [(up.position, up.name, up.id.hex) for up in paths[key]])
    return [(len(paths[key]) - 1, key) for key in ordered]
