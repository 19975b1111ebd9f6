"""/m/examine: an examiner chooses a person, ticks steps or enters answers, and hands in."""

import uuid
from typing import Any

from flask import Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from portal import clock
from portal.access import STAFF, can, needs, reach, visible_to
from portal.errors import Gone, Refused, wants_json
from portal.extensions import db
from portal.people.models import Account
from portal.quizzes.attempts import (
    asked,
    examining,
    examining_answers,
    examining_page,
    examining_photos,
    sitting,
)
from portal.quizzes.attempts.examining import Examined
from portal.quizzes.models import Attempt, Quiz
from portal.quizzes.views.blueprint import bp, phone
from portal.retailers.models import Retailer
from portal.storage import files

JSON = "application/json"
SHOPS, PEOPLE = "shops", "people"


@phone.get("/examine")
@needs("examine")
def examine() -> str:
    return render_template(
        "quizzes/examine.html",
        quizzes=examining.open_now(current_user, clock.now()),
        may_make=can(current_user, "run quiz"),
    )


@phone.get("/examine/<uuid:examination_id>")
@needs("examine")
def examine_whom(examination_id: uuid.UUID) -> str:
    quiz = _quiz(examination_id)
    kinds = _kinds()
    chosen = request.args.get("who", "")
    who, typed = chosen if chosen in kinds else kinds[0], request.args.get("q", "")
    find = examining.found_shops if who == SHOPS else examining.found_colleagues
    return render_template(
        "quizzes/examine_whom.html", quiz=quiz, who=who, kinds=kinds, typed=typed,
        rows=find(current_user, quiz, typed), under_way=examining.under_way(current_user, quiz),
        state=quiz.state_at(clock.now()), most=examining.SHOWN,
    )  # fmt: skip


@phone.post("/examine/<uuid:examination_id>/shops/<uuid:retailer_id>")
@needs("examine")
def examine_shop(examination_id: uuid.UUID, retailer_id: uuid.UUID) -> Any:
    quiz = _quiz(examination_id)
    shop = reach(examining.shops(current_user, quiz).where(Retailer.id == retailer_id))
    return _begin(quiz, Examined(retailer=shop), SHOPS)


@phone.post("/examine/<uuid:examination_id>/people/<uuid:account_id>")
@needs("examine")
def examine_person(examination_id: uuid.UUID, account_id: uuid.UUID) -> Any:
    quiz = _quiz(examination_id)
    account = reach(examining.colleagues(current_user, quiz).where(Account.id == account_id))
    return _begin(quiz, Examined(account=account), PEOPLE)


@phone.get("/examinations/<uuid:examined_id>")
@needs("examine")
def examining_sheet(examined_id: uuid.UUID) -> Any:
    attempt = _mine(examined_id)
    if attempt.handed_in_at is not None:
        return redirect(url_for("exams.examined", examined_id=attempt.id), 303)
    return render_template("quizzes/examine_sheet.html", page=examining_page.sheet(attempt))


@phone.post("/examinations/<uuid:examined_id>/save")
@needs("examine")
def examining_save(examined_id: uuid.UUID) -> Any:
    """By the page's script as JSON, or by its form."""
    attempt = _mine(examined_id)
    if request.mimetype == JSON:
        return _by_script(attempt)
    if attempt.handed_in_at is None:
        saved = _by_form(attempt)
        flash(_("Saved.") if saved else _("Nothing was changed."))
    return redirect(url_for("exams.examining_sheet", examined_id=attempt.id), 303)


@phone.post("/examinations/<uuid:examined_id>/photo")
@needs("examine")
def examining_photo(examined_id: uuid.UUID) -> Any:
    request.max_content_length = examining_photos.MOST_BYTES + 64 * 1024
    attempt, file = _mine(examined_id), request.files.get("photo")
    if file is None or not file.filename:
        flash(_("Choose a photo first."), "warning")
    else:
        sealed = _("This examination is finished; nothing can be changed any more.")
        examining_photos.keep(attempt, file.stream.read(examining_photos.MOST_BYTES + 1), sealed)
        db.session.commit()
        if wants_json():
            return jsonify(photo=url_for("exams.examined_photo", examined_id=attempt.id))
        flash(_("The photo is kept."))
    return redirect(url_for("exams.examining_sheet", examined_id=attempt.id), 303)


@phone.post("/examinations/<uuid:examined_id>/finish")
@needs("examine")
def examining_finish(examined_id: uuid.UUID) -> Any:
    """Asked once more on the page itself; what the page holds is saved either way."""
    attempt = _mine(examined_id)
    if attempt.handed_in_at is None:
        _by_form(attempt)
        if "sure" not in request.form:
            return redirect(
                url_for("exams.examining_sheet", examined_id=attempt.id, sure=1, _anchor="sure"), 303
            )
        examining.finish(_quiz_of(attempt), attempt, current_user, clock.now())
        db.session.commit()
    return redirect(url_for("exams.examined", examined_id=attempt.id), 303)


@phone.post("/examinations/<uuid:examined_id>/take-over")
@needs("examine")
def take_over(examined_id: uuid.UUID) -> Any:
    """Somebody else's, of a person one may examine oneself."""
    attempt = reach(_takeable().where(Attempt.id == examined_id))
    quiz = _quiz_of(attempt)
    if attempt.retailer_id is not None:
        reach(examining.shops(current_user, quiz).where(Retailer.id == attempt.retailer_id))
    else:
        reach(examining.colleagues(current_user, quiz).where(Account.id == attempt.account_id))
    examining.take_over(quiz, attempt, current_user, clock.now())
    db.session.commit()
    return redirect(url_for("exams.examining_sheet", examined_id=attempt.id), 303)


@phone.get("/examinations/<uuid:examined_id>/done")
@needs("examine")
def examined(examined_id: uuid.UUID) -> Any:
    attempt = _mine(examined_id)
    if attempt.handed_in_at is None:
        return redirect(url_for("exams.examining_sheet", examined_id=attempt.id), 303)
    return render_template("quizzes/examine_done.html", page=examining_page.outcome(attempt))


@phone.get("/examinations/<uuid:examined_id>/photo")
@needs("examine")
def examined_photo(examined_id: uuid.UUID) -> Response:
    return _photo(_mine(examined_id))


@bp.get("/exams/<uuid:quiz_id>/results/<uuid:attempt_id>/photo")
@needs("see quiz results")
def result_photo(quiz_id: uuid.UUID, attempt_id: uuid.UUID) -> Response:
    known = visible_to(current_user, Quiz).with_only_columns(Quiz.id)
    query = select(Attempt).where(
        Attempt.quiz_id == quiz_id, Attempt.id == attempt_id, Attempt.quiz_id.in_(known),
        Attempt.unit_id.in_(current_user.units_below()),
    )  # fmt: skip
    return _photo(reach(query))


def _quiz(quiz_id: uuid.UUID) -> Quiz:
    return reach(examining.known_to(current_user).where(Quiz.id == quiz_id))


def _mine(attempt_id: uuid.UUID) -> Attempt:
    return reach(examining.mine(current_user).where(Attempt.id == attempt_id))


def _takeable() -> Any:
    known = examining.known_to(current_user).with_only_columns(Quiz.id)
    return select(Attempt).where(
        Attempt.quiz_id.in_(known), Attempt.unit_id.in_(current_user.units_below()),
        Attempt.examiner_id.is_not(None),
    )  # fmt: skip


def _quiz_of(attempt: Attempt) -> Quiz:
    return db.session.get_one(Quiz, attempt.quiz_id)


def _kinds() -> list[str]:
    """Whom this person may choose from."""
    found = [SHOPS] if can(current_user, "see retailers") else []
    return found if current_user.role == STAFF else [*found, PEOPLE]


def _begin(quiz: Quiz, who: Examined, kind: str) -> Any:
    try:
        attempt = examining.begin(quiz, who, current_user, clock.now())
    except Refused as refused:
        db.session.rollback()
        flash(refused.message, "warning")
        return redirect(url_for("exams.examine_whom", examination_id=quiz.id, who=kind, q=who.name), 303)
    db.session.commit()
    return redirect(url_for("exams.examining_sheet", examined_id=attempt.id), 303)


def _by_form(attempt: Attempt) -> int:
    sheet = asked.sheet_of(attempt)
    saves = examining_answers.of_form(sheet, sitting.answers_now(attempt), request.form)
    if saves:
        examining.save(_quiz_of(attempt), attempt, sheet, saves, current_user, clock.now())
        db.session.commit()
    return len(saves)


def _by_script(attempt: Attempt) -> Any:
    request.max_content_length = examining_answers.LARGEST
    batch, sheet = examining_answers.decode(request.get_data()), asked.sheet_of(attempt)
    if batch is None:
        return jsonify(error=_("The page was not complete. Open it again; what you ticked is kept.")), 422
    saves, wrong = examining_answers.of_script(sheet, batch)
    try:
        found = examining.save(_quiz_of(attempt), attempt, sheet, saves, current_user, clock.now())
    except Gone as gone:
        following = url_for("exams.examined", examined_id=attempt.id)
        return jsonify(error=gone.message, next=following), 410
    db.session.commit()
    error = _("One entry cannot be kept as it is. Change it.") if wrong else ""
    return jsonify(receipts=[str(each.save_id) for each in found], wrong=wrong, error=error)


def _photo(attempt: Attempt) -> Response:
    file = examining_photos.of(attempt)
    if file is None:
        abort(404)
    response = Response(files.read(file), mimetype=file.media_type)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response
