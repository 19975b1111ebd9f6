"""Signed-in browsers as rows: the cookie holds a random token, the table only its hash."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from flask import Request, redirect, request, session, url_for
from flask_login import AnonymousUserMixin
from sqlalchemy import bindparam, delete, select, update
from werkzeug.wrappers import Response

from portal import clock
from portal.errors import error_page, wants_json
from portal.extensions import db, login_manager, reading_only
from portal.people import previewing
from portal.people.models import BY_LINK, BY_PASSWORD, Account, StaffSession

IDLE = {"admin": timedelta(minutes=15)}
IDLE_OTHERS = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
NOTE_SEEN_EVERY = timedelta(minutes=1)
COOKIE_KEY = "staff"


class Nobody(AnonymousUserMixin):
    """Whoever is not signed in; may nothing."""

    role = "nobody"
    language = None
    text_size = 1
    viewed_by = None

    def may(self, ability: str) -> bool:
        return False


login_manager.anonymous_user = Nobody


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def start(account: Account, at: datetime, way: str = BY_PASSWORD) -> None:
    """Sign this browser in under a fresh token; an older one in the same cookie dies."""
    end_this()
    token = secrets.token_urlsafe(32)
    db.session.add(
        StaffSession(
            token_hash=hashed(token),
            account_id=account.id,
            created_at=at,
            seen_at=at,
            expires_at=at + LONGEST,
            way=way,
            agent=request.user_agent.string[:200],
        )
    )
    session.clear()
    session[COOKIE_KEY] = token


def end_this() -> None:
    token = session.pop(COOKIE_KEY, None)
    if token:
        db.session.execute(delete(StaffSession).filter_by(token_hash=hashed(token)))


def end_all(account: Account) -> None:
    """Logout everywhere: password change, transfer and disabling call this."""
    db.session.execute(delete(StaffSession).filter_by(account_id=account.id))


def end_others(account: Account) -> None:
    others = StaffSession.account_id == account.id, StaffSession.token_hash != this_hash()
    db.session.execute(delete(StaffSession).where(*others))


def this_hash() -> str:
    return hashed(session.get(COOKIE_KEY, ""))


def came_by_link(at: datetime) -> bool:
    """This browser was let in by a link just now: it may replace a forgotten password."""
    row = db.session.get(StaffSession, this_hash())
    return row is not None and row.way == BY_LINK and row.created_at > at - IDLE_OTHERS


def of(account: Account, at: datetime) -> list[StaffSession]:
    """Where this person is signed in, last seen first."""
    query = select(StaffSession).where(StaffSession.account_id == account.id, StaffSession.expires_at > at)
    idle = IDLE.get(account.role, IDLE_OTHERS)
    rows = db.session.scalars(query.order_by(StaffSession.seen_at.desc()))
    return [row for row in rows if row.seen_at + idle >= at]


def forget_before(moment: datetime) -> None:
    db.session.execute(delete(StaffSession).where(StaffSession.expires_at < moment))


def still_holds(row: Any, role: str, now: datetime) -> bool:
    """Whether the session with these moments may still be used by somebody with this role."""
    return bool(row.expires_at > now and row.seen_at + IDLE.get(role, IDLE_OTHERS) >= now)


def to_be_noted(row: Any, now: datetime) -> bool:
    return bool(row.seen_at + NOTE_SEEN_EVERY < now)


# Written once: putting a statement together costs as much as asking it.
_SIGNED_IN = (
    select(StaffSession, Account)
    .join(Account, Account.id == StaffSession.account_id)
    .where(StaffSession.token_hash == bindparam("token_hash"), Account.disabled_at.is_(None))
)


@login_manager.request_loader
def load_account(request: Request) -> Account | None:
    token = session.get(COOKIE_KEY)
    if not isinstance(token, str):
        return None
    found = db.session.execute(_SIGNED_IN, {"token_hash": hashed(token)}).first()
    now = clock.now()
    if found is None or not still_holds(found.StaffSession, found.Account.role, now):
        return None
    if to_be_noted(found.StaffSession, now):
        _note_seen(found.StaffSession.token_hash, now)
    return previewing.shown_instead(found.Account)


def _note_seen(token_hash: str, now: datetime) -> None:
    """A page that only reads must stay a reader: it notes this in a short transaction of its own.

    A writing request already holds SQLite's one write lock and would wait for itself."""
    seen = update(StaffSession).where(StaffSession.token_hash == token_hash).values(seen_at=now)
    if not reading_only.get():
        db.session.execute(seen)
        return
    mode = reading_only.set(False)
    try:
        with db.engine.begin() as connection:
            connection.execute(seen)
    finally:
        reading_only.reset(mode)


@login_manager.unauthorized_handler
def ask_to_sign_in() -> Any:
    if wants_json():
        return error_page(401, "Sign in first.")
    here = request.full_path.rstrip("?") if request.method == "GET" else ""
    answer: Response = redirect(url_for("people.sign_in", next=here or None), 303)
    return answer
