"""A draft as its respondents would see it. Answering it leaves no trace."""

import uuid

from flask import Blueprint, Response, abort, jsonify, make_response, render_template, request
from flask_babel import force_locale
from flask_babel import gettext as _

from portal import access, clock
from portal.access import needs
from portal.columns import random_id
from portal.errors import wants_json
from portal.responses import mending, page
from portal.responses.resolving import Facts
from portal.surveys import content
from portal.surveys.models import Survey
from question_bank.questionnaires import Questionnaire

FRAMED_BY = "'self'"
SAMPLE = "SAMPLE22"

bp = Blueprint("preview", __name__)


@bp.get("/w/surveys/<uuid:survey_id>/preview")
@needs("see surveys")
def show(survey_id: uuid.UUID) -> Response:
    survey = access.fetch(Survey, survey_id)
    if "sample" in request.args:
        return _receipt(survey)
    questionnaire = _draft(survey)
    given = mending.understand(questionnaire, 0, {}, page.look(questionnaire), None)
    return _page(survey, questionnaire, given, 200)


@bp.post("/w/surveys/<uuid:survey_id>/preview")
@needs("see surveys")
def answer(survey_id: uuid.UUID) -> Response:
    survey = access.fetch(Survey, survey_id)
    questionnaire = _draft(survey)
    fields = dict(request.form.lists())
    given = mending.understand(questionnaire, 0, fields, page.look(questionnaire), None)
    if not given.wrong:
        return make_response(jsonify(receipt=SAMPLE, next="?sample=1")) if wants_json() else _receipt(survey)
    if wants_json():
        problems = [
            {"item": wrong.item, "code": wrong.code, "label": wrong.label, "message": wrong.message}
            for wrong in given.wrong
        ]
        return make_response(jsonify(problems=problems), 422)
    return _page(survey, questionnaire, given, 422)


def _draft(survey: Survey) -> Questionnaire:
    n = request.args.get("n", type=int)
    row = content.revision(survey, n) if n is not None else None
    if n is not None and row is None:
        abort(404)
    return content.questionnaire_of(row.document) if row is not None else content.draft(survey)


def _page(survey: Survey, questionnaire: Questionnaire, given: mending.Given, status: int) -> Response:
    at = clock.now()
    page.brand_for(survey.unit_id)
    with force_locale(given.look.language.replace("-", "_")):
        banner = str(_("Preview of a draft: what you answer here is not stored."))
    rendered = page.render(
        questionnaire,
        _facts(survey),
        given.look,
        at,
        banner=banner,
        given=given.fields,
        wrong=given.wrong if status == 422 else (),
        ancestors=FRAMED_BY,
    )
    keep = "".join(f"&{name}={request.args[name]}" for name in ("n", "m") if name in request.args)
    return page.answer(rendered, page.slot(random_id(), "preview"), "", keep, status)


def _facts(survey: Survey) -> Facts:
    """A draft has no version yet; its page says 0 and is kept by nobody."""
    return Facts(
        id=survey.id, unit_id=survey.unit_id, version=0, mode=survey.mode, audience=survey.audience,
        purpose=survey.purpose, opens_at=None, ends_at=None, closed_at=None, paused=False, gone=False,
        daily_from=None, daily_until=None, capacity=None, per_shop=survey.per_shop, period=survey.period,
        retention_days=survey.retention_days, full=False,
    )  # fmt: skip


def _receipt(survey: Survey) -> Response:
    page.brand_for(survey.unit_id)
    return make_response(render_template("responses/sample.html", receipt_code=SAMPLE))
