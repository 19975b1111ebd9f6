"""The three question banks: two of the county, and the city's about policy, signed by its trainer."""

import uuid
from collections.abc import Mapping
from pathlib import Path

import msgspec

from portal.demo.dealing import morning
from portal.demo.organisation import Office
from portal.extensions import db
from portal.improvement.models import Problem
from portal.people.models import DEMO, Account, Unit
from portal.quizzes.banks import banking
from portal.quizzes.models import Bank, QuizItem
from question_bank import item_documents
from question_bank.items import Item

FILES = Path(__file__).parent / "banks"
# The problem that each item practises, by the item's number.
PRACTISES: Mapping[str, Mapping[int, int]] = {
    "operations": {1: 2, 2: 2, 3: 2, 4: 2, 5: 4, 6: 5, 7: 3, 8: 2, 9: 2, 10: 1},
    "terminal": {1: 3, 2: 3, 3: 3, 4: 2, 5: 5, 6: 2, 7: 4, 8: 5, 10: 4},
    "awareness": {},
    "policy": {},
}
# 第7题 went into the bank with a wrong key, as happens; the item analysis is to find it.
WRONG_KEY = {"operations": {7: "b"}}


def load(office: Office, trainer: Account, city: Unit, problems: Mapping[int, Problem]) -> dict[str, Bank]:
    """By the name of their file."""
    at = morning(2012, 3, 20)
    banks = {}
    for name, unit, actor in (
        ("operations", office.county, office.clerk),
        ("terminal", office.county, office.clerk),
        ("awareness", office.county, office.clerk),
        ("policy", city, trainer),
    ):
        written = item_documents.read_bank((FILES / f"{name}.json").read_bytes())
        bank = banking.create_bank(
            unit=unit, title=written.title, actor=actor, at=at, needs_signing=name == "policy", source=DEMO
        )
        incoming = [
            banking.Incoming(_item(name, number, item), _problem(name, number, problems))
            for number, item in enumerate(written.items, start=1)
        ]
        banking.add_items(bank, incoming, actor=actor, at=at)
        banks[name] = bank
    banking.sign(items_of(banks["policy"]), actor=trainer, at=at)
    return banks


def items_of(bank: Bank) -> list[QuizItem]:
    query = db.select(QuizItem).where(QuizItem.bank_id == bank.id).order_by(QuizItem.number)
    return list(db.session.scalars(query))


def _item(name: str, number: int, item: Item) -> Item:
    planted = WRONG_KEY.get(name, {}).get(number)
    return msgspec.structs.replace(item, right=(planted,)) if planted else item


def _problem(name: str, number: int, problems: Mapping[int, Problem]) -> uuid.UUID | None:
    practised = PRACTISES[name].get(number)
    return problems[practised].id if practised else None
