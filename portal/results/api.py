"""/api/v1 for programs: bearer tokens, the same scope, suppression and generalisation as the screens."""

from __future__ import annotations

import uuid
from typing import Any

import msgspec
from flask import Blueprint, Response, current_app, g, request
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select, update

from portal import clock
from portal.access import can, fetch, needs, public, visible_to
from portal.columns import clean_code
from portal.distribution.models import Channel, Code
from portal.errors import PortalError, error_page
from portal.extensions import db, limiter, reading_only
from portal.people.models import Account
from portal.people.sessions import Nobody
from portal.responses import services
from portal.results import api_shaping, asking, openapi, readings, tokens
from portal.results.api_shapes import ErrorShape, ProblemShape, ReceiptShape, SubmissionShape, SurveysShape
from portal.results.models import ApiToken
from portal.results.query import Results
from portal.retailers.models import Retailer
from portal.surveys.models import Mode, Survey
from question_bank.messages import MESSAGES

# Made once here: two threads must not make msgspec learn a type at the same moment.
_read_submission = msgspec.json.Decoder(SubmissionShape).decode
bp = Blueprint("api", __name__, url_prefix="/api/v1")
RATE = "120 per minute"
MOST_A_PAGE = 500
USED_EVERY_SECONDS = 3600
STATUS = {"created": 201, "repeated": 200, "conflict": 409, "invalid": 422, "refused": 409}


def _bearer() -> str:
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def _who() -> str:
    token = _bearer()
    return tokens.hashed(token) if token else request.remote_addr or ""


limiter.limit(RATE, key_func=_who)(bp)


@bp.before_request
def sign_in_by_token() -> Response | None:
    """Only a token counts here: a browser's cookie opens nothing, so no other site can use it."""
    g._login_user = Nobody()  # where flask-login keeps who is signed in for this request
    row = tokens.find(_bearer()) if _bearer() else None
    if row is None:
        return None
    account = db.session.get(Account, row.account_id)
    if account is None or not can(account, "use api"):
        return error_page(403)
    _note_used(row)
    g._login_user = account
    return None


def _note_used(row: ApiToken) -> None:
    now = clock.now()
    if row.last_used_on is not None and (now - row.last_used_on).total_seconds() < USED_EVERY_SECONDS:
        return
    used = update(ApiToken).where(ApiToken.id == row.id).values(last_used_on=now)
    if reading_only.get():
        readings.write_apart(used)
    else:
        db.session.execute(used)


def answered(shape: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(shape), status, mimetype="application/json")


@bp.get("/openapi.json")
@public
def describe() -> Response:
    return answered(openapi.document(current_app.config["BASE_URL"]))


@bp.get("/surveys")
@needs("see surveys")
def surveys() -> Response:
    query = visible_to(current_user, Survey).where(
        Survey.published_at.is_not(None), Survey.binned_at.is_(None)
    )
    rows = db.session.scalars(query.order_by(Survey.created_at)).all()
    at = clock.now()
    return answered(SurveysShape([api_shaping.survey_shape(row, current_user, at) for row in rows]))


@bp.get("/surveys/<uuid:survey_id>")
@needs("see surveys")
def survey(survey_id: uuid.UUID) -> Response:
    return answered(api_shaping.survey_shape(fetch(Survey, survey_id), current_user, clock.now()))


@bp.get("/surveys/<uuid:survey_id>/results")
@needs("see results")
def results(survey_id: uuid.UUID) -> Response:
    found = _results(fetch(Survey, survey_id))
    if found.refused:
        raise asking.BadFilter(found.refused)
    item = request.args.get("item")
    if item and found.item(item) is None:
        raise asking.BadFilter(_("There is no question with the key %(key)s.", key=item[:40]))
    return answered(api_shaping.results_shape(found, item, request.args.get("cross")))


@bp.get("/surveys/<uuid:survey_id>/responses")
@needs("export")
def responses(survey_id: uuid.UUID) -> Response:
    chosen = fetch(Survey, survey_id)
    size = min(MOST_A_PAGE, max(1, request.args.get("per_page", 100, int)))
    by_words = request.args.get("answers") != "codes"
    shape = api_shaping.responses_shape(_results(chosen), request.args.get("page", 1, int), size, by_words)
    if chosen.mode == Mode.NAMED:
        readings.note(chosen, "read by api", {"page": shape.page})
    return answered(shape)


def _results(chosen: Survey) -> Results:
    if chosen.published_at is None:
        raise PortalError(_("This survey has not been published yet."))
    return Results(chosen, current_user, asking.read(request.args), clock.now())


@bp.post("/surveys/<uuid:survey_id>/responses")
@needs("answer for others")
def submit(survey_id: uuid.UUID) -> Response:
    chosen = fetch(Survey, survey_id)
    try:
        sent = _read_submission(request.get_data())
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise asking.BadFilter(_("The body is not a submission: %(why)s", why=str(error)[:200])) from error
    outcome = services.submit(_submission(chosen, sent))
    if outcome.receipt and outcome.status in ("created", "repeated"):
        return answered(ReceiptShape(outcome.receipt, outcome.status), STATUS[outcome.status])
    problems = [ProblemShape(each.item, _sentence(each)) for each in outcome.problems]
    said = ErrorShape(error=_why(outcome), status=STATUS[outcome.status], problems=problems)
    return answered(said, STATUS[outcome.status])


def _submission(chosen: Survey, sent: SubmissionShape) -> services.Submission:
    return services.Submission(
        survey_id=chosen.id,
        response_id=sent.id,
        version_n=sent.version or chosen.current_version,
        answers=sent.answers,
        language=sent.language[:10],
        at=clock.now(),
        channel_id=_channel(chosen, sent.code),
        retailer_id=_retailer(sent.licence),
        filled_by=sent.filled_by if sent.filled_by in ("self", "family", "manager") else None,
        mode=sent.mode if sent.mode in ("self", "together", "phone", "paper") else None,
        typist_id=current_user.id,
    )


def _channel(chosen: Survey, code: str | None) -> uuid.UUID | None:
    if not code:
        return None
    query = (
        select(Channel.id)
        .join(Code, Code.channel_id == Channel.id)
        .where(Code.code == clean_code(code), Code.revoked_at.is_(None), Channel.survey_id == chosen.id)
    )
    found = db.session.scalar(query)
    if found is None:
        raise asking.BadFilter(_("This code does not belong to the survey."))
    return found


def _retailer(licence: str | None) -> uuid.UUID | None:
    if not licence:
        return None
    row = db.session.scalars(visible_to(current_user, Retailer).where(Retailer.licence == licence)).first()
    if row is None:
        raise asking.BadFilter(_("No shop with this licence is known here."))
    return row.id


def _why(outcome: services.Outcome) -> str:
    if outcome.status == "invalid":
        return _("Some answers cannot be taken; nothing was stored.")
    if outcome.status == "conflict":
        return _("Another answer was already stored under this id.")
    return _("The survey does not take this answer now: %(why)s", why=outcome.reason or outcome.status)


def _sentence(problem: Any) -> str:
    template = MESSAGES.get(problem.code)
    return _(template, **problem.params) if template else str(problem.code)
