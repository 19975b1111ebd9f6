"""Stored responses as numbers, in batches: the slow part of a frame, so it looks at no row twice."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
from sqlalchemy import Text, select, type_coerce
from sqlalchemy.types import NullType

from portal.extensions import db
from portal.responses.models import Response
from portal.results.layout import Layout, dtype_of, places
from portal.results.pieces import Pieces, is_plain
from question_bank.coding import MISSING, encoder
from question_bank.columns import Kind, columns

BATCH = 20_000
UNKNOWN_SECONDS = -1
# What is known of a response besides its answers, each a column of small codes.
FACTS = (
    "channel_id", "unit_id", "customer_class", "size", "manager_id", "language", "filled_by", "mode", "flags",
)  # fmt: skip
# In a frame these bear a mark that no item key can bear: a questionnaire may well ask `filled_by`.
FACT_MARK = "@"
FIELDS = ("id", "version_n", "received_on", "seconds", *FACTS)
Array = npt.NDArray[Any]
Batch = dict[str, Array]


def fact(name: str) -> str:
    """The column of a frame that holds what is known besides the answers."""
    return FACT_MARK + name


class Codes(dict[Any, int]):
    """Values to codes in the order they turn up; what the driver returns is looked at once per value."""

    def __init__(self, values: Iterable[str | None] = ()) -> None:
        super().__init__()
        self.values_known: dict[str | None, int] = {value: code for code, value in enumerate(values)}

    def __missing__(self, raw: Any) -> int:
        self[raw] = self.values_known.setdefault(plain(raw), len(self.values_known))
        return self[raw]


class Days(dict[Any, int]):
    def __missing__(self, raw: Any) -> int:
        self[raw] = (raw if isinstance(raw, date) else date.fromisoformat(raw)).toordinal()
        return self[raw]


def plain(raw: Any) -> str | None:
    """SQLite keeps a uuid as 32 letters, PostgreSQL as a uuid: here both read the same."""
    return raw.hex if isinstance(raw, uuid.UUID) else raw


def id_bytes(raw: Sequence[Any]) -> bytes:
    if raw and isinstance(raw[0], uuid.UUID):
        return b"".join(value.bytes for value in raw)
    return bytes.fromhex("".join(raw))


def statement(survey_id: uuid.UUID) -> Any:
    """Columns as the driver gives them: no object is made for a row."""
    columns = Response.__table__.c
    raw = [type_coerce(columns[field], NullType()) for field in FIELDS]
    return select(*raw, type_coerce(columns.answers, Text)).where(columns.survey_id == survey_id)


class Encoder:
    """Makes batches of columns from rows of `statement`; `codes` grow as new values turn up."""

    def __init__(self, layout: Layout, codes: dict[str, Codes]) -> None:
        self.layout = layout
        self.codes = codes
        self.days = Days()
        self.decode = msgspec.json.Decoder(dict[str, Any]).decode
        self.encoders = {n: encoder(version) for n, version in layout.versions.items()}
        self.pieces = {n: Pieces(version) for n, version in layout.versions.items() if is_plain(version)}
        self.places = {n: places(layout, n) for n in layout.versions}

    def batches(self, query: Any) -> Iterator[Batch]:
        """Rows straight from the driver's cursor, which costs a third of rows made into objects."""
        connection = db.session.connection()
        if connection.dialect.name == "sqlite":  # its cursor never reads ahead
            cursor = connection.execute(query).cursor
            while rows := cursor.fetchmany(BATCH):
                yield self.batch(rows)
            return
        options = {"stream_results": True, "yield_per": BATCH}
        for part in connection.execute(query, execution_options=options).partitions(BATCH):
            yield self.batch(part)

    def batch(self, rows: Sequence[Any]) -> Batch:
        ids, versions, days, seconds, *facts, answers = zip(*rows, strict=True)
        batch: Batch = {
            fact("id"): np.frombuffer(id_bytes(ids), "V16"),
            fact("day"): np.fromiter(map(self.days.__getitem__, days), np.int32, len(rows)),
            fact("seconds"): _seconds(seconds),
            fact("version"): np.array(versions, np.int16),
        }
        for name, values in zip(FACTS, facts, strict=True):
            batch[fact(name)] = np.fromiter(map(self.codes[name].__getitem__, values), np.int16, len(rows))
        batch.update(self._answers(batch[fact("version")], answers))
        return batch

    def _answers(self, versions: Array, answers: Sequence[str]) -> Batch:
        present = np.unique(versions).tolist()
        if len(present) == 1:
            return self._of_version(present[0], answers)
        parts, order = [], []
        for n in present:
            where = np.flatnonzero(versions == n)
            order.append(where)
            parts.append(self._of_version(n, [answers[place] for place in where.tolist()]))
        back = np.argsort(np.concatenate(order))
        return {name: np.concatenate([part[name] for part in parts])[back] for name in parts[0]}

    def _of_version(self, n: int, answers: Sequence[str]) -> Batch:
        table = self.pieces[n].table(answers) if n in self.pieces else self._row_by_row(n, answers)
        return {
            column.name: self._column(table, place, dtype_of(column))
            for column, place in zip(self.layout.columns, self.places[n], strict=True)
        }

    def _row_by_row(self, n: int, answers: Sequence[str]) -> Array:
        code, decode = self.encoders[n], self.decode
        rows = [code(decode(document)) for document in answers]
        width = len(rows[0])
        numbers = any(column.kind is Kind.NUMBER for column in columns(self.layout.versions[n]))
        dtype = np.float64 if numbers else np.int32
        return np.fromiter(chain.from_iterable(rows), dtype, width * len(rows)).reshape(len(rows), width)

    def _column(self, table: Array, place: Any, dtype: type[np.generic]) -> Array:
        if place is None:
            empty = np.nan if dtype is np.float64 else MISSING
            return np.full(len(table), empty, dtype)
        codes = table[:, place[0]].astype(dtype)
        return codes if place[1] is None else place[1][codes + 2].astype(dtype)


def _seconds(values: Sequence[int | None]) -> Array:
    return np.array([UNKNOWN_SECONDS if value is None else value for value in values], np.int32)
