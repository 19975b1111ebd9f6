"""Wrong passwords and codes, counted in the database: neither a restart nor a second process forgets."""

import hashlib
import ipaddress
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from portal.extensions import db
from portal.people.models import FailedTry

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 10
# One address may be a whole county's: it is damped, not closed.
PER_ADDRESS = 100


def account_subject(key: str) -> str:
    return "account:" + hashlib.sha256(key.encode()).hexdigest()[:40]


def address_subject(address: str | None) -> str:
    """The network of an IPv6 address: one household or one phone has billions of single ones."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return "address:unknown"
    if parsed.version == 6:
        return f"address:{ipaddress.ip_network((parsed, 64), strict=False)}"
    return f"address:{parsed}"


def count(subject: str, at: datetime, window: timedelta = WINDOW) -> int:
    recent = (
        select(func.count())
        .select_from(FailedTry)
        .where(FailedTry.subject == subject, FailedTry.at > at - window)
    )
    return db.session.scalar(recent) or 0


def note(subjects: Sequence[str], at: datetime) -> list[FailedTry]:
    rows = [FailedTry(subject=subject, at=at) for subject in subjects]
    db.session.add_all(rows)
    db.session.flush()
    return rows


def forgive(subject: str) -> None:
    db.session.execute(delete(FailedTry).where(FailedTry.subject == subject))


def forget_before(moment: datetime) -> None:
    db.session.execute(delete(FailedTry).where(FailedTry.at < moment))
