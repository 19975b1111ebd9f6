"""Intervals and the two quantiles they need."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

MAX_TERMS = 300  # the continued fraction below settles within some dozens


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed range on the scale of the figure it belongs to (shares are fractions)."""

    low: float
    high: float

    @property
    def width(self) -> float:
        return self.high - self.low

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high

    def scaled(self, factor: float) -> Interval:
        return Interval(self.low * factor, self.high * factor)

    def clipped(self, low: float, high: float) -> Interval:
        return Interval(min(max(self.low, low), high), min(max(self.high, low), high))

    def overlaps(self, other: Interval) -> bool:
        return self.low <= other.high and other.low <= self.high


def normal_quantile(confidence: float) -> float:
    """Two-sided: 1.96 for 0.95."""
    if not 0 < confidence < 1:
        raise ValueError("A confidence level lies between 0 and 1.")
    return NormalDist().inv_cdf(0.5 + confidence / 2)


@lru_cache(maxsize=1024)
def student_quantile(confidence: float, freedom: float) -> float:
    """Two-sided quantile of Student's t; degrees of freedom need not be whole (effective n)."""
    if freedom <= 0:
        raise ValueError("Student's t needs at least two answers.")
    low, high = 0.0, normal_quantile(confidence)
    while student_within(high, freedom) < confidence:
        low, high = high, high * 2
    for _ in range(100):
        middle = (low + high) / 2
        if student_within(middle, freedom) < confidence:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def student_within(t: float, freedom: float) -> float:
    """P(|T| <= t), by the incomplete beta function (Abramowitz & Stegun 26.7.1)."""
    return 1 - incomplete_beta(freedom / 2, 0.5, freedom / (freedom + t * t))


def incomplete_beta(a: float, b: float, x: float) -> float:
    """Regularised I_x(a, b) by its continued fraction (Abramowitz & Stegun 26.5.8, modified Lentz)."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(b, a, 1 - x)
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(log_front) / a * _beta_fraction(a, b, x)


def _beta_fraction(a: float, b: float, x: float) -> float:
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    fraction = d
    for m in range(1, MAX_TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / (1 + term * d)
            c = 1 + term / c
            fraction *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return fraction
