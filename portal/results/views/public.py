"""What respondents are told afterwards: plain totals, and what was changed."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from portal import clock
from portal.access import fetch, needs
from portal.extensions import db
from portal.forms import EmptyForm
from portal.results import publishing
from portal.results.asking import Asked
from portal.results.forms import ChangeForm, TotalsForm
from portal.results.query import Results
from portal.results.views.blueprint import bp
from portal.surveys.models import PublicChange, Survey

Page = tuple[str, int]


@bp.get("/public")
@needs("see results")
def public(survey_id: uuid.UUID) -> Page:
    survey = fetch(Survey, survey_id)
    return _page(survey, _totals_form(survey), ChangeForm(formdata=None))


@bp.post("/totals")
@needs("publish survey")
def publish_totals(survey_id: uuid.UUID) -> Response | Page:
    survey = fetch(Survey, survey_id)
    form = _totals_form(survey, posted=True)
    if not form.validate_on_submit():
        return _page(survey, form, ChangeForm(formdata=None))
    chosen = [(part.figure.data, part.words.data or "", part.words_en.data or "") for part in form.parts]
    publishing.publish_totals(_everything(survey), chosen, actor=current_user, at=clock.now())
    db.session.commit()
    flash(_("The receipts show these totals from now on."))
    return redirect(url_for("results.public", survey_id=survey.id), 303)


@bp.post("/changes")
@needs("publish survey")
def add_change(survey_id: uuid.UUID) -> Response | Page:
    survey = fetch(Survey, survey_id)
    form = ChangeForm()
    if not form.validate_on_submit():
        return _page(survey, _totals_form(survey), form)
    said, text = _texts(form.said.data, form.said_en.data), _texts(form.text.data, form.text_en.data)
    publishing.add_change(survey, said=said, text=text, actor=current_user, at=clock.now())
    db.session.commit()
    flash(_("The receipts show this change from now on."))
    return redirect(url_for("results.public", survey_id=survey.id), 303)


@bp.post("/changes/<uuid:change_id>/withdraw")
@needs("publish survey")
def withdraw_change(survey_id: uuid.UUID, change_id: uuid.UUID) -> Response:
    change = fetch(PublicChange, change_id)
    if EmptyForm().validate_on_submit():
        publishing.withdraw_change(change, actor=current_user, at=clock.now())
        db.session.commit()
        flash(_("Withdrawn. The receipts do not show it any more."))
    return redirect(url_for("results.public", survey_id=survey_id), 303)


def _everything(survey: Survey) -> Results:
    return Results(survey, current_user, Asked(), clock.now())


def _totals_form(survey: Survey, posted: bool = False) -> TotalsForm:
    form = TotalsForm() if posted else TotalsForm(formdata=None)
    form.offer(publishing.offered(_everything(survey)))
    return form


def _texts(chinese: str | None, english: str | None) -> dict[str, str]:
    return {tag: words for tag, words in (("zh-Hans", chinese), ("en", english)) if words}


def _page(survey: Survey, totals: TotalsForm, change: ChangeForm) -> Page:
    query = select(PublicChange).where(PublicChange.survey_id == survey.id)
    changes = db.session.scalars(query.order_by(PublicChange.published_at.desc())).all()
    failed = bool(totals.errors or change.errors)
    closed = survey.state_at(clock.now()).value == "closed"
    page = render_template(
        "results/public.html", survey=survey, totals=totals, change=change, changes=changes, closed=closed
    )
    return page, 422 if failed else 200
