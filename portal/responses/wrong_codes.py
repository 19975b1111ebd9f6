"""Wrong codes per address: after twenty they are refused, and after some hundred every code is.

A town's shops may share one address behind their carrier. So whoever has the right code is let in beside
somebody who mistypes, until so many wrong ones came from there that only a machine can be guessing.
"""

import ipaddress
import time
from datetime import datetime, timedelta

from flask import request
from flask_babel import gettext as _
from sqlalchemy import insert

from portal.columns import ordered_id
from portal.errors import TooManyTries
from portal.extensions import db, reading_only
from portal.people import tries
from portal.people.models import FailedTry

WINDOW = timedelta(minutes=10)
TRIES = 20
MOST = 300
BARRED_KEPT = 10_000
# By this process only, so that right codes are not looked up in the database for it.
_barred: dict[str, float] = {}


def count(at: datetime) -> None:
    """Notes this one in a transaction of its own, since looking must not write; refuses from the 21st on."""
    if note(at) >= TRIES:
        raise _refusal()


def note(at: datetime) -> int:
    """How many there were before this one."""
    subject = _subject()
    before = tries.count(subject, at, WINDOW)
    db.session.rollback()
    if before < MOST:
        _write(subject, at)
    elif _is_outside():
        _bar(subject)
    return before


def refuse_guessers() -> None:
    """Where a machine is guessing, a right code gets the answer of a wrong one."""
    if is_barred():
        raise _refusal()


def is_barred() -> bool:
    return bool(_barred) and _barred.get(_subject(), 0.0) > time.monotonic()


def forget() -> None:
    """Whom this process refuses."""
    _barred.clear()


def _bar(subject: str) -> None:
    if len(_barred) >= BARRED_KEPT:
        _barred.clear()
    _barred[subject] = time.monotonic() + WINDOW.total_seconds()


def _write(subject: str, at: datetime) -> None:
    mode = reading_only.set(False)
    try:
        with db.engine.begin() as connection:
            connection.execute(insert(FailedTry).values(id=ordered_id(), subject=subject, at=at))
    finally:
        reading_only.reset(mode)


def _subject() -> str:
    return f"code:{tries.address_subject(request.remote_addr)}"


def _is_outside() -> bool:
    """An inner address may be a proxy that does not say for whom it asks: then it stands for everybody."""
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_global
    except ValueError:
        return False


def _refusal() -> TooManyTries:
    return TooManyTries(str(_("Too many wrong codes came from here. Wait ten minutes.")))
