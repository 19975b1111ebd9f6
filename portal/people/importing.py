"""People from a spreadsheet (人员组织): what each line would change, the change itself, and the way back.

An import gives a new account the role of its post and never changes the role of one that exists.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from portal import access
from portal.errors import Refused
from portal.extensions import db
from portal.people import services
from portal.people.import_columns import COLUMNS, HEADINGS, NO, ON_DUTY_TEXTS, POST_TEXTS, ROLE_OF_POST, YES
from portal.people.logins import fold
from portal.people.models import Account, Tree, Unit
from portal.sheets.columns import BadCell, Line
from portal.sheets.kinds import Action, ImportKind, Plan, Planned, import_kind

PLACES = ("unit", "department", "district")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What lines are judged against, read once for the whole file."""

    actor: Account | None
    tree: Tree
    units: list[Unit]
    accounts: dict[str, Account]
    logins: frozenset[str]

    @property
    def scope(self) -> frozenset[uuid.UUID]:
        return frozenset(unit.id for unit in self.units)

    def find(self, name: str, above: Unit | None) -> Unit:
        """The one unit of that name, below the one already named on the line."""
        below = self.tree.below(above.id) if above else self.scope
        found = [unit for unit in self.units if unit.name == name and unit.id in below]
        if not found:
            raise BadCell(_("There is no unit called “%(name)s”.", name=name))
        if len(found) > 1:
            raise BadCell(_("Several units are called “%(name)s”.", name=name))
        return found[0]


def check(lines: list[Line], unit: Unit, actor: Account | None) -> Plan:
    """What importing would do to every line; writes nothing."""
    tree = Tree.load()
    query = select(Unit).where(Unit.id.in_(tree.below(unit.id)), Unit.archived_at.is_(None))
    named = frozenset(line.values["login"] for line in lines if line.values.get("login"))
    accounts = {account.login: account for account in db.session.scalars(select(Account))}
    around = Surroundings(actor, tree, list(db.session.scalars(query)), accounts, named)
    seen: dict[str, int] = {}
    return Plan([_plan(line, around, seen) for line in lines])


def _plan(line: Line, around: Surroundings, seen: dict[str, int]) -> Planned:
    login = line.values.get("login") or ""
    account = around.accounts.get(login)
    place, wrong = _place(line, around)
    errors = [*line.errors, *wrong, *_refusals(line, login, account, around, seen)]
    title = " ".join(filter(None, (login, line.values.get("name"))))
    if errors or place is None:
        return Planned(line.line, Action.FAULTY, title, errors=errors)
    values = {key: line.values[key] for key in ("name", "phone", "post") if line.values.get(key)}
    values |= {"login": login, "unit": place, "superior": fold(line.values.get("superior") or "")}
    values["on_duty"] = line.values.get("on_duty") or (NO if account and not account.is_active else YES)
    if account is None:
        return Planned(line.line, Action.NEW, title, {"": ("", title)}, values=values)
    changes = _differences(account, values)
    action = Action.CHANGED if changes else Action.SAME
    return Planned(line.line, action, title, changes, values=values, row=account)


def _place(line: Line, around: Surroundings) -> tuple[Unit | None, list[str]]:
    """The deepest unit the line names."""
    place: Unit | None = None
    try:
        for key in PLACES:
            if line.values.get(key):
                place = around.find(line.values[key], place)
    except BadCell as wrong:
        return None, [str(wrong)]
    return place, []


def _refusals(
    line: Line, login: str, account: Account | None, around: Surroundings, seen: dict[str, int]
) -> Iterable[str]:
    if not login:
        return
    if login in seen:
        yield _("The same staff number stands in line %(line)s.", line=seen[login])
    seen.setdefault(login, line.line)
    superior = fold(line.values.get("superior") or "")
    known = around.accounts.get(superior)
    if superior and superior not in around.logins and (known is None or known.unit_id not in around.scope):
        yield _("“%(name)s” is nobody's staff number here.", name=superior)
    if account is not None and account.unit_id not in around.scope:
        yield _("This staff number belongs to somebody in another unit.")
    if account is not None and around.actor is not None and account.id == around.actor.id:
        yield _("This is your own account; somebody else changes it.")


def _differences(account: Account, values: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    superior = account.superior.login if account.superior else ""
    on_duty = YES if account.is_active else NO
    pairs = {
        "name": (account.name, values.get("name")),
        "phone": (account.phone or "", values.get("phone")),
        "post": (POST_TEXTS.get(account.post or "", ""), POST_TEXTS.get(values.get("post", ""))),
        "unit": (account.unit.name, values["unit"].name),
        "superior": (superior, values["superior"] or None),
        "on_duty": (ON_DUTY_TEXTS[on_duty], ON_DUTY_TEXTS[values["on_duty"]]),
    }
    changed = {
        HEADINGS[key]: pair for key, pair in pairs.items() if pair[1] is not None and pair[0] != pair[1]
    }
    if account.unit_id != values["unit"].id:  # two units may share a name
        changed[HEADINGS["unit"]] = (account.unit.name, values["unit"].name)
    return {key: (before, after or "") for key, (before, after) in changed.items()}


def apply(plan: Plan, *, unit: Unit, actor: Account | None, at: datetime) -> list[dict[str, Any]]:
    """Every good line in the caller's transaction; returns how to take each back."""
    steps = [_create(row.values, actor, at) for row in plan.of(Action.NEW)]
    steps += [_change(row, actor, at) for row in plan.of(Action.CHANGED)]
    db.session.flush()
    # Superiors last: they may stand further down in the same file.
    for row in [*plan.of(Action.NEW), *plan.of(Action.CHANGED)]:
        _set_superior(row.values, actor, at)
    return steps


def _create(values: Mapping[str, Any], actor: Account | None, at: datetime) -> dict[str, Any]:
    post = values.get("post")
    account = services.create_account(
        unit=values["unit"], login=values["login"], name=values["name"], phone=values["phone"], post=post,
        role=ROLE_OF_POST.get(post or "", access.STAFF), actor=actor, at=at,
    )  # fmt: skip
    if values["on_duty"] == NO:
        services.disable(account, actor=actor, at=at)
    return {"id": str(account.id), "was": None}


def _change(planned: Planned, actor: Account | None, at: datetime) -> dict[str, Any]:
    account, values = planned.row, planned.values
    step = {"id": str(account.id), "was": _state(account)}
    fields = {key: values[key] for key in ("name", "phone", "post") if key in values}
    services.change_account(account, actor=actor, at=at, **fields)
    _settle(account, values["unit"], values["on_duty"], actor, at)
    return step


def _settle(account: Account, unit: Unit, on_duty: str, actor: Account | None, at: datetime) -> None:
    if account.unit_id != unit.id:
        services.transfer(account, unit, actor=actor, at=at)
    if account.is_active and on_duty == NO:
        services.disable(account, actor=actor, at=at)
    elif not account.is_active and on_duty == YES:
        services.enable(account, actor=actor, at=at)


def _set_superior(values: Mapping[str, Any], actor: Account | None, at: datetime) -> None:
    account, superior = services.find_account(values["login"]), services.find_account(values["superior"])
    if account is not None and superior is not None:
        services.change_account(account, actor=actor, at=at, superior_id=superior.id)


def _state(account: Account) -> dict[str, Any]:
    superior = str(account.superior_id) if account.superior_id else None
    return {
        "name": account.name, "phone": account.phone, "post": account.post, "unit": str(account.unit_id),
        "superior": superior, "on_duty": YES if account.is_active else NO,
    }  # fmt: skip


def undo(steps: list[dict[str, Any]], *, unit: Unit, actor: Account | None, at: datetime) -> None:
    """Take the accounts out that came in, and give the others back what they had."""
    everybody = Account.id.in_([uuid.UUID(step["id"]) for step in steps])
    moved = everybody & Account.unit_id.not_in(Tree.load().below(unit.id))
    if db.session.scalar(select(Account.id).where(moved).limit(1)) is not None:
        raise Refused(_("Some of these people belong to another unit by now, so the import stays."))
    for step in steps:
        if step["was"] is not None:
            _restore(step, actor, at)
    made = [uuid.UUID(step["id"]) for step in steps if step["was"] is None]
    try:
        for account in db.session.scalars(select(Account).where(Account.superior_id.in_(made))):
            account.superior_id = None
        db.session.flush()
        db.session.execute(delete(Account).where(Account.id.in_(made)))
    except IntegrityError as error:
        raise Refused(_("Some of these people have worked here by now, so the import stays.")) from error


def _restore(step: dict[str, Any], actor: Account | None, at: datetime) -> None:
    account, was = db.session.get(Account, uuid.UUID(step["id"])), step["was"]
    home = db.session.get(Unit, uuid.UUID(was["unit"]))
    if account is None or home is None:
        return
    superior = uuid.UUID(was["superior"]) if was["superior"] else None
    fields = {key: was[key] for key in ("name", "phone", "post")}
    services.change_account(account, actor=actor, at=at, superior_id=superior, **fields)
    _settle(account, home, was["on_duty"], actor, at)


KIND = import_kind(
    ImportKind(
        name="accounts",
        title=_l("Import people"),
        ability="manage people",
        columns=COLUMNS,
        check=check,
        apply=apply,
        undo=undo,
        index="accounts.index",
        template_name="人员组织导入",
        notes=(
            _l("One line a person. Columns with * must be filled in; the others may stay empty."),
            _l("The two lines marked 示例 are examples; the import skips them."),
            _l("A new account gets the role of its post; the role of one that exists is never changed here."),
        ),
    )
)
