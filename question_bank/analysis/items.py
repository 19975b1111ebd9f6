"""Classical figures of each item, on fixed and on drawn papers alike."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from question_bank.analysis.correlation import correlation, effective_weights, efficiency
from question_bank.analysis.figures import Figure, Interval, Least, Silence, fisher, silent, two_sided, wilson
from question_bank.analysis.groups import KELLEY, memberships
from question_bank.analysis.marks import NEARLY, MarkTable, Numbers
from question_bank.analysis.options import OptionTable
from question_bank.analysis.remarks import Remark, remarks


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """All as fractions. Discrimination is against the rest of what each person was given.

    `groups` is the upper minus the lower 27 %; `intended_weight` is None where papers differ.
    """

    item: str
    n: int
    facility: Figure
    deviation: float | None
    discrimination: Figure
    efficiency: Figure
    groups: Figure
    intended_weight: float | None
    effective_weight: Figure
    options: OptionTable | None
    remarks: tuple[Remark, ...]


def item_statistics(
    table: MarkTable, options: Mapping[str, OptionTable] | None = None, least: Least | None = None
) -> list[ItemStatistics]:
    """In the order of the table; `options` (by item) adds what the distractors tell."""
    wanted, tables = least or Least(), options or {}
    weights = _effective(table, wanted)
    return [
        _one(table, column, weights[column], tables.get(name), wanted)
        for column, name in enumerate(table.items)
    ]


def _one(
    table: MarkTable, column: int, weight: Figure, options: OptionTable | None, least: Least
) -> ItemStatistics:
    given = table.given[:, column]
    fractions = table.fractions[given, column]
    n = len(fractions)
    rest = table.rest(column)[given]
    paired = ~np.isnan(rest)
    facility = facility_of(fractions, least)
    discrimination = discrimination_of(fractions[paired], rest[paired], least)
    return ItemStatistics(
        item=table.items[column],
        n=n,
        facility=facility,
        deviation=float(fractions.std(ddof=1)) if n >= least.facility and n > 1 else None,
        discrimination=discrimination,
        efficiency=_efficiency(fractions[paired], rest[paired], least),
        groups=group_difference(fractions, table.shares[given], least),
        intended_weight=float(table.maxima[column] / table.maxima.sum()) if table.is_fixed else None,
        effective_weight=weight,
        options=options,
        remarks=remarks(facility, discrimination, options, least),
    )


def facility_of(fractions: Numbers, least: Least) -> Figure:
    """The share of the marks that was gained."""
    n = len(fractions)
    if n < max(least.facility, 1):
        return silent(n, Silence.TOO_FEW)
    mean = float(fractions.mean())
    if n > 1 and not 0 <= fractions.min() <= fractions.max() <= 1:  # marking by certainty goes below 0
        half = two_sided(0.95) * float(fractions.std(ddof=1)) / n**0.5
        return Figure(mean, n, Interval(mean - half, mean + half))
    return Figure(mean, n, wilson(mean, n))


def discrimination_of(fractions: Numbers, rest: Numbers, least: Least) -> Figure:
    """Correlation of an item with everything else the same person was given."""
    n = len(fractions)
    if n < max(least.discrimination, 2):
        return silent(n, Silence.TOO_FEW)
    found = correlation(fractions, rest)
    return silent(n, Silence.NO_SPREAD) if found is None else Figure(found, n, fisher(found, n))


def group_difference(fractions: Numbers, shares: Numbers, least: Least, part: float = KELLEY) -> Figure:
    """Facility in the upper minus facility in the lower end (Ebel's D); n counts both ends and the middle."""
    n = len(fractions)
    if n < max(least.groups, 2):
        return silent(n, Silence.TOO_FEW)
    if np.ptp(shares) < NEARLY:
        return silent(n, Silence.NO_SPREAD)
    upper, lower = memberships(shares, part)
    return Figure(float(upper @ fractions / upper.sum() - lower @ fractions / lower.sum()), n)


def _efficiency(fractions: Numbers, rest: Numbers, least: Least) -> Figure:
    n = len(fractions)
    if n < max(least.discrimination, 2):
        return silent(n, Silence.TOO_FEW)
    found = efficiency(fractions, rest)
    return silent(n, Silence.NO_SPREAD) if found is None else Figure(found, n)


def _effective(table: MarkTable, least: Least) -> list[Figure]:
    n = table.people
    if not table.is_fixed:
        return [silent(int(count), Silence.DRAWN) for count in table.given.sum(axis=0)]
    if n < max(least.discrimination, 2):
        return [silent(n, Silence.TOO_FEW)] * len(table.items)
    weights = effective_weights(table.marks)
    if not any(weights):
        return [silent(n, Silence.NO_SPREAD)] * len(weights)
    return [
        silent(n, Silence.NEGATIVE_COVARIANCE) if weight is None else Figure(weight, n) for weight in weights
    ]
