"""How an item's marks go along with the rest: the three numbers behind discrimination."""

import numpy as np

from question_bank.analysis.marks import NEARLY, Numbers


def covariance(first: Numbers, second: Numbers) -> float:
    """With n - 1 below; NaN for fewer than two people."""
    if len(first) < 2:
        return float("nan")
    return float(np.sum((first - first.mean()) * (second - second.mean())) / (len(first) - 1))


def greatest_covariance(first: Numbers, second: Numbers) -> float:
    """What the covariance would be if the best on the one were the best on the other."""
    return covariance(np.sort(first), np.sort(second))


def correlation(first: Numbers, second: Numbers) -> float | None:
    """Pearson's; None when one of the two does not vary."""
    spread = covariance(first, first) * covariance(second, second)
    if not spread > NEARLY**2:
        return None
    return covariance(first, second) / float(np.sqrt(spread))


def efficiency(first: Numbers, second: Numbers) -> float | None:
    """Covariance as a share of the greatest possible (Moodle's discriminative efficiency)."""
    greatest = greatest_covariance(first, second)
    if not greatest > NEARLY:
        return None
    return covariance(first, second) / greatest


def effective_weights(marks: Numbers) -> list[float | None]:
    """How much each item decides about the total, in shares; None where it works against the total."""
    totals = marks.sum(axis=1)
    shared = np.array([covariance(column, totals) for column in marks.T])
    roots = np.sqrt(np.where(shared >= 0, shared, 0.0))
    whole = float(roots.sum())
    return [
        float(root) / whole if cov >= 0 and whole > NEARLY else None
        for root, cov in zip(roots, shared, strict=True)
    ]
