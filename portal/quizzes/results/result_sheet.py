"""One attempt as a sheet of proof: each answer beside its key, each marking, and the journal beneath."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.extensions import db
from portal.people.models import Account
from portal.quizzes.attempts import sitting
from portal.quizzes.banks import wording
from portal.quizzes.models import (
    Attempt,
    FrozenItem,
    JournalEntry,
    ManualMark,
    Marking,
    Noted,
    Quiz,
    Treatment,
)
from portal.quizzes.papers import drawing
from portal.quizzes.results.answer_words import answer_words, key_words, stem_words
from portal.quizzes.results.result_people import MARKED_BY_HAND
from portal.quizzes.results.result_points import RIGHT
from question_bank.items import Item
from question_bank.papers import Paper, Question

ENTRIES = {
    Noted.ANSWER: _l("Answer saved"),
    Noted.LATE: _l("Came after the end, does not count"),
    Noted.OUTDATED: _l("Older than what was there, does not count"),
    Noted.FLAG: _l("Marked for later"),
    Noted.UNFLAG: _l("No longer marked for later"),
    Noted.LEFT: _l("Left the page"),
    Noted.BACK: _l("Came back"),
    Noted.OPENED: _l("Opened"),
    Noted.EXTENDED: _l("More time given"),
}
REASONS = {"": _l("First marking"), MARKED_BY_HAND: _l("Marked by a person")}
"""Reasons the program gives; what a manager wrote stands as it was written."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One question of the paper. `fraction` is None while it waits for a person; `points` then too."""

    number: int
    item_id: str
    item: Item
    stem: str
    given: str
    key: str
    of: float
    fraction: float | None
    points: float | None
    treatment: Treatment
    mark: ManualMark | None

    @property
    def verdict(self) -> str:
        """`dropped`, `pending`, `empty`, `right`, `partly` or `wrong`."""
        if self.treatment == Treatment.DROPPED:
            return "dropped"
        if self.points is None:
            return "pending"
        if self.fraction is not None and self.fraction >= RIGHT:
            return "right"
        if not self.given:
            return "empty"
        return "partly" if self.fraction and self.fraction > 0 else "wrong"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal: the server's number and time are the receipt the phone was given."""

    n: int
    at: datetime
    kind: Noted
    save_id: uuid.UUID
    question: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What the attempt was sealed with, and whether the journal still says the same."""

    entries: list[Entry]
    length: int | None
    sealed: str | None
    now: str

    @property
    def fits(self) -> bool:
        return self.sealed == self.now and self.length == len(self.entries)


@dataclass(frozen=True, slots=True)
class Sheet:
    """`marking` is the one that holds; `versions` are all, the first one first."""

    quiz: Quiz
    attempt: Attempt
    answers: list[Answered]
    versions: list[Marking]
    markers: Mapping[uuid.UUID, str]
    proof: Proof
    others: list[Attempt]

    @property
    def marking(self) -> Marking | None:
        return next((each for each in self.versions if each.is_current), None)


def sheet(quiz: Quiz, attempt: Attempt) -> Sheet:
    paper, rows = drawing.paper(quiz.id, attempt.paper_n), drawing.frozen(quiz.id)
    items = drawing.asked_items(quiz.id, paper)
    versions = list(
        db.session.scalars(
            select(Marking)
            .where(Marking.quiz_id == quiz.id, Marking.attempt_id == attempt.id)
            .order_by(Marking.version)
        )
    )
    holds = next((each for each in versions if each.is_current), None)
    return Sheet(
        quiz, attempt, _answers(quiz, attempt, paper, rows, items, holds), versions, _markers(versions),
        _proof(attempt, paper, items), _others(quiz, attempt),
    )  # fmt: skip


def _answers(
    quiz: Quiz,
    attempt: Attempt,
    paper: Paper,
    rows: Mapping[str, FrozenItem],
    items: Mapping[str, Item],
    marking: Marking | None,
) -> list[Answered]:
    """By the keys that hold today: a regrade may name a later version's."""
    keys = wording.wordings((rows[each.item].item_id, rows[each.item].key_n) for each in paper.questions)
    given, marks = _given(attempt), marking.marks if marking else {}
    by_hand = by_people(quiz.id, attempt.id)
    found = []
    for number, question in enumerate(paper.questions, 1):
        row, item, mark = rows[question.item], items[question.item], marks.get(question.item, {})
        fraction = mark.get("fraction")
        found.append(
            Answered(
                number, question.item, item, stem_words(item),
                answer_words(item, given.get(question.item), question.options),
                key_words(keys[row.item_id, row.key_n], question.options), question.points, fraction,
                None if fraction is None else mark.get("points"), Treatment(row.treatment),
                by_hand.get(question.item),
            )
        )  # fmt: skip
    return found


def by_people(quiz_id: uuid.UUID, attempt_id: uuid.UUID) -> dict[str, ManualMark]:
    """The mark by hand that holds for each item; second opinions are left out."""
    query = select(ManualMark).where(
        ManualMark.quiz_id == quiz_id, ManualMark.attempt_id == attempt_id, ManualMark.is_second.is_(False)
    )
    return {str(row.item_id): row for row in db.session.scalars(query.order_by(ManualMark.n))}


def _given(attempt: Attempt) -> dict[str, Any]:
    """What was handed in; of an open attempt, what has been saved so far."""
    if attempt.handed_in_at is not None:
        return dict((attempt.answers or {}).get("answers") or {})
    return {item: answer for item, (_n, answer, _sure) in sitting.answers_now(attempt).items()}


def _markers(versions: list[Marking]) -> dict[uuid.UUID, str]:
    wanted = {each.by_id for each in versions if each.by_id}
    query = select(Account.id, Account.name).where(Account.id.in_(wanted))
    return {row.id: row.name for row in db.session.execute(query)} if wanted else {}


def _proof(attempt: Attempt, paper: Paper, items: Mapping[str, Item]) -> Proof:
    query = select(JournalEntry).where(
        JournalEntry.quiz_id == attempt.quiz_id, JournalEntry.attempt_id == attempt.id
    )
    rows = list(db.session.scalars(query.order_by(JournalEntry.n)))
    places = {each.item: (number, each) for number, each in enumerate(paper.questions, 1)}
    entries = [_entry(row, places, items) for row in rows]
    return Proof(entries, attempt.journal_length, attempt.journal_sha256, sitting.journal_print(rows))


def _entry(row: JournalEntry, places: Mapping[str, tuple[int, Question]], items: Mapping[str, Item]) -> Entry:
    kind = Noted(row.kind)
    place = places.get(str(row.item_id))
    words = ""
    if kind is Noted.EXTENDED and isinstance(row.answer, dict):
        words = f"+{row.answer.get('minutes', 0)} min"
    elif place is not None and kind in (Noted.ANSWER, Noted.LATE, Noted.OUTDATED):
        words = answer_words(items[place[1].item], row.answer, place[1].options)
    return Entry(row.n, row.received_at, kind, row.save_id, place[0] if place else None, words)


def _others(quiz: Quiz, attempt: Attempt) -> list[Attempt]:
    """All attempts of the same person, this one among them."""
    query = select(Attempt).where(Attempt.quiz_id == quiz.id)
    if attempt.account_id is not None:
        query = query.where(Attempt.account_id == attempt.account_id)
    else:
        query = query.where(Attempt.retailer_id == attempt.retailer_id)
    return list(db.session.scalars(query.where(Attempt.unit_id == attempt.unit_id).order_by(Attempt.number)))
