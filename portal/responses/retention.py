"""Personal answers run out: a survey says how long they are kept, and then they are taken out."""

import uuid
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.jobs.sweeps import sweep
from portal.responses import erasure, page
from portal.responses.models import Response, ResponseErasure, ResponsePhoto
from portal.surveys.models import Survey

AT_ONCE = 2_000
READ_AHEAD = 500


@sweep("erase personal answers that have run out", minutes=12 * 60)
def erase_what_has_run_out(at: datetime) -> None:
    zone = current_app.config["TIME_ZONE"]
    for survey in db.session.scalars(select(Survey).where(Survey.published_at.is_not(None))).all():
        for key in _overdue(survey, at, zone):
            response = db.session.get_one(Response, (survey.id, key))
            erasure.erase_personal(response, actor=None, at=at, zone=zone, reason="kept long enough")
            db.session.commit()


def _overdue(survey: Survey, at: datetime, zone: str) -> list[uuid.UUID]:
    """Old responses that still hold something personal; read in portions, most hold nothing."""
    versions = range(1, survey.current_version + 1)
    personal = {item.key for n in versions for item in page.published(survey.id, n).personal}
    if not personal:
        return []
    before = clock.day_of(at - timedelta(days=survey.retention_days), zone)
    photos = set(db.session.scalars(select(ResponsePhoto.response_id).filter_by(survey_id=survey.id)))
    done = select(ResponseErasure.response_id).where(ResponseErasure.survey_id == survey.id)
    query = select(Response.id, Response.answers).where(
        Response.survey_id == survey.id, Response.received_on < before, Response.id.not_in(done)
    )
    rows = db.session.execute(query.execution_options(yield_per=READ_AHEAD))
    return [row.id for row in rows if row.id in photos or personal & row.answers.keys()][:AT_ONCE]
