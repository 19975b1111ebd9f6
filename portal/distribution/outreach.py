"""Who was told of a survey, how, and how many: meetings, leaflets, messages."""

from datetime import date, datetime

from sqlalchemy import select

from portal.columns import ordered_id
from portal.distribution.models import Outreach
from portal.extensions import db
from portal.people import audit
from portal.people.models import Account
from portal.surveys.models import Survey


def log(
    survey: Survey, *, day: date, way: str, reached: int, note: str, actor: Account, at: datetime
) -> Outreach:
    row = Outreach(
        id=ordered_id(),
        survey_id=survey.id,
        unit_id=survey.unit_id,
        day=day,
        way=way,
        reached=reached,
        note=note,
        author_id=actor.id,
        created_at=at,
    )
    db.session.add(row)
    audit.record(actor, "create", row, at=at)
    return row


def entries(survey: Survey) -> list[Outreach]:
    query = select(Outreach).filter_by(survey_id=survey.id).order_by(Outreach.day.desc(), Outreach.id.desc())
    return list(db.session.scalars(query))
