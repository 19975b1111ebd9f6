"""Signing in by password: a try is counted before it is evaluated, so that no race evaluates an eleventh."""

import uuid
from datetime import datetime

from sqlalchemy import delete, or_, select

from portal.extensions import db
from portal.people import audit, passwords, tries
from portal.people.logins import clean_phone, fold
from portal.people.models import Account, FailedTry


def by_password(typed: str, password: str, address: str | None, at: datetime) -> Account | None:
    """The account, or None: an unknown person, a wrong password and a full counter look and cost the same."""
    account = _find(typed)
    subject = tries.account_subject(str(account.id) if account else fold(typed))
    counted = _count_first(account, subject, tries.address_subject(address), at)
    stored = account.password_hash if account and account.is_active else None
    key = account.id if account else None
    # Committed before the slow part: hashing must not hold the one write lock that answers wait for.
    db.session.commit()
    if not passwords.matches(password, stored) or not counted or key is None:
        return None
    signed_in = db.session.get(Account, key)
    if signed_in is None or not signed_in.is_active:
        return None
    _succeeded(signed_in, subject, counted, password)
    audit.record(signed_in, "sign in", signed_in, changes={}, at=at)
    return signed_in


def confirms(account: Account, password: str, at: datetime) -> bool:
    """The signed-in person's own password, under the same counter as at the door."""
    subject = tries.account_subject(str(account.id))
    if tries.count(subject, at) >= tries.PER_ACCOUNT:
        return False
    if passwords.matches(password, account.password_hash):
        return True
    tries.note([subject], at)
    db.session.commit()
    return False


def _find(typed: str) -> Account | None:
    """By staff number, else by a phone number that only one active account has."""
    login = fold(typed)
    phone = clean_phone(typed) or login
    query = select(Account).where(or_(Account.login == login, Account.phone == phone)).limit(20)
    found = list(db.session.scalars(query))
    named = [account for account in found if account.login == login]
    active = [account for account in found if account.is_active]
    return named[0] if named else active[0] if len(active) == 1 else None


def _count_first(account: Account | None, subject: str, address: str, at: datetime) -> list[uuid.UUID]:
    """The rows of this try; none where there were too many before it."""
    if account is not None:  # one counter at a time for this account, also on PostgreSQL
        db.session.execute(select(Account.id).where(Account.id == account.id).with_for_update())
    full = tries.count(subject, at) >= tries.PER_ACCOUNT or tries.count(address, at) >= tries.PER_ADDRESS
    return [] if full else [row.id for row in tries.note((subject, address), at)]


def _succeeded(account: Account, subject: str, counted: list[uuid.UUID], password: str) -> None:
    """Right passwords are no failures; the address keeps those of other accounts."""
    mine = or_(FailedTry.subject == subject, FailedTry.id.in_(counted))
    db.session.execute(delete(FailedTry).where(mine))
    if account.password_hash and passwords.is_outdated(account.password_hash):
        account.password_hash = passwords.hashed(password)
