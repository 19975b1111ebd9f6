"""For which surveys, through which channel and for which shops somebody may type."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, or_, select

from portal import access
from portal.assisting import words
from portal.columns import clean_code
from portal.distribution.models import Channel, Code, Kind
from portal.distribution.shop_codes import shop_of_code
from portal.errors import Gone
from portal.extensions import db
from portal.forms import UNSTORABLE
from portal.people.models import Account, Tree
from portal.responses import resolving
from portal.responses.resolving import Facts
from portal.retailers import register
from portal.retailers.models import Retailer
from portal.surveys.models import Audience, Mode, State, Survey

TELEPHONIST = "telephonist"


@dataclass(frozen=True, slots=True)
class Way:
    """A survey, and the channel its answers are counted for."""

    survey: Survey
    channel: Channel | None
    code: str

    @property
    def knows_shops(self) -> bool:
        return self.survey.mode != Mode.ANONYMOUS and self.survey.audience == Audience.RETAILER

    @property
    def channel_id(self) -> uuid.UUID | None:
        return self.channel.id if self.channel else None


def _known(person: Account) -> ColumnElement[bool]:
    """A survey of the county is answered in its districts: those below know it once it is published."""
    above = and_(Survey.unit_id.in_(person.units_above()), Survey.published_at.is_not(None))
    return and_(
        or_(Survey.unit_id.in_(person.units_below()), above),
        Survey.binned_at.is_(None),
        Survey.audience != Audience.STAFF,
    )


def survey_of(person: Account, survey_id: uuid.UUID) -> Survey:
    return access.reach(select(Survey).where(Survey.id == survey_id, _known(person)))


def way_of(person: Account, text: str) -> Way:
    """By the code of a channel, as it stands on the poster and at the foot of the paper."""
    query = (
        select(Code)
        .join(Channel, Channel.id == Code.channel_id)
        .join(Survey, Survey.id == Channel.survey_id)
        .where(Code.code == clean_code(text[:40]), _known(person))
    )
    code = access.reach(query)
    channel = code.channel
    if code.revoked_at is not None or channel is None or channel.archived_at is not None:
        raise Gone(_("This code has been replaced by a new one."))
    return Way(channel.survey, channel, code.code)


def open_facts(survey: Survey, at: datetime, fresh: bool = False) -> Facts:
    """What its page needs to know, or a sentence why nothing can be entered now."""
    facts = resolving.facts(survey.id, fresh)
    reason = facts.refusal(at, current_app.config["TIME_ZONE"]) if facts else "gone"
    if facts is None or reason is not None:
        raise Gone(words.why(reason or "gone"))
    return facts


def open_surveys(person: Account, at: datetime) -> list[Survey]:
    query = select(Survey).where(
        _known(person), Survey.purpose == "survey", Survey.archived_at.is_(None), Survey.closed_at.is_(None)
    )
    found = db.session.scalars(query.order_by(Survey.published_at.desc(), Survey.id))
    return [survey for survey in found if survey.state_at(at) is State.OPEN]


def ways(person: Account, survey: Survey) -> list[Way]:
    """Through every channel with a live code, the person's own first."""
    query = (
        select(Channel, Code.code)
        .join(Code, Code.channel_id == Channel.id)
        .where(Channel.survey_id == survey.id, Channel.archived_at.is_(None), Code.revoked_at.is_(None))
        .order_by(Channel.position, Code.created_at.desc())
    )
    found = {channel.id: Way(survey, channel, code) for channel, code in db.session.execute(query)}
    return sorted(found.values(), key=lambda way: _strangeness(person, way.channel))


def _strangeness(person: Account, channel: Channel | None) -> int:
    """0: one's own channel; then one's post's; then nobody's; last that of somebody else."""
    if channel is None:
        return 9
    signs = (
        channel.owner_id == person.id,
        channel.post is not None and channel.post == person.post,
        channel.owner_id is None and channel.post is None and channel.kind == Kind.PEOPLE,
        channel.owner_id is None and channel.post is None,
    )
    return signs.index(True) if True in signs else len(signs)


def telephone_way(person: Account, survey: Survey) -> Way:
    """The survey's telephone channel, the person's own where there are several."""
    calls = [way for way in ways(person, survey) if way.channel and way.channel.kind == Kind.TELEPHONE]
    return calls[0] if calls else Way(survey, None, "")


def shops(person: Account, survey: Survey) -> Select[Retailer]:
    """Those the survey may be about and the person may know of. A telephone visitor looks after no
    shop, but calls those of the own county."""
    tree = Tree.load()
    calls = person.role == access.STAFF and person.post == TELEPHONIST
    query = select(Retailer) if calls else access.visible_to(person, Retailer)
    if calls:
        query = query.where(Retailer.unit_id.in_(tree.below(person.county.id)))
    return query.where(Retailer.closed_at.is_(None), Retailer.unit_id.in_(tree.below(survey.unit_id)))


def shop_of(person: Account, survey: Survey, retailer_id: uuid.UUID) -> Retailer:
    return access.reach(shops(person, survey).where(Retailer.id == retailer_id))


def found_shops(person: Account, survey: Survey, typed: str, limit: int) -> list[Retailer]:
    """By a shop's code, the end of its licence, its name or the initials of its keeper."""
    typed = UNSTORABLE.sub("", typed)
    query = shops(person, survey)
    by_code = shop_of_code(typed)
    if by_code is not None:
        query = query.where(Retailer.id == by_code)
    else:
        query = register.searched(query, typed.strip()[:80])
    return list(db.session.scalars(query.order_by(Retailer.name, Retailer.licence).limit(limit)))
