"""One change to many items of a bank at once: all of them or none, and a day to take it back."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from flask_babel import gettext as _
from msgspec.structs import replace
from sqlalchemy import func, select

from portal.errors import BadDocument, Refused
from portal.extensions import db
from portal.people import audit
from portal.people.models import Account
from portal.quizzes.banks import bank_pictures, banking, wording
from portal.quizzes.models import Bank, QuizItem
from portal.storage import files
from portal.storage.models import StoredFile
from question_bank.items import Item

MOST = 500
PURPOSE = "undo"
KEEP_DAYS = 1

Rewrite = Callable[[Item], Item]


@dataclass(frozen=True, slots=True)
class Done:
    """How many items were changed, and what takes it back."""

    changed: int
    undo_id: uuid.UUID | None = None


class _Before(msgspec.Struct):
    """What an item was, and the state it was left in: what somebody changed since is not taken back."""

    item: uuid.UUID
    left: int
    n: int
    number: int
    bank: uuid.UUID
    problem: uuid.UUID | None = None
    retired_at: datetime | None = None
    retired_reason: str = ""
    signed_n: int | None = None
    signed_by: uuid.UUID | None = None
    signed_at: datetime | None = None


_befores = msgspec.json.Decoder(list[_Before])


@dataclass(frozen=True, slots=True)
class Who:
    actor: Account
    at: datetime


def rewrite(rows: Sequence[QuizItem], how: Rewrite, who: Who, note: str) -> int:
    """A new version of each item that `how` changes."""
    return sum(_written(row, how(wording.current(row)), who, note) for row in rows)


def attach(rows: Sequence[QuizItem], problem_id: uuid.UUID | None, who: Who) -> int:
    fresh = [row for row in rows if row.problem_id != problem_id]
    for row in fresh:
        _change(row, wording.current(row), who, "", problem_id)
    return len(fresh)


def retire(rows: Sequence[QuizItem], reason: str, who: Who) -> int:
    fresh = [row for row in rows if row.retired_at is None]
    for row in fresh:
        banking.retire(row, actor=who.actor, at=who.at, reason=reason)
    return len(fresh)


def restore(rows: Sequence[QuizItem], who: Who) -> int:
    fresh = [row for row in rows if row.retired_at is not None]
    for row in fresh:
        banking.restore(row, actor=who.actor, at=who.at)
    return len(fresh)


def move(rows: Sequence[QuizItem], target: Bank, who: Who) -> int:
    """Into another bank, at its end; the pictures come along."""
    fresh = [row for row in rows if row.bank_id != target.id]
    for number, row in enumerate(fresh, last_number(target) + 1):
        source = row.bank_id
        bank_pictures.share(source, target, _shown(row))
        row.bank_id, row.unit_id, row.number = target.id, target.unit_id, number
        audit.record(who.actor, "move", row, changes={"bank_id": [str(source), str(target.id)]}, at=who.at)
        db.session.flush()
        db.session.expire(row, ["bank", "unit"])
    return len(fresh)


def last_number(bank: Bank) -> int:
    return db.session.scalar(select(func.max(QuizItem.number)).where(QuizItem.bank_id == bank.id)) or 0


def at_once(bank: Bank, rows: Sequence[QuizItem], what: Callable[[], int], who: Who, verb: str) -> Done:
    """Do it, note it once for the bank, and keep what takes it back."""
    if len(rows) > MOST:
        raise Refused(_("At most %(n)s questions at once: choose fewer.", n=MOST))
    before = [_before(row) for row in rows]
    changed = what()
    if not changed:
        return Done(0)
    audit.record(who.actor, verb, bank, changes={"items": [None, changed]}, at=who.at)
    db.session.flush()
    left = {row.id: row.row_version for row in rows}
    for each in before:
        each.left = left[each.item]
    file = files.save(
        msgspec.json.encode(before), unit_id=bank.unit_id, owner_type="bank", owner_id=bank.id,
        purpose=PURPOSE, name="undo.json", media_type="application/json", keep_days=KEEP_DAYS,
    )  # fmt: skip
    return Done(changed, file.id)


def undo(bank: Bank, undo_id: uuid.UUID, who: Who) -> tuple[int, int]:
    """Take a change back: how many items are as before, and how many somebody has changed since."""
    file = db.session.get(StoredFile, undo_id)
    if file is None or (file.owner_id, file.purpose) != (str(bank.id), PURPOSE):
        raise Refused(
            _("This cannot be taken back any more. Earlier wordings are in each question's history.")
        )
    befores = _befores.decode(files.read(file))
    rows = {
        row.id: row
        for row in db.session.scalars(select(QuizItem).where(QuizItem.id.in_([b.item for b in befores])))
    }
    same = [each for each in befores if each.item in rows and rows[each.item].row_version == each.left]
    for each in same:
        _take_back(rows[each.item], each, who)
    audit.record(who.actor, "undo change", bank, changes={"items": [None, len(same)]}, at=who.at)
    files.erase(file)
    db.session.flush()
    return len(same), len(befores) - len(same)


def with_tags(item: Item, add: Iterable[str], remove: Iterable[str]) -> Item:
    gone = set(remove)
    return replace(item, tags=tuple(dict.fromkeys([*(tag for tag in item.tags if tag not in gone), *add])))


def with_values(item: Item, **values: Any) -> Item:
    return replace(item, **values)


def _written(row: QuizItem, item: Item, who: Who, note: str) -> bool:
    return _change(row, item, who, note, row.problem_id) is not None


def _change(row: QuizItem, item: Item, who: Who, note: str, problem_id: uuid.UUID | None) -> Any:
    version = wording.version(row)
    try:
        return banking.change_item(
            row, item, actor=who.actor, at=who.at, note=note, problem_id=problem_id,
            material_id=version.material_id if version else None,
        )  # fmt: skip
    except banking.Faulty as fault:
        words = _(
            "Question %(number)s: %(fault)s Nothing was changed.", number=row.number, fault=fault.message
        )
        raise BadDocument(words) from fault


def _before(row: QuizItem) -> _Before:
    return _Before(
        item=row.id, left=row.row_version, n=row.current_n, number=row.number, bank=row.bank_id,
        problem=row.problem_id, retired_at=row.retired_at, retired_reason=row.retired_reason,
        signed_n=row.signed_n, signed_by=row.signed_by_id, signed_at=row.signed_at,
    )  # fmt: skip


def _take_back(row: QuizItem, before: _Before, who: Who) -> None:
    if row.bank_id != before.bank:
        bank = db.session.get_one(Bank, before.bank)
        row.bank_id, row.unit_id, row.number = bank.id, bank.unit_id, _free_number(bank, before.number)
        db.session.flush()
        db.session.refresh(row)
    row.retired_at, row.retired_reason = before.retired_at, before.retired_reason
    row.signed_n, row.signed_by_id, row.signed_at = before.signed_n, before.signed_by, before.signed_at
    if row.current_n == before.n:
        row.problem_id = before.problem
        return
    item = wording.wordings([(row.id, before.n)])[row.id, before.n]
    version = wording.version(row, before.n)
    banking.change_item(
        row, item, actor=who.actor, at=who.at, note=_("Taken back"), problem_id=before.problem,
        material_id=version.material_id if version else None,
    )  # fmt: skip
    if before.signed_n == before.n:
        row.signed_n = row.current_n  # word for word what was signed


def _free_number(bank: Bank, wanted: int) -> int:
    taken = select(QuizItem.id).where(QuizItem.bank_id == bank.id, QuizItem.number == wanted)
    return last_number(bank) + 1 if db.session.scalars(taken).first() else wanted


def _shown(row: QuizItem) -> list[str]:
    """The pictures of every version: each may still be looked at."""
    versions = wording.version_rows((row.id, n) for n in range(1, row.current_n + 1))
    found = [picture for each in versions.values() for picture in wording.item_of(each.document).pictures]
    found += [picture for text in wording.materials_of(versions).values() for picture in text.pictures]
    return [picture.sha256 for picture in found]
