"""/w/exams: what is on, what comes, what is over; a new one; one quiz at a glance; its end."""

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal import chain, clock
from portal.access import fetch, needs, reach
from portal.extensions import db
from portal.forms import UNSTORABLE
from portal.quizzes.models import Quiz, QuizKind
from portal.quizzes.models.quizzes import EXAMINED
from portal.quizzes.setup import quiz_lifecycle, quiz_listing, quiz_steps, supervising
from portal.quizzes.setup.publishing import WITHOUT_LIST, people_for
from portal.quizzes.setup.quiz_words import COUNTINGS, KIND_NOTES, KINDS, STATES
from portal.quizzes.setup.setup_forms import NewQuizForm
from portal.quizzes.views.blueprint import bp


@bp.get("/exams")
@needs("see quizzes")
def index() -> str:
    at, shelf = clock.now(), request.args.get("shelf", "")
    lines = quiz_listing.lines(current_user, archived=shelf == "archive", at=at)
    wanted = [line for line in lines if _fits(line)]
    steps = {
        line.quiz.id: quiz_steps.next_step(line.quiz, line.state, line.tally, current_user) for line in wanted
    }
    return render_template(
        "quizzes/exams.html", lines=wanted, steps=steps, has_any=bool(lines), shelf=shelf, kinds=KINDS,
        states=STATES, asked=request.args, without_list=WITHOUT_LIST, notes=KIND_NOTES,
    )  # fmt: skip


def _fits(line: quiz_listing.Line) -> bool:
    words = request.args.get("q", "").strip().casefold()
    return (
        words in " ".join(line.quiz.title.values()).casefold()
        and request.args.get("state", "") in ("", line.state)
        and request.args.get("kind", "") in ("", line.quiz.kind)
    )


@bp.route("/exams/new", methods=["GET", "POST"])
@needs("run quiz")
def new_exam() -> Any:
    form = NewQuizForm(kind=request.args.get("kind", QuizKind.EXAM))
    if not form.validate_on_submit():
        page = render_template("quizzes/exam_new.html", form=form, notes=KIND_NOTES)
        return page, 422 if form.errors else 200
    if form.kind.data == QuizKind.TEAM:
        return redirect(url_for("exams.team_quiz"), 303)
    quiz = quiz_lifecycle.create_quiz(
        unit=current_user.unit, title=form.title.data, kind=QuizKind(form.kind.data), actor=current_user,
        at=clock.now(),
    )  # fmt: skip
    db.session.commit()
    return redirect(url_for("quizzes.exam_settings", quiz_id=quiz.id), 303)


@bp.get("/exams/<uuid:quiz_id>")
@needs("see quizzes")
def exam(quiz_id: uuid.UUID) -> str:
    quiz = reach(quiz_listing.known_to(current_user).where(Quiz.id == quiz_id))
    at = clock.now()
    tally = quiz_listing.tally(quiz, current_user.units_below())
    meant = len(people_for(quiz)) if quiz.published_at is None and quiz.kind not in WITHOUT_LIST else 0
    own = quiz.unit_id in current_user.units_below()
    return render_template(
        "quizzes/exam.html", quiz=quiz, tally=tally, own=own, without_list=WITHOUT_LIST, countings=COUNTINGS,
        steps=quiz_steps.chain(quiz, tally, meant, at), writing=supervising.writing(quiz) if own else 0,
        next_step=quiz_steps.next_step(quiz, quiz.state_at(at), tally, current_user), meant=meant,
        state=quiz.state_at(at), examined=EXAMINED, series=_series(quiz),
        doors=chain.contributions("quiz door", quiz),
    )  # fmt: skip


def _series(quiz: Quiz) -> list[Quiz]:
    """The one before and the one after of a quiz that repeats, as far as one may see them."""
    around = (Quiz.repeat_of_id == quiz.id) | (Quiz.id == quiz.repeat_of_id)
    return list(
        db.session.scalars(quiz_listing.known_to(current_user).where(around).order_by(Quiz.created_at))
    )


@bp.post("/exams/<uuid:quiz_id>/copy")
@needs("run quiz")
def copy_exam(quiz_id: uuid.UUID) -> Response:
    quiz = fetch(Quiz, quiz_id)
    copy = quiz_lifecycle.copy_quiz(quiz, unit=quiz.unit, actor=current_user, at=clock.now())
    db.session.commit()
    flash(_("Copied. Set its time; nothing of the first one is changed."))
    return redirect(url_for("quizzes.exam_settings", quiz_id=copy.id), 303)


@bp.post("/exams/<uuid:quiz_id>/archive")
@needs("run quiz")
def archive_exam(quiz_id: uuid.UUID) -> Response:
    quiz = fetch(Quiz, quiz_id)
    quiz_lifecycle.archive(quiz, actor=current_user, at=clock.now())
    db.session.commit()
    flash(
        _("Archived. It stands on the other shelf.") if quiz.archived_at else _("Taken out of the archive.")
    )
    return redirect(url_for("quizzes.index"), 303)


@bp.post("/exams/<uuid:quiz_id>/withdraw")
@needs("run quiz")
def withdraw_exam(quiz_id: uuid.UUID) -> Response:
    quiz = fetch(Quiz, quiz_id)
    quiz_lifecycle.withdraw(quiz, actor=current_user, at=clock.now())
    db.session.commit()
    flash(_("Withdrawn. Nobody sees it any more; everything can be changed again."))
    return redirect(url_for("quizzes.exam", quiz_id=quiz.id), 303)


@bp.post("/exams/<uuid:quiz_id>/close")
@needs("run quiz")
def close_exam(quiz_id: uuid.UUID) -> Response:
    quiz = fetch(Quiz, quiz_id)
    reason = UNSTORABLE.sub("", request.form.get("reason", "")).strip()[:300]
    writing = quiz_lifecycle.close(quiz, actor=current_user, at=clock.now(), reason=reason)
    db.session.commit()
    flash(_("Closed. What %(n)s people had saved was handed in.", n=writing) if writing else _("Closed."))
    return redirect(url_for("quizzes.exam", quiz_id=quiz.id), 303)
