"""/m/exams: my exams, how they went, and my certificates."""

import uuid
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from portal import clock
from portal.access import reach, signed_in
from portal.extensions import db
from portal.forms import EmptyForm
from portal.quizzes.models import Attempt, Participant, Quiz, QuizState
from portal.quizzes.practice import certificates, my_exams, my_result, practice_answers
from portal.quizzes.practice.practice_pool import today_of
from portal.quizzes.views.blueprint import phone


@phone.get("/exams")
@signed_in
def index() -> str:
    at = clock.now()
    return render_template(
        "quizzes/my_exams.html", exams=my_exams.mine(current_user, at),
        certificates=certificates.of_person(current_user, at), today=today_of(at),
    )  # fmt: skip


@phone.get("/exams/<uuid:quiz_id>/result")
@signed_in
def result(quiz_id: uuid.UUID) -> Any:
    quiz, at = _my_quiz(quiz_id), clock.now()
    own = my_exams.of_quiz(current_user, quiz, at)
    attempt = _chosen(own)
    if attempt is None:
        return render_template("quizzes/my_result_none.html", own=own, quiz=quiz)
    found = my_result.result(quiz, attempt, my_exams.markings_of([attempt]), at)
    return render_template(
        "quizzes/my_result.html", quiz=quiz, own=own, result=found,
        ranking=my_result.ranking(quiz, current_user) if own.standing else None,
        certificate=certificates.of_quiz(current_user, quiz, at),
    )  # fmt: skip


@phone.post("/exams/<uuid:quiz_id>/practise")
@signed_in
def practise_wrong(quiz_id: uuid.UUID) -> Response:
    """The wrong ones of an attempt go into the wrong-question book; only where they may be known."""
    quiz, at = _my_quiz(quiz_id), clock.now()
    attempt = _chosen(my_exams.of_quiz(current_user, quiz, at))
    if attempt is None or not EmptyForm().validate_on_submit():
        abort(404)
    found = my_result.result(quiz, attempt, my_exams.markings_of([attempt]), at)
    fresh = practice_answers.enter_as_wrong(current_user, found.wrong, at=at)
    db.session.commit()
    if fresh:
        flash(
            ngettext("%(num)s question put into your book.", "%(num)s questions put into your book.", fresh)
        )
    if found.wrong and quiz.state_at(at) is QuizState.OPEN:
        flash(_("Questions of an exam that is still open wait in your book until it has closed."))
    return redirect(url_for("exams.wrong"), 303)


@phone.get("/certificates/<uuid:attempt_id>")
@signed_in
def certificate(attempt_id: uuid.UUID) -> Any:
    at = clock.now()
    row = certificates.attempt_of(current_user, attempt_id)
    found = certificates.of_quiz(current_user, row[1], at) if row else None
    if found is None:
        abort(404)
    if found.attempt.id != attempt_id:
        return redirect(url_for("exams.certificate", attempt_id=found.attempt.id), 303)
    return render_template("quizzes/my_certificate.html", certificate=found, today=today_of(at))


def _my_quiz(quiz_id: uuid.UUID) -> Quiz:
    """One somebody is a participant of; for everybody else it does not exist."""
    return reach(
        select(Quiz)
        .join(Participant, Participant.quiz_id == Quiz.id)
        .where(Quiz.id == quiz_id, Participant.account_id == current_user.id)
        .where(Quiz.published_at.is_not(None))
    )


def _chosen(own: my_exams.MyQuiz) -> Attempt | None:
    """The attempt asked for, else the one that counts, else the last one handed in."""
    number = request.args.get("attempt", 0, int)
    asked = next((each for each in own.handed_in if each.number == number), None)
    counts = own.standing.attempt if own.standing else None
    return asked or counts or (own.handed_in[-1] if own.handed_in else None)
