"""Wrong codes per address: a guesser is slowed down, a neighbour with the right code never notices."""

from datetime import datetime, timedelta

from flask import request
from sqlalchemy import insert

from portal.columns import ordered_id
from portal.errors import TooManyTries
from portal.extensions import db, reading_only
from portal.people import tries
from portal.people.models import FailedTry

WINDOW = timedelta(minutes=10)
TRIES = 20


def count(at: datetime, message: str) -> None:
    """Notes this one in a transaction of its own, since looking must not write; refuses the 21st."""
    subject = f"code:{tries.address_subject(request.remote_addr)}"
    if tries.count(subject, at, WINDOW) >= TRIES:
        raise TooManyTries(message)
    db.session.rollback()
    mode = reading_only.set(False)
    try:
        with db.engine.begin() as connection:
            connection.execute(insert(FailedTry).values(id=ordered_id(), subject=subject, at=at))
    finally:
        reading_only.reset(mode)
