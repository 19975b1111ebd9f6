"""Copy, repeat, archive, bin: what is done to a survey as a whole, from the list."""

import uuid

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal import clock
from portal.access import fetch, needs
from portal.extensions import db
from portal.surveys import services
from portal.surveys.models import Survey
from portal.surveys.views.blueprint import bp, say_with_undo


@bp.post("/<uuid:survey_id>/copy")
@needs("edit survey")
def copy(survey_id: uuid.UUID) -> Response:
    made = services.copy_survey(fetch(Survey, survey_id), actor=current_user, at=clock.now())
    db.session.commit()
    flash(_("This is the copy. The first one is as it was."))
    return redirect(url_for("surveys.edit", survey_id=made.id), 303)


@bp.post("/<uuid:survey_id>/repeat")
@needs("edit survey")
def repeat(survey_id: uuid.UUID) -> Response:
    wave = services.repeat_survey(fetch(Survey, survey_id), actor=current_user, at=clock.now())
    db.session.commit()
    flash(_("The next wave asks the same questions. Set its end date, then publish."))
    return redirect(url_for("surveys.publish", survey_id=wave.id), 303)


@bp.post("/<uuid:survey_id>/keep")
@needs("edit survey")
def keep(survey_id: uuid.UUID) -> Response:
    services.keep_as_template(fetch(Survey, survey_id), actor=current_user, at=clock.now())
    db.session.commit()
    flash(_("Kept as a template of your own."))
    return redirect(url_for("surveys.gallery", tab="own"), 303)


@bp.post("/<uuid:survey_id>/archive")
@needs("archive")
def archive(survey_id: uuid.UUID) -> Response:
    survey = fetch(Survey, survey_id)
    services.archive(survey, actor=current_user, at=clock.now())
    db.session.commit()
    words = _("Put into the archive.") if survey.archived_at else _("Taken out of the archive.")
    say_with_undo(words, url_for("surveys.archive", survey_id=survey_id))
    return redirect(url_for("surveys.index"), 303)


@bp.post("/<uuid:survey_id>/bin")
@needs("archive")
def put_into_bin(survey_id: uuid.UUID) -> Response:
    services.bin_survey(fetch(Survey, survey_id), actor=current_user, at=clock.now())
    db.session.commit()
    say_with_undo(_("Put into the bin for 30 days."), url_for("surveys.restore", survey_id=survey_id))
    return redirect(url_for("surveys.index"), 303)


@bp.post("/<uuid:survey_id>/restore")
@needs("archive")
def restore(survey_id: uuid.UUID) -> Response:
    services.restore_survey(fetch(Survey, survey_id), actor=current_user, at=clock.now())
    db.session.commit()
    flash(_("Taken out of the bin."))
    return redirect(url_for("surveys.index"), 303)
