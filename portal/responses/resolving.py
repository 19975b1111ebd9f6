"""From a code to what it opens. The small state is re-read at most every two seconds; a POST asks anew,
in the transaction that stores the answers."""

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, select

from portal.columns import SHORT_CODE
from portal.distribution.models import Channel, Code
from portal.extensions import db
from portal.responses.models import QuotaSlot
from portal.surveys.models import Mode, Survey
from portal.wire import Wire

KEPT_SECONDS = 2.0
KEPT_ENTRIES = 10_000
GRACE = timedelta(hours=72)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a survey's page and its hand-in need to know of the survey."""

    id: uuid.UUID
    unit_id: uuid.UUID
    version: int
    mode: Mode
    audience: str
    purpose: str
    opens_at: datetime | None
    ends_at: datetime | None
    closed_at: datetime | None
    paused: bool
    gone: bool
    daily_from: str | None
    daily_until: str | None
    capacity: int | None
    per_shop: int
    period: str
    retention_days: int
    full: bool

    @property
    def ended_at(self) -> datetime | None:
        """The end that came, or the one that is set."""
        return min((each for each in (self.closed_at, self.ends_at) if each), default=None)

    def refusal(self, at: datetime, zone: str) -> str | None:
        """Why nobody can answer now; None while the survey is open."""
        ended = self.ended_at
        reasons = {
            "gone": self.gone,
            "closed": ended is not None and at >= ended,
            "paused": self.paused,
            "not_started": self.opens_at is not None and at < self.opens_at,
            "hours": not self._within_hours(at, zone),
            "full": self.full,
        }
        return next((reason for reason, holds in reasons.items() if holds), None)

    def may_be_late(self, opened_at: datetime | None, at: datetime) -> bool:
        """Typed before the end, arrived after it: taken for three days."""
        ended = self.ended_at
        return (
            opened_at is not None
            and ended is not None
            and not self.gone
            and opened_at < ended <= at < ended + GRACE
        )

    def _within_hours(self, at: datetime, zone: str) -> bool:
        if self.daily_from is None and self.daily_until is None:
            return True
        clock_time = at.astimezone(ZoneInfo(zone)).strftime("%H:%M")
        start, end = self.daily_from or "00:00", self.daily_until or "24:00"
        if start <= end:
            return start <= clock_time < end
        return clock_time >= start or clock_time < end


@dataclass(frozen=True, slots=True)
class Found:
    """A printed code: a channel's carries its survey, a shop's its retailer, a quiz's its quiz."""

    code: str
    unit_id: uuid.UUID
    channel_id: uuid.UUID | None
    retailer_id: uuid.UUID | None
    revoked_at: datetime | None
    by_phone: bool = False
    assisted: bool = False
    survey: Facts | None = None
    quiz_id: uuid.UUID | None = None


_kept: dict[tuple[str, Any], tuple[float, Any]] = {}


def forget() -> None:
    """What this process remembers of codes and surveys."""
    _kept.clear()


def kept(kind: str, key: Any, read: Callable[[], T], fresh: bool = False) -> T:
    """The answer of at most two seconds ago; nothing found is not remembered."""
    now = time.monotonic()
    entry = _kept.get((kind, key))
    if entry is not None and entry[0] > now and not fresh:
        remembered: T = entry[1]
        return remembered
    value = read()
    if value is not None:
        if len(_kept) >= KEPT_ENTRIES:
            _kept.clear()
        _kept[(kind, key)] = (now + KEPT_SECONDS, value)
    return value


def find(code: str) -> Found | None:
    if len(code) != SHORT_CODE:
        return None
    return kept("code", code, lambda: _read_code(code, _by_session))


def facts(survey_id: uuid.UUID, fresh: bool = False) -> Facts | None:
    return kept("survey", survey_id, lambda: _read_facts(survey_id, _by_session), fresh)


def find_again(wire: Wire, code: str) -> Found | None:
    """As it is now; what was read for a neighbour in the same transaction is as new."""
    return _again(wire, "code", code, lambda: _read_code(code, wire.first))


def facts_again(wire: Wire, survey_id: uuid.UUID) -> Facts | None:
    return _again(wire, "survey", survey_id, lambda: _read_facts(survey_id, wire.first))


def _again(wire: Wire, kind: str, key: Any, read: Callable[[], T]) -> T:
    """A place that was taken meanwhile in this transaction is noticed when the next one is wanted."""
    if (kind, key) not in wire.known:
        wire.known[kind, key] = kept(kind, key, read, fresh=True)
    again: T = wire.known[kind, key]
    return again


# Statements are built once: on the busiest path building them costs as much as running them.
_FACTS = (
    Survey.id, Survey.unit_id, Survey.current_version, Survey.mode, Survey.audience, Survey.purpose,
    Survey.opens_at, Survey.ends_at, Survey.closed_at, Survey.paused_at, Survey.published_at,
    Survey.binned_at, Survey.daily_from, Survey.daily_until, Survey.capacity, Survey.per_shop, Survey.period,
    Survey.retention_days,
)  # fmt: skip
_ONE_SURVEY = select(*_FACTS).where(Survey.id == bindparam("survey_id"))
_ONE_CODE = (
    select(
        Code.unit_id.label("code_unit_id"), Code.channel_id, Code.retailer_id, Code.quiz_id, Code.revoked_at,
        Channel.kind, Channel.assisted, Channel.archived_at, *_FACTS,
    )
    .outerjoin(Channel, Channel.id == Code.channel_id)
    .outerjoin(Survey, Survey.id == Channel.survey_id)
    .where(Code.code == bindparam("text"))
)  # fmt: skip


_LAST_PLACE = select(func.coalesce(func.max(QuotaSlot.slot), 0).label("slot")).where(
    QuotaSlot.survey_id == bindparam("survey_id")
)
# How the first row of a statement is got: through the session, or in a hand-in's transaction.
First = Callable[[Any, Mapping[str, Any]], Any]


def _by_session(statement: Any, values: Mapping[str, Any]) -> Any:
    return db.session.connection().execute(statement, values).first()


def _read_code(code: str, first: First) -> Found | None:
    row = first(_ONE_CODE, {"text": code})
    if row is None:
        return None
    return Found(
        code=code,
        unit_id=row.code_unit_id,
        channel_id=row.channel_id,
        retailer_id=row.retailer_id,
        revoked_at=row.revoked_at or row.archived_at,
        by_phone=row.kind == "telephone",
        assisted=bool(row.assisted),
        survey=_facts(row, first) if row.channel_id else None,
        quiz_id=row.quiz_id,
    )


def _read_facts(survey_id: uuid.UUID, first: First) -> Facts | None:
    row = first(_ONE_SURVEY, {"survey_id": survey_id})
    return _facts(row, first) if row is not None else None


def _facts(row: Any, first: First) -> Facts:
    return Facts(
        id=row.id,
        unit_id=row.unit_id,
        version=row.current_version,
        mode=Mode(row.mode),
        audience=row.audience,
        purpose=row.purpose,
        opens_at=row.opens_at,
        ends_at=row.ends_at,
        closed_at=row.closed_at,
        paused=row.paused_at is not None,
        gone=row.published_at is None or row.binned_at is not None,
        daily_from=row.daily_from,
        daily_until=row.daily_until,
        capacity=row.capacity,
        per_shop=row.per_shop,
        period=row.period,
        retention_days=row.retention_days,
        full=row.capacity is not None and first(_LAST_PLACE, {"survey_id": row.id}).slot >= row.capacity,
    )
