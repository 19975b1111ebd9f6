"""Writing items into banks: every change is a new version, and nothing that was asked is ever lost."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.columns import ordered_id
from portal.errors import PortalError, Refused
from portal.extensions import db
from portal.indicators.services import find_or_create
from portal.people import audit
from portal.people.models import OWN, Account, Unit
from portal.quizzes.banks import wording
from portal.quizzes.models import Bank, ItemVersion, Material, QuizItem
from question_bank import item_changes, item_documents, item_structure
from question_bank.items import Item
from question_bank.items import Material as MaterialText
from question_bank.problems import Problem, Severity

LONGEST_TEXT, LONGEST_TAGS = 400, 300


class Faulty(PortalError):
    """An item that cannot be asked or marked; `problems` say what is wrong with it."""

    status = 422

    def __init__(self, problems: list[Problem]) -> None:
        words = " ".join(_(problem.template, **problem.params) for problem in problems[:3])
        super().__init__(_("This item cannot be kept yet: %(problems)s", problems=words))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Incoming:
    """An item to be written, with the row of the problem it belongs to and of its shared material."""

    item: Item
    problem_id: uuid.UUID | None = None
    material_id: uuid.UUID | None = None


def create_bank(
    *,
    unit: Unit,
    title: Mapping[str, str],
    actor: Account | None,
    at: datetime,
    note: str = "",
    needs_signing: bool = False,
    source: str = OWN,
) -> Bank:
    bank = Bank(
        id=ordered_id(), unit_id=unit.id, title=dict(title), note=note, needs_signing=needs_signing,
        created_by_id=actor.id if actor else None, created_at=at, source=source,
    )  # fmt: skip
    db.session.add(bank)
    audit.record(actor, "create", bank, at=at)
    db.session.flush()
    return bank


def add_material(bank: Bank, material: MaterialText, *, at: datetime) -> Material:
    row = Material(id=ordered_id(), bank_id=bank.id, document=_plain(material), created_at=at)
    db.session.add(row)
    db.session.flush()
    return row


def add_items(
    bank: Bank, incoming: Iterable[Incoming], *, actor: Account | None, at: datetime, note: str = ""
) -> list[QuizItem]:
    """New items at the end of the bank, all or none. Faulty for the first that cannot be kept."""
    last = db.session.scalar(select(func.max(QuizItem.number)).where(QuizItem.bank_id == bank.id)) or 0
    incoming, rows = list(incoming), []
    for number, each in enumerate(incoming, start=last + 1):
        require_sound(each.item)
        row = QuizItem(
            id=ordered_id(), unit_id=bank.unit_id, bank_id=bank.id, number=number, current_n=1, created_at=at,
            source=bank.source,
        )  # fmt: skip
        row.problem_id = each.problem_id
        _repeat_columns(row, bank, each.item)
        rows.append(row)
    db.session.add_all(rows)
    db.session.flush()
    db.session.add_all(
        _version(row, each.item, each.material_id, actor, at, note=note)
        for row, each in zip(rows, incoming, strict=True)
    )
    db.session.flush()
    audit.record(actor, "add items", bank, changes={"items": [None, len(rows)]}, at=at)
    return rows


def change_item(
    row: QuizItem,
    item: Item,
    *,
    actor: Account | None,
    at: datetime,
    note: str = "",
    problem_id: uuid.UUID | None = None,
    material_id: uuid.UUID | None = None,
) -> ItemVersion | None:
    """The next version; None where nothing differs. Papers already drawn keep the version they name."""
    require_sound(item)
    before = wording.current(row)
    old = wording.version(row)
    material_id = material_id if item.material is not None else None
    row.problem_id = problem_id
    same_material = old is not None and old.material_id == material_id
    if item_documents.fingerprint(item) == item_documents.fingerprint(before) and same_material:
        db.session.flush()
        return None
    row.current_n += 1
    _repeat_columns(row, row.bank, item)
    version = _version(row, item, material_id, actor, at, note=note, before=before)
    db.session.add(version)
    db.session.flush()
    audit.record(
        actor, "edit", row, changes={"version": [row.current_n - 1, row.current_n]}, reason=note, at=at
    )
    return version


def retire(row: QuizItem, *, actor: Account | None, at: datetime, reason: str) -> None:
    """No longer drawn; what was asked stays. Taken back by `restore`."""
    if row.retired_at is not None:
        raise Refused(_("This item has been retired already."))
    row.retired_at, row.retired_reason = at, reason
    audit.record(actor, "retire", row, reason=reason, at=at)
    db.session.flush()


def restore(row: QuizItem, *, actor: Account | None, at: datetime) -> None:
    row.retired_at, row.retired_reason = None, ""
    audit.record(actor, "take back into use", row, at=at)
    db.session.flush()


def sign(rows: Iterable[QuizItem], *, actor: Account, at: datetime) -> int:
    """Somebody responsible stands for the current wording; a later change has to be signed anew."""
    fresh = [row for row in rows if row.signed_n != row.current_n]
    for row in fresh:
        row.signed_n, row.signed_by_id, row.signed_at = row.current_n, actor.id, at
        audit.record(actor, "sign", row, changes={"version": [None, row.current_n]}, at=at)
    db.session.flush()
    return len(fresh)


def require_sound(item: Item) -> None:
    """Faulty for an item that cannot be asked or marked."""
    found = [each for each in item_structure.problems(item) if each.severity is Severity.ERROR]
    if found:
        raise Faulty(found)


def _version(
    row: QuizItem,
    item: Item,
    material_id: uuid.UUID | None,
    actor: Account | None,
    at: datetime,
    *,
    note: str,
    before: Item | None = None,
) -> ItemVersion:
    changes = item_changes.changes(before, item) if before is not None else ()
    return ItemVersion(
        item_id=row.id, n=row.current_n, document=wording.document_of(item),
        sha256=item_documents.fingerprint(item), material_id=material_id,
        changes=" ".join(change.value for change in changes), note=note[:300],
        author_id=actor.id if actor else None, created_at=at,
    )  # fmt: skip


def columns(bank: Bank, item: Item) -> dict[str, Any]:
    """What lists filter on, copied out of the document."""
    words = item.stem.get(bank.base_language) or next(iter(item.stem.values()), "")
    return {
        "type": item.type.value, "text": " ".join(words.split())[:LONGEST_TEXT],
        "knowledge_point": item.knowledge_point[:200], "difficulty": item.difficulty, "points": item.points,
        "expires_on": item.expires_on, "tags": f" {' '.join(item.tags)} "[:LONGEST_TAGS] if item.tags else "",
    }  # fmt: skip


def _repeat_columns(row: QuizItem, bank: Bank, item: Item) -> None:
    for name, value in columns(bank, item).items():
        setattr(row, name, value)
    row.indicator_id = None
    if item.indicator:
        row.indicator_id = find_or_create(bank.unit, item.indicator, item.stem, source=bank.source).id


def _plain(material: MaterialText) -> object:
    return msgspec.json.decode(item_documents.write(material))
