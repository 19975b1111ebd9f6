"""What one paper of a quiz asks, with everything that is needed to show it, to read answers and to mark them.

Nothing of it can change once an attempt has begun, so each process reads it once.
"""

import uuid
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select

from portal.extensions import db
from portal.quizzes.banks import wording
from portal.quizzes.models import Attempt, QuizItem
from portal.quizzes.papers import drawing
from question_bank.items import Item
from question_bank.items import Material as MaterialText
from question_bank.papers import Paper, Question

KEPT = 512


@dataclass(frozen=True, slots=True)
class Asked:
    """One question in its place, counted from 1. `item` is the whole version with its key."""

    place: int
    question: Question
    item: Item
    item_id: uuid.UUID
    n: int
    bank_id: uuid.UUID
    material_id: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Sheet:
    paper: Paper
    asked: tuple[Asked, ...]
    by_item: dict[uuid.UUID, Asked]
    materials: dict[uuid.UUID, MaterialText]


def sheet_of(attempt: Attempt) -> Sheet:
    return _read(attempt.quiz_id, attempt.paper_n)


def sheet_for(quiz_id: uuid.UUID, attempt_id: uuid.UUID, paper_n: int) -> Sheet | None:
    """The same by what a phone says; None where no such attempt is known.

    Papers are not looked at before somebody has begun: until then a quiz may be taken back and changed.
    """
    if (quiz_id, paper_n) in _begun:
        return _read(quiz_id, paper_n)
    one = Attempt.quiz_id == quiz_id, Attempt.id == attempt_id, Attempt.paper_n == paper_n
    if db.session.scalar(select(Attempt.id).where(*one)) is None:
        return None
    found = _read(quiz_id, paper_n)
    if len(_begun) >= KEPT:
        _begun.clear()
    _begun.add((quiz_id, paper_n))
    return found


_begun: set[tuple[uuid.UUID, int]] = set()


@lru_cache(maxsize=KEPT)
def _read(quiz_id: uuid.UUID, paper_n: int) -> Sheet:
    paper = drawing.paper(quiz_id, paper_n)
    rows = drawing.frozen(quiz_id)
    named = [rows[question.item] for question in paper.questions]
    versions = wording.version_rows((row.item_id, row.n) for row in named)
    banks = _banks([row.item_id for row in named])
    asked = tuple(
        Asked(
            place, question, wording.item_of(versions[row.item_id, row.n].document), row.item_id, row.n,
            banks[row.item_id], versions[row.item_id, row.n].material_id,
        )
        for place, (question, row) in enumerate(zip(paper.questions, named, strict=True), start=1)
    )  # fmt: skip
    return Sheet(paper, asked, {each.item_id: each for each in asked}, wording.materials_of(versions))


def _banks(item_ids: list[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    query = select(QuizItem.id, QuizItem.bank_id).where(QuizItem.id.in_(item_ids))
    return {item_id: bank_id for item_id, bank_id in db.session.execute(query)}
