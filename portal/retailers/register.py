"""Finding shops: the list's conditions, and the choices its filters offer."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import selectinload

from portal.access import Person, visible_to
from portal.extensions import db
from portal.forms import UNSTORABLE
from portal.people.models import Account, Tree, Unit, UnitKind
from portal.retailers.models import Retailer

PAGE = 50
SHORTEST_DIGITS = 3
PLAIN = ("customer_class", "size", "ordering")


@dataclass(frozen=True, slots=True)
class Page:
    shops: list[Retailer]
    n: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))

    @property
    def first(self) -> int:
        return (self.n - 1) * PAGE + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.n * PAGE, self.total)


def matching(person: Person, asked: Mapping[str, str]) -> Select[Retailer]:
    asked = {key: value for key, value in asked.items() if not UNSTORABLE.search(value)}
    query = visible_to(person, Retailer)
    query = query.where(
        Retailer.closed_at.is_not(None) if asked.get("state") == "closed" else Retailer.closed_at.is_(None)
    )
    for column in PLAIN:
        if asked.get(column):
            query = query.where(getattr(Retailer, column) == asked[column])
    if asked.get("district"):
        query = query.where(Retailer.unit_id.in_(Tree.load().below(_key(asked["district"]))))
    if asked.get("manager") == "none":
        query = query.where(Retailer.manager_id.is_(None))
    elif asked.get("manager"):
        query = query.where(Retailer.manager_id == _key(asked["manager"]))
    return searched(query, asked.get("q", "").strip())


def searched(query: Select[Retailer], words: str) -> Select[Retailer]:
    """Name, shop, village, the end of the licence, digits of the telephone, or the initials of the name."""
    if not words:
        return query
    found = [
        column.contains(words, autoescape=True)
        for column in (Retailer.name, Retailer.shop_name, Retailer.village)
    ]
    if words.isascii() and words.isalpha():
        found.append(Retailer.initials.startswith(words.upper()))
    if len(words) >= SHORTEST_DIGITS and words.replace("-", "").isalnum():
        found += [
            Retailer.licence.endswith(words, autoescape=True),
            Retailer.phone.contains(words, autoescape=True),
        ]
    return query.where(or_(*found))


def _key(value: str) -> uuid.UUID:
    try:
        return uuid.UUID(value)
    except ValueError:
        return uuid.UUID(int=0)


def page_of(query: Select[Retailer], n: int) -> Page:
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    n = max(1, min(n, -(-total // PAGE)))
    ordered = query.order_by(Retailer.name, Retailer.licence).options(
        selectinload(Retailer.unit), selectinload(Retailer.manager), selectinload(Retailer.file)
    )
    return Page(list(db.session.scalars(ordered.limit(PAGE).offset((n - 1) * PAGE))), n, total)


def everything(query: Select[Retailer]) -> list[Retailer]:
    loaded = query.options(
        selectinload(Retailer.unit), selectinload(Retailer.manager), selectinload(Retailer.file)
    )
    return list(db.session.scalars(loaded.order_by(Retailer.licence)))


def districts(person: Person) -> list[Unit]:
    """Where a shop may belong: everything in scope but the departments."""
    query = visible_to(person, Unit).where(Unit.archived_at.is_(None), Unit.kind != UnitKind.DEPARTMENT)
    return list(db.session.scalars(query.order_by(Unit.position, Unit.name)))


def managers(person: Person) -> list[Account]:
    """Who may have shops in care: the customer managers in scope, and whoever has some already."""
    holding = select(Retailer.manager_id).where(Retailer.manager_id.is_not(None))
    query = visible_to(person, Account).where(
        Account.disabled_at.is_(None), or_(Account.post == "customer_manager", Account.id.in_(holding))
    )
    return list(db.session.scalars(query.order_by(Account.name)))


def district_names(person: Person) -> dict[str, str]:
    return {str(unit.id): unit.name for unit in districts(person)}


def manager_names(person: Person) -> dict[str, str]:
    return {str(account.id): account.name for account in managers(person)}


def no_shops_yet(person: Person) -> bool:
    return db.session.scalars(visible_to(person, Retailer).limit(1)).first() is None
