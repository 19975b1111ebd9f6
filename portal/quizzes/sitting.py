"""An attempt from its start to its end: one insert, a journal that only grows, one sealing.

Every function runs in the caller's transaction and takes the attempt's row first, so that a saved answer
is either in the sealed journal or refused, never acknowledged and lost.
"""

import hashlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from portal.columns import canonical, random_id
from portal.errors import Gone, Refused
from portal.extensions import db
from portal.people import audit
from portal.people.models import Account
from portal.quizzes import drawing, marks
from portal.quizzes.models import Attempt, Ending, JournalEntry, Marking, Noted, Participant, Quiz, QuizState

GRACE = timedelta(seconds=30)
"""What was sent in time may still be on its way."""


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


def start(quiz: Quiz, participant: Participant, *, at: datetime) -> Attempt:
    """The attempt that is open, or the next one. Starting is one insert: its paper has been drawn."""
    open_one = open_attempt(quiz, participant.account_id)
    if open_one is not None:
        return open_one
    if quiz.state_at(at) is not QuizState.OPEN:
        raise Refused(_("This quiz is not open now."))
    earlier = attempts_of(quiz, participant.account_id)
    _require_another(quiz, participant, earlier, at)
    attempt = _begun(quiz, participant, len(earlier) + 1, at)
    try:
        with db.session.begin_nested():
            db.session.add(attempt)
    except IntegrityError:
        # Two taps at once: the other one has begun.
        found = open_attempt(quiz, participant.account_id)
        if found is None:
            raise
        return found
    return attempt


def attempts_of(quiz: Quiz, account_id: uuid.UUID) -> list[Attempt]:
    query = select(Attempt).where(Attempt.quiz_id == quiz.id, Attempt.account_id == account_id)
    return list(db.session.scalars(query.order_by(Attempt.number)))


def open_attempt(quiz: Quiz, account_id: uuid.UUID) -> Attempt | None:
    query = select(Attempt).where(
        Attempt.quiz_id == quiz.id, Attempt.account_id == account_id, Attempt.handed_in_at.is_(None)
    )
    return db.session.scalars(query).first()


def why_not_another(
    quiz: Quiz, participant: Participant, earlier: Sequence[Attempt], at: datetime
) -> str | None:
    """Why this person cannot begin another attempt now; None while they can."""
    if len(earlier) >= quiz.attempts + participant.extra_attempts:
        return _("You have used all %(n)s attempts.", n=len(earlier))
    if not earlier:
        return None
    last = earlier[-1]
    again = (last.handed_in_at or at) + timedelta(days=quiz.retake_days)
    if participant.extra_attempts == 0 and at < again:
        return _("The next attempt is possible from %(day)s.", day=again.date().isoformat())
    marking = marks.current(last)
    if quiz.retake_failed_only and marking is not None and marking.passed:
        return _("You have passed; there is nothing to repeat.")
    return None


def save(quiz: Quiz, attempt: Attempt, saves: Iterable[Save], *, at: datetime) -> list[Receipt]:
    """Append to the journal; the same `save_id` again gets its first receipt. Late and outdated answers are
    kept as what they are. Gone once the attempt is handed in."""
    hold(attempt)
    journal = _Journal.of(attempt)
    receipts, rows = [], []
    for each in saves:
        known = journal.receipts.get(each.save_id)
        if known is None:
            if attempt.handed_in_at is not None:
                raise Gone(_("This attempt has been handed in; nothing can be changed any more."))
            row = journal.next(quiz, attempt, each, at)
            rows.append(row)
            known = journal.receipts[each.save_id]
        receipts.append(known)
    if rows:
        db.session.execute(insert(JournalEntry), rows)
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
    if ending is Ending.SELF and (earliest := earliest_end(quiz, attempt)) > at:
        raise Refused(_("Handing in is possible from %(time)s.", time=earliest.isoformat()))
    _seal(attempt, at=at, ending=ending, by=by, reason=reason)
    if ending is Ending.FORCED:
        audit.record(
            by, "force hand-in", quiz, changes={"attempt": [None, str(attempt.id)]}, reason=reason, at=at
        )
    return marks.mark_attempt(quiz, attempt, at=at)


def extend(quiz: Quiz, attempt: Attempt, minutes: int, *, by: Account, at: datetime, reason: str) -> None:
    """More time for one person; noted in the journal and in the audit log."""
    hold(attempt)
    if attempt.handed_in_at is not None:
        raise Gone(_("This attempt has been handed in; nothing can be changed any more."))
    if attempt.due_at is None:
        raise Refused(_("This attempt has no time limit."))
    attempt.due_at = max(attempt.due_at, at) + timedelta(minutes=minutes)
    note = Save(random_id(), Noted.EXTENDED, answer={"minutes": minutes})
    db.session.execute(insert(JournalEntry), [_Journal.of(attempt).next(quiz, attempt, note, at, by.id)])
    audit.record(by, "extend", quiz, changes={"minutes": [None, minutes]}, reason=reason, at=at)
    db.session.flush()


def seal_overdue(at: datetime, limit: int = 500) -> int:
    """Hand in what ran out of time: what was saved counts. For a sweep; returns how many."""
    query = (
        select(Attempt, Quiz)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .where(Attempt.handed_in_at.is_(None), Attempt.due_at < at - GRACE)
        .order_by(Attempt.due_at)
        .limit(limit)
    )
    found = db.session.execute(query).all()
    for attempt, quiz in found:
        hand_in(quiz, attempt, at=at, ending=Ending.TIME)
    return len(found)


def is_over(attempt: Attempt, at: datetime) -> bool:
    """Whether its time has run out; what was under way then is still taken for `GRACE`."""
    return attempt.due_at is not None and at > attempt.due_at + GRACE


def earliest_end(quiz: Quiz, attempt: Attempt) -> datetime:
    return attempt.started_at + timedelta(minutes=quiz.earliest_minutes)


def answers_now(attempt: Attempt) -> dict[str, tuple[int, Any, int | None]]:
    """What the journal says is answered: item id to (entry number, answer, certainty)."""
    query = select(JournalEntry.n, JournalEntry.item_id, JournalEntry.answer, JournalEntry.certainty).where(
        *_of(attempt), JournalEntry.kind == Noted.ANSWER
    )
    rows = db.session.execute(query.order_by(JournalEntry.n))
    return {str(row.item_id): (row.n, row.answer, row.certainty) for row in rows}


def hold(attempt: Attempt) -> None:
    """The attempt as it is now, kept from everybody else until this transaction ends."""
    db.session.flush()
    db.session.refresh(attempt, with_for_update=True)


def _of(attempt: Attempt) -> tuple[Any, ...]:
    return JournalEntry.quiz_id == attempt.quiz_id, JournalEntry.attempt_id == attempt.id


def _require_another(quiz: Quiz, participant: Participant, earlier: Sequence[Attempt], at: datetime) -> None:
    reason = why_not_another(quiz, participant, earlier, at)
    if reason is not None:
        raise Refused(reason)


def _begun(quiz: Quiz, participant: Participant, number: int, at: datetime) -> Attempt:
    due = None
    if quiz.minutes is not None:
        due = at + timedelta(minutes=quiz.minutes + participant.extra_minutes)
    if quiz.ended_at is not None:
        end = quiz.ended_at + timedelta(minutes=participant.extra_minutes)
        due = end if due is None else min(due, end)
    return Attempt(
        quiz_id=quiz.id, id=random_id(), account_id=participant.account_id, unit_id=participant.unit_id,
        number=number, paper_n=drawing.paper_n(quiz, participant.seat, number), started_at=at, due_at=due,
    )  # fmt: skip


def _seal(attempt: Attempt, *, at: datetime, ending: Ending, by: Account | None, reason: str) -> None:
    entries = list(db.session.scalars(select(JournalEntry).where(*_of(attempt)).order_by(JournalEntry.n)))
    scored = {str(row.item_id): row for row in entries if row.kind == Noted.ANSWER}
    attempt.answers = {
        "answers": {item: row.answer for item, row in scored.items() if row.answer is not None},
        "certainty": {item: row.certainty for item, row in scored.items() if row.certainty is not None},
    }
    attempt.journal_length, attempt.journal_sha256 = len(entries), journal_print(entries)
    attempt.left_count = sum(row.kind == Noted.LEFT for row in entries)
    attempt.handed_in_at, attempt.ending, attempt.ending_reason = at, ending, reason
    attempt.ended_by_id = by.id if by else None
    attempt.seconds = max(int((at - attempt.started_at).total_seconds()), 0)
    db.session.flush()


def journal_print(entries: Iterable[JournalEntry]) -> str:
    """SHA-256 over the canonical journal: what the attempt was sealed with."""
    lines = [
        [
            row.n,
            str(row.save_id),
            row.kind,
            str(row.item_id),
            row.answer,
            row.certainty,
            row.received_at.isoformat(),
        ]
        for row in entries
    ]
    return hashlib.sha256(canonical(lines).encode()).hexdigest()


class _Journal:
    """What an attempt's journal says so far, and the entries that come next."""

    def __init__(self, receipts: dict[uuid.UUID, Receipt], last: dict[uuid.UUID, int], n: int) -> None:
        self.receipts, self._last, self._n = receipts, last, n

    @classmethod
    def of(cls, attempt: Attempt) -> "_Journal":
        columns = (
            JournalEntry.n,
            JournalEntry.save_id,
            JournalEntry.kind,
            JournalEntry.item_id,
            JournalEntry.received_at,
        )
        rows = db.session.execute(select(*columns).where(*_of(attempt)).order_by(JournalEntry.n)).all()
        receipts = {
            row.save_id: Receipt(row.save_id, row.n, Noted(row.kind), row.received_at, row.item_id)
            for row in rows
        }
        last = {row.item_id: row.n for row in rows if row.kind == Noted.ANSWER}
        return cls(receipts, last, rows[-1].n if rows else 0)

    def next(
        self, quiz: Quiz, attempt: Attempt, wanted: Save, at: datetime, author_id: uuid.UUID | None = None
    ) -> Mapping[str, Any]:
        kind = self._kind(attempt, wanted, at)
        self._n += 1
        self.receipts[wanted.save_id] = Receipt(wanted.save_id, self._n, kind, at, wanted.item_id)
        if kind is Noted.ANSWER and wanted.item_id is not None:
            self._last[wanted.item_id] = self._n
        return {
            "quiz_id": quiz.id, "attempt_id": attempt.id, "n": self._n, "save_id": wanted.save_id,
            "kind": kind, "item_id": wanted.item_id, "answer": wanted.answer,
            "certainty": wanted.certainty, "author_id": author_id, "received_at": at,
        }  # fmt: skip

    def _kind(self, attempt: Attempt, wanted: Save, at: datetime) -> Noted:
        if wanted.kind is not Noted.ANSWER:
            return wanted.kind
        if is_over(attempt, at):
            return Noted.LATE
        newer = self._last.get(wanted.item_id, 0) if wanted.item_id else 0
        return Noted.OUTDATED if wanted.base is not None and newer > wanted.base else Noted.ANSWER
