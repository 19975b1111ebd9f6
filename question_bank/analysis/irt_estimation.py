"""The numbers behind irt: expectation and maximisation, then errors from the curvature at the end."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from question_bank.analysis.marks import Numbers

ROUNDS = 4000
SETTLED = 1e-7
STEEPEST, FARTHEST = 8.0, 15.0  # where a curve that runs away is held
NEWTON_STEPS = 3
LONGEST_STEP = 1.0
DIFFERENCE = 1e-4

Errors = list[float | None]


class Slopes(StrEnum):
    """Rasch with slope 1, Rasch with one estimated slope, or a slope for each item (2PL)."""

    ONE = "one"
    COMMON = "common"
    FREE = "free"

    def parameters(self, items: int) -> int:
        """How many numbers are estimated."""
        return items + {Slopes.ONE: 0, Slopes.COMMON: 1, Slopes.FREE: items}[self]


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """Slope and intercept of every item."""

    slopes: Numbers
    intercepts: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Data:
    """Answers with holes filled by 0, who was given what, people per row, and the nodes with log weights."""

    right: Numbers
    given: Numbers
    weights: Numbers
    nodes: Numbers
    log_weights: Numbers

    @classmethod
    def of(cls, answers: Numbers, weights: Numbers, nodes: int) -> "Data":
        """Nodes for a standard normal ability."""
        points, masses = np.polynomial.hermite.hermgauss(nodes)
        return cls(
            np.nan_to_num(answers),
            (~np.isnan(answers)).astype(np.float64),
            weights,
            points * np.sqrt(2),
            np.log(masses / np.sqrt(np.pi)),
        )


def posterior(data: Data, curves: Curves) -> tuple[Numbers, float]:
    """For each row the share of every node, and the marginal log likelihood of all."""
    logits = np.outer(curves.slopes, data.nodes) + curves.intercepts[:, np.newaxis]
    # log P(wrong) = -log(1 + e^logit), and log P(right) is that plus the logit.
    joint = data.right @ logits - data.given @ np.logaddexp(0, logits) + data.log_weights
    top = joint.max(axis=1, keepdims=True)
    shares = np.exp(joint - top)
    sums = shares.sum(axis=1, keepdims=True)
    return shares / sums, float(data.weights @ (np.log(sums) + top)[:, 0])


def estimate(data: Data, model: Slopes) -> tuple[Curves, bool]:
    """The curves, and whether they settled short of the bounds."""
    gained, asked = data.right.T @ data.weights, data.given.T @ data.weights
    curves = Curves(np.ones(len(asked)), np.log((gained + 0.5) / (asked - gained + 0.5)))
    for _ in range(ROUNDS):
        shares = posterior(data, curves)[0] * data.weights[:, np.newaxis]
        new = _maximise(data.right.T @ shares, data.given.T @ shares, data.nodes, curves, model)
        moved = max(np.ptp([new.slopes, curves.slopes], axis=0).max(), _apart(new, curves))
        curves = new
        if moved < SETTLED:
            inside = np.abs(curves.slopes).max() < STEEPEST and np.abs(curves.intercepts).max() < FARTHEST
            return curves, bool(inside)
    return curves, False


def _apart(new: Curves, old: Curves) -> float:
    return float(np.abs(new.intercepts - old.intercepts).max())


def _maximise(right: Numbers, asked: Numbers, nodes: Numbers, curves: Curves, model: Slopes) -> Curves:
    """Newton's steps on the expected counts: a small logistic regression for each item."""
    for _ in range(NEWTON_STEPS):
        slope_step, intercept_step = _newton(right, asked, nodes, curves, model)
        curves = Curves(
            np.clip(curves.slopes + _short(slope_step), -STEEPEST, STEEPEST),
            np.clip(curves.intercepts + _short(intercept_step), -FARTHEST, FARTHEST),
        )
    return curves


def _short(step: Numbers) -> Numbers:
    return np.clip(step, -LONGEST_STEP, LONGEST_STEP)


def _newton(
    right: Numbers, asked: Numbers, nodes: Numbers, curves: Curves, model: Slopes
) -> tuple[Numbers, Numbers]:
    chance = _chance(curves, nodes)
    residue, spread = right - asked * chance, asked * chance * (1 - chance)
    by_intercept, by_slope = residue.sum(axis=1), residue @ nodes
    d_d, d_a, a_a = spread.sum(axis=1), spread @ nodes, spread @ nodes**2
    d_d = np.maximum(d_d, 1e-12)
    if model is Slopes.ONE:
        return np.zeros(len(d_d)), by_intercept / d_d
    # What is left of the slope's gradient and curvature after its intercept has followed.
    gradient, curvature = by_slope - d_a * by_intercept / d_d, a_a - d_a**2 / d_d
    if model is Slopes.COMMON:
        gradient, curvature = np.full(len(d_d), gradient.sum()), np.full(len(d_d), curvature.sum())
    slope_step = gradient / np.maximum(curvature, 1e-12)
    return slope_step, (by_intercept - d_a * slope_step) / d_d


def _chance(curves: Curves, nodes: Numbers) -> Numbers:
    logits = np.outer(curves.slopes, nodes) + curves.intercepts[:, np.newaxis]
    return np.asarray(np.exp(-np.logaddexp(0, -logits)), dtype=np.float64)


def errors_of(data: Data, model: Slopes, curves: Curves) -> tuple[Errors, Errors]:
    """Standard errors of slopes and difficulties, by the observed information and the delta method."""
    items = len(curves.slopes)
    covariances = _covariances(data, model, curves)
    if covariances is None:
        return [None] * items, [None] * items
    slope_errors: Errors = []
    difficulty_errors: Errors = []
    for each in range(items):
        slope, intercept = float(curves.slopes[each]), float(curves.intercepts[each])
        spread = _of_item(covariances, model, items, each)
        towards = np.array([-1 / slope, intercept / slope**2])
        difficulty_errors.append(float(np.sqrt(towards @ spread @ towards)))
        slope_errors.append(None if model is Slopes.ONE else float(np.sqrt(spread[1, 1])))
    return slope_errors, difficulty_errors


def _of_item(covariances: Numbers, model: Slopes, items: int, each: int) -> Numbers:
    """Covariances of one item's intercept and slope; a slope fixed at 1 has none."""
    if model is Slopes.ONE:
        return np.array([[covariances[each, each], 0.0], [0.0, 0.0]])
    chosen = [each, items if model is Slopes.COMMON else items + each]
    return np.asarray(covariances[np.ix_(chosen, chosen)], dtype=np.float64)


def _covariances(data: Data, model: Slopes, curves: Curves) -> Numbers | None:
    start = _packed(curves, model)
    columns = []
    for each in range(len(start)):
        step = np.zeros(len(start))
        step[each] = DIFFERENCE
        ahead, behind = (_gradient(data, model, start + sign * step) for sign in (1, -1))
        columns.append((behind - ahead) / (2 * DIFFERENCE))
    observed = np.array(columns)
    observed = (observed + observed.T) / 2
    roots, _ = np.linalg.eigh(observed)
    if not roots.min() > 1e-9 * roots.max():
        return None
    return np.asarray(np.linalg.inv(observed), dtype=np.float64)


def _packed(curves: Curves, model: Slopes) -> Numbers:
    slopes = {Slopes.ONE: 0, Slopes.COMMON: 1, Slopes.FREE: len(curves.slopes)}[model]
    return np.concatenate([curves.intercepts, curves.slopes[:slopes]])


def _gradient(data: Data, model: Slopes, packed: Numbers) -> Numbers:
    items = data.right.shape[1]
    slopes = np.ones(items) if model is Slopes.ONE else np.broadcast_to(packed[items:], items).copy()
    curves = Curves(slopes, packed[:items])
    shares = posterior(data, curves)[0] * data.weights[:, np.newaxis]
    residue = data.right.T @ shares - (data.given.T @ shares) * _chance(curves, data.nodes)
    by_slope = residue @ data.nodes
    parts = {Slopes.ONE: by_slope[:0], Slopes.COMMON: by_slope.sum(keepdims=True), Slopes.FREE: by_slope}
    return np.concatenate([residue.sum(axis=1), parts[model]])
