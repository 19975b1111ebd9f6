"""One number of an analysis: never without its n, silent when the n is too small."""

import math
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

ROUGH_BELOW = 30


class Silence(StrEnum):
    """Why a figure has no value."""

    TOO_FEW = "too_few"
    TOO_FEW_ITEMS = "too_few_items"
    NO_SPREAD = "no_spread"
    DRAWN = "drawn"
    NOT_RIGHT_OR_WRONG = "not_right_or_wrong"
    NEGATIVE_COVARIANCE = "negative_covariance"
    NO_LIMIT = "no_limit"


@dataclass(frozen=True, slots=True)
class Least:
    """How many people a figure needs before it is said at all; the intervals tell the rest."""

    facility: int = 10
    discrimination: int = 10
    groups: int = 20
    options: int = 10
    remarks: int = 30
    reliability: int = 10
    drawn_reliability: int = 30
    rasch: int = 30
    two_parameters: int = 250
    collusion: int = 20


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed range on the scale of its figure."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with the n it rests on; without a value, `silence` says why."""

    value: float | None
    n: int
    interval: Interval | None = None
    silence: Silence | None = None

    @property
    def rough(self) -> bool:
        """Whether it is said, but rests on so few that it may only guide."""
        return self.value is not None and self.n < ROUGH_BELOW


def silent(n: int, reason: Silence) -> Figure:
    """A figure that is not said."""
    return Figure(None, n, None, reason)


def two_sided(confidence: float) -> float:
    """The normal quantile: 1.96 for 0.95."""
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def wilson(share: float, n: int, confidence: float = 0.95) -> Interval:
    """Score interval of a share (Wilson 1927); too wide rather than too narrow for partial marks."""
    z = two_sided(confidence)
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    # The exact ends are 0 and 1 here; rounding must not leave 1 - 1e-16.
    low = 0.0 if share <= 0 else max(0.0, middle - half)
    return Interval(low, 1.0 if share >= 1 else min(1.0, middle + half))


def fisher(correlation: float, n: int, confidence: float = 0.95) -> Interval | None:
    """Interval of a correlation by Fisher's z (1921); None for fewer than four people."""
    if n < 4:
        return None
    if abs(correlation) >= 1:
        return Interval(correlation, correlation)
    half = two_sided(confidence) / math.sqrt(n - 3)
    middle = math.atanh(correlation)
    return Interval(math.tanh(middle - half), math.tanh(middle + half))
