"""Weights for strata, what they cost in precision, and figures that use them."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from portal.methods.intervals import Interval, student_quantile
from portal.methods.proportions import wilson

Key = TypeVar("Key", bound=Hashable)
Floats = npt.NDArray[np.float64]
TRIM_AT = 5.0
RAKING_TOLERANCE = 1e-6
RAKING_ROUNDS = 1000


class WeightingError(ValueError):
    """The sentence says which numbers cannot be reconciled."""


@dataclass(frozen=True, slots=True)
class Merge:
    """A stratum nobody answered from, counted with a neighbour."""

    empty: Hashable
    into: Hashable


@dataclass(frozen=True, slots=True)
class Weights:
    """One weight per stratum; merged and trimmed strata have to be told to the reader."""

    by_stratum: Mapping[Hashable, float]
    merged: tuple[Merge, ...]
    trimmed: tuple[Hashable, ...]
    design_effect: float
    effective_n: float


@dataclass(frozen=True, slots=True)
class Weighted:
    """A weighted share or mean beside the plain number it rests on; None when nobody answered."""

    value: float | None
    interval: Interval | None
    n: int
    effective_n: float


def poststratify(
    populations: Mapping[Key, int], answered: Mapping[Key, int], times: float = TRIM_AT
) -> Weights:
    """w = N_h/n_h. Strata come in an order in which neighbours are alike: an empty one joins a neighbour."""
    unknown = [key for key in answered if answered[key] and not populations.get(key)]
    if unknown:
        raise WeightingError(f"Answers came from a stratum without a population: {unknown[0]}.")
    homes = _homes(populations, answered)
    sizes: dict[Key, int] = {}
    for key, home in homes.items():
        sizes[home] = sizes.get(home, 0) + populations[key]
    counts = {home: answered[home] for home in sizes}
    plain = {home: sizes[home] / counts[home] for home in sizes}
    kept, trimmed = trim(plain, counts, times)
    merged = tuple(Merge(key, home) for key, home in homes.items() if key != home)
    effect, effective = kish(list(kept.values()), list(counts.values()))
    by_stratum: dict[Hashable, float] = {key: kept[home] for key, home in homes.items()}
    return Weights(by_stratum, merged, tuple(trimmed), effect, effective)


def _homes(populations: Mapping[Key, int], answered: Mapping[Key, int]) -> dict[Key, Key]:
    keys = [key for key in populations if populations[key] > 0]
    given = [place for place, key in enumerate(keys) if answered.get(key, 0) > 0]
    if not given:
        raise WeightingError("Nobody has answered yet; there is nothing to weight.")
    nearest = {place: min(given, key=lambda other: abs(other - place)) for place in range(len(keys))}
    return {key: keys[nearest[place]] for place, key in enumerate(keys)}


def trim(
    weights: Mapping[Key, float], counts: Mapping[Key, int], times: float = TRIM_AT
) -> tuple[dict[Key, float], list[Key]]:
    """Cut at `times` the median respondent's weight, then scale all so that the sum stays."""
    total = math.fsum(weights[key] * counts[key] for key in weights)
    limit = times * _median_respondent(weights, counts)
    cut = {key: min(weight, limit) for key, weight in weights.items()}
    factor = total / math.fsum(cut[key] * counts[key] for key in cut)
    kept = {key: weight * factor for key, weight in cut.items()}
    return kept, [key for key, weight in weights.items() if weight > limit]


def _median_respondent(weights: Mapping[Key, float], counts: Mapping[Key, int]) -> float:
    """As if each respondent's weight stood in a list of its own."""
    ordered = sorted((weights[key], counts[key]) for key in weights if counts[key])
    ends = list(accumulate(count for _weight, count in ordered))
    low, high = (ordered[bisect_right(ends, place)][0] for place in ((ends[-1] - 1) // 2, ends[-1] // 2))
    return (low + high) / 2


def kish(weights: npt.ArrayLike, counts: npt.ArrayLike | None = None) -> tuple[float, float]:
    """Design effect n*sum(w^2)/sum(w)^2 and effective n (Kish 1965)."""
    values = np.asarray(weights, dtype=np.float64)
    times = np.ones(len(values)) if counts is None else np.asarray(counts, dtype=np.float64)
    n, total = float(times.sum()), float((values * times).sum())
    if n == 0 or total <= 0:
        raise WeightingError("Weights must be positive and there must be at least one answer.")
    effect = n * float((values**2 * times).sum()) / total**2
    return effect, n / effect


def rake(
    table: npt.ArrayLike,
    margins: Sequence[Sequence[float]],
    tolerance: float = RAKING_TOLERANCE,
    rounds: int = RAKING_ROUNDS,
) -> Floats:
    """Fit a table of answers to one margin per dimension (Deming & Stephan 1940). Weights are fit/answers."""
    fitted = np.array(table, dtype=np.float64)
    targets = [np.asarray(margin, dtype=np.float64) for margin in margins]
    _check_margins(fitted, targets)
    size = float(targets[0].sum())
    for _ in range(rounds):
        for axis, target in enumerate(targets):
            sums = _margin(fitted, axis)
            factor = np.divide(target, sums, out=np.zeros_like(target), where=sums > 0)
            fitted *= factor.reshape([-1 if other == axis else 1 for other in range(fitted.ndim)])
        worst = max(
            float(np.abs(_margin(fitted, axis) - target).max()) for axis, target in enumerate(targets)
        )
        if worst < tolerance * size:
            return fitted
    raise WeightingError("The margins cannot all be met with the answers there are; merge small groups.")


def _check_margins(table: Floats, targets: Sequence[Floats]) -> None:
    if tuple(len(target) for target in targets) != table.shape:
        raise WeightingError("Each dimension of the table needs one target per group.")
    totals = [float(target.sum()) for target in targets]
    if max(totals) - min(totals) > 1e-6 * max(totals):
        raise WeightingError("The margins do not add up to the same population.")
    for axis, target in enumerate(targets):
        if bool(np.any((_margin(table, axis) == 0) & (target > 0))):
            raise WeightingError("A group of the population has no answers; merge it with another group.")


def _margin(table: Floats, axis: int) -> Floats:
    others = tuple(other for other in range(table.ndim) if other != axis)
    return np.asarray(table.sum(axis=others), dtype=np.float64)


def weighted_share(hits: npt.ArrayLike, weights: npt.ArrayLike, confidence: float = 0.95) -> Weighted:
    """Wilson interval at the effective n; `hits` are true or false per respondent."""
    yes = np.asarray(hits, dtype=np.bool_)
    each = np.asarray(weights, dtype=np.float64)
    sums = float(each[yes].sum()), float(each.sum()), float((each**2).sum())
    return weighted_share_of_sums(*sums, len(yes), confidence)


def weighted_share_of_sums(
    hits: float, total: float, squares: float, n: int, confidence: float = 0.95
) -> Weighted:
    """The same from sums of weights (of the hits, of all) and of squared weights, as a grouped query has."""
    if n == 0 or total <= 0:
        return Weighted(None, None, n, 0.0)
    effective = total**2 / squares
    # Summed in another order, the hits can exceed the total by a rounding error.
    share = min(1.0, max(0.0, hits / total))
    return Weighted(share, wilson(share * effective, effective, confidence), n, effective)


def weighted_mean(values: npt.ArrayLike, weights: npt.ArrayLike, confidence: float = 0.95) -> Weighted:
    """Student's t interval at the effective n."""
    points = np.asarray(values, dtype=np.float64)
    each = np.asarray(weights, dtype=np.float64)
    n = len(points)
    if n == 0:
        return Weighted(None, None, 0, 0.0)
    _, effective = kish(each)
    total = float(each.sum())
    centre = float((points * each).sum()) / total
    if effective <= 1 + 1e-9:
        return Weighted(centre, None, n, effective)
    spread = float((each * (points - centre) ** 2).sum()) / total * effective / (effective - 1)
    half = student_quantile(confidence, effective - 1) * math.sqrt(spread / effective)
    return Weighted(centre, Interval(centre - half, centre + half), n, effective)
