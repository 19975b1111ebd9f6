"""What may be drawn today: items of banks in reach, in use, signed where that is asked, not expired."""

import hashlib
import uuid
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import date
from threading import Lock
from typing import Any

import msgspec
from sqlalchemy import or_, select

from portal.extensions import db
from portal.people.models import Tree, Unit
from portal.quizzes.banks import wording
from portal.quizzes.models import Bank, ItemFigure, QuizItem
from question_bank.checks_repeats import apart
from question_bank.items import Item
from question_bank.papers import Candidate, PaperSpec, fits

ITEMS_KEPT = 12_000
POOLS_KEPT = 8

# Versions never change, so what was read of one stays right; a pool is known by the versions in it.
_items: dict[wording.Version, Item] = {}
_apart: OrderedDict[str, list[set[str]]] = OrderedDict()
_turn = Lock()


def banks_for(unit: Unit) -> list[Bank]:
    """The banks a unit may draw from: its own, those of the units above it, and those below it."""
    reach = {each.id for each in unit.path} | Tree.load().below(unit.id)
    query = select(Bank).where(Bank.unit_id.in_(reach), Bank.archived_at.is_(None)).order_by(Bank.created_at)
    return list(db.session.scalars(query))


def candidates(unit: Unit, bank_ids: Iterable[uuid.UUID] | None, on: date) -> list[Candidate]:
    """The drawable items of these banks (None: all in reach) with what is known of each.

    Ids and versions are strings, as papers name them: item id, and the number of its version.
    """
    reach = {bank.id for bank in banks_for(unit)}
    wanted = reach if bank_ids is None else reach & set(bank_ids)
    query = (
        select(
            QuizItem.id,
            QuizItem.current_n,
            QuizItem.bank_id,
            QuizItem.problem_id,
            ItemFigure.facility,
            ItemFigure.drawn,
        )
        .join(Bank, Bank.id == QuizItem.bank_id)
        .outerjoin(ItemFigure, ItemFigure.item_id == QuizItem.id)
        .where(QuizItem.bank_id.in_(wanted), QuizItem.retired_at.is_(None))
        .where(or_(Bank.needs_signing.is_(False), QuizItem.signed_n == QuizItem.current_n))
        .where(or_(QuizItem.expires_on.is_(None), QuizItem.expires_on >= on))
        .order_by(QuizItem.bank_id, QuizItem.number)
    )
    rows = list(db.session.execute(query))
    items = items_at([(row.id, row.current_n) for row in rows])
    return [_candidate(row, items[row.id, row.current_n]) for row in rows]


def items_at(versions: Sequence[wording.Version]) -> dict[wording.Version, Item]:
    """These wordings, each read from the database once per process."""
    missing = [version for version in versions if version not in _items]
    fresh = wording.wordings(missing) if missing else {}
    found = {version: fresh.get(version) or _items[version] for version in versions}
    if len(_items) + len(fresh) > ITEMS_KEPT:
        _items.clear()
    _items.update(fresh)
    return found


def banks_of(spec: PaperSpec) -> list[uuid.UUID] | None:
    """The banks the rules name; None where a rule draws from all in reach."""
    if any(rule.bank is None for rule in spec.rules):
        return None
    return [uuid.UUID(rule.bank) for rule in spec.rules if rule.bank]


def served(spec: PaperSpec, found: Iterable[Candidate]) -> list[Candidate]:
    """Those of the candidates that at least one rule may draw."""
    return [candidate for candidate in found if any(fits(rule, candidate) for rule in spec.rules)]


def kept_apart(pool: Iterable[Candidate]) -> list[set[str]]:
    """Items that must not meet on one paper: repeats, near twins, contradictions."""
    pool = list(pool)
    name = fingerprint(pool)
    with _turn:
        known = _apart.get(name)
    if known is None:
        known = apart({candidate.id: candidate.item for candidate in pool})
        with _turn:
            _apart[name] = known
            while len(_apart) > POOLS_KEPT:
                _apart.popitem(last=False)
    return known


def fingerprint(pool: Iterable[Candidate]) -> str:
    """Of which versions it consists."""
    lines = "\n".join(f"{candidate.id} {candidate.version}" for candidate in pool)
    return hashlib.sha256(lines.encode()).hexdigest()


def with_problem(item: Item, problem: str | None) -> Item:
    """Rules name problems by the row's id; what a document of another office says does not count."""
    return item if item.problem == problem else msgspec.structs.replace(item, problem=problem)


def _candidate(row: Any, item: Item) -> Candidate:
    problem = str(row.problem_id) if row.problem_id else None
    return Candidate(
        id=str(row.id), item=with_problem(item, problem), bank=str(row.bank_id), version=str(row.current_n),
        facility=row.facility, exposure=row.drawn or 0,
    )  # fmt: skip
