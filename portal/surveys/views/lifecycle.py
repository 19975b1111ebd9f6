"""Pause, continue, close: the buttons of the live page."""

import uuid

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal import clock
from portal.access import fetch, needs
from portal.extensions import db
from portal.people import audit
from portal.surveys.models import Survey
from portal.surveys.views.blueprint import bp, say_with_undo


@bp.post("/<uuid:survey_id>/pause")
@needs("publish survey")
def pause(survey_id: uuid.UUID) -> Response:
    survey = fetch(Survey, survey_id)
    survey.pause(clock.now())
    audit.record(current_user, "pause", survey)
    db.session.commit()
    say_with_undo(_("Paused. Whoever scans now is told so."), url_for("surveys.resume", survey_id=survey_id))
    return _back(survey)


@bp.post("/<uuid:survey_id>/resume")
@needs("publish survey")
def resume(survey_id: uuid.UUID) -> Response:
    survey = fetch(Survey, survey_id)
    survey.resume(clock.now())
    audit.record(current_user, "resume", survey)
    db.session.commit()
    flash(_("The survey takes answers again."))
    return _back(survey)


@bp.post("/<uuid:survey_id>/close")
@needs("publish survey")
def close(survey_id: uuid.UUID) -> Response:
    survey = fetch(Survey, survey_id)
    survey.close(clock.now())
    audit.record(current_user, "close", survey)
    db.session.commit()
    flash(_("Closed. The results are complete now."))
    return _back(survey)


def _back(survey: Survey) -> Response:
    """To the page the button was on, when it is one of this survey."""
    here = f"/w/surveys/{survey.id}/"
    place = request.form.get("back", "")
    known = place.startswith(here) and place.isprintable()
    return redirect(place if known else url_for("surveys.settings", survey_id=survey.id), 303)
