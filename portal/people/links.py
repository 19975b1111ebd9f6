"""Sign-in links: for one account, once, for half an hour; the table holds only their hash."""

import secrets
import uuid
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete, select, update

from portal.extensions import db
from portal.people.models import Account, SigninLink
from portal.people.sessions import hashed

LIFETIME = timedelta(minutes=30)


def make(account: Account, at: datetime) -> str:
    """The token of a fresh link; an older unused one of this account stops working."""
    revoke(account)
    token = secrets.token_urlsafe(32)
    db.session.add(SigninLink(token_hash=hashed(token), account_id=account.id, expires_at=at + LIFETIME))
    db.session.flush()
    return token


def address(token: str) -> str:
    """Built from the configured address only: a Host header could name somebody else's."""
    return f"{current_app.config['BASE_URL']}/m/link/{token}"


def revoke(account: Account) -> None:
    db.session.execute(
        delete(SigninLink).where(SigninLink.account_id == account.id, SigninLink.used_at.is_(None))
    )


def owner(token: str, at: datetime) -> Account | None:
    """Whom the link would sign in; looking does not spend it."""
    query = select(Account).join(SigninLink, SigninLink.account_id == Account.id)
    return db.session.scalars(query.where(*_usable(token, at), Account.disabled_at.is_(None))).first()


def spend(token: str, at: datetime) -> Account | None:
    """One conditional UPDATE: of two browsers that press the button at once, one is let in."""
    spent: uuid.UUID | None = db.session.scalar(
        update(SigninLink).where(*_usable(token, at)).values(used_at=at).returning(SigninLink.account_id)
    )
    account = db.session.get(Account, spent) if spent else None
    return account if account and account.is_active else None


def forget_before(moment: datetime) -> None:
    db.session.execute(delete(SigninLink).where(SigninLink.expires_at < moment))


def _usable(token: str, at: datetime) -> tuple:
    return SigninLink.token_hash == hashed(token), SigninLink.used_at.is_(None), SigninLink.expires_at > at
