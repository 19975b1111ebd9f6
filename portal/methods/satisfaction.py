"""Satisfaction measures: NPS, top boxes, effort, means."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.methods.intervals import Interval, normal_quantile, student_quantile
from portal.methods.proportions import Proportion, proportion

NPS_SCALE = 10
FIRST_PASSIVE, FIRST_PROMOTER = 7, 9


@dataclass(frozen=True, slots=True)
class Nps:
    """Points from -100 to 100; value and interval are None when nobody answered."""

    promoters: int
    passives: int
    detractors: int
    value: float | None
    interval: Interval | None

    @property
    def n(self) -> int:
        return self.promoters + self.passives + self.detractors


@dataclass(frozen=True, slots=True)
class Mean:
    """Mean of a scale; the interval needs two answers, the mean one."""

    n: int
    value: float | None
    deviation: float | None
    interval: Interval | None
    median: float | None


@dataclass(frozen=True, slots=True)
class Score:
    """A rating item: share of its top answers, mean, and the mean on 0-100."""

    top: Proportion
    mean: Mean
    hundred: float | None


def nps(promoters: int, passives: int, detractors: int, confidence: float = 0.95) -> Nps:
    """Adjusted-Wald interval (n+3, promoters and detractors +3/4; Rocks 2016), clipped to the scale.

    Plain Wald has no width when all answers fall into one class.
    """
    counts = (promoters, passives, detractors)
    if min(counts) < 0:
        raise ValueError("Counts cannot be negative.")
    n = sum(counts)
    if n == 0:
        return Nps(*counts, None, None)
    wide = n + 3
    p, d = (promoters + 0.75) / wide, (detractors + 0.75) / wide
    half = normal_quantile(confidence) * math.sqrt((p + d - (p - d) ** 2) / wide)
    interval = Interval(p - d - half, p - d + half).scaled(100).clipped(-100, 100)
    return Nps(*counts, 100 * (promoters - detractors) / n, interval)


def nps_of_counts(counts: Sequence[int], confidence: float = 0.95) -> Nps:
    """Answers counted by score 0..10 (Reichheld 2003: 0-6, 7-8, 9-10)."""
    if len(counts) != NPS_SCALE + 1:
        raise ValueError("NPS is asked from 0 to 10.")
    return nps(
        sum(counts[FIRST_PROMOTER:]),
        sum(counts[FIRST_PASSIVE:FIRST_PROMOTER]),
        sum(counts[:FIRST_PASSIVE]),
        confidence,
    )


def nps_of_scores(scores: Sequence[int], confidence: float = 0.95) -> Nps:
    """A score outside 0..10 is refused, never clipped."""
    counts = [0] * (NPS_SCALE + 1)
    for score in scores:
        if not 0 <= score <= NPS_SCALE:
            raise ValueError(f"NPS is asked from 0 to 10; {score} is not on the scale.")
        counts[score] += 1
    return nps_of_counts(counts, confidence)


def mean(counts: Mapping[float, int], confidence: float = 0.95) -> Mean:
    """From answers counted by value, with Student's t interval; not clipped to the scale."""
    n = sum(counts.values())
    if n == 0:
        return Mean(0, None, None, None, None)
    centre = math.fsum(value * count for value, count in counts.items()) / n
    middle = _median(counts, n)
    if n == 1:
        return Mean(1, centre, None, None, middle)
    squares = math.fsum(count * (value - centre) ** 2 for value, count in counts.items())
    deviation = math.sqrt(squares / (n - 1))
    half = student_quantile(confidence, n - 1) * deviation / math.sqrt(n)
    return Mean(n, centre, deviation, Interval(centre - half, centre + half), middle)


def _median(counts: Mapping[float, int], n: int) -> float:
    lower, upper, seen = None, None, 0
    for value in sorted(counts):
        seen += counts[value]
        if lower is None and seen > (n - 1) // 2:
            lower = value
        if upper is None and seen > n // 2:
            upper = value
    if lower is None or upper is None:
        raise ValueError("Counts cannot be negative.")
    return (lower + upper) / 2


def rating(counts: Sequence[int], top: int = 2, confidence: float = 0.95, census: bool = False) -> Score:
    """Answers counted by point, the lowest (1) first; `top` highest points count as good."""
    points = len(counts)
    if not 1 <= top < points:
        raise ValueError("The top answers are some but not all points of the scale.")
    by_point = {float(point): count for point, count in enumerate(counts, start=1)}
    centre = mean(by_point, confidence)
    share = proportion(sum(counts[points - top :]), centre.n, confidence, census)
    hundred = None if centre.value is None else (centre.value - 1) / (points - 1) * 100
    return Score(share, centre, hundred)


def csat(counts: Sequence[int], confidence: float = 0.95) -> Score:
    """Five points, 4 and 5 count as satisfied."""
    if len(counts) != 5:
        raise ValueError("CSAT is asked on five points.")
    return rating(counts, top=2, confidence=confidence)


def ces(counts: Sequence[int], confidence: float = 0.95) -> Score:
    """CES 2.0: seven points of agreement with "made it easy", 5 to 7 agree."""
    if len(counts) != 7:
        raise ValueError("CES 2.0 is asked on seven points.")
    return rating(counts, top=3, confidence=confidence)
