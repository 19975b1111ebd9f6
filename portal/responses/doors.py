"""Which survey somebody stands before, and through what: a channel's code, a shop's, or none."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import Select, exists, or_, select

from portal import clock
from portal.columns import clean_code
from portal.distribution.models import Channel, Code, Invitee
from portal.errors import PortalError
from portal.extensions import db
from portal.people import trees
from portal.people.models import Unit, UnitKind
from portal.responses import page, resolving, wrong_codes
from portal.responses.resolving import Facts, Found
from portal.retailers.models import Retailer
from portal.surveys.models import Audience, Mode, Survey
from portal.wire import Wire


class UnknownCode(PortalError):
    """Six characters that were never printed."""

    status = 404


@dataclass(frozen=True, slots=True)
class Door:
    """`code` is what the opening stamp is signed with; `survey` is None where nothing is asked.

    `codes` are those that may be taken back before the answers arrive.
    """

    code: str
    unit_id: uuid.UUID | None
    survey: Facts | None
    channel_id: uuid.UUID | None = None
    retailer_id: uuid.UUID | None = None
    revoked_at: datetime | None = None
    by_phone: bool = False
    assisted: bool = False
    codes: tuple[str, ...] = ()

    def refusal(self, at: datetime, opened_at: datetime | None = None) -> str | None:
        """A code taken back closes the door, but not on answers begun before."""
        if self.revoked_at is not None and (opened_at is None or opened_at >= self.revoked_at):
            return "revoked"
        if self.survey is None:
            return "gone"
        return None

    def closed(self, at: datetime) -> str | None:
        if self.survey is None:
            return self.refusal(at)
        return self.refusal(at) or self.survey.refusal(at, current_app.config["TIME_ZONE"])


def known(text: str) -> Found:
    """The code as somebody typed or scanned it; a wrong one is counted and gets a sentence."""
    wrong_codes.refuse_guessers()
    found = resolving.find(clean_code(text[:40]))
    if found is None:
        wrong_codes.count(clock.now())
        raise UnknownCode(
            str(_("There is no such code. Please check the 6 characters (no 0 and O, no 1 and I)."))
        )
    page.brand_for(found.unit_id)
    return found


def known_or_none(text: str) -> Found | None:
    """Where a page works without a code too: a wrong one is counted and says nothing."""
    code = clean_code(text[:40])
    if not code or wrong_codes.is_barred():
        return None
    found = resolving.find(code)
    if found is None:
        wrong_codes.note(clock.now())
    return found


def of_channel(found: Found) -> Door:
    return Door(
        found.code,
        found.unit_id,
        found.survey,
        found.channel_id,
        None,
        found.revoked_at,
        found.by_phone,
        found.assisted,
        (found.code,),
    )


def of_channel_for_shop(found: Found, shop: Found) -> Door:
    """A survey opened for one shop; an anonymous one does not hear of the shop."""
    door = of_channel(found)
    if door.survey is not None and not _lies_in(shop.unit_id, door.survey.unit_id):
        raise UnknownCode(str(_("This code belongs to another office.")))
    named = door.survey is not None and door.survey.mode is not Mode.ANONYMOUS
    return Door(
        f"{found.code}.{shop.code}",
        door.unit_id,
        door.survey,
        door.channel_id,
        shop.retailer_id if named else None,
        found.revoked_at or shop.revoked_at,
        door.by_phone,
        door.assisted,
        (found.code, shop.code),
    )


def of_purpose(found: Found, purpose: str) -> Door:
    """The visit check, awareness check or speaking up that is open where this code hangs."""
    if found.survey is not None and found.survey.purpose == purpose:
        return of_channel(found)
    survey = open_for(found.unit_id, purpose)
    named = survey is not None and survey.mode is not Mode.ANONYMOUS
    return Door(
        code=found.code,
        unit_id=found.unit_id,
        survey=survey,
        retailer_id=found.retailer_id if named else None,
        revoked_at=found.revoked_at,
        codes=(found.code,),
    )


def to_speak_up(text: str) -> Door:
    """Speaking up works with any code, with a revoked or wrong one, and without."""
    found = known_or_none(text)
    if found is None:
        unit_id = first_county()
        survey = open_for(unit_id, "speak_up") if unit_id else None
        return Door("", unit_id, survey)
    door = of_purpose(found, "speak_up")
    return Door(door.code, door.unit_id, door.survey, door.channel_id, door.retailer_id)


def again(wire: Wire, door: Door) -> Door:
    """The same door as it is now: codes may have been taken back, the survey paused, closed or filled."""
    if door.survey is None:
        return door
    wanted, survey, revoked_at = door.survey.id, None, None
    for code in door.codes:
        found = resolving.find_again(wire, code)
        if found is None:
            return replace(door, survey=None)
        revoked_at = revoked_at or found.revoked_at
        if found.survey is not None and found.survey.id == wanted:
            survey = found.survey
    return replace(door, survey=survey or resolving.facts_again(wire, wanted), revoked_at=revoked_at)


def open_for(unit_id: uuid.UUID, purpose: str) -> Facts | None:
    """The newest survey of this purpose that is open in the unit or above it."""
    key = (unit_id, purpose)
    survey_id = resolving.kept("purpose", key, lambda: _newest(unit_id, purpose))
    return resolving.facts(survey_id) if survey_id is not None else None


def _lies_in(unit_id: uuid.UUID, wanted: uuid.UUID) -> bool:
    """A shop of another county leaves nothing in this one's figures."""
    path = resolving.kept(
        "path", unit_id, lambda: {each.id for each in db.session.get_one(Unit, unit_id).path}
    )
    return wanted in path


def first_county() -> uuid.UUID | None:
    return resolving.kept("county", "", _first_county)


def _first_county() -> uuid.UUID | None:
    query = select(Unit.id).where(Unit.archived_at.is_(None), Unit.kind == UnitKind.COUNTY)
    found = db.session.scalars(query.order_by(Unit.position, Unit.id).limit(1)).first()
    if found is not None:
        return found
    top = trees.top()
    return top.id if top is not None else None


def _newest(unit_id: uuid.UUID, purpose: str) -> uuid.UUID | None:
    query = (
        _open_in(unit_id, clock.now()).where(Survey.purpose == purpose).order_by(Survey.published_at.desc())
    )
    return db.session.scalars(query.with_only_columns(Survey.id).limit(1)).first()


def _open_in(unit_id: uuid.UUID, at: datetime) -> Select[Any]:
    unit = db.session.get_one(Unit, unit_id)
    return select(Survey).where(
        Survey.unit_id.in_([each.id for each in unit.path]),
        Survey.published_at.is_not(None),
        Survey.closed_at.is_(None),
        Survey.paused_at.is_(None),
        Survey.binned_at.is_(None),
        Survey.archived_at.is_(None),
        or_(Survey.ends_at.is_(None), Survey.ends_at > at),
        or_(Survey.opens_at.is_(None), Survey.opens_at <= at),
    )


def open_for_shop(retailer: Retailer, at: datetime) -> list[tuple[Survey, str]]:
    """Surveys this shop may answer under its own code, each with the channel code that leads there."""
    invited = select(Invitee.id).where(Invitee.survey_id == Survey.id)
    query = (
        _open_in(retailer.unit_id, at)
        .where(
            Survey.audience == Audience.RETAILER, Survey.mode != Mode.ANONYMOUS, Survey.purpose == "survey"
        )
        .where(or_(~exists(invited), exists(invited.where(Invitee.retailer_id == retailer.id))))
        .order_by(Survey.published_at.desc())
    )
    return [(survey, code) for survey in db.session.scalars(query) if (code := _channel_code(survey))]


def _channel_code(survey: Survey) -> str | None:
    """Of the first channel that prints codes, else of the first."""
    query = (
        select(Code.code)
        .join(Channel, Channel.id == Code.channel_id)
        .where(Channel.survey_id == survey.id, Channel.archived_at.is_(None), Code.revoked_at.is_(None))
        .where(Channel.assisted.is_(False))
        .order_by(Channel.kind != "print", Channel.position, Code.created_at)
    )
    return db.session.scalars(query.limit(1)).first()
