"""Coefficients of a complete table, bare: no n is judged here (paper_statistics does)."""

import numpy as np
from numpy.typing import NDArray

from question_bank.analysis.figures import Interval
from question_bank.analysis.marks import NEARLY, Numbers

STEPS = 20_001
WIDTH = 12  # standard deviations to each side
ROUNDS = 1000


def alpha(marks: Numbers) -> float | None:
    """Cronbach 1951; equal to KR-20 for items that are right or wrong. None when totals do not vary."""
    items = int(marks.shape[1])
    spread = float(marks.sum(axis=1).var())
    if items < 2 or not spread > NEARLY**2:
        return None
    # The same denominator above and below: with p(1-p) over n but totals over n - 1 it comes out too high.
    parts = float(marks.var(axis=0).sum())
    return items / (items - 1) * (1 - parts / spread)


def alpha_interval(value: float, people: int, items: int, confidence: float = 0.95) -> Interval:
    """Exact for normal scores (Feldt 1965)."""
    tail = (1 - confidence) / 2
    over, under = people - 1, (people - 1) * (items - 1)
    return Interval(
        1 - (1 - value) * f_quantile(1 - tail, over, under), 1 - (1 - value) * f_quantile(tail, over, under)
    )


def kr21(shares: Numbers, items: int) -> float | None:
    """From totals alone (Kuder & Richardson 1937): a lower bound where items differ in facility."""
    mean, spread = float(shares.mean()), float(shares.var())
    if items < 2 or not spread > NEARLY**2:
        return None
    return items / (items - 1) * (1 - mean * (1 - mean) / (items * spread))


def phi_at(shares: Numbers, items: int, pass_share: float) -> float | None:
    """How dependable pass and fail are at a pass mark (Brennan & Kane 1977), for right-or-wrong items."""
    found = _phi(shares.mean()[np.newaxis], shares.var()[np.newaxis], items, pass_share)
    return None if items < 2 or np.isnan(found[0]) else float(found[0])


def phi_interval(
    shares: Numbers, items: int, pass_share: float, confidence: float = 0.95, seed: int = 0
) -> Interval | None:
    """Percentiles of samples of people drawn again; the seed makes it the same every time."""
    drawn = np.random.default_rng(seed).integers(len(shares), size=(ROUNDS, len(shares)))
    again = shares[drawn]
    values = _phi(again.mean(axis=1), again.var(axis=1), items, pass_share)
    values = values[~np.isnan(values)]
    if len(values) < ROUNDS / 2:
        return None
    tail = (1 - confidence) / 2
    return Interval(*(float(each) for each in np.quantile(values, [tail, 1 - tail])))


def _phi(means: Numbers, spreads: Numbers, items: int, pass_share: float) -> Numbers:
    signal = (means - pass_share) ** 2 + spreads
    signal = np.where(signal > NEARLY**2, signal, np.nan)
    return np.asarray(1 - (means * (1 - means) - spreads) / signal / (items - 1), dtype=np.float64)


def f_quantile(probability: float, over: float, under: float) -> float:
    """Quantile of F, by way of the beta distribution."""
    share = beta_quantile(probability, over / 2, under / 2)
    return under * share / (over * (1 - share))


def beta_quantile(probability: float, a: float, b: float) -> float:
    """By summing the density over a fine grid of log odds, where it has no corners; good to six digits."""
    middle, width = np.log(a / b), WIDTH * np.sqrt(1 / a + 1 / b)
    odds = np.linspace(middle - width, middle + width, STEPS)
    log_density = a * odds - (a + b) * np.logaddexp(0, odds)
    density = np.exp(log_density - log_density.max())
    below: NDArray[np.float64] = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2)])
    return float(1 / (1 + np.exp(-np.interp(probability, below / below[-1], odds))))
