"""The only INSERT into `response`: one short transaction that counts nothing and locks nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from portal.columns import RECEIPT_CODE, new_code
from portal.responses.models import QuotaSlot, Response, ResponseSlot

INSERT: dict[str, Any] = {"sqlite": sqlite_insert, "postgresql": postgresql_insert}
DRAWS = 5
QUOTA_TRIES = 50

_table = Response.__table__
_slots = ResponseSlot.__table__
_quota = QuotaSlot.__table__


@dataclass(frozen=True, slots=True)
class Limits:
    """How often a shop may answer in this period (None: ever), and how many the survey takes in all."""

    per_shop: int | None
    period: str
    capacity: int | None


@dataclass(frozen=True, slots=True)
class Stored:
    """status: created, repeated, conflict, answered (the shop's slots are used), full."""

    status: str
    receipt: str


class NoReceipt(RuntimeError):
    """Five receipts drawn, all taken: the random source is broken."""


def store(connection: Connection, row: Mapping[str, Any], limits: Limits) -> Stored:
    """Nothing is committed here; whoever gets `answered` or `full` must roll back."""
    for _draw in range(DRAWS):
        receipt = new_code(RECEIPT_CODE)
        if _insert(connection, _table, {**row, "receipt": receipt}):
            return Stored(_take_places(connection, row, limits), receipt)
        known = earlier(connection, row)
        if known is not None:
            return known
    raise NoReceipt


def _insert(connection: Connection, table: Any, values: Mapping[str, Any]) -> bool:
    """True when the row is new; any unique key may refuse it."""
    statement = _statement(connection.dialect.name, table)
    # For an INSERT psycopg's count is dropped unless asked for, and -1 would pass for "stored".
    counted = connection.execute(statement, values, execution_options={"preserve_rowcount": True})
    return counted.rowcount == 1


@lru_cache(maxsize=8)
def _statement(dialect: str, table: Any) -> Any:
    return INSERT[dialect](table).on_conflict_do_nothing()


def earlier(connection: Connection, row: Mapping[str, Any]) -> Stored | None:
    """What became of this submission id before: the same content again, or another."""
    query = select(_table.c.receipt, _table.c.content_hash).where(
        _table.c.survey_id == row["survey_id"], _table.c.id == row["id"]
    )
    found = connection.execute(query).first()
    if found is None:
        return None
    same = found.content_hash == row["content_hash"]
    return Stored("repeated" if same else "conflict", found.receipt)


def _take_places(connection: Connection, row: Mapping[str, Any], limits: Limits) -> str:
    limited = row["retailer_id"] is not None and limits.per_shop is not None
    if limited and not _take_shop_slot(connection, row, limits):
        return "answered"
    if limits.capacity is not None and not _take_quota(connection, row, limits.capacity):
        return "full"
    return "created"


def _take_shop_slot(connection: Connection, row: Mapping[str, Any], limits: Limits) -> bool:
    return any(
        _insert(
            connection,
            _slots,
            {
                "survey_id": row["survey_id"],
                "retailer_id": row["retailer_id"],
                "period": limits.period,
                "slot": slot,
                "response_id": row["id"],
            },
        )
        for slot in range(1, (limits.per_shop or 0) + 1)
    )


def _take_quota(connection: Connection, row: Mapping[str, Any], capacity: int) -> bool:
    """The next free number; two who try the same one are told apart by the key."""
    last = select(func.coalesce(func.max(_quota.c.slot), 0)).where(_quota.c.survey_id == row["survey_id"])
    for _try in range(QUOTA_TRIES):
        taken = connection.scalar(last) or 0
        if taken >= capacity:
            return False
        values = {"survey_id": row["survey_id"], "slot": taken + 1}
        if _insert(connection, _quota, values):
            return True
    return False
