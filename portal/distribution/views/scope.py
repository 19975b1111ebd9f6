"""Whom a survey is for: a part of the register, with its number before anything happens."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal import clock
from portal.access import fetch, needs, require
from portal.distribution import services
from portal.distribution.forms import PartForm
from portal.distribution.shops import Part, counted, districts, invited, listed, shops
from portal.distribution.views.blueprint import bp
from portal.errors import Refused
from portal.extensions import db
from portal.forms import EmptyForm
from portal.surveys.models import Audience, Survey


@bp.get("/surveys/<uuid:survey_id>/scope")
@needs("distribute")
def scope(survey_id: uuid.UUID) -> str:
    survey = _for_shops(fetch(Survey, survey_id))
    part = Part.read(request.args)
    form = PartForm(request.args).offer(districts(current_user, within=survey.unit))
    count = counted(shops(current_user, part, within=survey.unit))
    return render_template(
        "distribution/scope.html", survey=survey, form=form, part=part, count=count, invited=invited(survey)
    )


@bp.post("/surveys/<uuid:survey_id>/scope")
@needs("distribute")
def set_scope(survey_id: uuid.UUID) -> Response:
    survey = _for_shops(fetch(Survey, survey_id))
    if EmptyForm().validate_on_submit():
        found = listed(shops(current_user, Part.read(request.form), within=survey.unit))
        count = services.set_scope(survey, found, actor=current_user, at=clock.now())
        db.session.commit()
        flash(_("The survey is for %(n)s shops now.", n=count))
    return redirect(url_for("distribution.share", survey_id=survey.id), 303)


def _for_shops(survey: Survey) -> Survey:
    require("see retailers")
    if survey.audience != Audience.RETAILER:
        raise Refused(_("This survey is not for retailers."))
    return survey
