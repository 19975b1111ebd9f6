"""k-anonymity: the one place that decides which groups are shown, in screen, export and API alike."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from portal.methods.disclosure import Cell, Counts, Mask, Table, exposed

K = 5
K_VERBATIMS = 10


@dataclass(frozen=True, slots=True)
class Hidden:
    """True cells are not shown. When `withheld`, nothing of the table is, its totals included.

    Which cells were too small and which only protect them is deliberately not kept.
    """

    cells: Mask
    withheld: bool = False

    @property
    def rows(self) -> tuple[int, ...]:
        """Rows of which nothing but the total may be shown."""
        return tuple(int(row) for row in np.flatnonzero(self.cells.any(axis=1) & self.cells.all(axis=1)))

    @property
    def any(self) -> bool:
        return self.withheld or bool(self.cells.any())


@dataclass(frozen=True, slots=True)
class Coarsened:
    """Rows of an export with the columns that may stay; not even their number if `withheld`."""

    kept: tuple[int, ...]
    rows: tuple[tuple[Hashable, ...], ...]
    withheld: bool = False


def shown(size: int, k: int = K) -> bool:
    """A group is shown when it is empty or holds at least k respondents."""
    return size == 0 or size >= k


def suppress_line(sizes: Sequence[int], k: int = K) -> list[bool]:
    """One row of groups beside their known total: the hidden ones are several and hold k together."""
    hidden = [not shown(size, k) for size in sizes]
    # One hidden group alone never holds k, so this also makes them several.
    while not shown(sum(size for size, hide in zip(sizes, hidden, strict=True) if hide), k):
        left = [place for place, size in enumerate(sizes) if size and not hidden[place]]
        if not left:
            break
        hidden[min(left, key=lambda place: sizes[place])] = True
    return hidden


def suppress_table(
    counts: npt.ArrayLike,
    k: int = K,
    row_sizes: Sequence[int] | None = None,
    column_sizes: Sequence[int] | None = None,
) -> Hidden:
    """A crosstab of two items: its groups are its rows and its columns, a cell is one option within both.

    A cell of 4 in a row of 41 and a column of 58 stays. Rows and columns with 1..k-1 respondents are hidden
    whole, with so many more rows or columns that nothing follows from the totals. `row_sizes` are the
    respondents per row where the options across can be chosen together, `column_sizes` where those down can;
    otherwise sizes are the sums.
    """
    table = _table(counts, row_sizes, column_sizes)
    rows = _first_hidden(table.row_sizes, table.columns_overlap, k)
    columns = _first_hidden(table.column_sizes, table.rows_overlap, k)
    while True:
        cells = _cross(table, rows, columns)
        many = _together(table.row_sizes, rows, table.columns_overlap, k)
        many = many and _together(table.column_sizes, columns, table.rows_overlap, k)
        if many and not exposed(table, cells, k):
            return Hidden(cells)
        if not _hide_one_more(table, rows, columns):
            return Hidden(np.ones_like(cells), withheld=True)


def _first_hidden(sizes: Counts, overlapping: bool, k: int) -> list[bool]:
    """Groups that overlap do not add up, so a single hidden one does not follow from the others."""
    plain = [not shown(size, k) for size in sizes.tolist()]
    return plain if overlapping else suppress_line(sizes.tolist(), k)


def _together(sizes: Counts, hidden: Sequence[bool], overlapping: bool, k: int) -> bool:
    return overlapping or shown(int(sizes[np.asarray(hidden, np.bool_)].sum()), k)


def _cross(table: Table, rows: Sequence[bool], columns: Sequence[bool]) -> Mask:
    cells = np.logical_or.outer(np.asarray(rows, np.bool_), np.asarray(columns, np.bool_))
    # The zeros of an empty row or column follow from its total; there is nothing in them to hide.
    return np.asarray(cells & ~table.empty, dtype=np.bool_)


def _hide_one_more(table: Table, rows: list[bool], columns: list[bool]) -> bool:
    """The smallest group still shown, of the side where groups are hidden already; False if none is left."""
    choices: list[tuple[int, list[bool], int]] = []
    for hidden, sizes in ((rows, table.row_sizes), (columns, table.column_sizes)):
        if any(hidden):
            choices += [(int(sizes[i]), hidden, i) for i in range(len(hidden)) if sizes[i] and not hidden[i]]
    if not choices:
        return False
    _, side, place = min(choices, key=lambda choice: choice[0])
    side[place] = True
    return True


def suppress_groups(counts: npt.ArrayLike, k: int = K) -> Hidden:
    """A table whose every cell is a group of respondents of its own (district x class, a figure each)."""
    table = _table(counts)
    cells = (table.counts > 0) & (table.counts < k)
    while True:
        open_cells = exposed(table, cells, k)
        if not open_cells:
            return Hidden(cells)
        helper = _helper(table.counts, cells, open_cells)
        if helper is None:
            return Hidden(np.ones_like(cells), withheld=True)
        cells[helper] = True


def _helper(counts: Counts, cells: Mask, open_cells: Sequence[Cell]) -> Cell | None:
    """The smallest shown group in line with a cell that can be worked out, else the smallest anywhere."""
    in_line = np.zeros_like(cells)
    for row, column in open_cells:
        in_line[row, :] = True
        in_line[:, column] = True
    for field in (in_line, np.ones_like(cells)):
        places = np.argwhere(field & ~cells & (counts > 0)).tolist()
        if places:
            row, column = min(places, key=lambda place: int(counts[place[0], place[1]]))
            return row, column
    return None


def _table(
    counts: npt.ArrayLike,
    row_sizes: Sequence[int] | None = None,
    column_sizes: Sequence[int] | None = None,
) -> Table:
    cells = np.array(counts, dtype=np.int64)
    if cells.ndim != 2 or (cells < 0).any():
        raise ValueError("A table of counts has two dimensions and nothing below zero.")
    rows = cells.sum(axis=1) if row_sizes is None else np.asarray(row_sizes, np.int64)
    columns = cells.sum(axis=0) if column_sizes is None else np.asarray(column_sizes, np.int64)
    if (cells > np.minimum.outer(rows, columns)).any():
        raise ValueError("A cell holds more answers than its row or its column has respondents.")
    return Table(cells, rows, columns, row_sizes is not None, column_sizes is not None)


def filter_allowed(size: int, sizes_without_each: Sequence[int], k: int = K) -> bool:
    """A filter is answered if its set, and what each condition removes, hold 0 or >= k respondents."""
    return shown(size, k) and all(shown(without - size, k) for without in sizes_without_each)


def conditions_allowed(matches: npt.ArrayLike, k: int = K) -> bool:
    """The same from one line of true/false per condition, for every way of leaving conditions out.

    Two conditions that remove nobody singly can remove one person together, so single steps are not enough.
    """
    lines = np.asarray(matches, dtype=np.bool_)
    if not len(lines):
        return shown(lines.shape[-1], k)
    if len(lines) > 16:
        return False
    failed = np.zeros(lines.shape[1], dtype=np.int64)
    for place, line in enumerate(lines):
        failed |= (~line).astype(np.int64) << place
    by_failures = np.bincount(failed, minlength=1 << len(lines))
    masks = np.arange(len(by_failures))
    size = int(by_failures[0])
    if not shown(size, k):
        return False
    # Leaving out a set of conditions lets in exactly those who fail nothing else.
    let_in = (int(by_failures[(masks & ~left_out) == 0].sum()) - size for left_out in range(1, len(masks)))
    return all(shown(count, k) for count in let_in)


def released_count(total: int, k: int = K, closed: bool = False) -> int:
    """How many responses, by arrival, the figures rest on: whole steps of k, or all at the end."""
    return total if closed else total - total % k


def waiting(total: int, k: int = K, closed: bool = False) -> tuple[int, int]:
    """(responses not yet in the figures, responses missing until they are)."""
    pending = total - released_count(total, k, closed)
    return pending, (k - pending if pending else 0)


def coarsen(rows: Sequence[Sequence[Hashable]], k: int = K) -> Coarsened:
    """Drop the finest column (most distinct values, of equals the later) until each combination holds k."""
    if not rows:
        return Coarsened((), ())
    kept = list(range(len(rows[0])))
    while True:
        cut = tuple(tuple(row[place] for place in kept) for row in rows)
        sizes: dict[tuple[Hashable, ...], int] = {}
        for row in cut:
            sizes[row] = sizes.get(row, 0) + 1
        if min(sizes.values()) >= k:
            return Coarsened(tuple(kept), cut)
        if not kept:
            return Coarsened((), (), withheld=True)
        distinct = {place: len({row[place] for row in rows}) for place in kept}
        kept.remove(max(kept, key=lambda place: (distinct[place], place)))
