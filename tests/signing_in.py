"""A staff session without the way through the sign-in page, which has tests of its own."""

from flask import Flask, session

from portal import clock
from portal.extensions import db
from portal.people import sessions
from portal.people.models import Account


def session_cookie(app: Flask, account: Account) -> str:
    """The value of the session cookie of a browser in which this person has just signed in."""
    with app.test_request_context():
        sessions.start(account, clock.now())
        signer = app.session_interface.get_signing_serializer(app)
        cookie: str = signer.dumps(dict(session))
    db.session.commit()
    return cookie
