"""Sitting an exam on the phone: the rules, the start, the paper."""

import uuid
from datetime import datetime
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_login import current_user
from sqlalchemy import select

from portal import clock, line
from portal.access import reach, signed_in
from portal.errors import Refused
from portal.extensions import db
from portal.line import Done
from portal.quizzes import asked, beginning, exam_rules, sheets, sitting, steady
from portal.quizzes.journal import Held
from portal.quizzes.models import Attempt, Participant, Quiz, QuizKind
from portal.quizzes.views import sheet as drawn
from portal.quizzes.views.blueprint import linked, phone
from portal.wire import Wire

BY_PHONE = (QuizKind.EXAM, QuizKind.TEAM)


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
    if sitting.open_attempt(quiz, current_user.id) is None:
        try:
            row = beginning.next_attempt(quiz, _seat(quiz), at, (steady.machine(), steady.ahead()))
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
    query = (
        select(Quiz)
        .join(Participant, Participant.quiz_id == Quiz.id)
        .where(Quiz.id == quiz_id, Participant.account_id == current_user.id)
        .where(Quiz.published_at.is_not(None), Quiz.kind.in_(BY_PHONE))
    )
    return reach(query)


def after(quiz_id: uuid.UUID) -> str:
    """Where somebody without an open attempt belongs."""
    return linked("exams.result", quiz_id=quiz_id) or url_for("exams.rules", quiz_id=quiz_id)


def _seat(quiz: Quiz) -> Participant:
    return db.session.get_one(Participant, (quiz.id, current_user.id))


def _begin(row: dict[str, Any], wire: Wire) -> Done:
    return Done(beginning.begin(wire, row), True)


def _page(quiz: Quiz, attempt: Attempt, at: datetime) -> dict[str, Any]:
    sheet, answers = asked.sheet_of(attempt), sitting.answers_now(attempt)
    flags, due = sitting.flagged_now(attempt), Held.of(quiz, attempt).due()
    lines = [_line(sheet, each, answers, flags) for each in sheet.asked]
    return {
        "quiz": quiz, "attempt": attempt, "lines": lines, "now": at, "due": due,
        "over": due is not None and at >= due, "certainties": drawn.CERTAINTIES, "after": after(quiz.id),
        "empty": [each["place"] for each in lines if not each["answered"]],
    }  # fmt: skip


def _line(sheet: asked.Sheet, each: asked.Asked, answers: dict[str, Any], flags: set[str]) -> dict[str, Any]:
    n, answer, certainty = answers.get(each.question.item, (0, None, None))
    before = sheet.asked[each.place - 2] if each.place > 1 else None
    material = sheet.materials.get(each.material_id) if each.material_id else None
    return {
        "place": each.place, "asked": each, "n": n, "given": sheets.show(each, answer),
        "certainty": certainty, "answered": answer is not None, "flagged": each.question.item in flags,
        "material": material,
        "same_material": before is not None and before.material_id == each.material_id and bool(material),
    }  # fmt: skip
