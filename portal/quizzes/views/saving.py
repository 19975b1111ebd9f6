"""Saving answers and handing in, by the page's script or by its form: the busiest requests of an exam.

The script's way asks the database once for session, attempt and rules, in the transaction that writes.
"""

import uuid
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, current_app, flash, redirect, request, url_for
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal import clock, line
from portal.access import signed_in_by_row
from portal.errors import TooManyTries
from portal.extensions import login_manager
from portal.i18n import header_language
from portal.people import sessions
from portal.quizzes.attempts import asked, form_saves, phone_saves, sealing, sitting, taking
from portal.quizzes.attempts.asked import Sheet
from portal.quizzes.attempts.journal import Held, JournalFull
from portal.quizzes.attempts.phone_saves import Told
from portal.quizzes.attempts.taking import Caller, Outcome, Status
from portal.quizzes.models import Ending
from portal.quizzes.views.blueprint import phone
from portal.quizzes.views.sitting import after, mine

JSON = "application/json"


@phone.post("/exams/<uuid:quiz_id>/save")
@line.only_reading()
@signed_in_by_row
def save(quiz_id: uuid.UUID) -> Any:
    if request.mimetype == JSON:
        return _by_script(quiz_id, finishing=False)
    return _by_form(quiz_id, finishing=False)


@phone.post("/exams/<uuid:quiz_id>/hand-in")
@line.only_reading()
@signed_in_by_row
def hand_in(quiz_id: uuid.UUID) -> Any:
    """With what was not saved yet; twice is the same as once."""
    if request.mimetype == JSON:
        return _by_script(quiz_id, finishing=True)
    return _by_form(quiz_id, finishing=True)


def _by_script(quiz_id: uuid.UUID, finishing: bool) -> Response:
    at = clock.now()
    request.max_content_length = phone_saves.LARGEST
    sent = phone_saves.decode(request.get_data())
    sheet = asked.sheet_for(quiz_id, sent.attempt, sent.paper) if sent else None
    if sent is None or sheet is None:
        return _refused(
            quiz_id, at, str(_("The page was not complete. Open the exam again; your answers are kept."))
        )
    saves, wrong = phone_saves.read(sheet, sent.saves)
    if wrong:
        return _refused(
            quiz_id, at, _cannot_keep(sheet, [each.item for each in wrong]), [str(each.id) for each in wrong]
        )
    caller = Caller(sessions.this_hash(), quiz_id, sent.attempt, sent.paper)
    work = partial(taking.keep, caller=caller, saves=saves, at=at, sheet=sheet)
    if finishing:
        work = partial(taking.finish, **work.keywords, by_time=sent.time)
    return _told(quiz_id, _run(work), at, sheet)


def _by_form(quiz_id: uuid.UUID, finishing: bool) -> Any:
    """Who has no script is asked once more, on the page itself, before handing in."""
    if not current_user.is_authenticated:
        return login_manager.unauthorized()
    quiz, at = mine(quiz_id), clock.now()
    attempt = sitting.open_attempt(quiz, current_user.id)
    if attempt is None or request.form.get("attempt") != str(attempt.id):
        return redirect(after(quiz_id) if attempt is None else url_for("exams.sit", quiz_id=quiz_id), 303)
    sheet = asked.sheet_of(attempt)
    saves, wrong = form_saves.read(sheet, sitting.answers_now(attempt), request.form)
    caller = Caller(sessions.this_hash(), quiz_id, attempt.id, attempt.paper_n)
    over = Held.of(quiz, attempt).is_over(at)
    work = partial(taking.keep, caller=caller, saves=saves, at=at, sheet=sheet)
    if finishing and ("sure" in request.form or over):
        work = partial(taking.finish, **work.keywords, by_time=False)
    outcome = _run(work)
    if wrong:
        flash(_cannot_keep(sheet, [each.item_id for each in wrong]), "error")
    return _shown(quiz_id, outcome, sheet, asking=finishing)


def _run(work: Any) -> Outcome:
    try:
        outcome: Outcome = line.run(work)
    except JournalFull as full:
        raise TooManyTries(_("This attempt holds more entries than anybody could make.")) from full
    return outcome


def _told(quiz_id: uuid.UUID, outcome: Outcome, at: datetime, sheet: Sheet) -> Response:
    if outcome.held is None:
        return _refused(quiz_id, at, "") if outcome.status is Status.SIGNED_OUT else _nothing()
    zone = _zone()
    told = Told(
        phone_saves.moment(at, zone) or "", phone_saves.moment(outcome.due_at, zone),
        phone_saves.receipts(outcome.receipts, zone),
    )  # fmt: skip
    if outcome.status is Status.KEPT:
        return _json(told, 200)
    with force_locale(_language(outcome).replace("-", "_")):
        if outcome.status in (Status.GONE, Status.HANDED_IN):
            told.next, told.message = after(quiz_id), _ended(outcome.held, sheet)
            return _json(told, 200 if outcome.status is Status.HANDED_IN else 410)
        told.error = _too_early(outcome)
        return _json(told, 409)


def _language(outcome: Outcome) -> str:
    """That of the page, without asking for the account once more."""
    return outcome.language or header_language(request.headers.get("Accept-Language"))


def _shown(quiz_id: uuid.UUID, outcome: Outcome, sheet: Sheet, asking: bool) -> Any:
    if outcome.held is None:
        return login_manager.unauthorized() if outcome.status is Status.SIGNED_OUT else _nothing()
    if outcome.status in (Status.GONE, Status.HANDED_IN):
        flash(_ended(outcome.held, sheet))
        return redirect(after(quiz_id), 303)
    if outcome.status is Status.EARLY:
        flash(_too_early(outcome), "warning")
        return redirect(url_for("exams.sit", quiz_id=quiz_id), 303)
    if asking:
        return redirect(url_for("exams.sit", quiz_id=quiz_id, sure=1, _anchor="sure"), 303)
    flash(ngettext("%(num)s answer saved.", "%(num)s answers saved.", len(outcome.receipts)))
    return redirect(url_for("exams.sit", quiz_id=quiz_id), 303)


def _refused(quiz_id: uuid.UUID, at: datetime, sentence: str, wrong: list[str] | None = None) -> Response:
    """Who is not signed in is told how to go on; who has no seat learns nothing of the quiz."""
    told = Told(phone_saves.moment(at, _zone()) or "", error=sentence, wrong=wrong or ())
    if not current_user.is_authenticated:
        told.error = str(_("You were signed out. Your answers are kept in this phone."))
        told.next = url_for("people.sign_in", next=url_for("exams.sit", quiz_id=quiz_id))
        return _json(told, 401)
    mine(quiz_id)
    return _json(told, 422)


def _nothing() -> Any:
    raise NotFound


def _json(told: Told, status: int) -> Response:
    return Response(phone_saves.encode(told), status, mimetype=JSON)


def _cannot_keep(sheet: Sheet, items: list[uuid.UUID | None]) -> str:
    places = [str(sheet.by_item[item].place) for item in items if item in sheet.by_item]
    if not places:
        return str(_("This question is not on your paper."))
    return str(
        _("The answer to question %(places)s cannot be kept as it is. Change it.", places="、".join(places))
    )


def _ended(held: Held, sheet: Sheet) -> str:
    values = {"n": sealing.answered(held), "of": len(sheet.asked)}
    if held.ending == Ending.TIME:
        return str(_("Time is over; your paper was handed in for you (%(n)s of %(of)s answered).", **values))
    return str(_("Handed in (%(n)s of %(of)s answered).", **values))


def _too_early(outcome: Outcome) -> str:
    if outcome.status is Status.MORE_TIME or outcome.held is None:
        return str(_("You were given more time. Go on."))
    earliest = outcome.held.earliest_end().astimezone(_zone())
    return str(
        _("Handing in is possible from %(time)s. Your answers are saved.", time=f"{earliest:%H:%M:%S}")
    )


def _zone() -> ZoneInfo:
    return ZoneInfo(current_app.config["TIME_ZONE"])
