"""The best and the weakest part of a group, fair to people with the same score."""

import math

import numpy as np

from question_bank.analysis.marks import Numbers

KELLEY = 0.27  # Kelley 1939: where the two ends differ most reliably
DIGITS = 9  # equal shares must be ties whatever the order of adding up


def group_size(n: int, share: float = KELLEY) -> int:
    """How many belong to each end; halves are rounded up."""
    return max(1, math.floor(share * n + 0.5))


def memberships(scores: Numbers, share: float = KELLEY) -> tuple[Numbers, Numbers]:
    """How far each person belongs to the upper and to the lower end, from 0 to 1.

    People tied at a cut share the places that are left, so the order of the rows never matters.
    """
    size, rounded = group_size(len(scores), share), np.round(scores, DIGITS)
    return _top(rounded, size), _top(-rounded, size)


def _top(scores: Numbers, size: int) -> Numbers:
    cut = np.sort(scores)[::-1][size - 1]
    above, tied = scores > cut, scores == cut
    return np.where(above, 1.0, np.where(tied, (size - above.sum()) / tied.sum(), 0.0))
