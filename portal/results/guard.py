"""Which filters of a protected survey are answered: decided once for all of them, not question by question.

A rule that looks at one question at a time can be outwitted by asking several and subtracting. So the guard
settles, in a fixed order, which groups are answered at all: every single condition, then every two together,
then more. Each table of groups is thinned out by complementary suppression and taken in whole only if nothing
of 1..k-1 respondents can be worked out from everything answered so far (`span`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt

from portal.methods import suppression
from portal.results.span import Span, columns_of

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
MOST_ATOMS = 1_500  # with more kinds of respondents than this only the rules cell by cell are used
MOST_TOGETHER = 4


@dataclass(frozen=True)
class Axis:
    """One thing that can be filtered on: a small code per respondent."""

    name: str
    codes: npt.NDArray[np.int16]
    size: int


class Guard:
    """`allows({"district": 2, "size": 0})`: whether the group of both conditions is answered."""

    def __init__(self, axes: Sequence[Axis], k: int) -> None:
        self.k = k
        self._blocks: dict[int, frozenset[str]] = {}
        self.axes = {axis.name: axis for axis in axes}
        self.names = [axis.name for axis in axes]
        shape = tuple(axis.size for axis in axes)
        n = len(axes[0].codes) if axes else 0
        joint = np.ravel_multi_index([axis.codes for axis in axes], shape) if axes else np.zeros(n, np.int64)
        cells, self.sizes = np.unique(joint, return_counts=True)
        self.atoms = dict(zip(self.names, np.unravel_index(cells, shape), strict=True)) if axes else {}
        self.total = int(self.sizes.sum())
        self.span = Span(self.sizes, k) if len(self.sizes) <= MOST_ATOMS else None

    def allows(self, conditions: Mapping[str, int]) -> bool:
        """Nothing at all, or k and more, and no way to work out a smaller group from it and the others."""
        if not suppression.shown(self.total, self.k):
            return False
        if any(name not in self.axes for name in conditions):
            return False
        names = tuple(name for name in self.names if name in conditions)
        cell = tuple(conditions[name] for name in names)
        if not names:
            return True
        if len(names) == 1:
            return bool(self.singles[names[0]][cell[0]])
        if len(names) == 2:
            return bool(self.pairs[names][cell])
        return names in self.larger

    @cached_property
    def singles(self) -> dict[str, Mask]:
        shown: dict[tuple[str, ...], Mask] = {}
        for name in self.names:
            sizes = self._table((name,))
            here = ~np.array(suppression.suppress_line(sizes.tolist(), self.k), bool)
            shown[(name,)] = here & self._rest_is_fine(sizes, self.total)
        return {names[0]: mask for names, mask in self._taken(shown).items()}

    @cached_property
    def pairs(self) -> dict[tuple[str, ...], Mask]:
        singles = self.singles  # these come first
        return self._taken({names: self._pair(names, singles) for names in combinations(self.names, 2)})

    def _pair(self, names: tuple[str, ...], singles: Mapping[str, Mask]) -> Mask:
        sizes = self._table(names)
        rows, columns = singles[names[0]], singles[names[1]]
        hidden = suppression.suppress_groups(sizes, self.k)
        here = ~(hidden.cells | ~rows[:, None] | ~columns[None, :])
        here &= self._rest_is_fine(sizes, sizes.sum(axis=1, keepdims=True))
        here &= self._rest_is_fine(sizes, sizes.sum(axis=0, keepdims=True))
        return here & (not hidden.withheld)

    @cached_property
    def larger(self) -> frozenset[tuple[str, ...]]:
        """Three and more conditions: only where every group they can make is empty or large enough."""
        pairs = self.pairs
        clean = {}
        for count in range(3, min(MOST_TOGETHER, len(self.names)) + 1):
            for names in combinations(self.names, count):
                if all(pairs[two].all() for two in combinations(names, 2)):
                    sizes = self._table(names)
                    if bool(((sizes == 0) | (sizes >= self.k)).all()):
                        clean[names] = np.ones_like(sizes, bool)
        return frozenset(names for names, mask in self._taken(clean).items() if mask.all())

    def blocks(self, k: int) -> frozenset[str]:
        """The axes by which every mixture of conditions still leaves k or nobody; the first have the choice.

        For what can be recognised again in another list (comments, rows of an export): there, whoever appears
        in two lists shows both of their conditions, so the finest mixture is what counts.
        """
        if k not in self._blocks:
            kept: list[str] = []
            for name in self.names:
                if self._smallest([*kept, name]) >= k:
                    kept.append(name)
            self._blocks[k] = frozenset(kept)
        return self._blocks[k]

    def _smallest(self, names: Sequence[str]) -> int:
        """Of the groups of respondents alike in all of these; 0 where there is nobody."""
        _cells, place = np.unique(self._cells(tuple(names)), return_inverse=True)
        return int(np.bincount(place, self.sizes).min(initial=self.total))

    def _taken(self, tables: dict[tuple[str, ...], Mask]) -> dict[tuple[str, ...], Mask]:
        """The tables as they were where they are safe, nothing of them where they are not."""
        if self.span is None:
            return tables
        shown = {names: np.flatnonzero(mask.ravel()).tolist() for names, mask in tables.items()}
        asked = [names for names in tables if shown[names]]
        safe = self.span.add_all([columns_of(self._cells(names), shown[names]) for names in asked])
        refused = [names for names, fine in zip(asked, safe, strict=True) if not fine]
        return {**tables, **{names: np.zeros_like(tables[names]) for names in refused}}

    def _rest_is_fine(self, sizes: Ints, whole: Ints | int) -> Mask:
        rest = whole - sizes
        return np.asarray((rest == 0) | (rest >= self.k), dtype=np.bool_)

    def _table(self, names: tuple[str, ...]) -> Ints:
        shape = tuple(self.axes[name].size for name in names)
        codes = self._cells(names)
        return np.bincount(codes, self.sizes, int(np.prod(shape))).astype(np.int64).reshape(shape)

    def _cells(self, names: tuple[str, ...]) -> Ints:
        shape = tuple(self.axes[name].size for name in names)
        return np.asarray(np.ravel_multi_index([self.atoms[name] for name in names], shape), np.int64)


def buckets(days: npt.NDArray[np.int32], counts: Ints, k: int) -> list[int]:
    """First days of runs of days with k responses or more each; the last run takes what is left."""
    starts: list[int] = []
    held = k
    for day, count in zip(days.tolist(), counts.tolist(), strict=True):
        if held >= k:
            starts.append(day)
            held = 0
        held += count
    if len(starts) > 1 and held < k:
        starts.pop()
    return starts


def runs(starts: Sequence[int], last: int) -> list[tuple[int, int]]:
    """First and last day of each run."""
    return [(a, b - 1) for a, b in pairwise([*starts, last + 1])]
