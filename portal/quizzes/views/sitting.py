"""Sitting an exam on the phone: the rules, the start, the paper."""

import uuid
from datetime import datetime
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_login import current_user
from sqlalchemy import bindparam, select

from portal import clock, line
from portal.access import reach, signed_in
from portal.errors import Refused
from portal.extensions import db
from portal.line import Done
from portal.quizzes.attempts import asked, beginning, exam_rules, sitting, steady
from portal.quizzes.attempts.journal import Held
from portal.quizzes.models import Attempt, Participant, Quiz, QuizKind
from portal.quizzes.views import sheet as drawn
from portal.quizzes.views.blueprint import linked, phone
from portal.wire import Wire

BY_PHONE = (QuizKind.EXAM, QuizKind.TEAM)
_MINE = (
    select(Quiz)
    .join(Participant, Participant.quiz_id == Quiz.id)
    .where(Quiz.id == bindparam("quiz_id"), Participant.account_id == bindparam("account_id"))
    .where(Quiz.published_at.is_not(None), Quiz.kind.in_(BY_PHONE))
)


@phone.get("/exams/<uuid:quiz_id>")
@signed_in
def rules(quiz_id: uuid.UUID) -> str:
    quiz = mine(quiz_id)
    told = exam_rules.rules(quiz, _seat(quiz), clock.now())
    done = linked("exams.result", quiz_id=quiz_id) if told.earlier else None
    return render_template("quizzes/rules.html", quiz=quiz, told=told, done=done)


@phone.post("/exams/<uuid:quiz_id>/start")
@line.only_reading()
@signed_in
def start(quiz_id: uuid.UUID) -> Any:
    """One insert; where it was made already, by another tap or device, that attempt goes on."""
    quiz, at = mine(quiz_id), clock.now()
    earlier = sitting.attempts_of(quiz, current_user.id)
    if all(each.handed_in_at for each in earlier):
        try:
            row = beginning.next_attempt(quiz, _seat(quiz), earlier, at, (steady.machine(), steady.ahead()))
        except Refused as refused:
            flash(refused.message, "warning")
            return redirect(url_for("exams.rules", quiz_id=quiz_id), 303)
        line.run(partial(_begin, row))
    return redirect(url_for("exams.sit", quiz_id=quiz_id), 303)


@phone.get("/exams/<uuid:quiz_id>/sit")
@signed_in
def sit(quiz_id: uuid.UUID) -> Any:
    quiz, at = mine(quiz_id), clock.now()
    attempt = sitting.open_attempt(quiz, current_user.id)
    if attempt is None:
        return redirect(after(quiz_id), 303)
    return render_template("quizzes/sit.html", **_page(quiz, attempt, at))


def mine(quiz_id: uuid.UUID) -> Quiz:
    """A published quiz this person has a seat in."""
    return reach(_MINE.params(quiz_id=quiz_id, account_id=current_user.id))


def after(quiz_id: uuid.UUID) -> str:
    """Where somebody without an open attempt belongs."""
    return linked("exams.result", quiz_id=quiz_id) or url_for("exams.rules", quiz_id=quiz_id)


def _seat(quiz: Quiz) -> Participant:
    return db.session.get_one(Participant, (quiz.id, current_user.id))


def _begin(row: dict[str, Any], wire: Wire) -> Done:
    begun = beginning.begin(wire, row)
    return Done(begun, beginning.is_published(wire, row["quiz_id"]))


def _page(quiz: Quiz, attempt: Attempt, at: datetime) -> dict[str, Any]:
    sheet, (answers, flags) = asked.sheet_of(attempt), sitting.page_now(attempt)
    due, paper = Held.of(quiz, attempt).due(), (quiz.id, attempt.paper_n, quiz.certainty)
    lines = [
        drawn.line_of(paper, sheet, each, answers.get(each.question.item), flags) for each in sheet.asked
    ]
    return {
        "quiz": quiz, "attempt": attempt, "lines": lines, "now": at, "due": due,
        "over": due is not None and at >= due, "after": after(quiz.id),
        "empty": [each.place for each in lines if not each.answered],
    }  # fmt: skip
