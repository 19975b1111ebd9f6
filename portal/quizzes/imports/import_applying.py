"""The decided rows into the bank, all or none, and out of it again."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.columns import ordered_id
from portal.errors import Refused
from portal.extensions import db
from portal.people import audit
from portal.people.models import Account
from portal.quizzes.banks import bank_filling, bank_pictures, banking, wording
from portal.quizzes.imports import import_reading, import_states, import_usage
from portal.quizzes.imports.import_reading import About
from portal.quizzes.imports.import_states import State
from portal.quizzes.models import Bank, BankPicture, ItemImport, Material, QuizItem
from portal.storage.models import StoredFile
from question_bank.items import Item

AT_ONCE = 300
"""Rows up to which a page waits for the writing."""


@dataclass(frozen=True, slots=True)
class Ready:
    """All that will be written, and the state of import and bank it was prepared for."""

    stamp: tuple[Any, ...]
    counts: dict[str, int]
    fresh: list[bank_filling.Prepared]
    versions: list[tuple[uuid.UUID, banking.Incoming]]
    materials: list[Material]


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of what an import had made: numbers of the items."""

    removed: int
    retired: list[int]
    put_back: int
    left: list[int]


def lock(run: ItemImport) -> Bank:
    """From here on nobody else applies or undoes it, and the bank's numbers are ours."""
    db.session.refresh(run, with_for_update=True)
    return db.session.scalars(
        select(Bank).where(Bank.id == run.bank_id).with_for_update().execution_options(populate_existing=True)
    ).one()


def prepare(run: ItemImport, *, at: datetime) -> Ready:
    """Reads and checks everything and writes nothing: no lock is needed, however long it takes."""
    if run.applied_at is not None:
        raise Refused(_("This file has been imported already."))
    states = import_states.states_of(run)
    if not states.imported:
        raise Refused(_("There is nothing to import."))
    stamp = _stamp(run)
    writer = _Writer(run, import_reading.about(run), at)
    fresh, versions = [], []
    for row, item in _decided(run, states.states):
        if states.states[row] is State.FINE:
            fresh.append(bank_filling.prepare(run.bank, writer.incoming(item)))
        else:
            versions.append((uuid.UUID(run.decisions[str(row)]["replace"]), writer.incoming(item)))
    return Ready(stamp, states.counts, fresh, versions, list(writer.materials.values()))


def still_fits(run: ItemImport, ready: Ready) -> bool:
    """Whether neither the decisions nor the bank have changed since; asked under the lock."""
    return _stamp(run) == ready.stamp


def write(run: ItemImport, ready: Ready, *, actor: Account | None, at: datetime) -> dict[str, int]:
    """Everything that is fine, in the caller's transaction; the caller holds `lock`."""
    bank, note = run.bank, _("Imported from %(file)s", file=run.file_name)
    db.session.add_all(ready.materials)
    db.session.flush()
    made: list[Any] = [
        str(each) for each in bank_filling.fill(bank, ready.fresh, actor=actor, at=at, note=note)
    ]
    made += [each for each in (_renew(bank, *pair, actor, at, note) for pair in ready.versions) if each]
    _adopt_pictures(bank, import_reading.about(run))
    run.item_ids, run.applied_at = made, at
    run.counts = {**ready.counts, "added": len(ready.fresh), "versions": len(ready.versions)}
    changes = {"items": [None, len(ready.fresh)], "versions": [None, len(ready.versions)]}
    audit.record(actor, "import", run, changes=changes, name=run.file_name, at=at)
    db.session.flush()
    return dict(run.counts)


def _stamp(run: ItemImport) -> tuple[Any, ...]:
    """One cheap count that differs once anybody touched the import or an item of the bank."""
    counted = select(func.count(), func.sum(QuizItem.row_version), func.count(QuizItem.retired_at))
    return run.row_version, *db.session.execute(counted.where(QuizItem.bank_id == run.bank_id)).one()


def _decided(run: ItemImport, states: list[State]) -> Iterator[tuple[int, Item]]:
    """The rows that are imported, as they are now."""
    for row, read in enumerate(import_reading.all_rows(run)):
        if states[row] in (State.FINE, State.NEW_VERSION):
            mended = run.decisions.get(str(row), {}).get("item")
            yield row, read.item if mended is None else msgspec.convert(mended, Item)


class _Writer:
    """Turns items of a file into items of this bank: what was set for all, links, shared material."""

    def __init__(self, run: ItemImport, about: About, at: datetime) -> None:
        self.bank_id, self.about, self.at = run.bank_id, about, at
        self.for_all: dict[str, Any] = dict(run.decisions.get(import_states.FOR_ALL, {}))
        self.problem = self.for_all.pop("problem", None)
        self.materials: dict[str, Material] = {}

    def incoming(self, item: Item) -> banking.Incoming:
        problem = self.problem or self.about.problem_ids.get(item.problem or "")
        item = with_values(item, self.for_all)
        material_id = self._material(item.material)
        item = msgspec.structs.replace(
            item, problem=None, indicator=self.about.indicator_codes.get(item.indicator or ""),
            material=item.material if material_id else None,
        )  # fmt: skip
        return banking.Incoming(item, uuid.UUID(problem) if problem else None, material_id)

    def _material(self, key: str | None) -> uuid.UUID | None:
        if key is None or key not in self.about.materials:
            return None
        if key not in self.materials:
            document = msgspec.to_builtins(self.about.materials[key])
            self.materials[key] = Material(
                id=ordered_id(), bank_id=self.bank_id, document=document, created_at=self.at
            )
        return self.materials[key].id


def with_values(item: Item, for_all: dict[str, Any]) -> Item:
    """The item with what was set for all rows."""
    values = {
        key: tuple(value) if key == "tags" else value for key, value in for_all.items() if key != "problem"
    }
    return msgspec.structs.replace(item, **values) if values else item


def _renew(
    bank: Bank, item_id: uuid.UUID, incoming: banking.Incoming, actor: Account | None, at: datetime, note: str
) -> list[Any] | None:
    row = db.session.get(QuizItem, item_id)
    if row is None or row.bank_id != bank.id or row.retired_at is not None:
        raise Refused(
            _("A question that was to get a new version is no longer in use. Look at the rows again.")
        )
    problem_id = incoming.problem_id or row.problem_id
    version = banking.change_item(
        row,
        incoming.item,
        actor=actor,
        at=at,
        note=note,
        problem_id=problem_id,
        material_id=incoming.material_id,
    )
    return [str(row.id), version.n] if version else None


def _adopt_pictures(bank: Bank, about: About) -> None:
    """They stay as long as the bank does."""
    for sha256, file_id in about.pictures.items():
        file = db.session.get(StoredFile, uuid.UUID(file_id))
        if file is None or db.session.get(BankPicture, (bank.id, sha256)) is not None:
            continue
        file.owner_type, file.owner_id, file.purpose = "bank", str(bank.id), bank_pictures.PURPOSE
        file.erase_on = None
        db.session.add(BankPicture(bank_id=bank.id, sha256=sha256, file_id=file.id))
    db.session.flush()


def can_undo(run: ItemImport) -> bool:
    return bool(run.applied_at and not run.undone_at and run.item_ids)


def undo(run: ItemImport, *, actor: Account | None, at: datetime) -> Undone:
    """Takes out what nobody used; what was drawn, practised, signed or changed since is retired and stays."""
    if not can_undo(run):
        raise Refused(_("This import cannot be taken back any more."))
    made = [uuid.UUID(each) for each in run.item_ids if isinstance(each, str)]
    used = import_usage.used(made)
    retired = []
    for row in import_usage.rows_of(made):
        if row.id in used and row.retired_at is None:
            banking.retire(
                row, actor=actor, at=at, reason=_("The import of %(file)s was undone", file=run.file_name)
            )
            retired.append(row.number)
    gone = [each for each in made if each not in used]
    import_usage.remove(gone)
    put_back, left = _put_back([each for each in run.item_ids if not isinstance(each, str)], run, actor, at)
    run.undone_at = at
    changes = {"items": [len(made), len(retired)]}
    audit.record(actor, "undo import", run, changes=changes, name=run.file_name, at=at)
    db.session.flush()
    return Undone(len(gone), retired, put_back, left)


def _put_back(
    versions: list[Any], run: ItemImport, actor: Account | None, at: datetime
) -> tuple[int, list[int]]:
    """The wording before, as one more version; not where somebody has gone on since."""
    done, left = 0, []
    note = _("The import of %(file)s was undone", file=run.file_name)
    for item_id, n in versions:
        row = db.session.get(QuizItem, uuid.UUID(item_id))
        if row is None or row.current_n != n:
            left += [row.number] if row else []
            continue
        before = wording.version(row, n - 1)
        if before is not None:
            banking.change_item(
                row, wording.item_of(before.document), actor=actor, at=at, problem_id=row.problem_id,
                material_id=before.material_id, note=note,
            )  # fmt: skip
            done += 1
    return done, left
