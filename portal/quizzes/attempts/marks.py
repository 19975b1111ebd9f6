"""What an attempt is worth: marking by the frozen versions, and the rows tables are made of."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

import msgspec
from flask import current_app
from sqlalchemy import delete, func, insert, select, update

from portal import clock
from portal.extensions import db
from portal.quizzes.banks import wording
from portal.quizzes.models import (
    Attempt,
    FrozenItem,
    ItemResult,
    ManualMark,
    Marking,
    Quiz,
    QuizItem,
    Treatment,
)
from portal.quizzes.papers import drawing
from question_bank.items import Item
from question_bank.marking_papers import PaperResult, mark_paper
from question_bank.papers import Paper


class Rules(Protocol):
    """What marking asks of a quiz."""

    @property
    def pass_mark(self) -> float | None: ...
    @property
    def certainty(self) -> bool: ...


class Sat(Protocol):
    """What marking asks of an attempt."""

    @property
    def quiz_id(self) -> uuid.UUID: ...
    @property
    def id(self) -> uuid.UUID: ...
    @property
    def account_id(self) -> uuid.UUID | None: ...
    @property
    def unit_id(self) -> uuid.UUID: ...
    @property
    def started_at(self) -> datetime: ...
    @property
    def answers(self) -> Any: ...


class AskedRow(Protocol):
    """What marking asks of a frozen item."""

    @property
    def n(self) -> int: ...
    @property
    def treatment(self) -> Treatment: ...


class About(Protocol):
    """What tables want to know of an item."""

    @property
    def knowledge_point(self) -> str: ...
    @property
    def problem_id(self) -> uuid.UUID | None: ...


def current(attempt: Attempt) -> Marking | None:
    """The marking that holds today."""
    query = select(Marking).where(
        Marking.quiz_id == attempt.quiz_id, Marking.attempt_id == attempt.id, Marking.is_current
    )
    return db.session.scalars(query).first()


def mark_attempt(
    quiz: Quiz,
    attempt: Attempt,
    *,
    at: datetime,
    by_id: uuid.UUID | None = None,
    reason: str = "",
    regrade_id: uuid.UUID | None = None,
) -> Marking:
    """The next marking of a sealed attempt; the earlier ones stay and stop counting."""
    paper, rows = drawing.paper(quiz.id, attempt.paper_n), drawing.frozen(quiz.id)
    result = result_of(quiz, attempt, rows)
    marking = Marking(
        quiz_id=quiz.id, attempt_id=attempt.id, version=_retire_earlier(attempt), is_current=True,
        total=result.total, possible=result.possible, passed=result.passed, pending=len(result.pending),
        marks=document_of(paper, result), reason=reason, regrade_id=regrade_id, by_id=by_id, marked_at=at,
    )  # fmt: skip
    db.session.add(marking)
    db.session.flush()
    renew_results(attempt, paper, rows, result)
    return marking


def result_of(quiz: Quiz, attempt: Attempt, rows: Mapping[str, FrozenItem]) -> PaperResult:
    """The marks of a sealed attempt under these keys and treatments; nothing is stored."""
    paper = drawing.paper(quiz.id, attempt.paper_n)
    return result_by(quiz, attempt, paper, rows, _keys(paper, rows), by_people(attempt))


def result_by(
    quiz: Rules,
    attempt: Sat,
    paper: Paper,
    rows: Mapping[str, AskedRow],
    keys: Mapping[str, Item],
    by_people: Mapping[str, float],
) -> PaperResult:
    """The same with all of it at hand: the whole paper, the keys by item, what people gave."""
    given = attempt.answers or {}
    all_right = [item for item, row in rows.items() if row.treatment == Treatment.EVERYBODY]
    return mark_paper(
        _counted(quiz, paper, rows), keys, given.get("answers") or {}, by_people,
        given.get("certainty") if quiz.certainty else None, all_right,
    )  # fmt: skip


def renew_results(
    attempt: Attempt, paper: Paper, rows: Mapping[str, FrozenItem], result: PaperResult
) -> None:
    """The attempt's lines in `item_result`, as its current marking has them."""
    lines = result_lines(attempt, paper, rows, result, items_by_id(result.marks))
    mine = (ItemResult.quiz_id == attempt.quiz_id) & (ItemResult.attempt_id == attempt.id)
    db.session.execute(delete(ItemResult).where(mine))
    if lines:
        db.session.execute(insert(ItemResult), lines)


def result_lines(
    attempt: Sat,
    paper: Paper,
    rows: Mapping[str, AskedRow],
    result: PaperResult,
    about: Mapping[str, About],
) -> list[dict[str, Any]]:
    """What `item_result` holds of an attempt marked so; nothing for what a regrade dropped."""
    return [
        {
            "quiz_id": attempt.quiz_id, "attempt_id": attempt.id, "item_id": uuid.UUID(question.item),
            "version_n": rows[question.item].n, "account_id": attempt.account_id, "unit_id": attempt.unit_id,
            "day": clock.day_of(attempt.started_at, current_app.config["TIME_ZONE"]),
            "knowledge_point": about[question.item].knowledge_point,
            "problem_id": about[question.item].problem_id,
            "fraction": result.marks[question.item].fraction,
            "points": None if result.marks[question.item].pending else result.points[question.item],
            "possible": question.points,
        }
        for question in paper.questions
        if question.item in result.marks
    ]  # fmt: skip


def _counted(quiz: Rules, paper: Paper, rows: Mapping[str, AskedRow]) -> Paper:
    """The paper without what a regrade dropped; the pass mark keeps its share of what is left."""
    left = [each for each in paper.questions if rows[each.item].treatment != Treatment.DROPPED]
    counted = msgspec.structs.replace(paper, questions=tuple(left))
    mark = None if quiz.pass_mark is None else round(quiz.pass_mark * counted.points, 6)
    return msgspec.structs.replace(counted, pass_mark=mark)


def _keys(paper: Paper, rows: Mapping[str, FrozenItem]) -> dict[str, Item]:
    """The versions by whose keys it is marked; a regrade may have named a later one."""
    wanted = {each.item: (rows[each.item].item_id, rows[each.item].key_n) for each in paper.questions}
    found = wording.wordings(wanted.values())
    return {item: found[version] for item, version in wanted.items()}


def by_people(attempt: Attempt) -> dict[str, float]:
    """Fractions people gave to what no rule can mark; the last one holds."""
    query = select(ManualMark).where(
        ManualMark.quiz_id == attempt.quiz_id,
        ManualMark.attempt_id == attempt.id,
        ManualMark.is_second.is_(False),
    )
    return {str(row.item_id): row.fraction for row in db.session.scalars(query.order_by(ManualMark.n))}


def items_by_id(items: Iterable[str]) -> dict[str, QuizItem]:
    query = select(QuizItem).where(QuizItem.id.in_([uuid.UUID(item) for item in items]))
    return {str(row.id): row for row in db.session.scalars(query)}


def _retire_earlier(attempt: Attempt) -> int:
    """Earlier markings stop counting. Returns the number of the next one."""
    mine = (Marking.quiz_id == attempt.quiz_id) & (Marking.attempt_id == attempt.id)
    db.session.execute(update(Marking).where(mine, Marking.is_current).values(is_current=False))
    return (db.session.scalar(select(func.max(Marking.version)).where(mine)) or 0) + 1


def document_of(paper: Paper, result: PaperResult) -> dict[str, dict[str, Any]]:
    """The marks as a marking keeps them."""
    return {
        each.item: {
            "points": result.points[each.item],
            "of": each.points,
            "fraction": result.marks[each.item].fraction,
            "parts": dict(result.marks[each.item].parts),
        }
        for each in paper.questions
        if each.item in result.marks
    }
