"""Many items into a bank at once: everything is prepared before the first row is written.

Writing takes the only lock SQLite has, and fifty thousand items take half a minute to become documents:
nobody's answers should wait for that.
"""

import hashlib
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import func, insert, select

from portal.columns import ordered_id
from portal.errors import BadDocument
from portal.extensions import db
from portal.indicators.services import find_or_create
from portal.people import audit
from portal.people.models import Account
from portal.quizzes.banks import banking
from portal.quizzes.models import Bank, ItemVersion, QuizItem
from question_bank import item_documents
from question_bank.errors import ItemError
from question_bank.questionnaires import Text

AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Prepared:
    """A sound item as its rows will hold it."""

    id: uuid.UUID
    columns: dict[str, Any]
    document: str
    sha256: str
    material_id: uuid.UUID | None
    indicator: str | None
    stem: Text


def prepare(bank: Bank, incoming: banking.Incoming) -> Prepared:
    """Faulty or BadDocument for what cannot be kept; touches no table."""
    item = incoming.item
    banking.require_sound(item)
    try:
        document = item_documents.write(item)
    except ItemError as error:
        raise BadDocument(str(error)) from error
    columns = {**banking.columns(bank, item), "problem_id": incoming.problem_id}
    sha256 = hashlib.sha256(document.encode()).hexdigest()
    return Prepared(ordered_id(), columns, document, sha256, incoming.material_id, item.indicator, item.stem)


def fill(
    bank: Bank, prepared: Sequence[Prepared], *, actor: Account | None, at: datetime, note: str = ""
) -> list[uuid.UUID]:
    """The same as `banking.add_items`, all or none; the ids in order. The caller holds the bank's row."""
    last = db.session.scalar(select(func.max(QuizItem.number)).where(QuizItem.bank_id == bank.id)) or 0
    indicators = _indicators(bank, prepared)
    for start, part in _parts(prepared):
        rows = [
            {
                **each.columns, "id": each.id, "unit_id": bank.unit_id, "bank_id": bank.id, "current_n": 1,
                "number": last + 1 + start + place, "created_at": at, "source": bank.source, "row_version": 1,
                "indicator_id": indicators.get(each.indicator or ""),
            }
            for place, each in enumerate(part)
        ]  # fmt: skip
        db.session.execute(insert(QuizItem), rows)
        versions = [
            {
                "item_id": each.id, "n": 1, "document": msgspec.Raw(each.document.encode()),
                "note": note[:300], "sha256": each.sha256, "material_id": each.material_id, "created_at": at,
                "author_id": actor.id if actor else None,
            }
            for each in part
        ]  # fmt: skip
        db.session.execute(insert(ItemVersion), versions)
    if prepared:
        audit.record(actor, "add items", bank, changes={"items": [None, len(prepared)]}, at=at)
    db.session.flush()
    return [each.id for each in prepared]


def _indicators(bank: Bank, prepared: Sequence[Prepared]) -> dict[str, uuid.UUID]:
    first = {each.indicator: each.stem for each in reversed(prepared) if each.indicator}
    return {
        code: find_or_create(bank.unit, code, dict(stem), source=bank.source).id
        for code, stem in first.items()
    }


def _parts(prepared: Sequence[Prepared]) -> Iterator[tuple[int, Sequence[Prepared]]]:
    for start in range(0, len(prepared), AT_A_TIME):
        yield start, prepared[start : start + AT_A_TIME]
