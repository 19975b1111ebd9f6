"""Whom a quiz is for, as typed by a person and as names on a page."""

import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from portal.access import Person, visible_to
from portal.extensions import db
from portal.people import trees
from portal.people.logins import fold
from portal.people.models import Account, Unit


class Unknown(ValueError):
    """A line that names nobody, or several people."""

    def __init__(self, line: str, several: bool) -> None:
        super().__init__(line)
        self.line, self.several = line, several


def read_people(text: str, colleagues: Iterable[Account]) -> list[Account]:
    """One person a line, by staff number (a name may follow it) or by name alone. Unknown for a line that
    cannot be told."""
    known = list(colleagues)
    by_login = {account.login: account for account in known}
    found: dict[uuid.UUID, Account] = {}
    for line in filter(None, (line.strip() for line in text.replace("，", "\n").splitlines())):
        account = by_login.get(fold(line.split()[0])) or _named(line, known)
        found[account.id] = account
    return list(found.values())


def _named(line: str, known: list[Account]) -> Account:
    fitting = [account for account in known if account.name == line]
    if len(fitting) != 1:
        raise Unknown(line, several=len(fitting) > 1)
    return fitting[0]


def write_people(ids: Iterable[str]) -> str:
    """As `read_people` takes it, with the names beside the numbers."""
    wanted = [uuid.UUID(each) for each in ids]
    accounts = db.session.scalars(select(Account).where(Account.id.in_(wanted)).order_by(Account.login))
    return "\n".join(f"{account.login} {account.name}" for account in accounts)


def colleagues(person: Person, unit: Unit) -> list[Account]:
    """Everybody active of the unit and below whom this person may know of."""
    query = visible_to(person, Account).where(
        Account.disabled_at.is_(None), Account.unit_id.in_(trees.ids_below(unit))
    )
    return list(db.session.scalars(query.order_by(Account.login)))


def units_within(person: Person, unit: Unit) -> list[tuple[str, str]]:
    """The unit and those below it as a tree to choose from."""
    inside = trees.ids_below(unit)
    return [
        (str(each.id), trees.INDENT * depth + each.name)
        for depth, each in trees.in_order(person)
        if each.id in inside
    ]


def by_unit(people: Iterable[Account]) -> list[tuple[str, list[str]]]:
    """Names for the page, unit by unit."""
    found: dict[str, list[str]] = {}
    for account in people:
        found.setdefault(account.unit.name, []).append(account.name)
    return list(found.items())


def empty(audience: Any) -> bool:
    """Whether nothing is chosen, which means everybody of the unit."""
    return not any((audience or {}).get(part) for part in ("units", "posts", "accounts"))
