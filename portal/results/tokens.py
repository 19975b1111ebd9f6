"""Tokens for programs: made, shown once, found again by their hash, revoked."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import select

from portal.columns import ordered_id
from portal.extensions import db
from portal.people import audit
from portal.people.models import Account
from portal.results.models import ApiToken

PREFIX = "pat_"


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def make(account: Account, name: str, *, at: datetime) -> tuple[ApiToken, str]:
    """The row, and the token that is never seen again."""
    token = PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(
        id=ordered_id(),
        unit_id=account.unit_id,
        account_id=account.id,
        name=name,
        token_hash=hashed(token),
        created_at=at,
    )
    db.session.add(row)
    audit.record(account, "create", row, at=at, changes={"name": name})
    return row, token


def revoke(row: ApiToken, *, actor: Account, at: datetime) -> None:
    if row.revoked_at is None:
        row.revoked_at = at
        audit.record(actor, "revoke", row, at=at)


def of(account: Account) -> list[ApiToken]:
    query = select(ApiToken).where(ApiToken.account_id == account.id)
    return list(db.session.scalars(query.order_by(ApiToken.created_at.desc())))


def find(token: str) -> ApiToken | None:
    """A live token whose owner may still come in."""
    query = (
        select(ApiToken)
        .join(Account, Account.id == ApiToken.account_id)
        .where(
            ApiToken.token_hash == hashed(token),
            ApiToken.revoked_at.is_(None),
            Account.disabled_at.is_(None),
        )
    )
    return db.session.scalars(query).first()
