"""The quizzes somebody may know of, and how far each is, in a fixed number of queries."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from portal.access import Person, visible_to
from portal.extensions import db
from portal.quizzes.models import (
    Attempt,
    AwarenessResponse,
    Counting,
    Marking,
    Participant,
    Quiz,
    QuizState,
)

Counts = dict[uuid.UUID, int]
Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Tally:
    """People of the viewer's units: meant (excused ones left out), begun, handed in, passed, and answer
    sheets that wait for a marker."""

    people: int = 0
    begun: int = 0
    handed_in: int = 0
    passed: int = 0
    waiting: int = 0

    @property
    def missing(self) -> int:
        return max(self.people - self.begun, 0)


def known_to(person: Person) -> Select[Quiz]:
    """Quizzes of the own units, and what the units above put to people of the own."""
    below = person.units_below()
    asked = select(Participant.quiz_id).where(Participant.unit_id.in_(below))
    ours = or_(Quiz.unit_id.in_(below), and_(Quiz.published_at.is_not(None), Quiz.id.in_(asked)))
    return visible_to(person, Quiz).where(ours)


def tallies(quizzes: Sequence[Quiz], units: Collection[uuid.UUID]) -> dict[uuid.UUID, Tally]:
    ids = [quiz.id for quiz in quizzes]
    people = _count(_meant(ids, units))
    begun, handed_in = (
        _count(_people(ids, units)),
        _count(_people(ids, units, Attempt.handed_in_at.is_not(None))),
    )
    passed, waiting = _passed(quizzes, units), _count(_waiting(ids, units))
    answered = _count(_retailers(ids, units))
    return {
        each: Tally(
            max(people.get(each, 0), begun.get(each, 0)), begun.get(each, 0),
            handed_in.get(each, 0) + answered.get(each, 0), passed.get(each, 0), waiting.get(each, 0),
        )
        for each in ids
    }  # fmt: skip


def tally(quiz: Quiz, units: Collection[uuid.UUID]) -> Tally:
    return tallies([quiz], units)[quiz.id]


def _count(query: Rows) -> Counts:
    return {quiz_id: n for quiz_id, n in db.session.execute(query)}


def _meant(ids: Iterable[uuid.UUID], units: Collection[uuid.UUID]) -> Rows:
    wanted = Participant.quiz_id.in_(ids), Participant.unit_id.in_(units), Participant.excused_reason == ""
    return select(Participant.quiz_id, func.count()).where(*wanted).group_by(Participant.quiz_id)


def _people(ids: Iterable[uuid.UUID], units: Collection[uuid.UUID], *more: ColumnElement[bool]) -> Rows:
    """Different people (or shops) with an attempt."""
    who = func.coalesce(Attempt.account_id, Attempt.retailer_id)
    wanted = Attempt.quiz_id.in_(ids), Attempt.unit_id.in_(units), *more
    return select(Attempt.quiz_id, func.count(who.distinct())).where(*wanted).group_by(Attempt.quiz_id)


def _marked(query: Rows) -> Rows:
    same = (Marking.quiz_id == Attempt.quiz_id) & (Marking.attempt_id == Attempt.id)
    return query.join(Marking, and_(same, Marking.is_current))


def _waiting(ids: Iterable[uuid.UUID], units: Collection[uuid.UUID]) -> Rows:
    wanted = Attempt.quiz_id.in_(ids), Attempt.unit_id.in_(units), Marking.pending > 0
    query = select(Attempt.quiz_id, func.count()).where(*wanted).group_by(Attempt.quiz_id)
    return _marked(query)


def _retailers(ids: Iterable[uuid.UUID], units: Collection[uuid.UUID]) -> Rows:
    """Answers to awareness checks, which nobody's name is on."""
    sheet = AwarenessResponse
    wanted = sheet.quiz_id.in_(ids), sheet.unit_id.in_(units)
    return select(sheet.quiz_id, func.count()).where(*wanted).group_by(sheet.quiz_id)


def _passed(quizzes: Sequence[Quiz], units: Collection[uuid.UUID]) -> Counts:
    """People who passed by the attempt that counts; a query for each rule that is in use."""
    found: Counts = {}
    for counting in Counting:
        ids = [quiz.id for quiz in quizzes if quiz.counting == counting and quiz.pass_mark is not None]
        if not ids:
            continue
        if counting is Counting.MEAN:
            found |= _count(_passed_by_mean(ids, units))
        else:
            found |= _count(_marked(_people(ids, units, Marking.passed.is_(True), *_counted(counting))))
    return found


def _counted(counting: Counting) -> tuple[ColumnElement[bool], ...]:
    if counting is Counting.FIRST:
        return (Attempt.number == 1,)
    if counting is Counting.BEST:
        return ()
    other = Attempt.__table__.alias("later")
    last = (
        select(func.max(other.c.number))
        .where(other.c.quiz_id == Attempt.quiz_id, other.c.account_id == Attempt.account_id)
        .where(other.c.handed_in_at.is_not(None))
        .scalar_subquery()
    )
    return (Attempt.number == last,)


def _passed_by_mean(ids: Iterable[uuid.UUID], units: Collection[uuid.UUID]) -> Rows:
    share = func.avg(Marking.total / func.nullif(Marking.possible, 0))
    wanted = Attempt.quiz_id.in_(ids), Attempt.unit_id.in_(units), Attempt.account_id.is_not(None)
    means = _marked(select(Attempt.quiz_id, Attempt.account_id, share.label("share")).where(*wanted))
    each = means.group_by(Attempt.quiz_id, Attempt.account_id).subquery()
    return (
        select(each.c.quiz_id, func.count())
        .join(Quiz, Quiz.id == each.c.quiz_id)
        .where(each.c.share >= Quiz.pass_mark - 1e-9)
        .group_by(each.c.quiz_id)
    )


@dataclass(frozen=True, slots=True)
class Line:
    quiz: Quiz
    state: QuizState
    tally: Tally


def lines(person: Person, *, archived: bool, at: datetime) -> list[Line]:
    """Everything on a shelf: what is on first, then what comes, drafts, and what is over."""
    shelf = Quiz.archived_at.is_not(None) if archived else Quiz.archived_at.is_(None)
    quizzes = list(db.session.scalars(known_to(person).where(shelf).order_by(Quiz.created_at.desc())))
    found = tallies(quizzes, person.units_below())
    order = {QuizState.OPEN: 0, QuizState.SCHEDULED: 1, QuizState.DRAFT: 2, QuizState.CLOSED: 3}
    shown = [Line(quiz, quiz.state_at(at), found[quiz.id]) for quiz in quizzes]
    return sorted(shown, key=lambda line: order[line.state])
