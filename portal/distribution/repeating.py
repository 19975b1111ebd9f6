"""The next wave of a survey goes the same ways: its channels with fresh codes, and the same shops."""

from datetime import datetime

from sqlalchemy import select

from portal.chain import contributes
from portal.columns import ordered_id
from portal.distribution.models import Invitee
from portal.distribution.services import add_channel
from portal.distribution.starters import channels
from portal.extensions import db
from portal.people.models import Account
from portal.retailers.models import Retailer
from portal.surveys.models import Mode, Survey

CARRIED = ("target", "post", "medium", "department", "assisted", "copy_text")


@contributes("survey repeated")
def carry_over(survey: Survey, wave: Survey, *, actor: Account | None, at: datetime) -> None:
    made = {}
    for channel in channels(survey):
        details = {name: getattr(channel, name) for name in CARRIED}
        made[channel.id] = add_channel(
            wave, name=channel.name, kind=channel.kind, owner=channel.owner, actor=actor, at=at, **details
        )
    if wave.mode != Mode.ANONYMOUS:
        query = select(Invitee).join(Retailer, Retailer.id == Invitee.retailer_id)
        for old in db.session.scalars(
            query.where(Invitee.survey_id == survey.id, Retailer.closed_at.is_(None))
        ):
            carried = made.get(old.channel_id) if old.channel_id else None
            db.session.add(
                Invitee(
                    id=ordered_id(),
                    survey_id=wave.id,
                    retailer_id=old.retailer_id,
                    channel_id=carried.id if carried else None,
                )
            )
    db.session.flush()
