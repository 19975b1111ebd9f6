"""One attempt as its person may see it. What the review policy does not show yet is not even looked up, so
that nothing sent before depends on the key."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import select

from portal.extensions import db
from portal.people.models import Account
from portal.quizzes.attempts import review
from portal.quizzes.banks import wording
from portal.quizzes.models import Attempt, FrozenItem, Marking, Quiz, QuizItem, Treatment
from portal.quizzes.papers import drawing
from portal.quizzes.practice import standing
from portal.quizzes.results.answer_words import answer_words, key_words
from question_bank.items import Item
from question_bank.papers import Paper, Question

RIGHT = 1 - 1e-7
MANY_POINTS = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One question; what may not be seen is None. `verdict` is right, partly, wrong, empty, pending or
    dropped."""

    number: int
    item_id: uuid.UUID
    bank_id: uuid.UUID
    item: Item
    treatment: Treatment
    given: str | None
    verdict: str | None
    key: str | None
    explanation: Item | None


@dataclass(frozen=True, slots=True)
class Point:
    """One knowledge point: points earned of those possible, and right of asked."""

    name: str
    earned: float
    possible: float
    right: int
    asked: int

    @property
    def share(self) -> float:
        return self.earned / self.possible if self.possible else 0.0


@dataclass(frozen=True, slots=True)
class Change:
    """A later marking: what it was, what it is now, and why."""

    before: float
    after: float
    at: datetime
    reason: str
    passed: bool | None


@dataclass(frozen=True, slots=True)
class Result:
    """`parts` are those of `review.PARTS` that may be seen; `marking` is None without "score"."""

    attempt: Attempt
    parts: frozenset[str]
    marking: Marking | None
    lines: list[Line]
    points: list[Point]
    changes: list[Change]

    @property
    def wrong(self) -> list[uuid.UUID]:
        """What is worth practising again."""
        return [each.item_id for each in self.lines if each.verdict in ("wrong", "partly", "empty")]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The top third by name, one's own place, and among how many."""

    top: list[tuple[standing.Placed, Account]]
    own: standing.Placed | None
    n: int


def result(quiz: Quiz, attempt: Attempt, markings: Iterable[Marking], at: datetime) -> Result:
    """`markings` are those of this attempt, in order of version."""
    parts = review.may_see(quiz, attempt, at)
    own = [each for each in markings if each.attempt_id == attempt.id]
    current = next((each for each in own if each.is_current), None)
    lines = _lines(quiz, attempt, current, parts) if parts - {"score"} else []
    points = _points(quiz, attempt, current) if "right" in parts and current else []
    scored = "score" in parts
    return Result(
        attempt, parts, current if scored else None, lines, points, _changes(own) if scored else []
    )  # fmt: skip


def ranking(quiz: Quiz, account: Account) -> Ranking | None:
    """None where the quiz shows no places."""
    if not quiz.ranking:
        return None
    lines = standing.ranking(standing.load(quiz))
    named = [line for line in lines if line.named]
    query = select(Account).where(Account.id.in_([line.account_id for line in named]))
    people = {each.id: each for each in db.session.scalars(query)}
    own = next((line for line in lines if line.account_id == account.id), None)
    return Ranking([(line, people[line.account_id]) for line in named], own, len(lines))


def _lines(quiz: Quiz, attempt: Attempt, marking: Marking | None, parts: frozenset[str]) -> list[Line]:
    paper, rows = drawing.paper(quiz.id, attempt.paper_n), drawing.frozen(quiz.id)
    items = drawing.asked_items(quiz.id, paper)
    keys = _keys(paper, rows) if "key" in parts else {}
    banks = _banks(rows[each.item].item_id for each in paper.questions)
    given = (attempt.answers or {}).get("answers") or {}
    marks = marking.marks if marking and "right" in parts else {}
    lines = []
    for number, question in enumerate(paper.questions, 1):
        row, item = rows[question.item], items[question.item]
        answer = given.get(question.item)
        lines.append(
            Line(
                number, row.item_id, banks[row.item_id], item,
                Treatment(row.treatment) if "score" in parts else Treatment.NORMAL,
                answer_words(item, answer, question.options) if "own" in parts else None,
                _verdict(row, answer, marks.get(question.item)) if "right" in parts else None,
                _key(keys, question), item if "explanation" in parts else None,
            )
        )  # fmt: skip
    return lines


def _keys(paper: Paper, rows: Mapping[str, FrozenItem]) -> dict[str, Item]:
    """A regrade may have named the key of a later version."""
    wanted = {each.item: (rows[each.item].item_id, rows[each.item].key_n) for each in paper.questions}
    found = wording.wordings(wanted.values())
    return {item: found[version] for item, version in wanted.items()}


def _key(keys: Mapping[str, Item], question: Question) -> str | None:
    return key_words(keys[question.item], question.options) if question.item in keys else None


def _verdict(row: FrozenItem, answer: Any, mark: Mapping[str, Any] | None) -> str:
    if row.treatment == Treatment.DROPPED:
        return "dropped"
    fraction = (mark or {}).get("fraction")
    if fraction is None:
        return "pending"
    if fraction >= RIGHT:
        return "right"
    if answer in (None, "", [], {}):
        return "empty"
    return "partly" if fraction > 0 else "wrong"


def _banks(item_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    query = select(QuizItem.id, QuizItem.bank_id).where(QuizItem.id.in_(list(item_ids)))
    return {item: bank for item, bank in db.session.execute(query)}


def _points(quiz: Quiz, attempt: Attempt, marking: Marking) -> list[Point]:
    """The weakest first; where there are many, by the first part of their paths."""
    items = drawing.asked_items(quiz.id, drawing.paper(quiz.id, attempt.paper_n))
    sums: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0, 0])
    names = {item_id: items[item_id].knowledge_point for item_id in marking.marks}
    if len(set(names.values())) > MANY_POINTS:
        names = {item_id: name.split("/")[0] for item_id, name in names.items()}
    for item_id, mark in marking.marks.items():
        if mark.get("fraction") is None:
            continue
        told = sums[names[item_id]]
        told[0] += mark["points"]
        told[1] += mark["of"]
        told[2] += mark["fraction"] >= RIGHT
        told[3] += 1
    found = [
        Point(name, earned, of, int(right), int(asked)) for name, (earned, of, right, asked) in sums.items()
    ]
    return sorted(found, key=lambda each: (each.share, each.name))


def _changes(markings: Sequence[Marking]) -> list[Change]:
    return [
        Change(before.total, after.total, after.marked_at, after.reason, after.passed)
        for before, after in pairwise(markings)
    ]
