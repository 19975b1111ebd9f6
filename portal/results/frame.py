"""A survey's responses as columns, brought up to date whenever somebody looks.

The frame is a copy: it may be deleted at any time and is made again from the stored responses. It compares
how many responses each day has with what it holds, and on days that differ which ones; so a row that was
committed late is found whatever its place, and an erased one makes the frame be made anew.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from flask import current_app
from sqlalchemy import func, select, type_coerce
from sqlalchemy.types import NullType

from portal.extensions import db
from portal.methods import suppression
from portal.responses.models import Response
from portal.results import reading
from portal.results.encoding import Batch, Codes, Encoder, fact
from portal.results.layout import Layout, dtype_of, layout_of
from portal.results.reading import FACTS, Portion
from portal.results.store import FORMAT, Generation, Meta, Store
from portal.surveys.models import Mode, State, Survey

Array = npt.NDArray[Any]
FIXED = {
    fact("id"): "V16",
    fact("day"): "<i4",
    fact("seconds"): "<i4",
    fact("version"): "<i2",
    **{fact(name): "<i2" for name in FACTS},
}
REBUILD_ABOVE = 50_000
LARGE = 50_000
CHECK_SHARE = 20
SMALL_DAY = 2_000


@dataclass
class Frame:
    """The released rows of a generation, all columns mapped at once: files may go, mapped ones stay."""

    layout: Layout
    generation: Generation
    _mapped: dict[str, Array] = field(default_factory=dict)
    _counted: dict[str, Array] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in self.generation.meta.columns:
            self._mapped[name] = self.generation.column(name)[: len(self)]

    def __len__(self) -> int:
        return self.generation.meta.released

    @property
    def stored(self) -> int:
        """Responses there are, released or not."""
        return self.generation.meta.rows

    @property
    def waiting(self) -> int:
        return self.stored - len(self)

    def column(self, name: str) -> Array:
        return self._mapped[name]

    def fact(self, name: str) -> Array:
        """What is known of the responses besides their answers, e.g. `filled_by`, `day`."""
        return self._mapped[fact(name)]

    def values(self, name: str) -> list[str | None]:
        """What the codes of a fact stand for."""
        return self.generation.meta.codes[name]

    def counts(self, name: str) -> Array:
        """How often each code of a fact occurs; counted once, for a generation never changes."""
        if name not in self._counted:
            self._counted[name] = np.bincount(self.fact(name), minlength=len(self.values(name)))
        return self._counted[name]

    @cached_property
    def days(self) -> tuple[Array, Array]:
        """Each day with responses, and how many."""
        return np.unique(self.fact("day"), return_counts=True)


_checked: dict[uuid.UUID, tuple[str, float]] = {}
_frames: dict[uuid.UUID, Frame] = {}


def store_of(survey_id: uuid.UUID) -> Store:
    return Store(current_app.config["DATA_DIR"], survey_id)


def frame_of(survey: Survey, state: State) -> Frame:
    """The frame as it should be now. Protected figures advance in steps of k or at the close."""
    store, layout = store_of(survey.id), layout_of(survey.id)
    generation = store.current()
    if generation is not None and generation.meta.layout == layout.fingerprint:
        seen, until = _checked.get(survey.id, ("", 0.0))
        if seen == generation.folder.name and time.monotonic() < until:
            return _frame(survey.id, layout, generation)
    started = time.monotonic()
    fresh = _Renewal(survey, state, layout, store).run(generation)
    spent = time.monotonic() - started
    # Small surveys are looked at every time; in large ones a look takes a twentieth of the time at most.
    pause = spent * CHECK_SHARE if fresh is generation and fresh.meta.rows >= LARGE else 0.0
    _checked[survey.id] = (fresh.folder.name, time.monotonic() + pause)
    return _frame(survey.id, layout, fresh)


def _frame(survey_id: uuid.UUID, layout: Layout, generation: Generation) -> Frame:
    known = _frames.get(survey_id)
    if known is None or known.generation.folder != generation.folder:
        known = _frames[survey_id] = Frame(layout, generation)
    return known


def day_counts(survey_id: uuid.UUID) -> dict[int, int]:
    """How many responses each day has, from the database."""
    query = (
        select(Response.received_on, func.count())
        .where(Response.survey_id == survey_id)
        .group_by(Response.received_on)
    )
    return {day.toordinal(): count for day, count in db.session.execute(query)}


class _Renewal:
    """One look at the database and what follows from it."""

    def __init__(self, survey: Survey, state: State, layout: Layout, store: Store) -> None:
        self.survey, self.layout, self.store = survey, layout, store
        self.at_once = survey.mode == Mode.NAMED or state is State.CLOSED
        self.days = day_counts(survey.id)

    def run(self, generation: Generation | None) -> Generation:
        if generation is not None and self._is_right(generation):
            return generation
        with self.store.locked():
            generation = self.store.current()  # another process may have done it meanwhile
            self.days = day_counts(self.survey.id)
            if generation is None or generation.meta.layout != self.layout.fingerprint:
                return self._rebuild(generation)
            if self._is_right(generation):
                return generation
            return self._advance(generation)

    def _is_right(self, generation: Generation) -> bool:
        meta = generation.meta
        if meta.layout != self.layout.fingerprint or meta.days != self.days:
            return False
        if self._released(meta.rows, meta.released) != meta.released:
            return False
        last = max(self.days, default=0)
        if not 0 < self.days.get(last, 0) <= SMALL_DAY:
            return True
        # One erased and one arrived on the same day leave its number as it was.
        return self._ids_in_frame(generation, [last]) == self._ids_in_database([last])

    def _released(self, rows: int, released: int) -> int:
        if self.at_once:
            return rows
        pending = rows - released
        return released + suppression.released_count(pending, self.survey.k)

    def _ids_in_frame(self, generation: Generation, days: list[int]) -> set[bytes]:
        here = np.isin(generation.column(fact("day")), days)
        return {bytes(each) for each in generation.column(fact("id"))[here]}

    def _ids_in_database(self, days: list[int]) -> set[bytes]:
        dates = [date.fromordinal(day) for day in days]
        query = select(type_coerce(Response.id, NullType())).where(
            Response.survey_id == self.survey.id, Response.received_on.in_(dates)
        )
        packed = _id_bytes(list(db.session.scalars(query)))
        return {packed[place : place + 16] for place in range(0, len(packed), 16)}

    def _advance(self, generation: Generation) -> Generation:
        meta = generation.meta
        days = {day for day in {*meta.days, *self.days} if meta.days.get(day) != self.days.get(day)}
        days |= {max(self.days)} if self.days else set()
        known = self._ids_in_frame(generation, sorted(days))
        stored = self._ids_in_database(sorted(days))
        if known - stored or len(stored - known) > REBUILD_ABOVE:
            return self._rebuild(generation)
        columns = {name: [generation.column(name)] for name in meta.columns}
        codes = {name: Codes(values) for name, values in meta.codes.items()}
        new = [uuid.UUID(bytes=each) for each in stored - known]
        self._collect(columns, Encoder(self.layout, codes), reading.some(self.survey.id, new))
        return self._write(columns, codes, meta.released, keep=meta.rows)

    def _rebuild(self, generation: Generation | None) -> Generation:
        codes = {name: Codes() for name in FACTS}
        columns: dict[str, list[Array]] = {name: [] for name in self._names()}
        self._collect(columns, Encoder(self.layout, codes), reading.everything(self.survey.id))
        released = set()
        if generation is not None and not self.at_once:
            released = {bytes(each) for each in generation.column(fact("id"))[: generation.meta.released]}
        return self._write(columns, codes, released)

    def _collect(
        self, columns: dict[str, list[Array]], encoder: Encoder, portions: Iterable[Portion]
    ) -> None:
        for batch in encoder.batches(portions):
            for name, parts in columns.items():
                parts.append(batch[name])

    def _names(self) -> list[str]:
        return [*FIXED, *(column.name for column in self.layout.columns)]

    def _write(
        self, columns: dict[str, list[Array]], codes: dict[str, Codes], released: Any, keep: int = 0
    ) -> Generation:
        """Rows keep their place; new ones follow by day and random id, which hides when they came."""
        whole = self._joined(columns)
        ids, days = whole[fact("id")], whole[fact("day")]
        if isinstance(released, set):
            out = np.array([bytes(each) not in released for each in ids], bool) if released else None
            order, released = _order(ids, days, out), len(released)
            released = int((~out).sum()) if out is not None else 0
        else:
            order = np.concatenate([np.arange(keep), keep + _order(ids[keep:], days[keep:], None)])
        whole = {name: values[order] for name, values in whole.items()}
        numbers, counts = np.unique(days, return_counts=True)
        meta = Meta(
            format=FORMAT,
            layout=self.layout.fingerprint,
            rows=len(ids),
            released=self._released(len(ids), released),
            columns={name: f"{place}.npy" for place, name in enumerate(whole)},
            codes={name: list(each.values_known) for name, each in codes.items()},
            days=dict(zip(numbers.tolist(), counts.tolist(), strict=True)),
        )
        return self.store.write(meta, whole)

    def _joined(self, columns: dict[str, list[Array]]) -> Batch:
        types: dict[str, Any] = {**FIXED, **{column.name: dtype_of(column) for column in self.layout.columns}}
        return {
            name: np.concatenate(parts) if parts else np.empty(0, types[name])
            for name, parts in columns.items()
        }


def _id_bytes(raw: Sequence[Any]) -> bytes:
    if raw and isinstance(raw[0], uuid.UUID):
        return b"".join(value.bytes for value in raw)
    return bytes.fromhex("".join(raw))


def _halves(ids: Array) -> Array:
    return ids.view(">u8").reshape(-1, 2) if len(ids) else np.empty((0, 2), ">u8")


def id_order(ids: Array) -> Array:
    """Random ids in their own order, which is none."""
    halves = _halves(np.ascontiguousarray(ids)).astype(np.uint64)
    if (halves[1:, 0] > halves[:-1, 0]).all():  # as the primary key gives them
        return np.arange(len(ids))
    return np.lexsort([halves[:, 1], halves[:, 0]])


def _order(ids: Array, days: Array, out: Array | None) -> Array:
    order = id_order(ids)
    since = days[order] - (days.min() if len(days) else 0)
    # Two bytes are sorted many times faster, and hold the days of a century.
    small = since.max(initial=0) < 1 << 16
    order = order[np.argsort(since.astype(np.uint16) if small else since, kind="stable")]
    return order if out is None else order[np.argsort(out[order], kind="stable")]
