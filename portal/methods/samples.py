"""How many to ask, and how to spread them over strata."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping
from statistics import NormalDist
from typing import TypeVar

from portal.methods.intervals import normal_quantile

Key = TypeVar("Key", bound=Hashable)
FLOOR = 30


def sample_size(population: int | None, margin: float, confidence: float = 0.95, p: float = 0.5) -> int:
    """Answers needed for a share within +/- margin (Cochran 1977, finite population)."""
    if not 0 < margin < 1 or not 0 < p < 1:
        raise ValueError("The margin and the expected share lie between 0 and 1.")
    first = normal_quantile(confidence) ** 2 * p * (1 - p) / margin**2
    if population is None:
        return math.ceil(first)
    if population < 1:
        raise ValueError("The population holds at least one.")
    return min(population, math.ceil(first / (1 + (first - 1) / population)))


def contacts_needed(answers: int, response_rate: float) -> int:
    if not 0 < response_rate <= 1:
        raise ValueError("A response rate lies between 0 and 1.")
    return math.ceil(answers / response_rate)


def sample_size_for_change(before: float, after: float, power: float = 0.8, confidence: float = 0.95) -> int:
    """Answers per wave that show a change of two independent waves (Fleiss, no continuity correction)."""
    if not (0 < before < 1 and 0 < after < 1) or before == after:
        raise ValueError("Two different shares between 0 and 1 are needed.")
    pooled = (before + after) / 2
    spread = before * (1 - before) + after * (1 - after)
    chance = normal_quantile(confidence) * math.sqrt(2 * pooled * (1 - pooled))
    wanted = NormalDist().inv_cdf(power) * math.sqrt(spread)
    return math.ceil(((chance + wanted) / (after - before)) ** 2)


def detectable_rise(n: int, before: float, power: float = 0.8, confidence: float = 0.95) -> float | None:
    """Smallest rise that n answers per wave can show; None when not even a rise to 100 % can."""

    def shows(rise: float) -> bool:
        return sample_size_for_change(before, before + rise, power, confidence) <= n

    most = 1 - before - 1e-9
    return _smallest(shows, most) if shows(most) else None


def _smallest(holds: Callable[[float], bool], most: float) -> float:
    low, high = 0.0, most
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def allocate(populations: Mapping[Key, int], total: int, floor: int = FLOOR) -> dict[Key, int]:
    """Proportional by largest remainder; each stratum gets at least `floor`, or all it has."""
    least = {key: min(floor, size) for key, size in populations.items()}
    if sum(least.values()) > total:
        raise ValueError(f"The smallest parts alone need {sum(least.values())} answers.")
    if total > sum(populations.values()):
        raise ValueError("More answers are asked for than the population holds.")
    fixed: dict[Key, int] = {}
    while True:
        open_keys = [key for key in populations if key not in fixed]
        spread = _largest_remainder({key: populations[key] for key in open_keys}, total - sum(fixed.values()))
        raised = {key: least[key] for key in open_keys if spread[key] < least[key]}
        if not raised:
            return {key: (fixed | spread)[key] for key in populations}
        fixed |= raised


def _largest_remainder(populations: Mapping[Key, int], total: int) -> dict[Key, int]:
    size = sum(populations.values())
    if size == 0:
        return dict.fromkeys(populations, 0)
    whole = {key: total * part // size for key, part in populations.items()}
    # sorted() is stable: of equal remainders the first stratum wins.
    by_remainder = sorted(populations, key=lambda key: total * populations[key] % size, reverse=True)
    for key in by_remainder[: total - sum(whole.values())]:
        whole[key] += 1
    return whole
