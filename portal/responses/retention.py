"""Personal answers run out: a survey says how long they are kept, and then they are taken out."""

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.jobs.sweeps import sweep
from portal.responses import erasure, page
from portal.responses.models import Response, ResponseErasure
from portal.surveys.models import Survey

AT_ONCE = 500


@sweep("erase personal answers that have run out", minutes=60)
def erase_what_has_run_out(at: datetime) -> None:
    zone = current_app.config["TIME_ZONE"]
    for survey in db.session.scalars(select(Survey).where(Survey.published_at.is_not(None))).all():
        for response in _overdue(survey, at, zone):
            erasure.erase_personal(response, actor=None, at=at, zone=zone, reason="kept long enough")
            db.session.commit()


def _overdue(survey: Survey, at: datetime, zone: str) -> list[Response]:
    """Of surveys that ask personal data at all; what was looked at once is not looked at again."""
    versions = range(1, survey.current_version + 1)
    if not any(page.published(survey.id, n).personal for n in versions):
        return []
    before = clock.day_of(at - timedelta(days=survey.retention_days), zone)
    done = select(ResponseErasure.response_id).where(ResponseErasure.survey_id == survey.id)
    query = select(Response).where(
        Response.survey_id == survey.id, Response.received_on < before, Response.id.not_in(done)
    )
    rows = db.session.scalars(query.limit(AT_ONCE * 100)).all()
    return [row for row in rows if erasure.has_personal(row)][:AT_ONCE]
