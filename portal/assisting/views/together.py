"""一起填: the respondent's own page on our phone, for a retailer who stands beside it."""

import uuid
from datetime import datetime
from typing import Any

from flask import (
    Response,
    get_template_attribute,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from markupsafe import escape
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.access import needs
from portal.assisting import doors, services, words
from portal.assisting.doors import Way
from portal.assisting.services import Entry
from portal.assisting.views.blueprint import bp
from portal.columns import RECEIPT_CODE, clean_code, random_id
from portal.errors import Refused, wants_json
from portal.navigation import Entry as Tab
from portal.navigation import phone_tab
from portal.responses import page, stamps
from portal.responses.mending import Given
from portal.responses.resolving import Facts
from portal.responses.services import Outcome
from portal.responses.sheet import minutes
from portal.retailers.models import Retailer
from portal.retailers.words import CLASSES

SHOWN = 40

phone_tab(40, Tab(_l("Fill in together"), "assisting.index", "answer for others", ("/m/assist",)))


@bp.get("/m/assist")
@needs("answer for others")
def index() -> str:
    """Which survey, through one's own channel; `shop` is whoever was looked at before."""
    offered = [doors.ways(current_user, survey) for survey in doors.open_surveys(current_user, clock.now())]
    return render_template(
        "assisting/together.html",
        offered=[each for each in offered if each],
        shop=request.args.get("shop", type=uuid.UUID),
    )


@bp.get("/m/assist/<channel_code>/shops")
@needs("answer for others")
def shops(channel_code: str) -> str | BaseResponse:
    way = doors.way_of(current_user, channel_code)
    if not way.knows_shops:
        return redirect(url_for("assisting.sheet", channel_code=way.code), 303)
    asked = request.args.get("q", "")
    found = doors.found_shops(current_user, way.survey, asked, SHOWN)
    return render_template("assisting/shops.html", way=way, asked=asked, found=found, classes=CLASSES)


@bp.get("/m/assist/<channel_code>")
@needs("answer for others")
def sheet(channel_code: str) -> Response:
    return _ask(doors.way_of(current_user, channel_code), None)


@bp.post("/m/assist/<channel_code>")
@needs("answer for others")
def hand_in(channel_code: str) -> Response | BaseResponse:
    return _hand_in(doors.way_of(current_user, channel_code), None)


@bp.get("/m/assist/<channel_code>/<uuid:retailer_id>")
@needs("answer for others")
def sheet_for_shop(channel_code: str, retailer_id: uuid.UUID) -> Response:
    way = doors.way_of(current_user, channel_code)
    return _ask(way, doors.shop_of(current_user, way.survey, retailer_id))


@bp.post("/m/assist/<channel_code>/<uuid:retailer_id>")
@needs("answer for others")
def hand_in_for_shop(channel_code: str, retailer_id: uuid.UUID) -> Response | BaseResponse:
    way = doors.way_of(current_user, channel_code)
    return _hand_in(way, doors.shop_of(current_user, way.survey, retailer_id))


@bp.get("/m/assist/<channel_code>/done")
@needs("answer for others")
def done(channel_code: str) -> str:
    """The receipt, to be handed to the retailer; then the next shop."""
    way = doors.way_of(current_user, channel_code)
    receipt = clean_code(request.args.get("receipt", "")[:20])[:RECEIPT_CODE]
    photo = request.args.get("id", "") if "photo" in request.args else ""
    return render_template("assisting/done.html", way=way, receipt=receipt, photo=photo)


def _ask(way: Way, shop: Retailer | None) -> Response:
    at = clock.now()
    facts = doors.open_facts(way.survey, at)
    stamp = stamps.sign(facts.id, facts.version, way.code, at)
    return _page(way, shop, facts, at, page.slot(random_id(), stamp))


def _page(
    way: Way, shop: Retailer | None, facts: Facts, at: datetime, slot: bytes, given: Given | None = None
) -> Response:
    questionnaire = given.questionnaire if given else page.published(facts.id, facts.version)
    look = services.look(questionnaire)
    page.brand_for(facts.unit_id)
    token = f'<input type="hidden" name="csrf_token" value="{escape(generate_csrf())}">'
    rendered = page.render(
        questionnaire,
        facts,
        look,
        at,
        banner=_banner(way, shop, look.language, minutes(questionnaire, look.language)),
        given=given.fields if given else None,
        wrong=given.wrong if given else (),
    )
    keep = "&m=1" if "m" in request.args else ""
    answer = page.answer(rendered, slot + token.encode(), "", keep, 422 if given else 200)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _banner(way: Way, shop: Retailer | None, language: str, length: float) -> str:
    """Markup: a macro's words are escaped already."""
    show = get_template_attribute("assisting/_banner.html", "banner")
    with force_locale(language.replace("-", "_")):
        known = shop if way.knows_shops else None
        told: str = show(words.banner(), known, way, words.script(page.office(), length))
    return told


def _hand_in(way: Way, shop: Retailer | None) -> Response | BaseResponse:
    at = clock.now()
    facts = doors.open_facts(way.survey, at, fresh=True)
    given = services.read(facts, way.code)
    if given.wrong:
        return _mend(way, shop, facts, given, at)
    response_id = services.submission_id()
    outcome = services.hand_in(
        Entry(
            facts=facts, given=given, response_id=response_id, mode=services.TOGETHER, typist=current_user,
            at=at, channel_id=way.channel_id, shop=shop if way.knows_shops else None,
        )
    )  # fmt: skip
    return _tell(way, outcome, given.asks_photo, response_id)


def _mend(way: Way, shop: Retailer | None, facts: Facts, given: Given, at: datetime) -> Response:
    if wants_json():
        problems = [
            {"item": w.item, "code": w.code, "part": w.part, "label": w.label, "message": w.message}
            for w in given.wrong
        ]
        return make_response(jsonify(problems=problems), 422)
    slot = page.slot(request.form.get("_id", "")[:40], request.form.get("_stamp", "")[:80])
    return _page(way, shop, facts, at, slot, given)


def _tell(way: Way, outcome: Outcome, photo: bool, response_id: uuid.UUID) -> Response | BaseResponse:
    if outcome.status in ("refused", "conflict"):
        raise Refused(words.why(outcome.reason or outcome.status))
    kept: dict[str, Any] = {"id": response_id, "photo": "open"} if photo else {}
    following = url_for("assisting.done", channel_code=way.code, receipt=outcome.receipt, **kept)
    if not wants_json():
        return redirect(following, 303)
    answer = jsonify(receipt=outcome.receipt, next=following)
    answer.status_code = 201 if outcome.status == "created" else 200
    return answer
