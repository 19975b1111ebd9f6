"""While a survey collects: what has come in, by whom, and who is still waited for."""

import uuid

from flask import current_app, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from portal import clock
from portal.access import fetch, needs, reach
from portal.extensions import db
from portal.forms import EmptyForm
from portal.jobs.queue import enqueue
from portal.people import audit
from portal.results import missing, readings
from portal.results.exports import job
from portal.results.live import live as counted
from portal.results.views.blueprint import bp
from portal.surveys.models import Survey
from portal.surveys.reading import readable


@bp.get("/live")
@needs("see results")
def live(survey_id: uuid.UUID) -> str:
    survey = reach(readable(current_user).where(Survey.id == survey_id))
    at = clock.now()
    figures = counted(survey, current_user, clock.day_of(at, current_app.config["TIME_ZONE"]))
    part = request.headers.get("Sec-Fetch-Dest") == "empty"
    named = missing.may_be_named(survey, current_user)
    groups = missing.groups(survey, current_user) if named and not part else []
    if groups:
        readings.note_of_auditor(survey, {"list": "missing"})
    template = "results/_live.html" if part else "results/live.html"
    return render_template(
        template, survey=survey, live=figures, state=survey.state_at(at), at=at, groups=groups, named=named
    )


@bp.post("/missing")
@needs("export")
def export_missing(survey_id: uuid.UUID) -> Response:
    survey = fetch(Survey, survey_id)
    if not EmptyForm().validate_on_submit():
        return redirect(url_for("results.live", survey_id=survey_id), 303)
    work = enqueue(job.MISSING, {"survey": str(survey.id)}, owner=current_user, unit_id=current_user.unit_id)
    audit.record(current_user, "export missing", survey, changes={})
    db.session.commit()
    return redirect(url_for("jobs.show", job_id=work.id), 303)
