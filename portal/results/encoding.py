"""Stored responses as numbers, in batches: the slow part of a frame, so no row of it is looked at alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from portal.results.layout import Layout, dtype_of, places
from portal.results.pieces import Pieces
from portal.results.reading import BETWEEN, FACTS, LINE, Portion
from question_bank.coding import MISSING

UNKNOWN_SECONDS = -1
UUID_LETTERS = 36
MOST_KNOWN = 50_000
KEY = np.dtype([("id", "V16"), ("seconds", ">i4")])
# In a frame these bear a mark that no item key can bear: a questionnaire may well ask `filled_by`.
FACT_MARK = "@"
Array = npt.NDArray[Any]
Batch = dict[str, Array]


def fact(name: str) -> str:
    """The column of a frame that holds what is known besides the answers."""
    return FACT_MARK + name


class Codes:
    """Values to codes in the order they turn up."""

    def __init__(self, values: Iterable[str | None] = ()) -> None:
        self.values_known: dict[str | None, int] = {value: code for code, value in enumerate(values)}

    def code(self, raw: str) -> int:
        """SQLite writes a uuid as 32 letters, PostgreSQL with dashes: here both read the same."""
        value = raw.replace("-", "") if len(raw) == UUID_LETTERS else raw
        return self.values_known.setdefault(value or None, len(self.values_known))


class Combinations(dict[str, int]):
    """Lines of facts to rows of numbers: version, day, and a code each; the same line is taken apart once."""

    def __init__(self, codes: dict[str, Codes]) -> None:
        super().__init__()
        self.codes = [codes[name] for name in FACTS]
        self.rows: list[list[int]] = []
        self.done = np.empty((len(FACTS) + 2, 0), np.int32)

    def __missing__(self, line: str) -> int:
        version, day, *facts = line.split(BETWEEN)
        coded = [codes.code(raw) for codes, raw in zip(self.codes, facts, strict=True)]
        self.rows.append([int(version), date.fromisoformat(day).toordinal(), *coded])
        self[line] = len(self)
        return self[line]

    def table(self, lines: list[str]) -> Array:
        if len(self) > MOST_KNOWN:
            self.clear()
            self.done = self.done[:, :0]
        places = np.fromiter(map(self.__getitem__, lines), np.intp, len(lines))
        if self.rows:
            self.done = np.hstack([self.done, np.array(self.rows, np.int32).T])
            self.rows = []
        return self.done[:, places]


class Encoder:
    """Makes batches of columns from portions of responses; `codes` grow as new values turn up."""

    def __init__(self, layout: Layout, codes: dict[str, Codes]) -> None:
        self.layout = layout
        self.known = Combinations(codes)
        self.pieces = {n: Pieces(version) for n, version in layout.versions.items()}
        self.places = {n: places(layout, n) for n in layout.versions}

    def batches(self, portions: Iterable[Portion]) -> Iterator[Batch]:
        return map(self.batch, portions)

    def batch(self, portion: Portion) -> Batch:
        keys = np.frombuffer(portion.keys, KEY, portion.rows)
        versions, days, *facts = self.known.table(portion.facts.split(LINE))
        batch: Batch = {
            fact("id"): np.ascontiguousarray(keys["id"]),
            fact("day"): days,
            fact("seconds"): keys["seconds"].astype(np.int32) + UNKNOWN_SECONDS,
            fact("version"): versions.astype(np.int16),
        }
        for name, codes in zip(FACTS, facts, strict=True):
            batch[fact(name)] = codes.astype(np.int16)
        batch.update(self._answers(versions, portion.answers))
        return batch

    def _answers(self, versions: Array, lines: bytes) -> Batch:
        present = np.unique(versions).tolist()
        if len(present) == 1:
            return self._of_version(present[0], lines, len(versions))
        documents = lines.split(b"\n")
        parts, order = [], []
        for n in present:
            where = np.flatnonzero(versions == n)
            order.append(where)
            own = b"\n".join([documents[place] for place in where.tolist()])
            parts.append(self._of_version(n, own, len(where)))
        back = np.argsort(np.concatenate(order))
        return {name: np.concatenate([part[name] for part in parts])[back] for name in parts[0]}

    def _of_version(self, n: int, lines: bytes, count: int) -> Batch:
        table = self.pieces[n].table(lines, count)
        return {
            column.name: _column(table, place, dtype_of(column))
            for column, place in zip(self.layout.columns, self.places[n], strict=True)
        }


def _column(table: Array, place: Any, dtype: type[np.generic]) -> Array:
    if place is None:
        empty = np.nan if dtype is np.float64 else MISSING
        return np.full(table.shape[1], empty, dtype)
    codes = table[place[0]].astype(dtype)
    return codes if place[1] is None else place[1][codes + 2].astype(dtype)
