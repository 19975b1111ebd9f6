"""Item analysis of a quiz: which items to check, to change or to retire."""

import uuid
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from portal import clock
from portal.access import can, fetch, needs
from portal.extensions import db
from portal.forms import EmptyForm
from portal.i18n import current_language
from portal.jobs.queue import enqueue
from portal.quizzes.analysis import (
    analysis_book,
    analysis_data,
    analysis_models,
    analysis_page,
    analysis_words,
)
from portal.quizzes.analysis.analysis import Analysis, Line, analyse
from portal.quizzes.analysis.analysis_job import MODELS, file_name
from portal.quizzes.attempts import own_seat
from portal.quizzes.models import Quiz, QuizKind
from portal.quizzes.views.blueprint import bp
from portal.sheets.downloads import attachment


@bp.get("/exams/<uuid:quiz_id>/items")
@needs("see quizzes")
def item_analysis(quiz_id: uuid.UUID) -> str:
    quiz = fetch(Quiz, quiz_id)
    own_seat.require_not_asked(current_user, quiz, clock.now())
    analysis = analyse(analysis_data.read(quiz, _which(), current_user.units_below()))
    everything = request.args.get("all") == "1"
    line = _line(analysis)
    return render_template(
        "quizzes/analysis.html",
        quiz=quiz,
        analysis=analysis,
        head=analysis_page.head(analysis.sitting, current_user.units_below()),
        figure=analysis_page.figure(analysis, {"all": "1"} if everything else {}) if analysis.lines else None,
        line=line,
        ends=analysis.ends(line) if line else None,
        shown=analysis.lines if everything else [*analysis.to_look_at, *analysis.best[:2]],
        everything=everything,
        models=_models(analysis),
        quick=analysis_models.is_quick(analysis.sitting),
        words=analysis_words,
        page=analysis_page,
        may_regrade=_may_regrade(quiz),
        which_names=analysis_data.CHOICES,
    )


@bp.get("/exams/<uuid:quiz_id>/items.xlsx")
@needs("see quizzes")
def item_analysis_file(quiz_id: uuid.UUID) -> Response:
    quiz = fetch(Quiz, quiz_id)
    own_seat.require_not_asked(current_user, quiz, clock.now())
    analysis = analyse(analysis_data.read(quiz, _which(), current_user.units_below()))
    quick = analysis_models.is_quick(analysis.sitting)
    models = analysis_models.models(analysis.sitting) if quick else None
    return attachment(analysis_book.workbook(analysis, models), file_name(quiz))


@bp.post("/exams/<uuid:quiz_id>/items/models")
@needs("see quizzes")
def fit_models(quiz_id: uuid.UUID) -> AnyResponse:
    """The models of a large quiz, behind a button: the page of the work says how far it is."""
    quiz = fetch(Quiz, quiz_id)
    own_seat.require_not_asked(current_user, quiz, clock.now())
    if not EmptyForm().validate_on_submit():
        return redirect(url_for("quizzes.item_analysis", quiz_id=quiz.id), 303)
    wanted = {"quiz": str(quiz.id), "which": _which(), "language": current_language()}
    work = enqueue(MODELS, wanted, owner=current_user, unit_id=current_user.unit_id)
    db.session.commit()
    return redirect(url_for("jobs.show", job_id=work.id), 303)


def _may_regrade(quiz: Quiz) -> bool:
    """Only where the quiz is at home: a county that reads its city's quiz cannot change its key."""
    at_home = quiz.unit_id in current_user.units_below()
    return at_home and can(current_user, "mark answers") and quiz.kind != QuizKind.AWARENESS


def _which() -> str:
    which = request.args.get("which", "")
    return which if which in analysis_data.CHOICES else analysis_data.COUNTED


def _line(analysis: Analysis) -> Line | None:
    """The item that is open: the asked one, else the gravest."""
    return analysis.line(request.args.get("item", "")) or next(iter(analysis.by_gravity), None)


def _models(analysis: Analysis) -> Any:
    if request.args.get("models") != "1" or not analysis_models.is_quick(analysis.sitting):
        return None
    return analysis_models.models(analysis.sitting)
