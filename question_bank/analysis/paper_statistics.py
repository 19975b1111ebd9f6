"""Figures of a whole paper: where scores lie and how far they can be relied upon."""

from dataclasses import dataclass

import numpy as np

from question_bank.analysis.dependability import components
from question_bank.analysis.figures import Figure, Interval, Least, Silence, silent
from question_bank.analysis.marks import NEARLY, MarkTable, Numbers
from question_bank.analysis.reliability import alpha, alpha_interval, kr21, phi_at, phi_interval


@dataclass(frozen=True, slots=True)
class Scores:
    """Where the totals lie, in marks; skewness and kurtosis are bias-corrected, None for too few."""

    mean: float
    median: float
    deviation: float | None
    skewness: float | None
    kurtosis: float | None


@dataclass(frozen=True, slots=True)
class PaperStatistics:
    """`alpha` rests on `block`: the items everybody was given (all of them on a fixed paper).

    `scores` (None when papers were drawn) and `sem` are in marks out of `maximum`; `mean_share` always holds.
    `kr20`, `kr21` and `phi` are for items that are right or wrong. `dependability` speaks about drawn papers.
    """

    n: int
    maximum: float
    is_fixed: bool
    block: tuple[str, ...]
    mean_share: float | None
    scores: Scores | None
    alpha: Figure
    alpha_without: dict[str, float | None]
    kr20: Figure
    kr21: Figure
    sem: Figure
    phi: Figure
    dependability: Figure


def paper_statistics(
    table: MarkTable, pass_share: float | None = None, least: Least | None = None
) -> PaperStatistics:
    """`pass_share` is the pass mark as a share of the marks, for Phi(L)."""
    wanted, fixed = least or Least(), table.is_fixed
    common = [column for column, full in enumerate(table.given.T) if full.all()]
    block = table.of_items(common)
    found = _alpha(block.marks, wanted.reliability if fixed else wanted.drawn_reliability, fixed)
    return PaperStatistics(
        n=table.people,
        maximum=float(table.maxima.sum()),
        is_fixed=fixed,
        block=block.items,
        mean_share=float(table.shares.mean()) if table.people else None,
        scores=scores_of(table.marks.sum(axis=1)) if fixed and table.people else None,
        alpha=found,
        alpha_without=_without(block) if found.value is not None else {},
        kr20=_if_right_or_wrong(block, found),
        kr21=_kr21(table, wanted),
        sem=_sem(table, found),
        phi=_phi(table, pass_share, wanted),
        dependability=_dependability(table, wanted),
    )


def scores_of(totals: Numbers) -> Scores:
    """Moments as Moodle prints them (k-statistics)."""
    n, mean = len(totals), float(totals.mean())
    m2, m3, m4 = (float(((totals - mean) ** power).mean()) for power in (2, 3, 4))
    k2 = n * m2 / (n - 1) if n > 1 else 0.0
    varies = k2 > NEARLY**2
    skewness = kurtosis = None
    if n > 2 and varies:
        skewness = n**2 * m3 / ((n - 1) * (n - 2)) / k2**1.5
    if n > 3 and varies:
        k4 = n**2 * ((n + 1) * m4 - 3 * (n - 1) * m2**2) / ((n - 1) * (n - 2) * (n - 3))
        kurtosis = k4 / k2**2
    return Scores(mean, float(np.median(totals)), k2**0.5 if n > 1 else None, skewness, kurtosis)


def _alpha(marks: Numbers, least: int, fixed: bool) -> Figure:
    people, items = marks.shape
    if items < 2:
        return silent(people, Silence.TOO_FEW_ITEMS if fixed else Silence.DRAWN)
    if people < max(least, 2):
        return silent(people, Silence.TOO_FEW)
    value = alpha(marks)
    if value is None:
        return silent(people, Silence.NO_SPREAD)
    return Figure(value, people, alpha_interval(value, people, items))


def _without(block: MarkTable) -> dict[str, float | None]:
    return {
        name: alpha(np.delete(block.marks, column, axis=1)) if len(block.items) > 2 else None
        for column, name in enumerate(block.items)
    }


def _right_or_wrong(table: MarkTable) -> bool:
    fractions = table.fractions
    return bool(np.all(np.isnan(fractions) | (fractions == 0) | (fractions == 1)))


def _equal_worth(table: MarkTable) -> bool:
    return bool(np.ptp(table.maxima) < NEARLY)


def _if_right_or_wrong(block: MarkTable, found: Figure) -> Figure:
    if found.value is not None and not (_right_or_wrong(block) and _equal_worth(block)):
        return silent(found.n, Silence.NOT_RIGHT_OR_WRONG)
    return found


def _unfit(table: MarkTable, least: Least) -> Silence | None:
    """Why a figure that needs the totals of one paper of right-or-wrong items cannot be said."""
    if not table.is_fixed:
        return Silence.DRAWN
    if table.people < max(least.reliability, 2):
        return Silence.TOO_FEW
    if len(table.items) < 2:
        return Silence.TOO_FEW_ITEMS
    fits = _right_or_wrong(table) and _equal_worth(table)
    return None if fits else Silence.NOT_RIGHT_OR_WRONG


def _kr21(table: MarkTable, least: Least) -> Figure:
    n, reason = table.people, _unfit(table, least)
    if reason:
        return silent(n, reason)
    value = kr21(table.shares, len(table.items))
    if value is None:
        return silent(n, Silence.NO_SPREAD)
    return Figure(value, n, alpha_interval(value, n, len(table.items)))


def _sem(table: MarkTable, found: Figure) -> Figure:
    """Standard error of measurement, in marks; its interval is that of alpha at the observed spread."""
    if not table.is_fixed:
        return silent(table.people, Silence.DRAWN)
    if found.value is None or found.interval is None:
        return found
    spread = float(table.marks.sum(axis=1).std(ddof=1))
    ends = [spread * (1 - end) ** 0.5 for end in (found.interval.high, found.interval.low)]
    return Figure(spread * (1 - found.value) ** 0.5, found.n, Interval(*ends))


def _phi(table: MarkTable, pass_share: float | None, least: Least) -> Figure:
    n, reason = table.people, _unfit(table, least)
    if pass_share is None or reason:
        return silent(n, reason or Silence.NO_LIMIT)
    items = len(table.items)
    value = phi_at(table.shares, items, pass_share)
    if value is None:
        return silent(n, Silence.NO_SPREAD)
    return Figure(value, n, phi_interval(table.shares, items, pass_share))


def _dependability(table: MarkTable, least: Least) -> Figure:
    n = table.people
    if n < max(least.drawn_reliability, 2):
        return silent(n, Silence.TOO_FEW)
    if len(table.items) < 2:
        return silent(n, Silence.TOO_FEW_ITEMS)
    parts = components(table)
    phi = parts.phi if parts else None
    return silent(n, Silence.NO_SPREAD) if phi is None else Figure(phi, n)
