"""The only INSERT into `response`: one short transaction that counts nothing and locks nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, func, select

from portal.columns import RECEIPT_CODE, new_code
from portal.responses.models import QuotaSlot, Response, ResponseSlot
from portal.wire import INSERT, Wire

DRAWS = 5
QUOTA_TRIES = 50

_table = Response.__table__
_slots = ResponseSlot.__table__
_quota = QuotaSlot.__table__
_EARLIER = select(_table.c.receipt, _table.c.content_hash).where(
    _table.c.survey_id == bindparam("survey_id"), _table.c.id == bindparam("id")
)
_LAST_PLACE = select(func.coalesce(func.max(_quota.c.slot), 0).label("slot")).where(
    _quota.c.survey_id == bindparam("survey_id")
)


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


def store(wire: Wire, row: Mapping[str, Any], limits: Limits) -> Stored:
    """Nothing is committed here; whoever gets `answered` or `full` must roll back."""
    for _draw in range(DRAWS):
        receipt = new_code(RECEIPT_CODE)
        if _insert(wire, _table, {**row, "receipt": receipt}):
            return Stored(_take_places(wire, row, limits), receipt)
        known = earlier(wire, row)
        if known is not None:
            return known
    raise NoReceipt


def _insert(wire: Wire, table: Any, values: Mapping[str, Any]) -> bool:
    """True when the row is new; any unique key may refuse it."""
    return wire.insert(_statement(wire.dialect.name, table), values)


@lru_cache(maxsize=8)
def _statement(dialect: str, table: Any) -> Any:
    return INSERT[dialect](table).on_conflict_do_nothing()


def earlier(wire: Wire, row: Mapping[str, Any]) -> Stored | None:
    """What became of this submission id before: the same content again, or another."""
    found = wire.first(_EARLIER, row)
    if found is None:
        return None
    same = found.content_hash == row["content_hash"]
    return Stored("repeated" if same else "conflict", found.receipt)


def _take_places(wire: Wire, row: Mapping[str, Any], limits: Limits) -> str:
    limited = row["retailer_id"] is not None and limits.per_shop is not None
    if limited and not _take_shop_slot(wire, row, limits):
        return "answered"
    if limits.capacity is not None and not _take_quota(wire, row, limits.capacity):
        return "full"
    return "created"


def _take_shop_slot(wire: Wire, row: Mapping[str, Any], limits: Limits) -> bool:
    return any(
        _insert(
            wire,
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


def _take_quota(wire: Wire, row: Mapping[str, Any], capacity: int) -> bool:
    """The next free number; two who try the same one are told apart by the key."""
    for _try in range(QUOTA_TRIES):
        last = wire.first(_LAST_PLACE, row).slot
        if last >= capacity:
            return False
        values = {"survey_id": row["survey_id"], "slot": last + 1}
        if _insert(wire, _quota, values):
            return True
    return False
