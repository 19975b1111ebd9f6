"""What follows by adding and subtracting answered groups: exact linear algebra over kinds of respondents.

An atom is all respondents alike in everything that can be filtered on. Each answered group is a set of
atoms; whoever adds and subtracts answered figures reaches exactly the span of those sets. A span is safe if
no set of 1..k-1 respondents lies in it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
TOLERANCE = 1e-8
MANY_ATOMS = 1_500
SEED = 20120221  # which random numbers are drawn does not matter, that they stay the same does


class Span:
    """Grows by whole tables of groups; a table that would make a small group derivable is refused."""

    def __init__(self, sizes: npt.NDArray[np.int64], k: int) -> None:
        self.k = k
        self.sizes = sizes
        self.small = np.flatnonzero(sizes < k)
        self.basis: Array = np.empty((len(sizes), 0))
        # A set lies in the span exactly if what the span leaves of random vectors adds up to zero over it.
        self.left = np.random.default_rng(SEED).standard_normal((len(sizes), 2))
        self.add(np.ones((len(sizes), 1)))

    def add(self, groups: Array) -> bool:
        """Take in these 0/1 columns, one per group, unless that is unsafe."""
        new = self._new_directions(groups)
        left = self.left - new @ (new.T @ self.left)
        left -= new @ (new.T @ left)
        if self._small_set(left[self.small]):
            return False
        self.basis = np.hstack([self.basis, new])
        self.left = left
        return True

    def add_all(self, tables: Sequence[Array]) -> list[bool]:
        """The same for several, earlier ones first: all at once where that is safe, else by halves."""
        if not tables:
            return []
        if self.add(np.hstack(tables)):
            return [True] * len(tables)
        if len(tables) == 1:
            return [False]
        half = len(tables) // 2
        return self.add_all(tables[:half]) + self.add_all(tables[half:])

    def _new_directions(self, groups: Array) -> Array:
        rest = groups.astype(np.float64)
        for _ in range(2):  # once more against rounding
            rest = rest - self.basis @ (self.basis.T @ rest)
        directions, strengths, _ = np.linalg.svd(rest, full_matrices=False)
        new = directions[:, strengths > TOLERANCE * max(1.0, len(self.sizes))]
        new = new - self.basis @ (self.basis.T @ new)
        return np.asarray(np.linalg.qr(new)[0]) if new.shape[1] else new

    def _small_set(self, left: Array) -> bool:
        """Whether one to four small atoms, k-1 respondents at most, add up to nothing."""
        sizes = self.sizes[self.small]
        if _vanishing(left).any():
            return True
        if len(left) > MANY_ATOMS:
            return _meet(left, sizes, left, sizes, self.k)
        first, second = np.triu_indices(len(left), 1)
        fits = sizes[first] + sizes[second] < self.k
        first, second = first[fits], second[fits]
        pairs, pair_sizes = left[first] + left[second], sizes[first] + sizes[second]
        if _vanishing(pairs).any():
            return True
        return _meet(pairs, pair_sizes, left, sizes, self.k) or _meet(
            pairs, pair_sizes, pairs, pair_sizes, self.k
        )


def _vanishing(sums: Array) -> npt.NDArray[np.bool_]:
    return np.asarray((np.abs(sums) < TOLERANCE).all(axis=1))


def _meet(
    some: Array, sizes: npt.NDArray[np.int64], others: Array, other_sizes: npt.NDArray[np.int64], k: int
) -> bool:
    """Is there one of each that cancel, with less than k respondents together?"""
    order = np.argsort(others[:, 0])
    sorted_first = others[order, 0]
    backwards = np.argsort(-some[:, 0])  # sorted needles find their places many times faster
    some, sizes = some[backwards], sizes[backwards]
    low = np.searchsorted(sorted_first, -some[:, 0] - TOLERANCE)
    high = np.searchsorted(sorted_first, -some[:, 0] + TOLERANCE)
    for place in np.flatnonzero(high > low).tolist():
        found = order[low[place] : high[place]]
        cancels = np.abs(some[place, 1] + others[found, 1]) < TOLERANCE
        if bool((cancels & (sizes[place] + other_sizes[found] < k)).any()):
            return True
    return False


def columns_of(codes: npt.NDArray[np.int64], shown: Sequence[int]) -> Array:
    """One 0/1 column per shown cell, from the cell each atom belongs to."""
    return (codes[:, None] == np.asarray(shown, np.int64)[None, :]).astype(np.float64)
