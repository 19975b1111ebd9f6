"""What is done to units and accounts. Who may do it is decided before; nothing here commits."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from portal import chain
from portal.columns import ordered_id
from portal.errors import PortalError, Refused
from portal.extensions import db
from portal.people import audit, links, passwords, sessions
from portal.people.logins import checked, clean_phone, fold
from portal.people.models import OWN, Account, Tree, Unit, UnitKind


class Taken(PortalError):
    """The login belongs to somebody already."""

    status = 409


def create_unit(
    *, name: str, kind: UnitKind, parent: Unit | None, actor: Account | None, at: datetime | None = None,
    source: str = OWN,
) -> Unit:  # fmt: skip
    unit = Unit(id=ordered_id(), name=name, kind=kind, parent_id=parent.id if parent else None, source=source)
    db.session.add(unit)
    db.session.flush()
    audit.record(actor, "create", unit, changes={"name": [None, name]}, at=at)
    return unit


def change_unit(unit: Unit, *, name: str, kind: UnitKind, actor: Account, at: datetime) -> None:
    unit.name = name
    unit.kind = kind
    _note_changes(unit, "change", actor, at)


def move_unit(unit: Unit, parent: Unit, *, actor: Account, at: datetime) -> None:
    if parent.id in Tree.load().below(unit.id):
        raise Refused(_("A unit cannot be moved below itself."))
    if parent.archived_at is not None:
        raise Refused(_("The unit above is archived."))
    unit.parent_id = parent.id
    _note_changes(unit, "move", actor, at)


def archive_unit(unit: Unit, *, actor: Account, at: datetime) -> None:
    """Out of every list of choices; refused while somebody or something is still at home there."""
    in_use = still_there(unit)
    if in_use:
        raise Refused(" ".join(in_use))
    unit.archived_at = at
    _note_changes(unit, "archive", actor, at)


def restore_unit(unit: Unit, *, actor: Account, at: datetime) -> None:
    unit.archived_at = None
    _note_changes(unit, "restore", actor, at)


def still_there(unit: Unit) -> list[str]:
    """Why the unit cannot be archived; later features add theirs in the slot 'unit in use'."""
    people = select(Account.id).where(Account.unit_id == unit.id, Account.disabled_at.is_(None)).limit(1)
    below = select(Unit.id).where(Unit.parent_id == unit.id, Unit.archived_at.is_(None)).limit(1)
    found = []
    if db.session.scalar(people):
        found.append(_("Accounts still belong to this unit; transfer them first."))
    if db.session.scalar(below):
        found.append(_("There are units below this one; move or archive them first."))
    return found + chain.contributions("unit in use", unit)


def find_account(login: str) -> Account | None:
    return db.session.scalars(select(Account).filter_by(login=fold(login))).first()


def create_account(
    *, unit: Unit, login: str, name: str, role: str, at: datetime, actor: Account | None = None,
    post: str | None = None, phone: str | None = None, superior: Account | None = None,
    language: str | None = None, source: str = OWN,
) -> Account:  # fmt: skip
    login = checked(login)
    if find_account(login) is not None:
        raise Taken(_("The staff number %(login)s is taken.", login=login))
    account = Account(
        id=ordered_id(), unit_id=unit.id, login=login, name=name, role=role, post=post or None,
        phone=clean_phone(phone), superior_id=superior.id if superior else None, language=language,
        source=source, created_at=at,
    )  # fmt: skip
    db.session.add(account)
    db.session.flush()
    audit.record(actor, "create", account, changes={"role": [None, role], "login": [None, login]}, at=at)
    return account


def change_account(account: Account, *, actor: Account | None, at: datetime, **values: Any) -> None:
    """Name, phone, post, role, superior: a new role is judged from the next request on."""
    for field, value in values.items():
        setattr(account, field, value)
    _note_changes(account, "change", actor, at)


def transfer(account: Account, unit: Unit, *, actor: Account | None, at: datetime) -> None:
    if unit.id == account.unit_id:
        raise Refused(_("The account belongs to this unit already."))
    account.unit_id = unit.id
    _note_changes(account, "transfer", actor, at)
    _shut_out(account)


def disable(account: Account, *, actor: Account | None, at: datetime) -> None:
    account.disabled_at = at
    _note_changes(account, "disable", actor, at)
    _shut_out(account)


def enable(account: Account, *, actor: Account | None, at: datetime) -> None:
    account.disabled_at = None
    _note_changes(account, "enable", actor, at)


def set_password(account: Account, password: str, *, actor: Account | None, at: datetime) -> None:
    passwords.check_strength(password, [account.login, account.name, account.phone or ""])
    account.password_hash = passwords.hashed(password)
    _note_changes(account, "set password", actor, at)
    _shut_out(account)


def make_signin_link(account: Account, at: datetime, *, actor: Account | None = None) -> str:
    """The token of a link for this account; `links.address(token)` is what to open."""
    if not account.is_active:
        raise Refused(_("The account is deactivated."))
    audit.record(actor, "make sign-in link", account, changes={}, at=at)
    return links.make(account, at)


def _shut_out(account: Account) -> None:
    sessions.end_all(account)
    links.revoke(account)


def _note_changes(row: Any, verb: str, actor: Account | None, at: datetime) -> None:
    changes = audit.changed_fields(row)
    changes.pop("version", None)
    if changes:
        audit.record(actor, verb, row, changes=changes, at=at)
        db.session.flush()
