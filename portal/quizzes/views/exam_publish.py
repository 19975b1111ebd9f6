"""/w/exams/<id>/publish: what is checked, and one button that says for how many people it is."""

import json
import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal import clock
from portal.access import fetch, needs
from portal.errors import PortalError
from portal.extensions import db
from portal.quizzes.models import Quiz
from portal.quizzes.setup import publishing, quiz_checks
from portal.quizzes.setup.publishing import WITHOUT_LIST, people_for
from portal.quizzes.setup.setup_forms import PublishQuizForm
from portal.quizzes.views.blueprint import bp


@bp.get("/exams/<uuid:quiz_id>/publish")
@needs("run quiz")
def exam_publish(quiz_id: uuid.UUID) -> str | Response:
    quiz = fetch(Quiz, quiz_id)
    if quiz.published_at is not None:
        return redirect(url_for("quizzes.exam", quiz_id=quiz.id), 303)
    return _page(quiz)


@bp.post("/exams/<uuid:quiz_id>/publish", endpoint="publish_exam")
@needs("run quiz")
def publish_exam(quiz_id: uuid.UUID) -> Response | tuple[str, int]:
    quiz = fetch(Quiz, quiz_id)
    if quiz.published_at is not None:
        return redirect(url_for("quizzes.exam", quiz_id=quiz.id), 303)
    at = clock.now()
    if not PublishQuizForm().validate() or not _acknowledged(quiz_checks.all_checks(quiz, at)):
        return _page(quiz, _("Look at the checks once more: something was not on the screen before.")), 422
    try:
        publishing.publish(quiz, actor=current_user, at=at)
    except PortalError as refusal:
        db.session.rollback()
        return _page(fetch(Quiz, quiz_id, may="run quiz"), refusal.message), refusal.status
    db.session.commit()
    flash(_("Published. The people it is for find it on their phones."))
    return redirect(url_for("quizzes.exam", quiz_id=quiz_id), 303)


def _acknowledged(found: list[quiz_checks.QuizCheck]) -> bool:
    """Whether every warning of this moment was on the page whose button was pressed."""
    try:
        seen: Any = json.loads(request.form.get("acknowledged", "[]"))
    except (ValueError, RecursionError):
        return False
    return isinstance(seen, list) and all(
        check.state == "ok" or (check.state == "warn" and check.fingerprint in seen) for check in found
    )


def _page(quiz: Quiz, problem: str = "") -> str:
    found = quiz_checks.all_checks(quiz, clock.now())
    warnings = [check.fingerprint for check in found if check.state == "warn"]
    return render_template(
        "quizzes/exam_publish.html", quiz=quiz, checks=found, problem=problem, warnings=len(warnings),
        blocked=any(check.state == "bad" for check in found), form=PublishQuizForm(),
        acknowledged=json.dumps(warnings, ensure_ascii=False), listed=quiz.kind not in WITHOUT_LIST,
        people=len(people_for(quiz)) if quiz.kind not in WITHOUT_LIST else 0,
    )  # fmt: skip
