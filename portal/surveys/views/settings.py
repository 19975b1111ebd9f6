"""/w/surveys/<id>/settings: whom, when, how many."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal import clock
from portal.access import fetch, needs
from portal.extensions import db
from portal.surveys import settings as chosen
from portal.surveys.forms import MODE_WORDS, SettingsForm, write_strata
from portal.surveys.models import Survey
from portal.surveys.views.blueprint import bp


@bp.route("/<uuid:survey_id>/settings", methods=["GET", "POST"])
@needs("edit survey")
def settings(survey_id: uuid.UUID) -> Response | str | tuple[str, int]:
    survey = fetch(Survey, survey_id)
    values = chosen.values_of(survey)
    form = SettingsForm(data={**values, "strata": write_strata(survey.strata), "stamp": chosen.stamp(survey)})
    if not form.is_submitted():
        return _page(survey, form)
    if survey.published_at is not None:
        form.mode.data = survey.mode
    if not form.validate():
        return _page(survey, form), 422
    if form.stamp.data != chosen.stamp(survey):
        return _stale(survey, form)
    chosen.change_settings(survey, _typed(form), actor=current_user, at=clock.now())
    db.session.commit()
    flash(_("The settings are saved."))
    return redirect(url_for("surveys.settings", survey_id=survey.id), 303)


def _typed(form: SettingsForm) -> dict[str, object]:
    typed = {name: form[name].data for name in chosen.FIELDS}
    empty = {name: typed[name] or None for name in ("daily_from", "daily_until")}
    return {**typed, **empty, "strata": form.strata_read}


def _page(survey: Survey, form: SettingsForm, differences: list[tuple[str, str]] | None = None) -> str:
    return render_template(
        "surveys/settings.html", survey=survey, form=form, mode_words=MODE_WORDS, differences=differences
    )


def _stale(survey: Survey, form: SettingsForm) -> tuple[str, int]:
    """What was typed stays in the fields; what is stored now stands beside it."""
    stored = {**chosen.values_of(survey), "strata": write_strata(survey.strata)}
    typed = {**_typed(form), "strata": form.strata.data}
    differences = [
        (str(form[name].label.text), str(stored[name] or "—"))
        for name in chosen.FIELDS
        if (stored[name] or None) != (typed[name] or None)
    ]
    form.stamp.data = chosen.stamp(survey)
    return _page(survey, form, differences), 409
