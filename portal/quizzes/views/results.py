"""Results of a quiz by person, unit and knowledge point; one attempt as proof; all as a workbook."""

import uuid
from datetime import datetime

from flask import Response, abort, redirect, render_template, request, url_for
from flask_babel import format_datetime
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import Select, select
from werkzeug.wrappers import Response as AnyResponse

from portal import clock
from portal.access import can, fetch, needs, reach, visible_to
from portal.extensions import db
from portal.forms import EmptyForm
from portal.i18n import say
from portal.people import audit, trees
from portal.quizzes.attempts import own_seat
from portal.quizzes.models import Attempt, Counting, Quiz
from portal.quizzes.results import looks, result_figures, result_points, result_sheet, result_workbook
from portal.quizzes.results.answer_words import stem_words
from portal.quizzes.results.result_page import Asked, Results
from portal.quizzes.results.result_people import Line, shop_or_name
from portal.quizzes.setup import quiz_words
from portal.quizzes.views.blueprint import bp
from portal.sheets.downloads import attachment

VERDICTS = {
    "right": "ok", "partly": "warn", "wrong": "bad", "empty": "bad", "pending": "none", "dropped": "none",
}  # fmt: skip


def may_export() -> bool:
    """Whoever runs quizzes may take results along, as may those who export anything."""
    return can(current_user, "export") or can(current_user, "run quiz")


@bp.get("/exams/<uuid:quiz_id>/results")
@needs("see quiz results")
def results(quiz_id: uuid.UUID) -> str:
    quiz = fetch(Quiz, quiz_id)
    found = Results(quiz, current_user, Asked.read(current_user, request.args))
    looks.note_of_auditor(quiz, "results", page=found.page)
    return render_template(
        "quizzes/results.html", quiz=quiz, results=found, asked=found.asked, numbers=found.numbers,
        spread=result_figures.spread(found.lines, found.numbers, quiz.pass_mark),
        weakest=result_points.figure(found.points), units=trees.choices(current_user),
        few=result_figures.FEW_PEOPLE, may_export=may_export(),
    )  # fmt: skip


@bp.get("/exams/<uuid:quiz_id>/results/<uuid:attempt_id>")
@needs("see quiz results")
def result_sheet_of(quiz_id: uuid.UUID, attempt_id: uuid.UUID) -> str:
    attempt = reach(_attempts().where(Attempt.quiz_id == quiz_id, Attempt.id == attempt_id))
    quiz = db.session.get_one(Quiz, quiz_id)
    own_seat.require_not_asked(current_user, quiz, clock.now())
    looks.note_of_auditor(quiz, "sheet", attempt=str(attempt_id))
    line = Line(attempt.unit, attempt.account, attempt.retailer, (attempt,))
    return render_template(
        "quizzes/result_sheet.html", quiz=quiz, attempt=attempt,
        sheet=result_sheet.sheet(quiz, attempt), who=shop_or_name(line, can(current_user, "see identity")),
        number=line.number if attempt.account else "", entries=result_sheet.ENTRIES,
        reasons=result_sheet.REASONS, verdicts=VERDICTS,
    )  # fmt: skip


@bp.post("/exams/<uuid:quiz_id>/results/export")
@needs("see quiz results")
def export_results(quiz_id: uuid.UUID) -> Response | AnyResponse:
    quiz = fetch(Quiz, quiz_id)
    if not may_export():
        abort(403)
    if not EmptyForm().validate_on_submit():
        return redirect(url_for("quizzes.results", quiz_id=quiz_id), 303)
    found = Results(quiz, current_user)
    content = result_workbook.workbook(found)
    audit.record(current_user, "export", quiz, changes={"people": [None, len(found.lines)]}, at=clock.now())
    db.session.commit()
    return attachment(content, f"{say(quiz.title)}-{_('Results')}.xlsx")


def _attempts() -> Select[Attempt]:
    """The attempts this person may see: of people who were in the own units when they sat."""
    known = visible_to(current_user, Quiz).with_only_columns(Quiz.id)
    return select(Attempt).where(Attempt.quiz_id.in_(known), Attempt.unit_id.in_(current_user.units_below()))


@bp.app_template_global()
def ending_word(attempt: Attempt) -> str:
    """How an attempt came to its end; empty while it is open."""
    return str(quiz_words.ENDINGS[attempt.ending]) if attempt.ending else ""


@bp.app_template_global()
def counting_word(quiz: Quiz) -> str:
    return str(quiz_words.COUNTINGS[Counting(quiz.counting)])


@bp.app_template_global()
def verdict_word(verdict: str) -> str:
    return {
        "right": _("right"), "partly": _("partly right"), "wrong": _("wrong"), "empty": _("not answered"),
        "pending": _("waits for marking"), "dropped": _("does not count"),
    }[verdict]  # fmt: skip


@bp.app_template_global()
def time_taken(seconds: int) -> str:
    return _("%(minutes)s min %(seconds)02d s", minutes=seconds // 60, seconds=seconds % 60)


@bp.app_template_filter()
def second(at: datetime) -> str:
    return format_datetime(at, "yyyy-MM-dd HH:mm:ss")


bp.add_app_template_global(shop_or_name, "person_name")
bp.add_app_template_global(stem_words, "stem_line")
