"""Shares, their intervals and their differences."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from portal.methods.intervals import Interval, normal_quantile

COUNTS_ONLY_BELOW = 10
ROUGH_BELOW = 30


class Reading(StrEnum):
    """How far a share may be read, by the number it rests on."""

    NONE = "none"
    COUNTS = "counts"
    ROUGH = "rough"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Proportion:
    """k of n with its interval; share and interval are None when nobody answered."""

    count: int
    base: int
    share: float | None
    interval: Interval | None

    @property
    def reading(self) -> Reading:
        if self.base == 0:
            return Reading.NONE
        if self.base < COUNTS_ONLY_BELOW:
            return Reading.COUNTS
        return Reading.ROUGH if self.base < ROUGH_BELOW else Reading.FULL


@dataclass(frozen=True, slots=True)
class Difference:
    """First minus second."""

    value: float
    interval: Interval


def proportion(count: int, base: int, confidence: float = 0.95, census: bool = False) -> Proportion:
    """A census figure has no sampling interval."""
    if base == 0 and count == 0:
        return Proportion(0, 0, None, None)
    interval = wilson(count, base, confidence)
    return Proportion(count, base, count / base, None if census else interval)


def wilson(k: float, n: float, confidence: float = 0.95) -> Interval:
    """Score interval (Wilson 1927); k and n may be effective numbers of weighted answers."""
    if n <= 0 or not 0 <= k <= n:
        raise ValueError("A share needs 0 <= k <= n and n > 0.")
    z = normal_quantile(confidence)
    p = k / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    # The exact ends are 0 and 1 here; rounding must not leave -1e-18.
    low = 0.0 if k == 0 else max(0.0, middle - half)
    high = 1.0 if k == n else min(1.0, middle + half)
    return Interval(low, high)


def newcombe(k1: float, n1: float, k2: float, n2: float, confidence: float = 0.95) -> Difference:
    """Two independent shares: hybrid score interval, method 10 of Newcombe 1998 (Stat Med 17:873-890)."""
    p1, p2 = k1 / n1, k2 / n2
    first, second = wilson(k1, n1, confidence), wilson(k2, n2, confidence)
    below = math.hypot(p1 - first.low, second.high - p2)
    above = math.hypot(first.high - p1, p2 - second.low)
    return Difference(p1 - p2, Interval(p1 - p2 - below, p1 - p2 + above))


def upper_bound_of_none(n: int, confidence: float = 0.95) -> float:
    """What can still be true when 0 of n said yes; about 3/n (Hanley & Lippman-Hand 1983)."""
    if n <= 0:
        raise ValueError("An upper bound needs at least one answer.")
    return float(1 - (1 - confidence) ** (1 / n))


def finite_correction(n: int, population: int) -> float:
    """Factor on a standard error when n of a known population answered; 0 for a census (Cochran 1977)."""
    if not 0 < n <= population:
        raise ValueError("Answers cannot be more than the population.")
    return 0.0 if n == population else math.sqrt((population - n) / (population - 1))


def wilson_finite(k: int, n: int, population: int, confidence: float = 0.95) -> Interval:
    """Wilson with n enlarged by the finite correction; a census gives the share itself."""
    factor = finite_correction(n, population) ** 2
    if factor == 0:
        return Interval(k / n, k / n)
    return wilson(k / factor, n / factor, confidence)


def margin_of_error(p: float, n: int, population: int | None = None, confidence: float = 0.95) -> float:
    factor = 1.0 if population is None else finite_correction(n, population)
    return normal_quantile(confidence) * math.sqrt(p * (1 - p) / n) * factor
