"""A regrade in words: what changes, and for whom."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from portal.extensions import db
from portal.people.models import Account
from portal.quizzes.analysis import analysis_words as words
from portal.quizzes.analysis.analysis_data import Asked
from portal.quizzes.models import Attempt, Regrade, Treatment
from portal.retailers.models import Retailer

IN_ONE_LIST = 400


@dataclass(frozen=True, slots=True)
class Change:
    number: int
    stem: str
    told: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who passes or fails otherwise; None where open marks can still decide."""

    name: str
    number: str
    before: bool | None
    after: bool | None


@dataclass(frozen=True, slots=True)
class Mark:
    """One attempt whose score changes."""

    name: str
    attempt: int
    before: float
    before_of: float
    after: float
    after_of: float


def changes(row: Regrade, items: Mapping[str, Asked]) -> list[Change]:
    return [
        Change(items[item].number, words.stem(items[item].item), _told(items[item], change))
        for item, change in row.changes.items()
        if item in items
    ]


def people(row: Regrade, shops: bool) -> list[Person]:
    """Who would pass or fail, or did: by name; a shop only for those who may know it (`shops`)."""
    found = names([uuid.UUID(each) for each in row.effect["flips"]], shops)
    lines = []
    for each, (before, after) in row.effect["flips"].items():
        name, number = found.get(uuid.UUID(each), (_("A shop"), ""))
        lines.append(Person(name, number, before, after))
    return sorted(lines, key=lambda line: (bool(line.after), line.number))


def attempts(row: Regrade, shops: bool) -> list[Mark]:
    """Every attempt whose score changes, the greatest change first."""
    changed = {uuid.UUID(each): told for each, told in row.effect["changed"].items()}
    about: dict[uuid.UUID, tuple[uuid.UUID, int]] = {}
    wanted = list(changed)
    for start in range(0, len(wanted), IN_ONE_LIST):
        part = Attempt.id.in_(wanted[start : start + IN_ONE_LIST])
        query = select(Attempt.id, Attempt.account_id, Attempt.retailer_id, Attempt.number)
        for each in db.session.execute(query.where(Attempt.quiz_id == row.quiz_id, part)):
            about[each.id] = (each.account_id or each.retailer_id, each.number)
    known = names([person for person, _number in about.values()], shops)
    lines = [
        Mark(known.get(about[each][0], (_("A shop"), ""))[0], about[each][1], *told)
        for each, told in changed.items()
        if each in about
    ]
    return sorted(lines, key=lambda line: (-abs(line.after - line.before), line.name))


def names(ids: Sequence[uuid.UUID], shops: bool) -> dict[uuid.UUID, tuple[str, str]]:
    """Staff by name and number; shops likewise, where they may be known."""
    found: dict[uuid.UUID, tuple[str, str]] = {}
    for start in range(0, len(ids), IN_ONE_LIST):
        part = ids[start : start + IN_ONE_LIST]
        staff = select(Account.id, Account.name, Account.login).where(Account.id.in_(part))
        trade = select(Retailer.id, Retailer.name, Retailer.licence).where(Retailer.id.in_(part))
        for query in (staff, trade) if shops else (staff,):
            found |= {row[0]: (row[1], row[2]) for row in db.session.execute(query)}
    return found


def _told(asked: Asked, change: Mapping[str, object]) -> str:
    treatment = change.get("treatment")
    if treatment == Treatment.EVERYBODY:
        return _("counts as right for everybody")
    if treatment == Treatment.DROPPED:
        return _("is dropped")
    if treatment == Treatment.NORMAL:
        return _("is marked by its key again")
    right = change.get("right")
    if isinstance(right, list):
        named = words.letters(asked.item)
        return _("new key: %(key)s", key=_(", ").join(named.get(each, each) for each in right))
    return _("is marked by the key of version %(n)s", n=change.get("key_n"))
