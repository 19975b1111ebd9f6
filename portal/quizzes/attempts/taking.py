"""What a phone does in an attempt, each as one short transaction that waits its turn in the line.

One statement finds the session, the person, the attempt and the rules of its quiz, and holds the attempt.
Nothing here asks anything of the request: whoever leads the line may run it. Words are the view's.
"""

import enum
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, select, update

from portal.line import Done
from portal.people import sessions
from portal.people.models import Account, StaffSession
from portal.quizzes.attempts import journal, sealing
from portal.quizzes.attempts.asked import Sheet
from portal.quizzes.attempts.journal import ATTEMPT_COLUMNS, QUIZ_COLUMNS, Held, Receipt, Save
from portal.quizzes.models import Attempt, Ending, Quiz
from portal.wire import Wire


class Status(enum.Enum):
    KEPT = "kept"
    SIGNED_OUT = "signed out"
    UNKNOWN = "unknown"
    GONE = "gone"
    EARLY = "early"
    MORE_TIME = "more time"
    HANDED_IN = "handed in"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, by the token of the session, and about which attempt."""

    token_hash: str
    quiz_id: uuid.UUID
    attempt_id: uuid.UUID
    paper_n: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """`due_at` is on the clock as it stands now; `held` is None where nothing is said of the attempt.
    `language` is the person's own choice."""

    status: Status
    receipts: Sequence[Receipt] = ()
    held: Held | None = None
    due_at: datetime | None = None
    language: str | None = None


_attempt, _quiz = Attempt.__table__, Quiz.__table__
_session, _account = cast("Table", StaffSession.__table__), Account.__table__
_OWN = (
    select(*ATTEMPT_COLUMNS, *QUIZ_COLUMNS, _session.c.expires_at, _session.c.seen_at)
    .add_columns(_account.c.role, _account.c.language)
    .join(_quiz, _quiz.c.id == _attempt.c.quiz_id)
    .join(_session, _session.c.account_id == _attempt.c.account_id)
    .join(_account, _account.c.id == _attempt.c.account_id)
    .where(_session.c.token_hash == bindparam("token_hash"), _account.c.disabled_at.is_(None))
    .where(_attempt.c.quiz_id == bindparam("quiz_id"), _attempt.c.id == bindparam("attempt_id"))
    .where(_attempt.c.paper_n == bindparam("paper_n"))
    .with_for_update(of=_attempt)
)
_SESSION = (
    select(_session.c.expires_at, _session.c.seen_at, _account.c.role)
    .join(_account, _account.c.id == _session.c.account_id)
    .where(_session.c.token_hash == bindparam("token_hash"), _account.c.disabled_at.is_(None))
)
_SEEN = (
    update(_session).where(_session.c.token_hash == bindparam("of_token")).values(seen_at=bindparam("seen"))
)
_HELD_COLUMNS = len(ATTEMPT_COLUMNS) + len(QUIZ_COLUMNS)


def keep(wire: Wire, caller: Caller, saves: Sequence[Save], at: datetime, sheet: Sheet) -> Done:
    """Receipts for what was saved. Whoever saves after the end finds the attempt handed in."""
    held, refused, language = _own(wire, caller, at)
    if held is None:
        return Done(Outcome(refused), False)
    receipts = journal.append(wire, held, saves, at)
    if held.handed_in_at is None and held.is_over(at):
        held = sealing.seal(wire, held, sheet, sealing.Seal(at, Ending.TIME))
    status = Status.KEPT if held.handed_in_at is None else Status.GONE
    return Done(Outcome(status, receipts, held, held.due(), language), True)


def finish(
    wire: Wire, caller: Caller, saves: Sequence[Save], at: datetime, sheet: Sheet, by_time: bool
) -> Done:
    """Hand in, with what was not saved yet. The second time finds what the first one did.

    `by_time`: the phone believes that time is over, and does not insist where it is mistaken.
    """
    held, refused, language = _own(wire, caller, at)
    if held is None:
        return Done(Outcome(refused), False)
    receipts = journal.append(wire, held, saves, at)
    due = held.due()
    over = due is not None and at >= due
    status = Status.HANDED_IN
    if held.handed_in_at is None and not over and by_time:
        status = Status.MORE_TIME
    elif held.handed_in_at is None and not over and at < held.earliest_end():
        status = Status.EARLY
    elif held.handed_in_at is None:
        held = sealing.seal(wire, held, sheet, sealing.Seal(at, Ending.TIME if over else Ending.SELF))
    return Done(Outcome(status, receipts, held, due, language), True)


def _own(wire: Wire, caller: Caller, at: datetime) -> tuple[Held | None, Status, str | None]:
    """The attempt of whoever is signed in and their language, or why there is none."""
    row = wire.first(
        _OWN,
        {
            "token_hash": caller.token_hash, "quiz_id": caller.quiz_id, "attempt_id": caller.attempt_id,
            "paper_n": caller.paper_n,
        },
    )  # fmt: skip
    if row is None:
        known = wire.first(_SESSION, {"token_hash": caller.token_hash})
        signed_in = known is not None and sessions.still_holds(known, known.role, at)
        return None, Status.UNKNOWN if signed_in else Status.SIGNED_OUT, None
    if not sessions.still_holds(row, row.role, at):
        return None, Status.SIGNED_OUT, None
    _note_seen(wire, caller, row, at)
    return Held(*row[:_HELD_COLUMNS]), Status.KEPT, row.language


def _note_seen(wire: Wire, caller: Caller, row: Any, at: datetime) -> None:
    if sessions.to_be_noted(row, at):
        wire.insert(_SEEN, {"of_token": caller.token_hash, "seen": at})
