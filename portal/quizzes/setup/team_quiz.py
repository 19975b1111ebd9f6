"""Ten minutes in the evening: a leader picks what it is about, people join by a code, answers come in."""

import secrets
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import func, or_, select

from portal import clock
from portal.columns import ordered_id
from portal.errors import Refused
from portal.extensions import db
from portal.people.models import Account, Unit
from portal.quizzes.models import (
    Attempt,
    Bank,
    JournalEntry,
    Noted,
    PaperKind,
    PaperPlan,
    Participant,
    Quiz,
    QuizItem,
    QuizKind,
)
from portal.quizzes.papers import drawing, pool
from portal.quizzes.practice import concerns
from portal.quizzes.setup import publishing, quiz_lifecycle
from question_bank.errors import ItemError
from question_bank.items import Item, ItemType
from question_bank.marking import mark
from question_bank.papers import Paper, PaperRule, PaperSpec

MINUTES = 10
JOINING = timedelta(minutes=5)
"""Who joins so late still has the whole time."""
COUNTS = (5, 10)
FEWEST = 3
MARKED_BY_KEY = tuple(kind for kind in ItemType if kind not in (ItemType.ESSAY, ItemType.INFORMATION))
MOST_SOURCES = 12
POINTS = 100


@dataclass(frozen=True, slots=True)
class Source:
    """What a team quiz can be about; its form sends `value`: `problem:<id>`, `bank:<id>`, `point:<words>`."""

    value: str
    kind: str
    words: Any
    items: int


def sources(person: Account, on: date) -> list[Source]:
    """Problems of the person's people first, then knowledge points, then whole banks; each with its items."""
    return [*_problems(person, on), *_points(person.unit, on)[:MOST_SOURCES], *_banks(person.unit, on)]


def _usable(unit: Unit, on: date) -> tuple[Any, ...]:
    reach = [bank.id for bank in pool.banks_for(unit)]
    return (
        QuizItem.bank_id.in_(reach),
        QuizItem.retired_at.is_(None),
        QuizItem.type.in_([kind.value for kind in MARKED_BY_KEY]),
        or_(Bank.needs_signing.is_(False), QuizItem.signed_n == QuizItem.current_n),
        or_(QuizItem.expires_on.is_(None), QuizItem.expires_on >= on),
    )


def _counted(column: Any, unit: Unit, on: date, fewest: int = FEWEST) -> list[tuple[Any, int]]:
    query = (
        select(column, func.count())
        .select_from(QuizItem)
        .join(Bank, Bank.id == QuizItem.bank_id)
        .where(*_usable(unit, on), column.is_not(None))
        .group_by(column)
    )
    return [(value, n) for value, n in db.session.execute(query) if n >= fewest]


def _problems(person: Account, on: date) -> Iterator[Source]:
    counts = dict(_counted(QuizItem.problem_id, person.unit, on))
    for concern in concerns.in_sight(person):
        if concern.problem_id in counts:
            n = counts[concern.problem_id]
            yield Source(f"problem:{concern.problem_id}", _("Problem"), concern.statement, n)


def _points(unit: Unit, on: date) -> list[Source]:
    """Each point, and each branch of the tree that holds several."""
    counts: Counter[str] = Counter()
    for point, n in _counted(QuizItem.knowledge_point, unit, on, fewest=1):
        counts[point] += n
        if "/" in point:
            counts[point.partition("/")[0]] += n
    found = [
        Source(f"point:{point}", _("Knowledge point"), point, n)
        for point, n in counts.items()
        if point and n >= FEWEST
    ]
    return sorted(found, key=lambda source: -source.items)


def _banks(unit: Unit, on: date) -> Iterator[Source]:
    counts = dict(_counted(QuizItem.bank_id, unit, on))
    for bank in pool.banks_for(unit):
        if bank.id in counts:
            yield Source(f"bank:{bank.id}", _("Bank"), bank.title, counts[bank.id])


def start(person: Account, source: Source, count: int, *, at: datetime) -> Quiz:
    """One paper for all, open at once. CannotDraw where there are too few different questions."""
    words = source.words if isinstance(source.words, dict) else {"zh-Hans": str(source.words)}
    title = {tag: _titled(tag, text) for tag, text in words.items() if text}
    plan = PaperPlan(
        id=ordered_id(), unit_id=person.unit_id, title=title, kind=PaperKind.FIXED, seed=secrets.randbits(40),
        spec=msgspec.to_builtins(_spec(source, count)), created_by_id=person.id, created_at=at,
        archived_at=at,  # made for this evening: it does not fill the list of papers
    )  # fmt: skip
    db.session.add(plan)
    db.session.flush()
    drawing.settle(plan, clock.day_of(at, current_app.config["TIME_ZONE"]))
    quiz = quiz_lifecycle.create_quiz(
        unit=person.unit, title=title, kind=QuizKind.TEAM, actor=person, at=at, paper_plan_id=plan.id,
        minutes=MINUTES, opens_at=at, ends_at=at + timedelta(minutes=MINUTES) + JOINING,
        problem_id=_key(source.value) if source.value.startswith("problem:") else None,
    )  # fmt: skip
    publishing.publish(quiz, actor=person, at=at)
    return quiz


def _titled(tag: str, text: str) -> str:
    return (f"Team quiz: {text}" if tag == "en" else f"小测：{text}")[:200]


def _spec(source: Source, count: int) -> PaperSpec:
    kind, _colon, value = source.value.partition(":")
    count = min(count, source.items)
    rule = PaperRule(
        count=count, points=round(POINTS / count, 2), types=MARKED_BY_KEY,
        problem=value if kind == "problem" else None, bank=value if kind == "bank" else None,
        knowledge_point=value if kind == "point" else "",
    )  # fmt: skip
    return PaperSpec(rules=(rule,), band=1.0)


def _key(value: str) -> uuid.UUID:
    return uuid.UUID(value.partition(":")[2])


def join(quiz: Quiz, person: Account) -> None:
    """A seat for whoever has the code."""
    if quiz.published_at is None or quiz.kind != QuizKind.TEAM:
        raise Refused(_("This quiz is not joined by a code."))
    publishing.take_seat(quiz, person)


@dataclass(frozen=True, slots=True)
class Answers:
    """One question of the paper: how many answered it, and how many right (None before it is shown)."""

    number: int
    item: Item
    answered: int
    right: int | None


@dataclass(frozen=True, slots=True)
class Live:
    joined: list[Account]
    writing: int
    done: int
    questions: list[Answers]


def live(quiz: Quiz, *, shown: bool) -> Live:
    """As it stands; what was right is counted only where it may be shown."""
    paper = drawing.paper(quiz.id, 1)
    items = drawing.asked_items(quiz.id, paper)
    given = _answers(quiz)
    ends = db.session.scalars(select(Attempt.handed_in_at).where(Attempt.quiz_id == quiz.id)).all()
    done = sum(end is not None for end in ends)
    return Live(_joined(quiz), len(ends) - done, done, _questions(paper, items, given, shown))


def _questions(
    paper: Paper, items: dict[str, Item], given: dict[str, list[Any]], shown: bool
) -> list[Answers]:
    found = []
    for number, question in enumerate(paper.questions, start=1):
        item, answers = items[question.item], given.get(question.item, [])
        right = sum(_is_right(item, answer) for answer in answers) if shown else None
        found.append(Answers(number, item, len(answers), right))
    return found


def _is_right(item: Item, answer: Any) -> bool:
    try:
        return mark(item, answer).right
    except ItemError:
        return False


def _answers(quiz: Quiz) -> dict[str, list[Any]]:
    """Everybody's last answer to each question, by item; what was taken away again is none."""
    query = (
        select(JournalEntry.attempt_id, JournalEntry.item_id, JournalEntry.answer)
        .where(JournalEntry.quiz_id == quiz.id, JournalEntry.kind == Noted.ANSWER)
        .order_by(JournalEntry.attempt_id, JournalEntry.n)
    )
    last = {(attempt, str(item)): answer for attempt, item, answer in db.session.execute(query)}
    found: dict[str, list[Any]] = {}
    for (_attempt, item), answer in last.items():
        if answer is not None:
            found.setdefault(item, []).append(answer)
    return found


def _joined(quiz: Quiz) -> list[Account]:
    query = (
        select(Account)
        .join(Participant, Participant.account_id == Account.id)
        .where(Participant.quiz_id == quiz.id)
        .order_by(Participant.seat)
    )
    return list(db.session.scalars(query))
