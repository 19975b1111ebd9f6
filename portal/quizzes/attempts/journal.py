"""The journal of an attempt: entries that are only ever appended, each with the number the server gave it.

All of it runs in a transaction that holds the attempt's row, so that a saved answer is either in the sealed
journal or refused, never acknowledged and lost.
"""

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, Integer, String, Uuid, and_, bindparam, case, func, select

from portal.columns import Document, UtcDateTime, canonical
from portal.quizzes.attempts import steady
from portal.quizzes.models import Attempt, Ending, JournalEntry, Noted, Quiz
from portal.wire import INSERT, Wire

GRACE = timedelta(seconds=30)
"""What was sent in time may still be on its way."""
MOST_ENTRIES = 5_000
NO_BASE = 2**31 - 1


class JournalFull(Exception):
    """More entries than any person could make."""


@dataclass(frozen=True, slots=True)
class Save:
    """One thing the phone wants noted. `save_id` is made there; `base` is the number of the last entry of
    this item it knows of, so that an old tab cannot overwrite a newer answer."""

    save_id: uuid.UUID
    kind: Noted
    item_id: uuid.UUID | None = None
    answer: Any = None
    certainty: int | None = None
    base: int | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the server has: the entry's number and time; `kind` tells late and outdated ones."""

    save_id: uuid.UUID
    n: int
    kind: Noted
    at: datetime
    item_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """An attempt as it is now, kept from everybody else until the transaction ends, and the rules of its
    quiz that decide on it. `answers` are those it was sealed with."""

    quiz_id: uuid.UUID
    id: uuid.UUID
    account_id: uuid.UUID | None
    unit_id: uuid.UUID
    paper_n: int
    started_at: datetime
    due_at: datetime | None
    begun_on: str | None
    clock_ahead: float | None
    handed_in_at: datetime | None
    ending: Ending | None
    answers: Any
    closed_at: datetime | None
    pass_mark: float | None
    certainty: bool
    earliest_minutes: int

    @classmethod
    def of(cls, quiz: Quiz, attempt: Attempt) -> "Held":
        return cls(
            *(getattr(attempt, column.key) for column in ATTEMPT_COLUMNS),
            *(getattr(quiz, column.key) for column in QUIZ_COLUMNS),
        )

    def due(self) -> datetime | None:
        """When its time ends, on the clock as it stands now."""
        own = steady.moved(self.due_at, self.begun_on, self.clock_ahead)
        return min((each for each in (own, self.closed_at) if each), default=None)

    def is_over(self, at: datetime) -> bool:
        """Whether its time has run out; what was under way then is still taken for `GRACE`."""
        due = self.due()
        return due is not None and at > due + GRACE

    def began(self) -> datetime:
        """When it was begun, on the clock as it stands now."""
        return self.started_at + steady.step(self.begun_on, self.clock_ahead)

    def earliest_end(self) -> datetime:
        return self.began() + timedelta(minutes=self.earliest_minutes)


_attempt, _quiz, _journal = Attempt.__table__, Quiz.__table__, JournalEntry.__table__
ATTEMPT_COLUMNS = tuple(
    _attempt.c[name]
    for name in (
        "quiz_id", "id", "account_id", "unit_id", "paper_n", "started_at", "due_at", "begun_on",
        "clock_ahead", "handed_in_at", "ending", "answers",
    )
)  # fmt: skip
QUIZ_COLUMNS = tuple(_quiz.c[name] for name in ("closed_at", "pass_mark", "certainty", "earliest_minutes"))
_OF_ATTEMPT = (
    _journal.c.quiz_id == bindparam("quiz_id", type_=Uuid()),
    _journal.c.attempt_id == bindparam("attempt_id", type_=Uuid()),
)
_ENTRIES = (
    select(*(_journal.c[name] for name in (
        "n", "save_id", "kind", "item_id", "answer", "certainty", "author_id", "received_at",
    ))).where(*_OF_ATTEMPT).order_by(_journal.c.n)
)  # fmt: skip
_EARLIER = select(_journal.c.n, _journal.c.kind, _journal.c.received_at, _journal.c.item_id).where(
    *_OF_ATTEMPT, _journal.c.save_id == bindparam("save_id")
)


def append(
    wire: Wire, held: Held, saves: Iterable[Save], at: datetime, author_id: uuid.UUID | None = None
) -> list[Receipt]:
    """The same `save_id` again gets its first receipt. Late and outdated answers are kept as what they are.
    A sealed journal takes nothing: what it does not know gets no receipt."""
    late = held.is_over(at)
    found = (_one(wire, held, each, at, late, author_id) for each in saves)
    return [receipt for receipt in found if receipt is not None]


def entries(wire: Wire, held: Held) -> list[Any]:
    """Every entry in order."""
    return wire.all(_ENTRIES, {"quiz_id": held.quiz_id, "attempt_id": held.id})


def fingerprint(rows: Iterable[Any]) -> str:
    """SHA-256 over the canonical journal: what the attempt is sealed with."""
    lines = [
        [
            row.n, str(row.save_id), row.kind, str(row.item_id), row.answer, row.certainty,
            str(row.author_id), row.received_at.isoformat(),
        ]
        for row in rows
    ]  # fmt: skip
    return hashlib.sha256(canonical(lines).encode()).hexdigest()


def _one(
    wire: Wire, held: Held, wanted: Save, at: datetime, late: bool, author_id: uuid.UUID | None
) -> Receipt | None:
    new = None if held.handed_in_at is not None else _insert(wire, held, wanted, at, late, author_id)
    if new is not None:
        if new.n > MOST_ENTRIES:
            raise JournalFull
        return Receipt(wanted.save_id, new.n, Noted(new.kind), at, wanted.item_id)
    of_attempt = {"quiz_id": held.quiz_id, "attempt_id": held.id, "save_id": wanted.save_id}
    known = wire.first(_EARLIER, of_attempt)
    if known is None:
        return None
    return Receipt(wanted.save_id, known.n, Noted(known.kind), known.received_at, known.item_id)


def _insert(
    wire: Wire, held: Held, wanted: Save, at: datetime, late: bool, author_id: uuid.UUID | None
) -> Any:
    kind, if_newer = wanted.kind, wanted.kind
    if wanted.kind is Noted.ANSWER:
        kind, if_newer = (Noted.LATE, Noted.LATE) if late else (Noted.ANSWER, Noted.OUTDATED)
    return wire.returning(
        _appending(wire.dialect),
        {
            "quiz_id": held.quiz_id, "attempt_id": held.id, "save_id": wanted.save_id, "kind": kind,
            "if_newer": if_newer, "base": NO_BASE if wanted.base is None else wanted.base,
            "item_id": wanted.item_id, "answer": wanted.answer, "certainty": wanted.certainty,
            "author_id": author_id, "received_at": at,
        },
    )  # fmt: skip


@lru_cache(maxsize=4)
def _appending(dialect: Dialect) -> Any:
    """One statement gives the next number and sees whether a newer answer is there already."""
    answered = and_(_journal.c.item_id == bindparam("item_id", type_=Uuid()), _journal.c.kind == Noted.ANSWER)
    newest = func.coalesce(func.max(case((answered, _journal.c.n))), 0)
    kind = bindparam("kind", type_=String())
    newer = newest > bindparam("base", type_=Integer())
    values = {
        "quiz_id": bindparam("quiz_id", type_=Uuid()),
        "attempt_id": bindparam("attempt_id", type_=Uuid()),
        "n": func.coalesce(func.max(_journal.c.n), 0) + 1,
        "save_id": bindparam("save_id", type_=Uuid()),
        "kind": case((newer, bindparam("if_newer", type_=String())), else_=kind),
        "item_id": bindparam("item_id", type_=Uuid()),
        "answer": bindparam("answer", type_=Document()),
        "certainty": bindparam("certainty", type_=Integer()),
        "author_id": bindparam("author_id", type_=Uuid()),
        "received_at": bindparam("received_at", type_=UtcDateTime()),
    }
    rows = select(*(value.label(name) for name, value in values.items())).where(*_OF_ATTEMPT)
    statement = INSERT[dialect.name](_journal).from_select(list(values), rows, include_defaults=False)
    unique: Sequence[str] = ("quiz_id", "attempt_id", "save_id")
    return statement.on_conflict_do_nothing(index_elements=unique).returning(_journal.c.n, _journal.c.kind)
