"""The public doors: /, /s, /q, /v, /k and /t. No session, no cookie; the submission id is the proof."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from portal import clock
from portal.access import public
from portal.columns import RECEIPT_CODE, clean_code
from portal.errors import Gone
from portal.extensions import db
from portal.quizzes.models import Quiz, QuizKind
from portal.responses import asking, awareness_page, doors, inlining, page, shop_page
from portal.responses.doors import Door

MOST_BYTES = 256 * 1024

bp = Blueprint("responses", __name__)
bp.after_app_request(inlining.name_to_browser)
bp.add_app_template_global(inlining.inline_style)
bp.add_app_template_global(inlining.inline_script)
bp.add_app_template_global(page.asked_size)
bp.add_app_template_global(page.office)


@bp.before_request
def limit_size() -> None:
    """Ten answers are two kilobytes; nobody types more than this."""
    request.max_content_length = MOST_BYTES


@bp.get("/")
@public
def start() -> str | BaseResponse:
    """One field that takes any code."""
    typed = request.args.get("code", "")
    code = clean_code(typed[:40])
    if len(code) == RECEIPT_CODE:
        return redirect(url_for("receipts.show", receipt=code), 303)
    if typed:
        endpoint = "quiz" if doors.known(typed).quiz_id else "survey"
        return redirect(url_for(f"responses.{endpoint}", code=code), 303)
    return render_template("responses/start.html")


@bp.get("/s/<code>")
@public
def survey(code: str) -> Response | BaseResponse | str:
    found = doors.known(code)
    if found.quiz_id is not None:
        return redirect(url_for("responses.quiz", code=found.code), 303)
    if found.retailer_id is not None and found.revoked_at is None:
        return shop_page.show(found, clock.now())
    return asking.ask(doors.of_channel(found))


@bp.post("/s/<code>")
@public
def hand_in(code: str) -> Response:
    return asking.hand_in(lambda: doors.of_channel(doors.known(code)))


def _for_shop(channel: str, shop: str) -> Door:
    return doors.of_channel_for_shop(doors.known(channel), doors.known(shop))


@bp.get("/s/<channel>/<shop>")
@public
def survey_for_shop(channel: str, shop: str) -> Response:
    return asking.ask(_for_shop(channel, shop))


@bp.post("/s/<channel>/<shop>")
@public
def hand_in_for_shop(channel: str, shop: str) -> Response:
    return asking.hand_in(lambda: _for_shop(channel, shop))


@bp.get("/q/<code>")
@public
def quiz(code: str) -> BaseResponse:
    """A quiz's code: retailers answer an awareness check, colleagues sign in and take part."""
    found = doors.known(code)
    if found.quiz_id is None:
        return redirect(url_for("responses.survey", code=found.code), 303)
    if found.revoked_at is not None:
        raise Gone(_("This code opens nothing any more. Ask whoever gave it to you for the new one."))
    asked = db.session.get_one(Quiz, found.quiz_id)
    if asked.kind == QuizKind.AWARENESS:
        return redirect(url_for("responses.awareness", code=found.code), 303)
    return redirect(url_for("exams.join", quiz_id=asked.id), 303)


@bp.get("/v/<code>")
@public
def visit(code: str) -> Response:
    return asking.ask(doors.of_purpose(doors.known(code), "visit"))


@bp.post("/v/<code>")
@public
def hand_in_visit(code: str) -> Response:
    return asking.hand_in(lambda: doors.of_purpose(doors.known(code), "visit"))


@bp.get("/k/<code>")
@public
def awareness(code: str) -> Response | BaseResponse:
    found, at = doors.known(code), clock.now()
    quiz = awareness_page.quiz_behind(found, at)
    if quiz is not None:
        return awareness_page.ask(found, quiz, at)
    return asking.ask(doors.of_purpose(found, "awareness"))


@bp.post("/k/<code>")
@public
def hand_in_awareness(code: str) -> Response | BaseResponse:
    found, at = doors.known(code), clock.now()
    quiz = awareness_page.quiz_behind(found, at)
    if quiz is not None:
        return awareness_page.hand_in(found, quiz, at)
    db.session.rollback()
    return asking.hand_in(lambda: doors.of_purpose(doors.known(code), "awareness"))


@bp.get("/k/<code>/done")
@public
def aware(code: str) -> str | BaseResponse:
    found = doors.known(code)
    quiz = awareness_page.quiz_behind(found, clock.now())
    if quiz is None:
        return redirect(url_for("responses.awareness", code=found.code), 303)
    return awareness_page.thanks(found, quiz)


@bp.get("/t/new")
@public
def speak_up() -> Response:
    door = doors.to_speak_up(request.args.get("c", ""))
    if door.closed(clock.now()) is not None:
        return _call_us(door)
    return asking.ask(door, f"&c={door.code}" if door.code else "")


@bp.post("/t/new")
@public
def hand_in_speaking_up() -> Response:
    text = request.args.get("c", "")
    return asking.hand_in(lambda: doors.to_speak_up(text))


def _call_us(door: Door) -> Response:
    """Nothing to fill in, but always somebody to call."""
    if door.unit_id is not None:
        page.brand_for(door.unit_id)
    return make_response(render_template("responses/call_us.html", title=_("Tell us")))
