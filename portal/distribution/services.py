"""Channels, the codes printed for them, and whom a survey is for."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.columns import new_code, ordered_id
from portal.distribution.models import Channel, Code, Invitee, Kind
from portal.errors import Refused
from portal.extensions import db
from portal.people import audit
from portal.people.models import Account
from portal.retailers.models import Retailer
from portal.surveys.models import Mode, Survey


def add_channel(
    survey: Survey,
    *,
    name: str,
    kind: Kind | str,
    actor: Account | None,
    at: datetime,
    owner: Account | None = None,
    **details: Any,
) -> Channel:
    """A channel with its first code; `details` are target, post, medium, department, assisted, copy_text."""
    last = db.session.scalar(select(func.max(Channel.position)).filter_by(survey_id=survey.id))
    channel = Channel(
        id=ordered_id(),
        survey_id=survey.id,
        unit_id=survey.unit_id,
        name=name,
        kind=Kind(kind),
        owner_id=owner.id if owner else None,
        position=(last or 0) + 1,
        **details,
    )
    db.session.add(channel)
    audit.record(actor, "create", channel, at=at)
    db.session.flush()
    issue_code(channel=channel, at=at)
    return channel


def issue_code(*, channel: Channel | None = None, retailer: Retailer | None = None, at: datetime) -> Code:
    """A fresh code of six characters; one that is taken, even by a revoked code, is drawn again."""
    text = new_code()
    while db.session.get(Code, text) is not None:
        text = new_code()
    owner = channel or retailer
    if owner is None:
        raise ValueError("a code belongs to a channel or to a shop")
    code = Code(
        code=text,
        channel_id=channel.id if channel else None,
        retailer_id=retailer.id if retailer else None,
        unit_id=owner.unit_id,
        created_at=at,
    )
    db.session.add(code)
    db.session.flush()
    return code


def live_code(*, channel: Channel | None = None, retailer: Retailer | None = None) -> Code | None:
    """The code that opens today; the newest where several do."""
    query = select(Code).where(Code.revoked_at.is_(None)).order_by(Code.created_at.desc())
    if channel is not None:
        query = query.filter_by(channel_id=channel.id)
    else:
        query = query.filter_by(retailer_id=retailer.id if retailer else None)
    return db.session.scalars(query).first()


def shop_code(retailer: Retailer, *, at: datetime) -> Code:
    """The shop's permanent code, made when it is first wanted."""
    return live_code(retailer=retailer) or issue_code(retailer=retailer, at=at)


def shop_codes(retailers: Iterable[Retailer], *, at: datetime) -> dict[Any, Code]:
    """The permanent codes of many shops in one go, missing ones made; by retailer id."""
    retailers = list(retailers)
    wanted = [retailer.id for retailer in retailers]
    query = (
        select(Code).where(Code.retailer_id.in_(wanted), Code.revoked_at.is_(None)).order_by(Code.created_at)
    )
    found = {code.retailer_id: code for code in db.session.scalars(query)}
    for retailer in retailers:
        if retailer.id not in found:
            found[retailer.id] = issue_code(retailer=retailer, at=at)
    return found


def revoke(code: Code, *, actor: Account | None, at: datetime, reason: str = "") -> None:
    if code.revoked_at is not None:
        raise Refused(_("This code has been revoked already."))
    code.revoked_at = at
    db.session.flush()
    audit.record(actor, "revoke", _Named(code), changes={"code": [code.code, None]}, reason=reason, at=at)


def replace_code(code: Code, *, actor: Account | None, at: datetime, reason: str = "") -> Code:
    """Revoke and draw anew: whoever scans the old one is told so and can still speak up."""
    revoke(code, actor=actor, at=at, reason=reason)
    return issue_code(channel=code.channel, retailer=code.retailer, at=at)


def invite(survey: Survey, retailers: Iterable[Retailer], *, channel: Channel | None = None) -> int:
    """Name the shops a survey is for; an anonymous survey keeps no such list. Returns how many are new."""
    if survey.mode == Mode.ANONYMOUS:
        raise Refused(_("An anonymous survey keeps no list of shops."))
    known = set(db.session.scalars(select(Invitee.retailer_id).filter_by(survey_id=survey.id)))
    fresh = [retailer for retailer in retailers if retailer.id not in known]
    db.session.add_all(
        Invitee(
            id=ordered_id(),
            survey_id=survey.id,
            retailer_id=retailer.id,
            channel_id=channel.id if channel else None,
        )
        for retailer in fresh
    )
    db.session.flush()
    return len(fresh)


class _Named:
    """A code as the audit log names it: it has no id but its own text."""

    __tablename__ = "code"

    def __init__(self, code: Code) -> None:
        self.id = code.code
        self.name = code.code
        self.unit_id = code.unit_id
