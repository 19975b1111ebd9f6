"""Asking and handing in, alike at every door."""

import uuid
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

import msgspec
from flask import Response, current_app, jsonify, make_response, redirect, render_template, request
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from portal import clock, line
from portal.errors import wants_json
from portal.line import Done
from portal.responses import dates, doors, drafts, mending, opens, page, services, stamps
from portal.responses.doors import Door
from portal.responses.drafts import Draft, Submission
from portal.responses.resolving import Facts
from portal.responses.services import Outcome
from portal.wire import Wire

PAGE_STATUS = {"closed": 410, "revoked": 410, "full": 410, "gone": 410, "answered": 409}


def ask(door: Door, keep: str = "") -> Response:
    at = clock.now()
    reason = door.closed(at)
    if door.survey is None or reason is not None:
        return closed(door, reason or "gone")
    page.brand_for(door.survey.unit_id)
    opens.count(door.survey.id, door.channel_id, clock.day_of(at, current_app.config["TIME_ZONE"]))
    more = keep + ("&m=1" if "m" in request.args else "")
    return page.visit(door.survey, door.code, door.assisted, at, more)


def hand_in(open_door: Callable[[], Door], keep: str = "") -> Response:
    """What is read first may be two seconds old; what decides is asked by the transaction that stores."""
    with line.only_reading():
        door = open_door()
        sheet = mending.read(door.survey, door.code) if door.survey is not None else None
    if door.survey is None or sheet is None:
        return closed(door, door.closed(clock.now()) or "gone")
    if sheet.wrong:
        return _mend(door, door.survey, sheet, keep)
    response_id = submission_id()
    draft = drafts.draw(
        _submission(door, door.survey, sheet, response_id), sheet.questionnaire, door.survey.mode
    )
    door, outcome = line.run(partial(_decide, door, draft))
    as_json = wants_json()
    return _tell(door, outcome, _next(outcome.receipt, sheet, response_id, as_json), as_json)


def _decide(door: Door, draft: Draft, wire: Wire) -> Done:
    door = doors.again(wire, door)
    refusal = door.refusal(draft.at, draft.opened_at)
    if refusal is not None:
        return Done((door, Outcome("refused", reason=refusal)), False)
    done = services.keep(wire, draft, door.survey)
    return Done((door, done.value), done.stays)


def _submission(door: Door, survey: Facts, sheet: mending.Given, response_id: uuid.UUID) -> Submission:
    return Submission(
        survey_id=survey.id,
        response_id=response_id,
        version_n=sheet.version,
        answers=sheet.reading.answers,
        language=sheet.look.language,
        at=clock.now(),
        channel_id=door.channel_id,
        retailer_id=door.retailer_id,
        mode=_mode(door),
        opened_at=sheet.opened_at,
        device=_device(),
    )


def submission_id() -> uuid.UUID:
    found = mending.parsed_id(request.form.get("_id", ""))
    if found is None:
        raise BadRequest(
            str(_("The page was not complete. Open it again with the code; nothing was stored."))
        )
    return found


def _mode(door: Door) -> str | None:
    if door.by_phone:
        return "phone"
    return "together" if door.assisted else None


def _device() -> str:
    """Evidence of one browser behind one network; only its salted hash is ever kept."""
    network = (request.remote_addr or "").rpartition(".")[0] or request.remote_addr
    return f"{network}|{request.user_agent.string[:300]}|{request.headers.get('Accept-Language', '')[:100]}"


def _next(receipt: str, sheet: mending.Given, response_id: uuid.UUID, as_json: bool) -> str:
    """Where the respondent goes now; with a photo to come, the submission id goes along as proof."""
    if not receipt:
        return ""
    kept = {name: request.args[name] for name in ("lang", "fs") if name in request.args}
    if sheet.asks_photo and not as_json:
        kept["id"] = str(response_id)
    return f"/r/{receipt}" + (f"?{urlencode(kept)}" if kept else "")


def _tell(door: Door, outcome: Outcome, following: str, as_json: bool) -> Response:
    if outcome.status == "refused":
        return closed(door, outcome.reason)
    if outcome.status == "conflict":
        return _conflict(outcome, following)
    if not as_json:
        answer = make_response(redirect(following, 303))
        answer.headers["Cache-Control"] = "no-cache"
        return answer
    said = msgspec.json.encode({"next": following, "receipt": outcome.receipt})
    return Response(said, 201 if outcome.status == "created" else 200, mimetype="application/json")


def _conflict(outcome: Outcome, following: str) -> Response:
    message = str(
        _(
            "This page was handed in before with other answers; those are kept. "
            "To add something, scan the code again."
        )
    )
    if wants_json():
        return make_response(jsonify(error=message, next=following), 409)
    html = render_template("responses/conflict.html", message=message, following=following)
    return make_response(html, 409)


def _mend(door: Door, survey: Facts, sheet: mending.Given, keep: str) -> Response:
    if wants_json():
        problems = [
            {"item": w.item, "code": w.code, "part": w.part, "label": w.label, "message": w.message}
            for w in sheet.wrong
        ]
        return make_response(jsonify(error=str(_("Something needs mending")), problems=problems), 422)
    page.brand_for(survey.unit_id)
    at = clock.now()
    rendered = page.render(sheet.questionnaire, survey, sheet.look, at, given=sheet.fields, wrong=sheet.wrong)
    stamp = request.form.get("_stamp", "")[:80] or stamps.sign(survey.id, sheet.version, door.code, at)
    slot = page.slot(request.form.get("_id", "")[:40], stamp)
    return page.answer(rendered, slot, door.code, keep, 422)


def closed(door: Door, reason: str) -> Response:
    """Why not, kindly, and how to speak up all the same."""
    if door.unit_id is not None:
        page.brand_for(door.unit_id)
    with force_locale(page.look().language.replace("-", "_")):
        title, message = _reason(reason, door)
        status = PAGE_STATUS.get(reason, 403)
        if wants_json():
            return make_response(jsonify(error=f"{title} {message}", reason=reason), status)
        html = render_template(
            "responses/closed.html",
            title=title,
            message=message,
            code=door.code.partition(".")[0],
            reason=reason,
        )
    return make_response(html, status)


def _reason(reason: str, door: Door) -> tuple[str, str]:
    survey = door.survey
    here = str(_("You can still tell us what you want to say."))
    titles: dict[str, Any] = {
        "closed": lambda: _("This survey ended on %(day)s.", day=_day(survey.ended_at if survey else None)),
        "full": lambda: _("This survey has enough answers. Thank you!"),
        "not_started": lambda: _(
            "This survey starts on %(day)s.", day=_day(survey.opens_at if survey else None)
        ),
        "paused": lambda: _("This survey is resting for a moment."),
        "hours": lambda: _("This survey is open %(hours)s.", hours=_hours(door)),
        "revoked": lambda: _("This code has been replaced by a new one."),
        "answered": lambda: _("This shop has answered already. Thank you!"),
    }
    title = titles.get(reason, lambda: _("Nothing is asked here at the moment."))()
    return str(title), here


def _day(at: datetime | None) -> str:
    return dates.day_month(at) if at else ""


def _hours(door: Door) -> str:
    survey = door.survey
    return f"{survey.daily_from or '00:00'}–{survey.daily_until or '24:00'}" if survey else ""
