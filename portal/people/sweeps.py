"""What the worker does for people now and then: seal the audit log, forget what has run out."""

from datetime import datetime, timedelta

from portal.extensions import db
from portal.jobs.sweeps import sweep
from portal.people import links, sessions, trail, tries


@sweep("seal the audit log", minutes=60)
def seal_audit_log(at: datetime) -> None:
    before = -1
    while (links_now := trail.seal(at)) != before:
        db.session.commit()
        before = links_now


@sweep("forget old sign-ins", minutes=60)
def forget_old_sign_ins(at: datetime) -> None:
    sessions.forget_before(at)
    links.forget_before(at - timedelta(days=1))
    tries.forget_before(at - timedelta(days=1))
    db.session.commit()
