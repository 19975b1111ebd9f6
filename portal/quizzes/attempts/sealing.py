"""Handing in: the journal becomes one document of answers with its fingerprint, and gets its first marking.

Everything happens in the transaction that holds the attempt: a sealed attempt never changes again.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, select, update

from portal.quizzes.attempts import journal, marks
from portal.quizzes.attempts.asked import Asked, Sheet
from portal.quizzes.attempts.journal import Held
from portal.quizzes.banks import wording
from portal.quizzes.models import (
    Attempt,
    Ending,
    FrozenItem,
    ItemResult,
    ItemVersion,
    Marking,
    Noted,
    QuizItem,
    Treatment,
)
from portal.wire import Wire
from question_bank.items import Item


@dataclass(frozen=True, slots=True)
class Seal:
    """When, how and by whom; `by_people` are fractions for what no rule can mark, by item."""

    at: datetime
    ending: Ending
    by_id: uuid.UUID | None = None
    reason: str = ""
    by_people: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """An item as this quiz asks and marks it now."""

    item_id: uuid.UUID
    n: int
    key_n: int
    treatment: Treatment
    knowledge_point: str
    problem_id: uuid.UUID | None


_attempt, _marking = cast("Table", Attempt.__table__), cast("Table", Marking.__table__)
_SEALING = (
    update(_attempt)
    .where(
        _attempt.c.quiz_id == bindparam("of_quiz"), _attempt.c.id == bindparam("of_attempt"),
        _attempt.c.handed_in_at.is_(None),
    )
    .values(
        {name: bindparam(f"new_{name}") for name in (
            "answers", "journal_length", "journal_sha256", "left_count", "handed_in_at", "ending",
            "ending_reason", "ended_by_id", "seconds",
        )}
    )
)  # fmt: skip
_MARKING, _RESULTS = insert(_marking), insert(cast("Table", ItemResult.__table__))
_VERSION = select(ItemVersion.__table__.c.document).where(
    ItemVersion.__table__.c.item_id == bindparam("item_id"), ItemVersion.__table__.c.n == bindparam("n")
)


def seal(wire: Wire, held: Held, sheet: Sheet, how: Seal) -> Held:
    """Written: the sealed attempt, its marking, its lines for tables. Returns it with its answers."""
    answers = _close(wire, held, how)
    sealed = replace(held, answers=answers, handed_in_at=how.at, ending=how.ending)
    rows = _rows(wire, held, sheet)
    keys = {str(each.item_id): _key(wire, each, rows[str(each.item_id)].key_n) for each in sheet.asked}
    result = marks.result_by(sealed, sealed, sheet.paper, rows, keys, how.by_people)
    wire.insert(
        _MARKING,
        {
            "quiz_id": held.quiz_id, "attempt_id": held.id, "version": 1, "is_current": True,
            "total": result.total, "possible": result.possible, "passed": result.passed,
            "pending": len(result.pending), "marks": marks.document_of(sheet.paper, result), "reason": "",
            "regrade_id": None, "by_id": None, "marked_at": how.at,
        },
    )  # fmt: skip
    wire.insert_all(_RESULTS, marks.result_lines(sealed, sheet.paper, rows, result, rows))
    return sealed


def answered(sealed: Held) -> int:
    return len((sealed.answers or {}).get("answers", {}))


def _close(wire: Wire, held: Held, how: Seal) -> dict[str, Any]:
    entries = journal.entries(wire, held)
    scored = {str(row.item_id): row for row in entries if row.kind == Noted.ANSWER}
    answers = {
        "answers": {item: row.answer for item, row in scored.items() if row.answer is not None},
        "certainty": {item: row.certainty for item, row in scored.items() if row.certainty is not None},
    }
    wire.insert(
        _SEALING,
        {
            "of_quiz": held.quiz_id, "of_attempt": held.id, "new_answers": answers,
            "new_journal_length": len(entries), "new_journal_sha256": journal.fingerprint(entries),
            "new_left_count": sum(row.kind == Noted.LEFT for row in entries), "new_handed_in_at": how.at,
            "new_ending": how.ending, "new_ending_reason": how.reason[:300], "new_ended_by_id": how.by_id,
            "new_seconds": _seconds(held, how),
        },
    )  # fmt: skip
    return answers


def _seconds(held: Held, how: Seal) -> int:
    """What was used of the time; waiting to be found by the clock does not count."""
    due = held.due()
    until = min(how.at, due) if due is not None and how.ending is Ending.TIME else how.at
    return max(int((until - held.began()).total_seconds()), 0)


def _rows(wire: Wire, held: Held, sheet: Sheet) -> dict[str, Row]:
    names = {f"item_{place}": each.item_id for place, each in enumerate(sheet.asked)}
    found = wire.all(_asked_rows(len(names)), {"quiz_id": held.quiz_id, **names})
    return {str(row.item_id): Row(*row) for row in found}


@lru_cache(maxsize=64)
def _asked_rows(count: int) -> Any:
    frozen, item = FrozenItem.__table__, QuizItem.__table__
    named = [bindparam(f"item_{place}", type_=item.c.id.type) for place in range(count)]
    return (
        select(
            frozen.c.item_id, frozen.c.n, frozen.c.key_n, frozen.c.treatment, item.c.knowledge_point,
            item.c.problem_id,
        )
        .join(item, item.c.id == frozen.c.item_id)
        .where(frozen.c.quiz_id == bindparam("quiz_id"), frozen.c.item_id.in_(named))
    )  # fmt: skip


def _key(wire: Wire, asked: Asked, key_n: int) -> Item:
    """The version by whose key it is marked; a regrade may have named a later one."""
    if key_n == asked.n:
        return asked.item
    row = wire.first(_VERSION, {"item_id": asked.item_id, "n": key_n})
    return wording.item_of(row.document)
