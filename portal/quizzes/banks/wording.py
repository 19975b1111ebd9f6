"""Between a stored item version and what it says."""

import uuid
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import select, tuple_

from portal.columns import canonical
from portal.errors import BadDocument
from portal.extensions import db
from portal.quizzes.models import ItemVersion, Material, QuizItem
from question_bank import item_documents
from question_bank.errors import ItemError
from question_bank.items import Item
from question_bank.items import Material as MaterialText

KEPT = 5_000
MOST_AT_ONCE = 400  # pairs in one IN list

# Done once here: where two threads make msgspec learn a type at the same moment, the process dies.
_items = msgspec.json.Decoder(Item)
_materials = msgspec.json.Decoder(MaterialText)

Version = tuple[uuid.UUID, int]


@lru_cache(maxsize=KEPT)
def _read(document: str) -> Item:
    """Versions never change, so each is read once per process."""
    return _items.decode(document)


def item_of(document: Any) -> Item:
    """The item in a version's document."""
    return _read(canonical(document))


def document_of(item: Item) -> Any:
    """The document of an item; a value no database can hold is refused with its sentence."""
    try:
        return msgspec.json.decode(item_documents.write(item))
    except ItemError as error:
        raise BadDocument(str(error)) from error


def material_of(row: Material) -> MaterialText:
    return _materials.decode(canonical(row.document))


def version(item: QuizItem, n: int | None = None) -> ItemVersion | None:
    return db.session.get(ItemVersion, (item.id, item.current_n if n is None else n))


def current(item: QuizItem) -> Item:
    """What the item says today."""
    return item_of(db.session.get_one(ItemVersion, (item.id, item.current_n)).document)


def wordings(versions: Iterable[Version]) -> dict[Version, Item]:
    """Many versions at once, by (item id, n)."""
    return {key: item_of(row.document) for key, row in version_rows(versions).items()}


def version_rows(versions: Iterable[Version]) -> dict[Version, ItemVersion]:
    wanted = list(dict.fromkeys(versions))
    found: dict[Version, ItemVersion] = {}
    for start in range(0, len(wanted), MOST_AT_ONCE):
        part = tuple_(ItemVersion.item_id, ItemVersion.n).in_(wanted[start : start + MOST_AT_ONCE])
        found |= {(row.item_id, row.n): row for row in db.session.scalars(select(ItemVersion).where(part))}
    return found


def materials_of(rows: Mapping[Any, ItemVersion]) -> dict[uuid.UUID, MaterialText]:
    """The shared materials these versions ask about, by id."""
    wanted = {row.material_id for row in rows.values() if row.material_id is not None}
    return {
        row.id: material_of(row)
        for row in db.session.scalars(select(Material).where(Material.id.in_(wanted)))
    }
