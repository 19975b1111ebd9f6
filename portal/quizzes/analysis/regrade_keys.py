"""Another key for an item that was asked: which there can be, and the version that holds it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from flask_babel import gettext as _
from sqlalchemy import select

from portal.access import can
from portal.errors import Refused
from portal.extensions import db
from portal.people.models import Account
from portal.quizzes.banks import banking, wording
from portal.quizzes.models import ItemVersion, QuizItem
from question_bank import item_documents
from question_bank.items import Item, ItemType, Rule

CHOSEN = frozenset({ItemType.SINGLE, ItemType.MULTIPLE, ItemType.TRUE_FALSE})


@dataclass(frozen=True, slots=True)
class Version:
    """A version by whose key the answers given can be marked."""

    row: ItemVersion
    item: Item


def can_choose(asked: Item) -> bool:
    """Whether a new key is a choice among the options; else it is written in the item's editor."""
    return asked.type in CHOSEN and all(option.fraction is None for option in asked.options)


def versions(item_id: uuid.UUID, asked: Item, asked_n: int) -> list[Version]:
    """The version asked and the later ones that ask for the same answers."""
    query = select(ItemVersion).where(ItemVersion.item_id == item_id, ItemVersion.n >= asked_n)
    found = [
        Version(row, wording.item_of(row.document))
        for row in db.session.scalars(query.order_by(ItemVersion.n))
    ]
    return [each for each in found if same_answers(asked, each.item)]


def same_answers(asked: Item, later: Item) -> bool:
    """Whether every answer to the one can be read as an answer to the other."""
    return (
        asked.type is later.type
        and {option.key for option in asked.options} == {option.key for option in later.options}
        and {blank.key for blank in asked.blanks} == {blank.key for blank in later.blanks}
        and {pair.key for pair in asked.pairs} == {pair.key for pair in later.pairs}
    )


def with_key(item: Item, right: Sequence[str]) -> Item:
    """The same words with another key. Several keys of a single choice: each of them counts in full."""
    chosen = tuple(option.key for option in item.options if option.key in right) or tuple(right)
    if item.type is ItemType.SINGLE and len(chosen) > 1:
        options = tuple(
            msgspec.structs.replace(option, fraction=float(option.key in chosen)) for option in item.options
        )
        return msgspec.structs.replace(item, right=chosen[:1], options=options, rule=Rule.PER_OPTION)
    return msgspec.structs.replace(item, right=chosen)


def may_write(person: Account, row: QuizItem) -> bool:
    return can(person, "edit bank") and row.unit_id in person.units_below()


def keep(
    row: QuizItem, asked_n: int, right: Sequence[str], *, actor: Account | None, at: datetime, note: str
) -> int:
    """The number of a version of the words asked with this key; one that is there already is used.

    Where the bank asks the item in other words by now, the key goes into a version of the words asked, and
    the bank's own words follow as the next one: the past is marked rightly, and the bank keeps its item.
    """
    before, today = db.session.get_one(ItemVersion, (row.id, asked_n)), wording.current(row)
    asked = wording.item_of(before.document)
    wanted = with_key(asked, right)
    found = _known(row, wanted)
    if found is not None:
        return found
    if actor is not None and not may_write(actor, row):
        raise Refused(_("This item belongs to a bank you may not change. Ask its owner for a new version."))
    now_about = db.session.get_one(ItemVersion, (row.id, row.current_n)).material_id
    extra: dict[str, Any] = {"actor": actor, "at": at, "note": note[:300], "problem_id": row.problem_id}
    banking.change_item(row, wanted, material_id=before.material_id, **extra)
    n = row.current_n
    if item_documents.fingerprint(today) != item_documents.fingerprint(asked):
        again = with_key(today, right) if _same_words(asked, today) else today
        banking.change_item(row, again, material_id=now_about, **extra)
    return n


def _known(row: QuizItem, wanted: Item) -> int | None:
    same = (ItemVersion.item_id == row.id) & (ItemVersion.sha256 == item_documents.fingerprint(wanted))
    return db.session.scalars(select(ItemVersion.n).where(same).order_by(ItemVersion.n.desc())).first()


def _same_words(asked: Item, today: Item) -> bool:
    """Whether the bank's item still puts the same options to choose, so that the new key holds there too."""
    return same_answers(asked, today) and [option.text for option in asked.options] == [
        option.text for option in today.options
    ]
