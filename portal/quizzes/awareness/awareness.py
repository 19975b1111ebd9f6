"""知晓检查: a few questions put to retailers, answered without a name, counted in totals."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import or_, select

from portal.columns import canonical
from portal.errors import Refused
from portal.extensions import db
from portal.people.models import Unit
from portal.quizzes.models import AwarenessResponse, AwarenessSlot, Quiz, QuizKind
from portal.quizzes.papers import drawing
from portal.retailers.models import Retailer
from portal.wire import INSERT
from question_bank.errors import ItemError
from question_bank.item_answers import canonical as canonical_answer
from question_bank.items import Item, ItemType
from question_bank.marking import mark
from question_bank.papers import Question

ASKABLE = frozenset({ItemType.SINGLE, ItemType.MULTIPLE, ItemType.TRUE_FALSE})
"""What can be answered with a thumb and explained in one sentence."""
USUAL_PASS = 0.6  # three of five


@dataclass(frozen=True, slots=True)
class Check:
    """An awareness quiz as it is asked: its questions in order with the wordings it froze."""

    quiz: Quiz
    questions: tuple[Question, ...]
    items: Mapping[str, Item]


def open_for(unit_id: uuid.UUID, at: datetime) -> Quiz | None:
    """The newest awareness check that is open in the unit or above it."""
    unit = db.session.get_one(Unit, unit_id)
    query = (
        select(Quiz)
        .where(Quiz.kind == QuizKind.AWARENESS, Quiz.unit_id.in_([each.id for each in unit.path]))
        .where(Quiz.published_at.is_not(None), Quiz.closed_at.is_(None), Quiz.archived_at.is_(None))
        .where(
            or_(Quiz.opens_at.is_(None), Quiz.opens_at <= at), or_(Quiz.ends_at.is_(None), Quiz.ends_at > at)
        )
        .order_by(Quiz.published_at.desc())
    )
    return db.session.scalars(query.limit(1)).first()


def check_of(quiz: Quiz) -> Check:
    paper = drawing.paper(quiz.id, 1)
    return Check(quiz, paper.questions, drawing.asked_items(quiz.id, paper))


def require_askable(items: Mapping[str, Item]) -> None:
    """Refused where the paper asks what cannot be answered by choosing."""
    if any(item.type not in ASKABLE for item in items.values()):
        raise Refused(_("An awareness check asks by choosing only: single, multiple or true/false items."))


def read(check: Check, sent: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The canonical answers in a form that was sent; what cannot be an answer is left out."""
    found = {}
    for question in check.questions:
        item, given = check.items[question.item], list(sent.get(question.item, ()))
        raw = given if item.type is ItemType.MULTIPLE else (given[0] if given else None)
        try:
            answer = canonical_answer(item, raw)
        except ItemError:
            continue
        if answer:
            found[question.item] = list(answer) if isinstance(answer, tuple) else answer
    return found


def right_of(check: Check, answers: Mapping[str, Any]) -> dict[str, bool]:
    """Which questions are answered right; one left out is not."""
    return {
        question.item: mark(check.items[question.item], answers.get(question.item), question.rule).right
        for question in check.questions
    }


def keep(
    check: Check, response_id: uuid.UUID, answers: Mapping[str, Any], shop: Retailer | None, on: date
) -> str:
    """ "stored", "repeated" (the same once more), "conflict" (the same id with other answers), or "answered":
    the shop has taken part, so this one is not counted. In the caller's transaction."""
    print_ = hashlib.sha256(canonical([check.quiz.id.hex, dict(answers)]).encode()).hexdigest()
    if earlier := _earlier(check, response_id, print_):
        return earlier
    if shop is not None and not _insert(AwarenessSlot, {"quiz_id": check.quiz.id, "retailer_id": shop.id}):
        # It may be this very sheet that took the place, sent twice in the same moment.
        return _earlier(check, response_id, print_) or "answered"
    right = right_of(check, answers)
    row = {
        "quiz_id": check.quiz.id, "id": response_id, "unit_id": shop.unit_id if shop else check.quiz.unit_id,
        "customer_class": shop.customer_class if shop else None, "size": shop.size if shop else None,
        "received_on": on, "paper_n": 1, "answers": dict(answers), "right": right,
        "count_right": sum(right.values()), "content_hash": print_,
    }  # fmt: skip
    if _insert(AwarenessResponse, row):
        return "stored"
    # Sent twice in the same moment; the other one has it.
    db.session.rollback()
    return _earlier(check, response_id, print_) or "repeated"


def _earlier(check: Check, response_id: uuid.UUID, print_: str) -> str | None:
    """What handing in once more means, where a response with this id is there."""
    found = db.session.get(AwarenessResponse, (check.quiz.id, response_id))
    if found is None:
        return None
    return "repeated" if found.content_hash == print_ else "conflict"


def knows(quiz: Quiz, count_right: int, questions: int) -> bool:
    """Whether so many right answers count as being aware: the quiz's pass mark, else three of five."""
    return count_right >= (quiz.pass_mark or USUAL_PASS) * questions - 1e-9


def _insert(model: Any, values: Mapping[str, Any]) -> bool:
    """False where the row is there already."""
    insert = INSERT[db.session.get_bind().dialect.name]
    statement = insert(model).values(**values).on_conflict_do_nothing().returning(model.quiz_id)
    return db.session.execute(statement).first() is not None
