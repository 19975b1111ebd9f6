"""Marking a quiz anew: propose, see who would pass or fail, apply or withdraw."""

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal import clock
from portal.access import AUDITOR, can, fetch, needs
from portal.errors import Refused
from portal.extensions import db
from portal.forms import EmptyForm
from portal.i18n import current_language
from portal.jobs.queue import enqueue
from portal.quizzes.analysis import analysis_words, regrade_page, regrading
from portal.quizzes.analysis.analysis_data import Asked, asked_of
from portal.quizzes.analysis.regrade_forms import ApplyForm, RegradeForm
from portal.quizzes.analysis.regrade_job import REGRADE, told
from portal.quizzes.attempts import own_seat
from portal.quizzes.models import Quiz, QuizKind, Regrade
from portal.quizzes.results import looks
from portal.quizzes.views.blueprint import bp


@bp.get("/exams/<uuid:quiz_id>/regrade")
@needs("see quizzes")
def regrade(quiz_id: uuid.UUID) -> str:
    quiz = fetch(Quiz, quiz_id)
    own_seat.require_not_asked(current_user, quiz, clock.now())
    asked = _asked(quiz)
    form = RegradeForm.of(asked) if asked and _may_change(quiz) else None
    return _page(quiz, asked, form)


@bp.post("/exams/<uuid:quiz_id>/regrade")
@needs("mark answers")
def propose_regrade(quiz_id: uuid.UUID) -> str | Response | tuple[str, int]:
    quiz = fetch(Quiz, quiz_id)
    asked = _asked(quiz)
    if asked is None or quiz.kind == QuizKind.AWARENESS:
        raise Refused(_("Choose an item of this quiz first."))
    form = RegradeForm.of(asked)
    if not form.validate_on_submit():
        return _page(quiz, asked, form), 422
    actor, reason = current_user._get_current_object(), form.reason.data or ""
    row = regrading.propose(quiz, {asked.id: form.change()}, reason=reason, actor=actor, at=clock.now())
    db.session.commit()
    return redirect(url_for("quizzes.regrade_effect", regrade_id=row.id), 303)


@bp.get("/regrades/<uuid:regrade_id>")
@needs("see quizzes")
def regrade_effect(regrade_id: uuid.UUID) -> str:
    """Counts for everybody who may see the quiz, names for those who may change marks or look into them."""
    row = fetch(Regrade, regrade_id)
    quiz = db.session.get_one(Quiz, row.quiz_id)
    own_seat.require_not_asked(current_user, quiz, clock.now())
    shops = can(current_user, "see retailers")
    named = can(current_user, "mark answers") or current_user.role == AUDITOR
    if named:
        looks.note_of_auditor(quiz, "regrade", regrade=str(row.id))
    return render_template(
        "quizzes/regrade_effect.html",
        quiz=quiz,
        regrade=row,
        effect=row.effect,
        changes=regrade_page.changes(row, asked_of(quiz)),
        people=regrade_page.people(row, shops) if named else None,
        attempts=regrade_page.attempts(row, shops) if named else None,
        form=ApplyForm(seen=row.effect["print"]),
        waiting=row.applied_at is None and row.withdrawn_at is None,
    )


@bp.post("/regrades/<uuid:regrade_id>/apply")
@needs("mark answers")
def apply_regrade(regrade_id: uuid.UUID) -> Response:
    row = fetch(Regrade, regrade_id)
    form = ApplyForm()
    if form.validate_on_submit():
        seen = form.seen.data or ""
        if len(row.effect["changed"]) > regrading.BESIDE and row.applied_at is None:
            return _beside(row, seen)
        outcome = regrading.apply(row, actor=current_user._get_current_object(), at=clock.now(), seen=seen)
        db.session.commit()
        flash(told(outcome, row), "warning" if outcome is regrading.Outcome.STALE else "message")
    return redirect(url_for("quizzes.regrade_effect", regrade_id=row.id), 303)


@bp.post("/regrades/<uuid:regrade_id>/withdraw")
@needs("mark answers")
def withdraw_regrade(regrade_id: uuid.UUID) -> Response:
    row = fetch(Regrade, regrade_id)
    if EmptyForm().validate_on_submit():
        regrading.withdraw(row, actor=current_user._get_current_object(), at=clock.now())
        db.session.commit()
        flash(_("The proposal is withdrawn; nothing was marked anew."))
    return redirect(url_for("quizzes.regrade", quiz_id=row.quiz_id), 303)


def _beside(row: Regrade, seen: str) -> Response:
    wanted = {"regrade": str(row.id), "seen": seen, "language": current_language()}
    work = enqueue(REGRADE, wanted, owner=current_user, unit_id=row.unit_id)
    db.session.commit()
    return redirect(url_for("jobs.show", job_id=work.id), 303)


def _asked(quiz: Quiz) -> Asked | None:
    return asked_of(quiz).get(request.args.get("item", ""))


def _may_change(quiz: Quiz) -> bool:
    mine = can(current_user, "mark answers") and quiz.unit_id in current_user.units_below()
    return mine and quiz.kind != QuizKind.AWARENESS


def _page(quiz: Quiz, asked: Asked | None, form: RegradeForm | None) -> str:
    items: Any = asked_of(quiz)
    return render_template(
        "quizzes/regrade.html",
        quiz=quiz,
        asked=asked,
        items=items,
        form=form,
        history=regrading.of_quiz(quiz),
        may_change=_may_change(quiz),
        may_open=quiz.unit_id in current_user.units_below(),
        describe=lambda row: regrade_page.changes(row, items),
        words=analysis_words,
    )
