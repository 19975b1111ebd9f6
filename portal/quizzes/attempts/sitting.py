"""An attempt from its start to its end: one insert, a journal that only grows, one sealing.

Every function runs in the caller's transaction and takes the attempt's row first. Phones go another way to
the same `journal` and `sealing`: see `taking`.
"""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from portal.columns import random_id
from portal.errors import Gone, Refused, TooManyTries
from portal.extensions import db
from portal.people import audit
from portal.people.models import Account
from portal.quizzes.attempts import asked, beginning, journal, marks, sealing
from portal.quizzes.attempts.journal import GRACE, Held, Receipt, Save
from portal.quizzes.models import Attempt, Ending, JournalEntry, Marking, Noted, Participant, Quiz
from portal.wire import borrowed

__all__ = [
    "GRACE",
    "Receipt",
    "Save",
    "answers_now",
    "attempts_of",
    "extend",
    "hand_in",
    "hold",
    "journal_print",
    "open_attempt",
    "page_now",
    "save",
    "start",
    "why_not_another",
]  # fmt: skip

attempts_of, open_attempt = beginning.attempts_of, beginning.open_attempt
why_not_another, journal_print = beginning.why_not_another, journal.fingerprint


def start(quiz: Quiz, participant: Participant, *, at: datetime) -> Attempt:
    """The attempt that is open, or the next one. Starting is one insert: its paper has been drawn."""
    found = open_attempt(quiz, participant.account_id)
    if found is not None:
        return found
    row = beginning.next_attempt(quiz, participant, attempts_of(quiz, participant.account_id), at)
    with borrowed(db.session.connection()) as wire:
        beginning.begin(wire, row)
        if not beginning.is_published(wire, quiz.id):
            raise Refused(_("This quiz is not open now."))
    # Where two begin at once, both get the one that was first.
    found = open_attempt(quiz, participant.account_id)
    if found is None:
        raise Refused(_("This attempt was begun and ended on another device. Look at the quiz again."))
    return found


def save(
    quiz: Quiz,
    attempt: Attempt,
    saves: Iterable[Save],
    *,
    at: datetime,
    author_id: uuid.UUID | None = None,
) -> list[Receipt]:
    """Append to the journal; the same `save_id` again gets its first receipt. Late and outdated answers are
    kept as what they are. Gone once the attempt is handed in. `author_id` is the examiner's."""
    hold(attempt)
    saves = list(saves)
    with borrowed(db.session.connection()) as wire:
        try:
            receipts = journal.append(wire, Held.of(quiz, attempt), saves, at, author_id)
        except journal.JournalFull as full:
            raise TooManyTries(_("This attempt holds more entries than anybody could make.")) from full
    if len(receipts) < len(saves):
        raise Gone(_("This attempt has been handed in; nothing can be changed any more."))
    return receipts


def hand_in(
    quiz: Quiz,
    attempt: Attempt,
    *,
    at: datetime,
    ending: Ending = Ending.SELF,
    by: Account | None = None,
    reason: str = "",
) -> Marking | None:
    """Seal and mark. Handing in twice gives the first result: a sealed attempt never changes."""
    hold(attempt)
    if attempt.handed_in_at is not None:
        return marks.current(attempt)
    held = Held.of(quiz, attempt)
    if ending is Ending.SELF and (earliest := held.earliest_end()) > at:
        raise Refused(_("Handing in is possible from %(time)s.", time=earliest.isoformat()))
    how = sealing.Seal(at, ending, by.id if by else None, reason, marks.by_people(attempt))
    sheet = asked.sheet_of(attempt)
    with borrowed(db.session.connection()) as wire:
        sealing.seal(wire, held, sheet, how)
    db.session.refresh(attempt)
    if ending is Ending.FORCED:
        audit.record(
            by, "force hand-in", quiz, changes={"attempt": [None, str(attempt.id)]}, reason=reason, at=at
        )
    return marks.current(attempt)


def extend(quiz: Quiz, attempt: Attempt, minutes: int, *, by: Account, at: datetime, reason: str) -> None:
    """More time for one person; noted in the journal and in the audit log."""
    hold(attempt)
    if attempt.handed_in_at is not None:
        raise Gone(_("This attempt has been handed in; nothing can be changed any more."))
    held = Held.of(quiz, attempt)
    due = held.due()
    if attempt.due_at is None or due is None:
        raise Refused(_("This attempt has no time limit."))
    # Counted on the clock by which the attempt was begun, as its end is.
    attempt.due_at += max(at - due, timedelta(0)) + timedelta(minutes=minutes)
    note = Save(random_id(), Noted.EXTENDED, answer={"minutes": minutes})
    with borrowed(db.session.connection()) as wire:
        journal.append(wire, held, [note], at, by.id)
    audit.record(by, "extend", quiz, changes={"minutes": [None, minutes]}, reason=reason, at=at)
    db.session.flush()


def answers_now(attempt: Attempt) -> dict[str, tuple[int, Any, int | None]]:
    """What the journal says is answered: item id to (entry number, answer, certainty)."""
    query = select(JournalEntry.n, JournalEntry.item_id, JournalEntry.answer, JournalEntry.certainty).where(
        *_of(attempt), JournalEntry.kind == Noted.ANSWER
    )
    rows = db.session.execute(query.order_by(JournalEntry.n))
    return {str(row.item_id): (row.n, row.answer, row.certainty) for row in rows}


def page_now(attempt: Attempt) -> tuple[dict[str, tuple[int, Any, int | None]], set[str]]:
    """The same, and the items marked to come back to."""
    columns = JournalEntry.n, JournalEntry.kind, JournalEntry.item_id, JournalEntry.answer
    kinds = Noted.ANSWER, Noted.FLAG, Noted.UNFLAG
    query = select(*columns, JournalEntry.certainty).where(*_of(attempt), JournalEntry.kind.in_(kinds))
    answers, flags = {}, {}
    for row in db.session.execute(query.order_by(JournalEntry.n)):
        if row.kind == Noted.ANSWER:
            answers[str(row.item_id)] = (row.n, row.answer, row.certainty)
        else:
            flags[str(row.item_id)] = row.kind == Noted.FLAG
    return answers, {item for item, flagged in flags.items() if flagged}


def hold(attempt: Attempt) -> None:
    """The attempt as it is now, kept from everybody else until this transaction ends."""
    db.session.flush()
    db.session.refresh(attempt, with_for_update=True)


def _of(attempt: Attempt) -> Sequence[Any]:
    return JournalEntry.quiz_id == attempt.quiz_id, JournalEntry.attempt_id == attempt.id
