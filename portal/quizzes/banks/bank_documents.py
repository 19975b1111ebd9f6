"""A bank on screen as one `question_bank` bank: to check it, to export it."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import msgspec
from sqlalchemy import select

from portal.extensions import db
from portal.quizzes.banks import bank_pictures, wording
from portal.quizzes.models import Bank, ItemVersion, QuizItem
from question_bank import items
from question_bank.items import Material


def key_of(number: int) -> str:
    """What an item is called in its bank's document: unique there, whatever its import called it."""
    return f"q{number}"


def number_of(key: str) -> int:
    return int(key.removeprefix("q"))


@dataclass(frozen=True, slots=True)
class Assembled:
    """The document, and which row each of its items is, by key."""

    bank: items.Bank
    ids: Mapping[str, uuid.UUID]


def as_bank(bank: Bank, item_ids: Collection[uuid.UUID] | None = None) -> items.Bank:
    """The bank as it is today: what is in use, or these items whether in use or not."""
    return assembled(bank, item_ids).bank


def assembled(bank: Bank, item_ids: Collection[uuid.UUID] | None = None) -> Assembled:
    rows = _rows(bank, item_ids)
    versions = wording.version_rows((row.id, row.current_n) for row in rows)
    materials = {
        material_id: msgspec.structs.replace(text, key=f"m{place}")
        for place, (material_id, text) in enumerate(wording.materials_of(versions).items(), 1)
    }
    found = tuple(_item(row, versions[row.id, row.current_n], materials) for row in rows)
    document = items.Bank(
        title=bank.title, base_language=bank.base_language, items=found, materials=tuple(materials.values())
    )
    return Assembled(document, {key_of(row.number): row.id for row in rows})


def pictures(bank_id: uuid.UUID, document: items.Bank) -> dict[str, bytes]:
    """The bytes of every picture the document names, by SHA-256."""
    return bank_pictures.bytes_of(bank_id, {each.sha256 for each in document.pictures if each.sha256})


def _rows(bank: Bank, item_ids: Collection[uuid.UUID] | None) -> list[QuizItem]:
    query = select(QuizItem).where(QuizItem.bank_id == bank.id).order_by(QuizItem.number)
    if item_ids is None:
        return list(db.session.scalars(query.where(QuizItem.retired_at.is_(None))))
    wanted = set(item_ids)
    return [row for row in db.session.scalars(query) if row.id in wanted]


def _item(row: QuizItem, version: ItemVersion, materials: Mapping[uuid.UUID, Material]) -> items.Item:
    """Keys of items and materials are those of this document; a problem is told by its row alone."""
    item = wording.item_of(version.document)
    material = materials.get(version.material_id) if version.material_id else None
    return msgspec.structs.replace(
        item, key=key_of(row.number), material=material.key if material else None, problem=None
    )
