"""Whether a difference of shares can be chance."""

from __future__ import annotations

import math
from statistics import NormalDist

LEAST_EXPECTED = 5
TIED = 1 + 1e-9  # tables as likely as the one found, but for rounding


def difference_p(k1: int, n1: int, k2: int, n2: int) -> float:
    """Two-sided, two independent shares: pooled z, or Fisher's exact test where fewer than 5 are expected."""
    if min(n1, n2) < 1 or not (0 <= k1 <= n1 and 0 <= k2 <= n2):
        raise ValueError("A share needs 0 <= k <= n and n > 0.")
    hits, misses, everybody = k1 + k2, n1 + n2 - k1 - k2, n1 + n2
    if min(n1, n2) * min(hits, misses) < LEAST_EXPECTED * everybody:
        return fisher_exact(k1, n1, k2, n2)
    pooled = hits / everybody
    error = math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    return 2 * (1 - NormalDist().cdf(abs(k1 / n1 - k2 / n2) / error))


def fisher_exact(k1: int, n1: int, k2: int, n2: int) -> float:
    """Sum of all tables with the same margins that are no likelier than the one found (Fisher 1935)."""
    hits = k1 + k2
    likely = {
        first: math.comb(n1, first) * math.comb(n2, hits - first)
        for first in range(max(0, hits - n2), min(n1, hits) + 1)
    }
    as_rare = sum(count for count in likely.values() if count <= likely[k1] * TIED)
    return as_rare / math.comb(n1 + n2, hits)
