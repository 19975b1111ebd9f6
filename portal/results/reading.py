"""Stored responses in portions, each put together by the database: no row of it becomes an object here.

A row that passes through a driver costs more than all that is made of it, so the database hangs the rows of a
portion one behind the other: ids and seconds, what is known besides, and the documents.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Text, func, literal, select, type_coerce
from sqlalchemy.types import NullType

from portal.extensions import db
from portal.responses.models import Response

PORTION = 10_000
IN_ONE_QUERY = 400
# Neither occurs in a fact, and a canonical document holds no raw control character.
LINE, BETWEEN = "\n", "\x1f"
# What is known of a response besides its answers, each a column of small codes.
FACTS = (
    "channel_id", "unit_id", "customer_class", "size", "manager_id", "language", "filled_by", "mode", "flags",
)  # fmt: skip
FORM = BETWEEN.join(["%s"] * (len(FACTS) + 2))
KEY_BYTES = 20  # an id and its seconds plus one, 0 where these are unknown
_c = Response.__table__.c
Parts = tuple[ColumnElement[Any], ColumnElement[Any], ColumnElement[Any]]


class Portion(NamedTuple):
    """`keys` are KEY_BYTES a row; `facts` (version, day, FACTS) and `answers` are lines."""

    rows: int
    keys: bytes
    facts: str
    answers: bytes


def everything(survey_id: uuid.UUID) -> Iterator[Portion]:
    """Along the primary key: each portion begins behind the last id of the one before."""
    ids = type_coerce(_c.id, NullType())
    after: list[ColumnElement[bool]] = [_c.survey_id == survey_id]
    while True:
        last = db.session.scalar(select(ids).where(*after).order_by(_c.id).offset(PORTION - 1).limit(1))
        if last is None:
            yield from _portion(*after)
            return
        yield from _portion(*after, ids <= last)
        after = [_c.survey_id == survey_id, ids > last]


def some(survey_id: uuid.UUID, ids: Sequence[uuid.UUID]) -> Iterator[Portion]:
    for start in range(0, len(ids), IN_ONE_QUERY):
        yield from _portion(_c.survey_id == survey_id, _c.id.in_(ids[start : start + IN_ONE_QUERY]))


def _portion(*which: ColumnElement[bool]) -> Iterator[Portion]:
    parts = _sqlite() if db.session.connection().dialect.name == "sqlite" else _postgresql()
    count, keys, facts, answers = db.session.execute(select(func.count(), *parts).where(*which)).one()
    if count:
        raw = bytes.fromhex(keys) if isinstance(keys, str) else bytes(keys)
        yield Portion(count, raw, facts, answers.encode())


def _sqlite() -> Parts:
    """A uuid is 32 letters there."""
    keys = func.printf("%s%08x", _raw("id"), (_c.seconds + 1).bitwise_and(0x7FFF_FFFF))
    facts = func.printf(
        BETWEEN.join(["%s"] * (len(FACTS) + 2)), _raw("version_n"), _raw("received_on"), *_facts()
    )
    joined = func.group_concat
    return joined(keys, ""), joined(facts, LINE), joined(_documents(), LINE)


def _postgresql() -> Parts:
    keys = func.uuid_send(_c.id).op("||")(func.int4send(func.greatest(func.coalesce(_c.seconds, -1) + 1, 0)))
    day = func.to_char(_c.received_on, "YYYY-MM-DD")
    facts = func.format(FORM, _c.version_n, day, *_facts())
    joined = func.string_agg
    return joined(keys, literal(b"")), joined(facts, LINE), joined(_documents(), LINE)


def _documents() -> ColumnElement[str]:
    return func.coalesce(type_coerce(_c.answers, Text), "{}")


def _facts() -> list[ColumnElement[Any]]:
    return [_raw(name) for name in FACTS]


def _raw(name: str) -> ColumnElement[Any]:
    return type_coerce(_c[name], NullType())
