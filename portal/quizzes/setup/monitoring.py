"""How a quiz is going, person by person: a fixed number of queries however many sit it."""

import enum
import uuid
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.extensions import db
from portal.people.models import Unit
from portal.quizzes.attempts.journal import Held
from portal.quizzes.models import Attempt, Ending, JournalEntry, Noted, Participant, Quiz, QuizPaper
from portal.quizzes.papers import drawing


class Stage(enum.StrEnum):
    """Where somebody stands. An excused person is not missed."""

    MISSING = "missing"
    WRITING = "writing"
    DONE = "done"
    EXCUSED = "excused"


@dataclass(frozen=True, slots=True)
class Progress:
    """What the journal of an open attempt says."""

    answered: int = 0
    saved_at: datetime | None = None
    left: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One person. `attempt` is the open one, else the last; `due` is when the open one ends."""

    participant: Participant
    stage: Stage
    attempt: Attempt | None
    progress: Progress
    due: datetime | None = None

    @property
    def left(self) -> int:
        """How often the page was left: information, no proof."""
        if self.attempt is None:
            return 0
        return self.attempt.left_count if self.attempt.handed_in_at else self.progress.left

    def time_left(self, at: datetime) -> timedelta | None:
        return None if self.due is None else max(self.due - at, timedelta(0))


@dataclass(frozen=True, slots=True)
class Part:
    """The people of one unit, or all together."""

    name: str
    counts: Counter[Stage]

    @property
    def people(self) -> int:
        """Those who are expected."""
        return self.counts.total() - self.counts[Stage.EXCUSED]


@dataclass(frozen=True, slots=True)
class Monitor:
    lines: Sequence[Line]
    questions: int
    total: Part
    parts: Sequence[Part]
    shops: int  # retailers an examiner has examined, by count alone

    def at(self, stage: Stage) -> list[Line]:
        return [line for line in self.lines if line.stage is stage]


def monitor(quiz: Quiz, units: Collection[uuid.UUID]) -> Monitor:
    """The people of these units."""
    attempts = _attempts(quiz, units)
    notes = _progress(quiz)
    lines = [_line(quiz, each, attempts.get(each.account_id), notes) for each in _participants(quiz, units)]
    by_unit: dict[Unit, Counter[Stage]] = {}
    for line in lines:
        by_unit.setdefault(line.participant.unit, Counter())[line.stage] += 1
    ordered = sorted(by_unit.items(), key=lambda pair: (pair[0].position, pair[0].name))
    parts = [Part(unit.name, counts) for unit, counts in ordered]
    total = Part("", sum((part.counts for part in parts), Counter()))
    return Monitor(lines, questions(quiz), total, parts, _shops(quiz, units))


def line_of(quiz: Quiz, participant: Participant) -> Line:
    """One person alone."""
    query = select(Attempt).where(Attempt.quiz_id == quiz.id, Attempt.account_id == participant.account_id)
    last = db.session.scalars(query.order_by(Attempt.number.desc()).limit(1)).first()
    return _line(quiz, participant, last, _progress(quiz) if last is not None else {})


def questions(quiz: Quiz) -> int:
    """How many questions each paper of it has; the rules give every paper the same number."""
    row = db.session.get(QuizPaper, (quiz.id, 1))
    return len(drawing.paper_of(row.document).questions) if row is not None else 0


def _line(
    quiz: Quiz, participant: Participant, attempt: Attempt | None, notes: dict[uuid.UUID, Progress]
) -> Line:
    progress, due = Progress(), None
    if attempt is None:
        stage = Stage.EXCUSED if participant.excused_reason else Stage.MISSING
    elif attempt.handed_in_at is None:
        stage, progress = Stage.WRITING, notes.get(attempt.id, progress)
        due = Held.of(quiz, attempt).due()
    else:
        stage = Stage.DONE
    return Line(participant, stage, attempt, progress, due)


def _participants(quiz: Quiz, units: Collection[uuid.UUID]) -> list[Participant]:
    query = (
        select(Participant)
        .where(Participant.quiz_id == quiz.id, Participant.unit_id.in_(units))
        .options(joinedload(Participant.account), joinedload(Participant.unit))
        .order_by(Participant.seat)
    )
    return list(db.session.scalars(query))


def _attempts(quiz: Quiz, units: Collection[uuid.UUID]) -> dict[uuid.UUID | None, Attempt]:
    """Each person's last attempt; an open one is always the last."""
    query = select(Attempt).where(
        Attempt.quiz_id == quiz.id, Attempt.account_id.is_not(None), Attempt.unit_id.in_(units)
    )
    return {row.account_id: row for row in db.session.scalars(query.order_by(Attempt.number))}


def _progress(quiz: Quiz) -> dict[uuid.UUID, Progress]:
    """Of the open attempts: how many questions are answered, when the server last had something, absences."""
    is_open = (
        (Attempt.quiz_id == JournalEntry.quiz_id)
        & (Attempt.id == JournalEntry.attempt_id)
        & (Attempt.handed_in_at.is_(None))
    )
    mine = JournalEntry.quiz_id == quiz.id
    left = func.count().filter(JournalEntry.kind == Noted.LEFT)
    saved = func.max(JournalEntry.received_at).filter(JournalEntry.kind == Noted.ANSWER)
    notes = (
        select(JournalEntry.attempt_id, left.label("left"), saved.label("saved"))
        .join(Attempt, is_open)
        .where(mine)
        .group_by(JournalEntry.attempt_id)
    )
    answered = {attempt_id: n for attempt_id, n in db.session.execute(_answered(mine, is_open))}
    return {
        row.attempt_id: Progress(answered.get(row.attempt_id, 0), row.saved, row.left)
        for row in db.session.execute(notes)
    }


def _answered(mine: Any, is_open: Any) -> Any:
    """Questions whose last answer was not taken away again."""
    last = (
        select(
            JournalEntry.attempt_id.label("attempt_id"),
            JournalEntry.item_id.label("item_id"),
            func.max(JournalEntry.n).label("n"),
        )
        .join(Attempt, is_open)
        .where(mine, JournalEntry.kind == Noted.ANSWER)
        .group_by(JournalEntry.attempt_id, JournalEntry.item_id)
        .subquery()
    )
    same = (JournalEntry.attempt_id == last.c.attempt_id) & (JournalEntry.n == last.c.n)
    return (
        select(JournalEntry.attempt_id, func.count())
        .join(last, same)
        .where(mine, JournalEntry.answer.is_not(None))
        .group_by(JournalEntry.attempt_id)
    )


def _shops(quiz: Quiz, units: Collection[uuid.UUID]) -> int:
    wanted = Attempt.quiz_id == quiz.id, Attempt.unit_id.in_(units), Attempt.ending == Ending.EXAMINER
    query = select(func.count(Attempt.retailer_id.distinct())).where(*wanted)
    return db.session.scalar(query) or 0
