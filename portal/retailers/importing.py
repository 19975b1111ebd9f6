"""Shops from a spreadsheet: what each line would change, the change itself, and the way back."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Column, delete, select
from sqlalchemy.orm import selectinload

from portal.errors import Refused
from portal.extensions import Base, db
from portal.people import audit
from portal.people.models import Account, Tree, Unit
from portal.retailers.card import masked
from portal.retailers.columns import COLUMNS, HEADINGS
from portal.retailers.fields import BY_KEY, KEPT_AS_ROWS, NAME, PHONE
from portal.retailers.models import Retailer, RetailerField
from portal.retailers.services import change_retailer, create_retailer, today, write_file
from portal.retailers.words import CLASS_TEXTS, ORDERING_TEXTS, SIZE_TEXTS
from portal.sheets.columns import Line
from portal.sheets.kinds import Action, ImportKind, Plan, Planned, import_kind

AT_ONCE = 500
FILE_KEYS = tuple(field.key for field in KEPT_AS_ROWS)
OWN_COLUMNS = (
    "name", "shop_name", "phone", "village", "customer_class", "size", "tier", "ordering",
    "helper_name", "helper_phone", "helper_relation", "note",
)  # fmt: skip
LINKS = ("unit_id", "manager_id")
NEVER_NONE = {"name", "shop_name", "village", "note"}
TEXTS: Mapping[str, Mapping[str, str]] = {
    "customer_class": CLASS_TEXTS,
    "size": SIZE_TEXTS,
    "ordering": ORDERING_TEXTS,
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What lines are judged against, read once for the whole file."""

    scope: frozenset[uuid.UUID]
    units: dict[str, Unit]
    accounts: dict[str, Account | None]
    shops: dict[str, Retailer]
    home: Unit

    def unit_name(self, key: uuid.UUID | None) -> str:
        return next((unit.name for unit in self.units.values() if unit.id == key), "")

    def account_name(self, key: uuid.UUID | None) -> str:
        return next((each.name for each in self.accounts.values() if each and each.id == key), "")


def _look_around(lines: list[Line], unit: Unit) -> Surroundings:
    scope = Tree.load().below(unit.id)
    units = db.session.scalars(select(Unit).where(Unit.id.in_(scope), Unit.archived_at.is_(None)))
    licences = sorted({line.values["licence"] for line in lines if line.values.get("licence")})
    shops: dict[str, Retailer] = {}
    for start in range(0, len(licences), AT_ONCE):
        query = select(Retailer).where(Retailer.licence.in_(licences[start : start + AT_ONCE]))
        query = query.options(selectinload(Retailer.file))
        shops |= {shop.licence: shop for shop in db.session.scalars(query)}
    return Surroundings(scope, {each.name: each for each in units}, _accounts(scope), shops, unit)


def _accounts(scope: frozenset[uuid.UUID]) -> dict[str, Account | None]:
    """By staff number, and by name where only one person is called so (None where several are)."""
    people = list(
        db.session.scalars(select(Account).where(Account.unit_id.in_(scope), Account.disabled_at.is_(None)))
    )
    found: dict[str, Account | None] = {}
    for account in people:
        found[account.name] = None if account.name in found else account
    return found | {account.login: account for account in people}


def check(lines: list[Line], unit: Unit, actor: Any) -> Plan:
    """What importing would do to every line; writes nothing."""
    around = _look_around(lines, unit)
    seen: dict[str, int] = {}
    return Plan([_plan(line, around, seen) for line in lines])


def _plan(line: Line, around: Surroundings, seen: dict[str, int]) -> Planned:
    licence = line.values.get("licence") or ""
    errors = [*line.errors, *_refusals(line, licence, around, seen)]
    links = _links(line, around, errors)
    title = " ".join(filter(None, (licence, line.values.get("name"))))
    if errors:
        return Planned(line.line, Action.FAULTY, title, errors=errors)
    shop = around.shops.get(licence)
    values = _wanted(line, links, shop, around)
    if shop is None:
        changes = {"": ("", title)}
        return Planned(line.line, Action.NEW, title, changes, values=values | {"licence": licence})
    changes = _differences(shop, values, around)
    action = Action.CHANGED if changes else Action.SAME
    return Planned(line.line, action, title, changes, values=values, row=shop)


def _refusals(line: Line, licence: str, around: Surroundings, seen: dict[str, int]) -> list[str]:
    if not licence:
        return []
    if licence in seen:
        return [_("The same licence number stands in line %(line)s.", line=seen[licence])]
    seen[licence] = line.line
    shop = around.shops.get(licence)
    if shop is not None and shop.unit_id not in around.scope:
        return [_("This licence number is in the register of another unit.")]
    return []


def _links(line: Line, around: Surroundings, errors: list[str]) -> dict[str, uuid.UUID]:
    links: dict[str, uuid.UUID] = {}
    district, manager = line.values.get("district"), line.values.get("manager")
    if district:
        unit = around.units.get(district)
        if unit is None:
            errors.append(_("There is no district called “%(name)s”.", name=district))
        else:
            links["unit_id"] = unit.id
    if manager:
        account = around.accounts.get(manager) or around.accounts.get(manager.casefold())
        if account is None:
            errors.append(
                _("“%(name)s” is nobody's staff number here, or several are called so.", name=manager)
            )
        else:
            links["manager_id"] = account.id
    return links


def _wanted(
    line: Line, links: dict[str, uuid.UUID], shop: Retailer | None, around: Surroundings
) -> dict[str, Any]:
    """An empty cell says nothing: it never wipes what the register knows."""
    values = {key: line.values[key] for key in (*OWN_COLUMNS, *FILE_KEYS) if line.values.get(key) is not None}
    if shop is None:
        values["unit_id"] = around.home.id
    return values | links


def _differences(
    shop: Retailer, values: Mapping[str, Any], around: Surroundings
) -> dict[str, tuple[str, str]]:
    changes = {}
    for key, after in values.items():
        before = _present(shop, key)
        if before != after:
            changes[_heading(key)] = (_shown(key, before, around), _shown(key, after, around))
    return changes


def _present(shop: Retailer, key: str) -> Any:
    if key in FILE_KEYS:
        row = shop.file.get(key)
        return row.value if row else None
    return getattr(shop, key)


def _heading(key: str) -> str:
    return {"unit_id": HEADINGS["district"], "manager_id": HEADINGS["manager"]}.get(key) or HEADINGS[key]


def _shown(key: str, value: Any, around: Surroundings) -> str:
    if value is None or value == "":
        return ""
    if key == "unit_id":
        return around.unit_name(value)
    if key == "manager_id":
        return around.account_name(value)
    if key in TEXTS:
        return TEXTS[key].get(value, value)
    if key == "helper_phone":
        return masked(PHONE, value)
    return masked(key, str(value)) if key in BY_KEY and BY_KEY[key].is_sensitive else str(value)


def apply(plan: Plan, *, unit: Unit, actor: Account | None, at: datetime) -> list[dict[str, Any]]:
    """Every good line in the caller's transaction; returns how to take each back."""
    steps = [_create(row, actor, at) for row in plan.of(Action.NEW)]
    return steps + [_change(row, actor, at) for row in plan.of(Action.CHANGED)]


def _create(planned: Planned, actor: Account | None, at: datetime) -> dict[str, Any]:
    values = dict(planned.values)
    file = {key: values.pop(key) for key in FILE_KEYS if key in values}
    # The licence was looked up for the whole file; asking again for each line would cost a second.
    shop = create_retailer(
        unit_id=values.pop("unit_id"),
        actor=actor,
        at=at,
        origin="import",
        file=file,
        known_new=True,
        **values,
    )
    return {"id": str(shop.id), "was": None}


def _change(planned: Planned, actor: Account | None, at: datetime) -> dict[str, Any]:
    shop = planned.row
    values = {key: value for key, value in planned.values.items() if key not in FILE_KEYS}
    file = {key: value for key, value in planned.values.items() if key in FILE_KEYS}
    before = {key: _plain(getattr(shop, key)) for key in values if getattr(shop, key) != values[key]}
    touched = {
        key
        for key in (*file, NAME, PHONE)
        if key in planned.values and _present(shop, key) != planned.values[key]
    }
    rows = {key: _row_before(shop, key) for key in touched}
    change_retailer(shop, values=values, file=file, actor=actor, at=at, origin="import")
    return {"id": str(shop.id), "was": before, "file": rows}


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, uuid.UUID) else value


def _row_before(shop: Retailer, key: str) -> list[str] | None:
    row = shop.file.get(key)
    return [row.value, row.origin, row.as_of.isoformat()] if row else None


def undo(steps: list[dict[str, Any]], *, unit: Unit, actor: Account | None, at: datetime) -> None:
    """Take the shops out that came in, and give the others back what they had."""
    _refuse_moved([uuid.UUID(step["id"]) for step in steps], Tree.load().below(unit.id))
    made = [uuid.UUID(step["id"]) for step in steps if step["was"] is None]
    for step in steps:
        if step["was"] is not None:
            _restore(step, actor, at)
    for start in range(0, len(made), AT_ONCE):
        _take_out(made[start : start + AT_ONCE])


def _refuse_moved(shops: list[uuid.UUID], scope: frozenset[uuid.UUID]) -> None:
    """A shop that was handed to another county meanwhile is that county's to change."""
    for start in range(0, len(shops), AT_ONCE):
        moved = Retailer.id.in_(shops[start : start + AT_ONCE]) & Retailer.unit_id.not_in(scope)
        if db.session.scalar(select(Retailer.id).where(moved).limit(1)) is not None:
            raise Refused(_("Some of these shops belong to another unit by now, so the import stays."))


def _take_out(shops: list[uuid.UUID]) -> None:
    for column in _pointing_here():
        if db.session.scalar(select(column).where(column.in_(shops)).limit(1)) is not None:
            raise Refused(_("Some of these shops have codes or answers by now, so the import stays."))
    db.session.execute(delete(RetailerField).where(RetailerField.retailer_id.in_(shops)))
    db.session.execute(delete(Retailer).where(Retailer.id.in_(shops)))


def _pointing_here() -> list[Column[Any]]:
    """Every column of any feature that holds a shop, apart from the shop's own file."""
    tables = (table for table in Base.metadata.tables.values() if table.name != RetailerField.__tablename__)
    return [table.columns["retailer_id"] for table in tables if "retailer_id" in table.columns]


def _restore(step: dict[str, Any], actor: Account | None, at: datetime) -> None:
    shop = db.session.get(Retailer, uuid.UUID(step["id"]))
    if shop is None:
        return
    for key, value in step["was"].items():
        setattr(shop, key, uuid.UUID(value) if key in LINKS and value else value)
    changes = audit.changed_fields(shop)
    for key, row in step["file"].items():
        value, origin, as_of = row or ("", "", "")
        day = date.fromisoformat(as_of) if as_of else today(at)
        changes |= write_file(shop, {key: value}, origin=origin, as_of=day)
    audit.record(actor, "undo import", shop, changes=changes, at=at)


KIND = import_kind(
    ImportKind(
        name="retailers",
        title=_l("Import retailers"),
        ability="edit retailers",
        columns=COLUMNS,
        check=check,
        apply=apply,
        undo=undo,
        index="retailers.index",
        template_name="零售客户导入",
        notes=(
            _l("One line a shop. Columns with * must be filled in; the others may stay empty."),
            _l("The two lines marked 示例 are examples; the import skips them."),
            _l("An empty cell never wipes what the register knows."),
        ),
    )
)
