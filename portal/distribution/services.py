"""Channels, the codes printed for them and for quizzes, and whom a survey is for."""

from collections.abc import Iterable, Sequence
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
from portal.quizzes.models import Quiz
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


def change_channel(
    channel: Channel, *, actor: Account | None, at: datetime, owner: Account | None, **details: Any
) -> None:
    """`details` as in `add_channel`, with name and kind; the code stays what is printed already."""
    channel.owner_id = owner.id if owner else None
    for name, value in details.items():
        setattr(channel, name, value)
    audit.record(actor, "edit", channel, at=at)
    db.session.flush()


def issue_code(
    *,
    channel: Channel | None = None,
    retailer: Retailer | None = None,
    quiz: Quiz | None = None,
    at: datetime,
) -> Code:
    """A fresh code for a channel, for a shop or for a quiz."""
    owner = channel or retailer or quiz
    if owner is None:
        raise ValueError("a code belongs to a channel, to a shop or to a quiz")
    return _issue([owner], at)[0]


def _issue(owners: Sequence[Channel | Retailer | Quiz], at: datetime) -> list[Code]:
    codes = [
        Code(
            code=text,
            channel_id=owner.id if isinstance(owner, Channel) else None,
            retailer_id=owner.id if isinstance(owner, Retailer) else None,
            quiz_id=owner.id if isinstance(owner, Quiz) else None,
            unit_id=owner.unit_id,
            created_at=at,
        )
        for owner, text in zip(owners, _fresh_texts(len(owners)), strict=True)
    ]
    db.session.add_all(codes)
    db.session.flush()
    return codes


def _fresh_texts(wanted: int) -> list[str]:
    """So many codes of six characters; one that is taken, even by a revoked code, is drawn again."""
    fresh: set[str] = set()
    while len(fresh) < wanted:
        drawn = {new_code() for _n in range(wanted - len(fresh))}
        fresh |= drawn - set(db.session.scalars(select(Code.code).where(Code.code.in_(drawn))))
    return list(fresh)


def live_code(
    *, channel: Channel | None = None, retailer: Retailer | None = None, quiz: Quiz | None = None
) -> Code | None:
    """The code that opens today; the newest where several do."""
    query = select(Code).where(Code.revoked_at.is_(None)).order_by(Code.created_at.desc())
    if channel is not None:
        query = query.filter_by(channel_id=channel.id)
    elif quiz is not None:
        query = query.filter_by(quiz_id=quiz.id)
    else:
        query = query.filter_by(retailer_id=retailer.id if retailer else None)
    return db.session.scalars(query).first()


def shop_code(retailer: Retailer, *, at: datetime) -> Code:
    """The shop's permanent code, made when it is first wanted."""
    return live_code(retailer=retailer) or issue_code(retailer=retailer, at=at)


def live_codes(retailers: Iterable[Retailer]) -> dict[Any, Code]:
    """The codes of many shops that open today, by retailer id; a shop without one is not in it."""
    wanted = [retailer.id for retailer in retailers]
    query = (
        select(Code).where(Code.retailer_id.in_(wanted), Code.revoked_at.is_(None)).order_by(Code.created_at)
    )
    return {code.retailer_id: code for code in db.session.scalars(query)}


def shop_codes(retailers: Iterable[Retailer], *, at: datetime) -> dict[Any, Code]:
    """The permanent codes of many shops in one go, missing ones made; by retailer id."""
    retailers = list(retailers)
    found = live_codes(retailers)
    missing = [retailer for retailer in retailers if retailer.id not in found]
    return found | {code.retailer_id: code for code in _issue(missing, at)}


def complete_shop_codes(retailers: Iterable[Retailer], *, actor: Account | None, at: datetime) -> int:
    """Codes for those of the shops that have none, each with its line in the log. Returns how many."""
    retailers = list(retailers)
    known = live_codes(retailers)
    made = _issue([retailer for retailer in retailers if retailer.id not in known], at)
    for code in made:
        audit.record(actor, "issue code", _Named(code), changes={"code": [None, code.code]}, at=at)
    return len(made)


def mark_printed(codes: Iterable[Code], *, at: datetime) -> None:
    for code in codes:
        code.printed_at = at
    db.session.flush()


def replace_shop_codes(
    retailers: Iterable[Retailer], *, actor: Account | None, at: datetime, reason: str
) -> int:
    """New codes for all shops of a part whose cards are in wrong hands. Returns how many were replaced."""
    retailers = list(retailers)
    old = live_codes(retailers)
    for code in old.values():
        revoke(code, actor=actor, at=at, reason=reason)
    _issue([retailer for retailer in retailers if retailer.id in old], at)
    return len(old)


def archive_channel(channel: Channel, *, actor: Account | None, at: datetime) -> None:
    """Out of the lists, and its code opens no longer; taken back, it gets a fresh code when one is wanted."""
    if channel.archived_at is not None:
        channel.archived_at = None
        audit.record(actor, "take out of the archive", channel, at=at)
        return
    channel.archived_at = at
    audit.record(actor, "archive", channel, at=at)
    code = live_code(channel=channel)
    if code is not None:
        revoke(code, actor=actor, at=at, reason="archived")


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


def set_scope(survey: Survey, retailers: Iterable[Retailer], *, actor: Account | None, at: datetime) -> int:
    """Whom the survey is for, in place of what was said before; its population follows.

    An anonymous survey keeps the number only.
    """
    retailers = list(retailers)
    before = survey.population
    if survey.mode != Mode.ANONYMOUS:
        wanted = {retailer.id for retailer in retailers}
        known = db.session.scalars(select(Invitee).filter_by(survey_id=survey.id)).all()
        for invitee in known:
            if invitee.retailer_id not in wanted:
                db.session.delete(invitee)
        db.session.flush()
        invite(survey, retailers)
    survey.population = len(retailers)
    audit.record(actor, "scope", survey, changes={"population": [before, survey.population]}, at=at)
    return survey.population


class _Named:
    """A code as the audit log names it: it has no id but its own text."""

    __tablename__ = "code"

    def __init__(self, code: Code) -> None:
        self.id = code.code
        self.name = code.code
        self.unit_id = code.unit_id
