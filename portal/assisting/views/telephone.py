"""电话访问: whom to call, what to say, what was answered, on one screen."""

import uuid
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal import clock
from portal.access import needs
from portal.assisting import calling, doors, services, words
from portal.assisting.doors import Way
from portal.assisting.forms import OutcomeForm
from portal.assisting.models import CallOutcome
from portal.assisting.services import Entry
from portal.assisting.views.blueprint import bp
from portal.columns import random_id
from portal.errors import Refused
from portal.extensions import db
from portal.forms import EmptyForm
from portal.people.brand import brand_of
from portal.responses import inlining, page, stamps
from portal.responses import words as asked_words
from portal.responses.mending import Given
from portal.responses.resolving import Facts
from portal.responses.sheet import lay_out
from portal.retailers.models import Retailer
from portal.retailers.words import CLASSES, SIZES
from portal.surveys.models import Mode, Survey
from portal.templating import receipt

SHOWN = 20


@bp.get("/w/surveys/<uuid:survey_id>/telephone")
@needs("answer for others")
def telephone(survey_id: uuid.UUID) -> str:
    at = clock.now()
    way = doors.telephone_way(current_user, doors.survey_of(current_user, survey_id))
    doors.open_facts(way.survey, at)
    seed = request.args.get("seed", calling.usual_seed(way.survey), type=int) % calling.SEEDS
    asked = request.args.get("q", "")
    found = doors.found_shops(current_user, way.survey, asked, SHOWN) if asked and way.knows_shops else []
    return render_template(
        "assisting/telephone.html", way=way, survey=way.survey, asked=asked, found=found,
        round=calling.round_of(current_user, way.survey, seed, at) if way.knows_shops else None,
        outcomes=words.OUTCOMES, classes=CLASSES, sizes=SIZES,
    )  # fmt: skip


@bp.get("/w/surveys/<uuid:survey_id>/telephone/interview")
@needs("answer for others")
def interview(survey_id: uuid.UUID) -> str:
    """Without a shop: anonymous surveys, and people who are in no register."""
    return _ask(doors.survey_of(current_user, survey_id), None)


@bp.post("/w/surveys/<uuid:survey_id>/telephone/interview")
@needs("answer for others")
def hand_in_interview(survey_id: uuid.UUID) -> Any:
    return _hand_in(doors.survey_of(current_user, survey_id), None)


@bp.get("/w/surveys/<uuid:survey_id>/telephone/<uuid:retailer_id>")
@needs("answer for others")
def call(survey_id: uuid.UUID, retailer_id: uuid.UUID) -> str:
    return _ask(*_shop(survey_id, retailer_id))


@bp.post("/w/surveys/<uuid:survey_id>/telephone/<uuid:retailer_id>")
@needs("answer for others")
def hand_in_call(survey_id: uuid.UUID, retailer_id: uuid.UUID) -> Any:
    return _hand_in(*_shop(survey_id, retailer_id))


@bp.post("/w/surveys/<uuid:survey_id>/telephone/<uuid:retailer_id>/dial")
@needs("answer for others")
def dial(survey_id: uuid.UUID, retailer_id: uuid.UUID) -> Response:
    """Takes the shop, so that nobody else calls it now, and shows its number; both are noted."""
    survey, shop = _shop(survey_id, retailer_id)
    _with_shops(survey)
    if EmptyForm().validate_on_submit():
        calling.begin(survey, shop, caller=current_user, at=clock.now())
        db.session.commit()
    return redirect(url_for("assisting.call", survey_id=survey.id, retailer_id=shop.id), 303)


@bp.post("/w/surveys/<uuid:survey_id>/telephone/<uuid:retailer_id>/outcome")
@needs("answer for others")
def outcome(survey_id: uuid.UUID, retailer_id: uuid.UUID) -> Any:
    survey, shop = _shop(survey_id, retailer_id)
    _with_shops(survey)
    form = OutcomeForm()
    if not form.validate_on_submit():
        return _ask(survey, shop, form), 422
    calling.end(survey, shop, CallOutcome(form.outcome.data), caller=current_user, at=clock.now())
    db.session.commit()
    flash(_("%(shop)s: %(outcome)s.", shop=shop.name, outcome=words.OUTCOMES[form.outcome.data]))
    return redirect(url_for("assisting.telephone", survey_id=survey.id), 303)


@bp.get("/w/telephone.js")
@needs("answer for others")
def telephone_script() -> Any:
    """Shows and hides questions by the rules the respondent's page has, from the same source."""
    answer = Response(inlining.inline_script("entry.js", "r-rules.js"), mimetype="text/javascript")
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


def _shop(survey_id: uuid.UUID, retailer_id: uuid.UUID) -> tuple[Survey, Retailer]:
    survey = doors.survey_of(current_user, survey_id)
    return survey, doors.shop_of(current_user, survey, retailer_id)


def _with_shops(survey: Survey) -> None:
    if survey.mode == Mode.ANONYMOUS:
        raise Refused(_("An anonymous survey keeps no list of shops."))


def _ask(survey: Survey, shop: Retailer | None, form: OutcomeForm | None = None) -> str:
    at = clock.now()
    way = doors.telephone_way(current_user, survey)
    facts = doors.open_facts(survey, at)
    stamp = stamps.sign(facts.id, facts.version, way.code, at)
    return _page(way, shop, facts, at, {"_id": str(random_id()), "_stamp": stamp}, form=form)


def _page(
    way: Way,
    shop: Retailer | None,
    facts: Facts,
    at: datetime,
    hidden: dict[str, str],
    *,
    given: Given | None = None,
    form: OutcomeForm | None = None,
) -> str:
    questionnaire = given.questionnaire if given else page.published(facts.id, facts.version)
    messages = {wrong.item: wrong.message for wrong in given.wrong} if given else {}
    fields = given.fields if given else {}
    sheet = lay_out(questionnaire, services.look(questionnaire).language, fields, messages)
    office = brand_of(way.survey.unit)
    attempt = calling.last_attempt(way.survey, shop) if shop and way.knows_shops else None
    return render_template(
        "assisting/call.html", way=way, survey=way.survey, shop=shop if way.knows_shops else None,
        sheet=sheet, hidden=hidden, problems=given.wrong if given else (),
        consent=asked_words.consent(sheet, office, facts.retention_days, fields, messages),
        script=words.script(office, sheet.minutes), attempt=attempt,
        number_shown=calling.is_mine(attempt, current_user, at),
        state=calling.state(attempt, at) if attempt else None, form=form or OutcomeForm(formdata=None),
        outcomes=words.OUTCOMES, classes=CLASSES, sizes=SIZES, year=at.year,
    )  # fmt: skip


def _hand_in(survey: Survey, shop: Retailer | None) -> Any:
    at = clock.now()
    way = doors.telephone_way(current_user, survey)
    facts = doors.open_facts(survey, at, fresh=True)
    given = services.read(facts, way.code)
    hidden = {name: request.form.get(name, "")[:80] for name in ("_id", "_stamp")}
    if given.wrong:
        return _page(way, shop, facts, at, hidden, given=given), 422
    known = shop if way.knows_shops else None
    entry = Entry(
        facts=facts, given=given, response_id=services.submission_id(), mode=services.PHONE,
        typist=current_user, at=at, channel_id=way.channel_id, shop=known,
    )  # fmt: skip
    return _store(survey, known, entry)


def _store(survey: Survey, shop: Retailer | None, entry: Entry) -> Response:
    """The call is over with the answers: both are committed together, or neither."""
    if shop is not None:
        calling.end(survey, shop, CallOutcome.REACHED, caller=current_user, at=entry.at)
    stored = services.hand_in(entry)
    if stored.status in ("refused", "conflict"):
        raise Refused(words.why(stored.reason or stored.status))
    flash(_("Stored. The receipt code to read out: %(code)s", code=receipt(stored.receipt)))
    return redirect(url_for("assisting.telephone", survey_id=survey.id), 303)
