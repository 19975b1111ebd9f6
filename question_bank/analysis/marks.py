"""The table every analysis starts from: a row a person, a column an item."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]
NEARLY = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class MarkTable:
    """Marks gained; NaN: the person was not given the item. An item left blank has its mark, 0."""

    items: tuple[str, ...]
    marks: Numbers
    maxima: Numbers

    @property
    def people(self) -> int:
        """How many rows."""
        return len(self.marks)

    @property
    def given(self) -> NDArray[np.bool_]:
        """Who was given which item."""
        return ~np.isnan(self.marks)

    @property
    def is_fixed(self) -> bool:
        """Whether everybody was given every item."""
        return bool(self.given.all())

    @property
    def fractions(self) -> Numbers:
        """Marks as shares of what each item is worth."""
        return np.asarray(self.marks / self.maxima, dtype=np.float64)

    @property
    def shares(self) -> Numbers:
        """Each person's marks as a share of what the items given to them are worth."""
        return _shares(np.nansum(self.marks, axis=1), self._worth())

    def rest(self, column: int) -> Numbers:
        """The same share without one item; NaN for who was not given it, or nothing else."""
        mark = self.marks[:, column]
        return _shares(np.nansum(self.marks, axis=1) - mark, self._worth() - self.maxima[column] + 0 * mark)

    def of_items(self, columns: Sequence[int]) -> "MarkTable":
        """A part of the table."""
        chosen = list(columns)
        return MarkTable(
            tuple(self.items[each] for each in chosen), self.marks[:, chosen], self.maxima[chosen]
        )

    def _worth(self) -> Numbers:
        return np.asarray(self.given @ self.maxima, dtype=np.float64)


def mark_table(
    marks: ArrayLike, maxima: ArrayLike | None = None, items: Sequence[str] | None = None
) -> MarkTable:
    """A table that makes sense, or ValueError; people who were given nothing are left out."""
    found = np.array(marks, dtype=np.float64)
    if found.ndim != 2 or found.shape[1] == 0:
        raise ValueError("Marks are a table: a row a person, a column an item.")
    most = np.ones(found.shape[1]) if maxima is None else np.array(maxima, dtype=np.float64)
    names = tuple(items) if items is not None else tuple(str(n + 1) for n in range(found.shape[1]))
    if most.shape != (found.shape[1],) or len(names) != found.shape[1]:
        raise ValueError("Every item needs one name and one greatest mark.")
    if not (np.isfinite(most).all() and (most > 0).all()):
        raise ValueError("The greatest mark of an item is a number above 0.")
    if np.isinf(found).any() or (found > most + NEARLY).any():
        raise ValueError("A mark is greater than the greatest mark of its item.")
    return MarkTable(names, found[~np.isnan(found).all(axis=1)], most)


def _shares(gained: Numbers, worth: Numbers) -> Numbers:
    possible = np.isfinite(worth) & (worth > NEARLY)
    shares = np.full(len(worth), np.nan)
    shares[possible] = gained[possible] / worth[possible]
    return shares
