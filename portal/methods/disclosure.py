"""What a reader of a table can work out about its hidden cells from the margins and the shown cells."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Table:
    """Counts with the respondents behind each row and column.

    `rows_overlap`: the answers of a row can overlap (options chosen together), so that they do not add up to
    its respondents; `columns_overlap` the same down a column.
    """

    counts: Counts
    row_sizes: Counts
    column_sizes: Counts
    rows_overlap: bool = False
    columns_overlap: bool = False

    @property
    def caps(self) -> Counts:
        """No cell holds more answers than its row or its column has respondents."""
        return np.minimum.outer(self.row_sizes, self.column_sizes)

    @property
    def empty(self) -> Mask:
        no_row, no_column = self.counts.sum(axis=1) == 0, self.counts.sum(axis=0) == 0
        return np.asarray(np.logical_or.outer(no_row, no_column), dtype=np.bool_)


@dataclass(slots=True)
class Exchange:
    """Moves of whole answers between hidden cells that leave every margin as it is.

    Hidden cells are the arcs of a bipartite graph (rows, columns). One cell can rise by d exactly if d units
    flow from its column back to its row: falling cells run column to row, rising cells row to column. The
    matrix of such a system is totally unimodular, so these whole-number bounds are exact.
    """

    counts: Counts
    hidden: Mask
    caps: Counts
    room: dict[int, dict[int, int]] = field(default_factory=dict)

    def rise(self, cell: Cell, wanted: int) -> int:
        """How far the cell could be above its value, looked at up to `wanted`."""
        row, column = cell
        wanted = min(wanted, int(self.caps[cell] - self.counts[cell]))
        return self._flow(cell, len(self.counts) + column, row, wanted)

    def fall(self, cell: Cell, wanted: int) -> int:
        row, column = cell
        return self._flow(cell, row, len(self.counts) + column, min(wanted, int(self.counts[cell])))

    def _flow(self, left_out: Cell, source: int, target: int, wanted: int) -> int:
        self._open(left_out)
        moved = 0
        while moved < wanted:
            path = self._path(source, target)
            if not path:
                break
            step = min([wanted - moved, *(self.room[a][b] for a, b in path)])
            for a, b in path:
                self.room[a][b] -= step
                self.room[b][a] += step
            moved += step
        return moved

    def _open(self, left_out: Cell) -> None:
        self.room = {node: {} for node in range(sum(self.counts.shape))}
        for row, column in np.argwhere(self.hidden).tolist():
            if (row, column) != left_out:
                node = len(self.counts) + column
                self.room[row][node] = int(self.caps[row, column] - self.counts[row, column])
                self.room[node][row] = int(self.counts[row, column])

    def _path(self, source: int, target: int) -> list[tuple[int, int]]:
        came: dict[int, int] = {source: source}
        queue = deque([source])
        while queue and target not in came:
            node = queue.popleft()
            for other, room in self.room[node].items():
                if room > 0 and other not in came:
                    came[other] = node
                    queue.append(other)
        if target not in came:
            return []
        path, node = [], target
        while node != source:
            path.append((came[node], node))
            node = came[node]
        return path


def exposed(table: Table, hidden: Mask, k: int) -> list[Cell]:
    """Hidden cells whose value follows exactly, or is known to lie within 1..k-1."""
    exchange = Exchange(*_with_slack(table, hidden))
    cells: list[Cell] = [(row, column) for row, column in np.argwhere(hidden).tolist()]
    return [cell for cell in cells if not _is_safe(exchange, cell, int(table.counts[cell]), k)]


def _is_safe(exchange: Exchange, cell: Cell, value: int, k: int) -> bool:
    if not 0 < value < k:
        return exchange.rise(cell, 1) > 0 or exchange.fall(cell, 1) > 0
    return exchange.fall(cell, value) == value or exchange.rise(cell, k - value) == k - value


def _with_slack(table: Table, hidden: Mask) -> tuple[Counts, Mask, Counts]:
    """A sum that is not printed binds nothing: a roomy hidden column or row takes up the difference."""
    pad = ((0, int(table.columns_overlap)), (0, int(table.rows_overlap)))
    plenty = int(table.counts.sum()) + int(table.caps.sum()) + 1
    return (
        np.pad(table.counts, pad, constant_values=plenty),
        np.pad(hidden, pad, constant_values=True),
        np.pad(table.caps, pad, constant_values=2 * plenty),
    )
