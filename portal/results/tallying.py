"""Codes counted, with and without weights, and the lines and parts that a table of results is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from portal.methods import satisfaction, weighting
from portal.methods.intervals import Interval
from portal.methods.proportions import proportion, wilson
from question_bank.questionnaires import Text

Array = npt.NDArray[Any]
NO_ANSWER = 2  # codes of no answer, below zero


@dataclass(frozen=True)
class Strata:
    """A weight for each response's stratum; responses of no known stratum count for nothing."""

    codes: Array
    weights: Array
    labels: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """One answer: how many chose it of how many who answered; weighted beside it where strata are given."""

    key: str
    label: Text
    count: int
    base: int
    share: float | None
    interval: Interval | None
    weighted: float | None = None
    weighted_interval: Interval | None = None
    theme: str | None = None
    mean_rank: float | None = None


@dataclass(frozen=True)
class Part:
    """One variable of an item: the item itself, a row of a matrix, a side of a pair."""

    key: str
    label: Text
    n: int
    lines: tuple[Line, ...] = ()
    mean: satisfaction.Mean | None = None
    top: Line | None = None
    nps: satisfaction.Nps | None = None
    effective_n: float | None = None
    weighted_mean: float | None = None


class Counter:
    """Counts codes of chosen rows, by stratum where there are weights."""

    def __init__(self, rows: Array | None, strata: Strata | None) -> None:
        self.rows = rows
        self.strata = strata
        self.by_stratum: Array | None = None
        if strata is not None:
            codes = strata.codes if rows is None else strata.codes[rows]
            self.by_stratum = codes.astype(np.int16)

    def take(self, column: Array) -> Array:
        return column if self.rows is None else column[self.rows]

    def counts(self, column: Array, size: int) -> Array:
        """How often each code occurs; a row per code and a column per stratum (one without weights)."""
        codes = self.take(column)
        if self.strata is None or self.by_stratum is None:
            shifted = np.add(codes, NO_ANSWER, dtype=np.intp)
            return np.bincount(shifted, minlength=size + NO_ANSWER)[NO_ANSWER:, None]
        width = len(self.strata.weights)
        # Two bytes hold all but the largest items, and half the bytes is half the time.
        small = (size + NO_ANSWER) * width < 2**15
        joint: Array = codes.astype(np.int16 if small else np.int32)
        joint += NO_ANSWER
        joint *= width
        joint += self.by_stratum
        table = np.bincount(joint, minlength=(size + NO_ANSWER) * width)
        return table.reshape(-1, width)[NO_ANSWER:]

    def shares(self, table: Array, base: Array) -> list[tuple[float | None, Interval | None]]:
        """Weighted share and interval per line of `table`, of the respondents `base` per stratum."""
        if self.strata is None:
            return [(None, None)] * len(table)
        weights = self.strata.weights
        counted = base * (weights > 0)
        total = float((counted * weights).sum())
        if total <= 0:
            return [(None, None)] * len(table)
        effective = weighting.kish(weights, counted)[1]
        shares = np.minimum(1.0, (table * weights).sum(axis=1) / total).tolist()
        return [(share, wilson(share * effective, effective)) for share in shares]

    def effective(self, base: Array) -> float | None:
        if self.strata is None or not float((base * self.strata.weights).sum()):
            return None
        return weighting.kish(self.strata.weights, base * (self.strata.weights > 0))[1]


def line_of(counter: Counter, key: str, label: Text, count: int, base: int, theme: str | None = None) -> Line:
    share = proportion(count, base)
    return Line(key, label, count, base, share.share, share.interval, theme=theme)


def lines_of(
    counter: Counter, named: Sequence[tuple[str, Text, str | None]], table: Array, base: Array
) -> tuple[Line, ...]:
    n = int(base.sum())
    counts = table.sum(axis=1).tolist()
    made = []
    for (key, label, theme), count, (share, interval) in zip(
        named, counts, counter.shares(table, base), strict=True
    ):
        plain = proportion(int(count), n)
        made.append(Line(key, label, int(count), n, plain.share, plain.interval, share, interval, theme))
    return tuple(made)
