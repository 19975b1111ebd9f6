"""A file of items from its upload to the decisions about its rows. Nothing here commits."""

import base64
import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from portal import clock
from portal.columns import ordered_id
from portal.errors import BadDocument, Refused
from portal.extensions import db
from portal.people import audit
from portal.people.models import Account
from portal.quizzes.banks import bank_pictures
from portal.quizzes.imports import import_matching, import_reading, import_states
from portal.quizzes.imports.import_reading import About, Known, Told
from portal.quizzes.models import Bank, ItemImport
from portal.storage import files, images
from portal.storage.models import StoredFile
from question_bank.items import Item

KEEP_DAYS = 7
OWNER = "item_import"


def today() -> date:
    return clock.day_of(clock.now(), current_app.config["TIME_ZONE"])


def keep(bank: Bank, content: bytes, name: str, *, actor: Account | None, at: datetime) -> ItemImport:
    """The file on its way; nobody has read it yet."""
    run = ItemImport(
        id=ordered_id(), unit_id=bank.unit_id, bank_id=bank.id, owner_id=actor.id if actor else None,
        file_name=name[:200], created_at=at, decisions={}, counts={}, mapping={}, item_ids=[],
    )  # fmt: skip
    run.file_id = _save(run, content, "item import", name).id
    db.session.add(run)
    db.session.flush()
    return run


def take_in(run: ItemImport, chunks: bytes, about: About, *, actor: Account | None) -> None:
    """What the reader made of the file; earlier decisions about its rows are void."""
    _drop_reading(run)
    _keep_pictures(run, about)
    import_matching.link(about, run.bank, actor)
    about.bank = import_matching.in_bank(run.bank, about.stems, about.asked)
    run.format, run.decisions = about.format, {}
    _store(run, chunks, about)
    run.counts = {"rows": about.rows}
    db.session.flush()


def must_be_open(run: ItemImport) -> None:
    if run.applied_at is not None:
        raise Refused(_("This file has been imported already."))


def decide(run: ItemImport, row: int, action: str) -> None:
    """Skip a row, keep it in spite of a repeat, make it a version of its twin in the bank, or none of it."""
    must_be_open(run)
    decided = dict(run.decisions.get(str(row), {}))
    for each in ("skip", "keep", "replace"):
        decided.pop(each, None)
    if action == "replace":
        twin = import_states.states_of(run).twins.get(row)
        if twin is None or not twin.item_id:
            raise Refused(_("The bank has no such question any more. Look at the row again."))
        decided["replace"] = twin.item_id
    elif action in ("skip", "keep"):
        decided[action] = True
    elif action == "undo":
        decided = {}
    run.decisions = _without_empty({**run.decisions, str(row): decided})
    db.session.flush()


def mend(
    run: ItemImport, row: int, item: Item, mark: str, prints: tuple[str, str], found: list[Told]
) -> None:
    """The question as somebody wrote it on screen, with what the checks say about it now."""
    must_be_open(run)
    decided = {
        "item": msgspec.to_builtins(item), "mark": mark, "asked": prints[0], "right": prints[1],
        "known": _known(run, item), "problems": msgspec.to_builtins(found),
    }  # fmt: skip
    run.decisions = {**run.decisions, str(row): decided}
    db.session.flush()


def set_for_all(run: ItemImport, values: dict[str, Any]) -> None:
    must_be_open(run)
    run.decisions = _without_empty({**run.decisions, import_states.FOR_ALL: values})
    db.session.flush()


@dataclass(frozen=True, slots=True)
class Renewal:
    """What the bank holds today that asks the same, by the file's rows and in decisions on mended ones."""

    bank: dict[str, Known]
    decisions: dict[str, Any]


def compared_again(run: ItemImport) -> Renewal | None:
    """Looks once more for the same questions in the bank; None where it holds what it held before."""
    about = import_reading.about(run)
    fresh = import_matching.in_bank(run.bank, about.stems, about.asked)
    decisions = _renewed_decisions(run)
    if fresh == about.bank and decisions == run.decisions:
        return None
    return Renewal(fresh, decisions)


def renew(run: ItemImport, renewal: Renewal) -> None:
    about = import_reading.about(run)
    chunks, changed = import_reading.chunks_of(run), msgspec.structs.replace(about, bank=renewal.bank)
    _drop_file(run.read_file)
    _store(run, chunks, changed)
    run.decisions = renewal.decisions
    db.session.flush()


def _renewed_decisions(run: ItemImport) -> dict[str, Any]:
    found = dict(run.decisions)
    for row, decided in run.decisions.items():
        if "item" in decided:
            found[row] = {**decided, "known": _known(run, msgspec.convert(decided["item"], Item))}
    return found


def _known(run: ItemImport, item: Item) -> list[Any] | None:
    known = import_matching.of_item(run.bank, item)
    return list(msgspec.structs.astuple(known)) if known else None


def discard(run: ItemImport, *, actor: Account | None, at: datetime) -> None:
    """Nothing was written, so nothing is left of it."""
    must_be_open(run)
    audit.record(actor, "discard import", run, name=run.file_name, at=at)
    _drop_reading(run)
    file = run.file
    db.session.delete(run)
    db.session.flush()
    _drop_file(file)


def pending(bank: Bank) -> list[ItemImport]:
    """Files that were read and neither imported nor discarded, newest first."""
    query = select(ItemImport).where(
        ItemImport.bank_id == bank.id, ItemImport.applied_at.is_(None), ItemImport.file_id.is_not(None)
    )
    return list(db.session.scalars(query.order_by(ItemImport.created_at.desc()).limit(5)))


def applied(bank: Bank) -> list[ItemImport]:
    query = select(ItemImport).where(ItemImport.bank_id == bank.id, ItemImport.applied_at.is_not(None))
    return list(db.session.scalars(query.order_by(ItemImport.applied_at.desc()).limit(5)))


def picture_file(run: ItemImport, sha256: str) -> StoredFile | None:
    """A picture of the file, before or after it went into the bank."""
    if run.read_file is not None:
        file_id = import_reading.about(run).pictures.get(sha256)
        if file_id is not None:
            return db.session.get(StoredFile, uuid.UUID(file_id))
    return bank_pictures.file_of(run.bank_id, sha256)


def _keep_pictures(run: ItemImport, about: About) -> None:
    """Written anew before anybody looks at them; kept for as long as the import."""
    for sha256, content in about.files.items():
        try:
            fresh, media_type = images.clean_drawing(base64.b64decode(content))
        except BadDocument:
            about.general.append(Told("warning", "picture_kind", {"picture": sha256[:12]}))
            continue
        about.pictures[sha256] = str(_save(run, fresh, bank_pictures.PURPOSE, "picture", media_type).id)
    about.files = {}


def _store(run: ItemImport, chunks: bytes, about: About) -> None:
    run.read_file_id = _save(run, import_reading.packed(chunks, about), "items read", "read").id
    db.session.flush()
    db.session.refresh(run, ["read_file"])


def _save(
    run: ItemImport, content: bytes, purpose: str, name: str, media_type: str = "application/octet-stream"
) -> StoredFile:
    return files.save(
        content, unit_id=run.unit_id, owner_type=OWNER, owner_id=run.id, purpose=purpose, name=name,
        media_type=media_type, keep_days=KEEP_DAYS,
    )  # fmt: skip


def _drop_reading(run: ItemImport) -> None:
    if run.read_file is None:
        return
    pictures = [uuid.UUID(each) for each in import_reading.about(run).pictures.values()]
    for file in [run.read_file, *(db.session.get(StoredFile, each) for each in pictures)]:
        _drop_file(file)
    run.read_file_id = None
    db.session.flush()


def _drop_file(file: StoredFile | None) -> None:
    if file is not None:
        files.erase(file)


def _without_empty(decisions: dict[str, Any]) -> dict[str, Any]:
    return {key: decided for key, decided in decisions.items() if decided}
