"""A page of people, found and filtered inside the viewer's scope."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from portal.access import Person, visible_to
from portal.extensions import db
from portal.people import trees
from portal.people.models import Account

PAGE = 50


@dataclass(frozen=True, slots=True)
class Listing:
    rows: list[Any]
    total: int
    number: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))

    @property
    def first(self) -> int:
        return (self.number - 1) * PAGE + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.number * PAGE, self.total)


def cut(query: Select[Any], page: str) -> Listing:
    """The wanted page of a query; a number out of range is the nearest there is."""
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    wanted = int(page) if page.isascii() and page.isdigit() and len(page) < 9 else 1
    number = min(max(1, wanted), max(1, -(-total // PAGE)))
    rows = list(db.session.scalars(query.limit(PAGE).offset((number - 1) * PAGE)))
    return Listing(rows, total, number)


def accounts(person: Person, wanted: Mapping[str, Any], page: str) -> Listing:
    query = visible_to(person, Account).options(joinedload(Account.unit)).order_by(Account.login)
    for each in _conditions(person, wanted):
        query = query.where(each)
    return cut(query, page)


def _conditions(person: Person, wanted: Mapping[str, Any]) -> list[Any]:
    found: list[Any] = []
    if text := wanted.get("q"):
        fields = (Account.login, Account.name, Account.phone)
        found.append(or_(*(field.icontains(text, autoescape=True) for field in fields)))
    if unit := trees.chosen(person, wanted.get("unit")):
        found.append(Account.unit_id.in_(trees.ids_below(unit)))
    found += [getattr(Account, key) == wanted[key] for key in ("role", "post") if wanted.get(key)]
    if wanted.get("state") != "all":
        disabled = wanted.get("state") == "disabled"
        found.append(Account.disabled_at.is_not(None) if disabled else Account.disabled_at.is_(None))
    return found
