"""Item response models for right-or-wrong items: P(right) = 1 / (1 + exp(-slope * (ability - difficulty))).

Marginal maximum likelihood over a standard normal ability (Bock & Aitkin 1981), by Gauss-Hermite nodes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from question_bank.analysis.figures import Least, Silence
from question_bank.analysis.irt_estimation import Curves, Data, Slopes, errors_of, estimate, posterior
from question_bank.analysis.marks import Numbers

DEFAULT_NODES = 41


@dataclass(frozen=True, slots=True)
class ItemCurve:
    """One item; `intercept` is -slope * difficulty. Standard errors are None where none can be had."""

    item: str
    n: int
    slope: float
    difficulty: float
    intercept: float
    slope_error: float | None
    difficulty_error: float | None


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted model, or none with the reason in `silence`.

    `left_out` are items all of whose answers are right, or wrong: nothing can be said about their difficulty.
    """

    model: Slopes
    n: int
    items: tuple[ItemCurve, ...] = ()
    left_out: tuple[str, ...] = ()
    log_likelihood: float | None = None
    parameters: int = 0
    converged: bool = False
    silence: Silence | None = None

    @property
    def aic(self) -> float | None:
        """Akaike's criterion: smaller is better."""
        return None if self.log_likelihood is None else 2 * self.parameters - 2 * self.log_likelihood

    @property
    def bic(self) -> float | None:
        """Schwarz's criterion: smaller is better."""
        if self.log_likelihood is None:
            return None
        return self.parameters * float(np.log(self.n)) - 2 * self.log_likelihood


@dataclass(frozen=True, slots=True, eq=False)
class Abilities:
    """Expected ability of each row given its answers, with standard errors, on the scale of difficulties."""

    values: Numbers
    errors: Numbers

    @property
    def reliability(self) -> float:
        """Share of true variance, also when everybody had another paper."""
        spread = float(self.values.var())
        return spread / (spread + float((self.errors**2).mean()))


def fit(
    answers: ArrayLike,
    model: Slopes = Slopes.COMMON,
    items: Sequence[str] | None = None,
    counts: ArrayLike | None = None,
    least: Least | None = None,
    nodes: int = DEFAULT_NODES,
) -> Fit:
    """1 right, 0 wrong, NaN not given. `counts` says how many people share a row (default: one each)."""
    found = np.array(answers, dtype=np.float64)
    weights = np.ones(len(found)) if counts is None else np.array(counts, dtype=np.float64)
    if found.ndim != 2 or len(weights) != len(found) or not np.isin(found[~np.isnan(found)], (0, 1)).all():
        raise ValueError("Answers are a table of 1 (right), 0 (wrong) and NaN (not given).")
    names = tuple(items) if items is not None else tuple(str(n + 1) for n in range(found.shape[1]))
    told = ~np.isnan(found).all(axis=1)
    found, weights = found[told], weights[told]
    n, wanted = int(weights.sum()), least or Least()
    if n < max(wanted.two_parameters if model is Slopes.FREE else wanted.rasch, 1):
        return Fit(model, n, silence=Silence.TOO_FEW)
    varies = np.array([len(set(column[~np.isnan(column)])) == 2 for column in found.T])
    left_out = tuple(name for name, keep in zip(names, varies, strict=True) if not keep)
    if varies.sum() < 2:
        return Fit(model, n, left_out=left_out, silence=Silence.TOO_FEW_ITEMS)
    data = Data.of(found[:, varies], weights, nodes)
    kept = [name for name, keep in zip(names, varies, strict=True) if keep]
    return _fitted(data, model, n, kept, left_out)


def _fitted(data: Data, model: Slopes, n: int, names: Sequence[str], left_out: tuple[str, ...]) -> Fit:
    curves, converged = estimate(data, model)
    slope_errors, difficulty_errors = errors_of(data, model, curves)
    asked = data.given.T @ data.weights
    lines = tuple(
        ItemCurve(
            name,
            int(asked[each]),
            float(curves.slopes[each]),
            float(-curves.intercepts[each] / curves.slopes[each]),
            float(curves.intercepts[each]),
            slope_errors[each],
            difficulty_errors[each],
        )
        for each, name in enumerate(names)
    )
    likelihood = posterior(data, curves)[1]
    return Fit(model, n, lines, left_out, likelihood, model.parameters(len(names)), converged)


def abilities(fitted: Fit, answers: ArrayLike, nodes: int = DEFAULT_NODES) -> Abilities:
    """`answers` has one column for each of `fitted.items`; whoever answered nothing gets 0 with error 1."""
    found = np.array(answers, dtype=np.float64)
    data = Data.of(found, np.ones(len(found)), nodes)
    slopes = np.array([item.slope for item in fitted.items])
    shares = posterior(data, Curves(slopes, np.array([item.intercept for item in fitted.items])))[0]
    values = shares @ data.nodes
    return Abilities(values, np.sqrt(np.maximum(shares @ data.nodes**2 - values**2, 0)))


def information(item: ItemCurve, ability: ArrayLike) -> Numbers:
    """How precisely the item measures at these abilities; the sum over items is 1 / error squared."""
    right = 1 / (1 + np.exp(-item.slope * (np.asarray(ability, dtype=np.float64) - item.difficulty)))
    return np.asarray(item.slope**2 * right * (1 - right), dtype=np.float64)


def likelihood_ratio(narrow: Fit, wide: Fit) -> tuple[float, int]:
    """Chi-squared statistic and degrees of freedom of one model inside another, fitted to the same people."""
    if narrow.log_likelihood is None or wide.log_likelihood is None or narrow.n != wide.n:
        raise ValueError("Both models must have been fitted to the same people.")
    return 2 * (wide.log_likelihood - narrow.log_likelihood), wide.parameters - narrow.parameters
