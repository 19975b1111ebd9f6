"""What the page of an item shows besides its words: figures, where it was asked, findings, history."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from portal import clock
from portal.access import Person, visible_to
from portal.extensions import db
from portal.people.models import Account
from portal.quizzes.banks import bank_checks, wording
from portal.quizzes.banks.bank_checks import DOUBTFUL
from portal.quizzes.banks.item_comparing import Line, lines_of
from portal.quizzes.banks.item_words import problem_words
from portal.quizzes.models import FrozenItem, ItemFigure, ItemVersion, Material, Quiz, QuizItem
from portal.quizzes.practice import concerns
from portal.quizzes.practice.concerns import Concern
from question_bank.analysis.figures import Interval, fisher, wilson
from question_bank.analysis.remarks import REMARKS
from question_bank.items import Item
from question_bank.items import Material as MaterialText

MOST_USES = 20


@dataclass(frozen=True, slots=True)
class Figures:
    """What answers say; a figure that rests on too few is None."""

    row: ItemFigure
    facility: Interval | None
    discrimination: Interval | None


@dataclass(frozen=True, slots=True)
class Finding:
    lamp: str
    words: str


@dataclass(frozen=True, slots=True)
class Use:
    quiz: Quiz
    n: int


@dataclass(frozen=True, slots=True)
class Seen:
    """A version as it read then, and what the one after it changed."""

    row: ItemVersion
    item: Item


def figures(row: QuizItem) -> Figures | None:
    found = db.session.get(ItemFigure, row.id)
    if found is None or not found.asked:
        return None
    facility = wilson(min(max(found.facility, 0), 1), found.asked) if found.facility is not None else None
    telling = fisher(found.discrimination, found.asked) if found.discrimination is not None else None
    return Figures(found, facility, telling)


def material(row: QuizItem, n: int | None = None) -> MaterialText | None:
    version = wording.version(row, n)
    if version is None or version.material_id is None:
        return None
    return wording.material_of(db.session.get_one(Material, version.material_id))


def findings(row: QuizItem, item: Item) -> list[Finding]:
    """What its own texts say today, and which others of the bank it resembled at the last look."""
    found = bank_checks.of_item(item, row.bank.base_language, clock.now())
    if row.retired_at is None:
        found += bank_checks.findings(row.bank).twins.get(row.number, [])
    figure = db.session.get(ItemFigure, row.id)
    doubt = REMARKS["negative_discrimination"]
    doubts = [Finding("bad", _(doubt))] if figure and figure.verdict == DOUBTFUL else []
    lamps = {"error": "bad", "warning": "warn", "hint": "none"}
    said = [Finding(lamps[each.severity.value], problem_words(each)) for each in found]
    return sorted(doubts + said, key=lambda each: ("bad", "warn", "none").index(each.lamp))


def uses(row: QuizItem, person: Person) -> list[Use]:
    """The quizzes this person may know of that asked it, newest first."""
    query = visible_to(person, Quiz).join(FrozenItem, FrozenItem.quiz_id == Quiz.id)
    query = query.where(FrozenItem.item_id == row.id).order_by(Quiz.created_at.desc()).limit(MOST_USES)
    return [Use(quiz, n) for quiz, n in db.session.execute(query.with_only_columns(Quiz, FrozenItem.n))]


def versions(row: QuizItem) -> list[ItemVersion]:
    query = select(ItemVersion).where(ItemVersion.item_id == row.id).order_by(ItemVersion.n.desc())
    return list(db.session.scalars(query))


def seen(row: QuizItem, n: int) -> Seen | None:
    version = wording.version(row, n) if 0 < n <= row.current_n else None
    return Seen(version, wording.item_of(version.document)) if version is not None else None


def compared(before: Seen, after: Seen) -> Sequence[Line]:
    return lines_of(before.item, after.item)


def concern_of(row: QuizItem, person: Account) -> Concern | None:
    """The problem it belongs to, where this person may know of it."""
    return next((each for each in concerns.in_sight(person) if each.problem_id == row.problem_id), None)


def signer(row: QuizItem) -> Account | None:
    return db.session.get(Account, row.signed_by_id) if row.signed_by_id else None


def neighbours(row: QuizItem) -> tuple[uuid.UUID | None, uuid.UUID | None]:
    """The questions before and after it in its bank."""
    mine = select(QuizItem.id).where(QuizItem.bank_id == row.bank_id, QuizItem.retired_at.is_(None))
    before = mine.where(QuizItem.number < row.number).order_by(QuizItem.number.desc()).limit(1)
    after = mine.where(QuizItem.number > row.number).order_by(QuizItem.number).limit(1)
    return db.session.scalar(before), db.session.scalar(after)


def has_lapsed(row: QuizItem) -> bool:
    today = clock.day_of(clock.now(), current_app.config["TIME_ZONE"])
    return row.expires_on is not None and row.expires_on < today
