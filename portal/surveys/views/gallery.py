"""/w/surveys/new: begin with a template, an own one, a file, or an empty page."""

import uuid

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal import clock
from portal.access import fetch, needs, visible_to
from portal.errors import BadDocument
from portal.extensions import db
from portal.people import audit
from portal.surveys import beginnings, templates
from portal.surveys.forms import NewSurveyForm
from portal.surveys.models import Survey, SurveyTemplate
from portal.surveys.views.blueprint import bp


@bp.get("/new")
@needs("edit survey")
def gallery(problem: str = "") -> str:
    query = visible_to(current_user, SurveyTemplate).where(SurveyTemplate.archived_at.is_(None))
    return render_template(
        "surveys/gallery.html",
        templates=templates.builtin(),
        own=list(db.session.scalars(query.order_by(SurveyTemplate.created_at.desc()))),
        tab="own" if request.args.get("tab") == "own" else "",
        form=NewSurveyForm(),
        problem=problem,
    )


@bp.post("/new")
@needs("edit survey")
def create() -> Response | tuple[str, int]:
    form = NewSurveyForm()
    if not form.validate():
        return gallery(_("Choose a template or a file.")), 422
    try:
        survey = _begin(form)
    except BadDocument as refusal:
        db.session.rollback()
        return gallery(refusal.message), 422
    db.session.commit()
    ready = form.template.data or form.own.data
    return redirect(url_for("surveys.publish" if ready else "surveys.edit", survey_id=survey.id), 303)


@bp.post("/templates/<uuid:template_id>/archive")
@needs("edit survey")
def archive_template(template_id: uuid.UUID) -> Response:
    template = fetch(SurveyTemplate, template_id)
    template.archived_at = clock.now()
    audit.record(current_user, "archive", template)
    db.session.commit()
    flash(_("The template is put away. Surveys made with it stay as they are."))
    return redirect(url_for("surveys.gallery", tab="own"), 303)


def _begin(form: NewSurveyForm) -> Survey:
    now = clock.now()
    if form.own.data:
        return beginnings.from_own(fetch(SurveyTemplate, _uuid(form.own.data)), actor=current_user, at=now)
    if form.file.data:
        file = form.file.data
        return beginnings.from_file(file.read(), file.filename or "", actor=current_user, at=now)
    if form.template.data:
        known = {template.code: template for template in templates.builtin()}
        return beginnings.from_template(
            known.get(form.template.data) or abort(404), actor=current_user, at=now
        )
    return beginnings.empty(actor=current_user, at=now)


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        abort(404)
