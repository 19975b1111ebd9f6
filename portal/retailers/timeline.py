"""What happened around a shop, latest first: the register's own notes and what later features add."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal import chain
from portal.extensions import db
from portal.people.audit import AuditEvent
from portal.people.models import Account
from portal.retailers.models import Retailer

LONGEST = 20
WORDS = {
    "create": _l("Put into the register"),
    "change": _l("File changed"),
    "move": _l("Handed over"),
    "close": _l("Closed shop"),
    "reopen": _l("Opened again"),
    "look at personal data": _l("Masked fields looked at"),
    "undo import": _l("Import undone"),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """`href` leads to more, where there is more."""

    at: datetime
    text: Any
    who: str = ""
    href: str = ""


def timeline(retailer: Retailer) -> list[Moment]:
    """The slot 'retailer timeline' takes functions that give a list of moments for a shop."""
    added = [moment for part in chain.contributions("retailer timeline", retailer) for moment in part]
    return sorted([*_own(retailer), *added], key=lambda moment: moment.at, reverse=True)[:LONGEST]


def _own(retailer: Retailer) -> list[Moment]:
    query = (
        select(AuditEvent, Account.name)
        .outerjoin(Account, Account.id == AuditEvent.actor_id)
        .where(AuditEvent.object_type == "retailer", AuditEvent.object_id == str(retailer.id))
        .order_by(AuditEvent.at.desc())
        .limit(LONGEST)
    )
    return [
        Moment(event.at, WORDS.get(event.verb, event.verb), " · ".join(filter(None, (name, event.reason))))
        for event, name in db.session.execute(query)
    ]
