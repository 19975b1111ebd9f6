"""Signs of copying and of items that leaked: to look into, never proof. Nothing here changes a mark."""

import uuid

from flask import render_template, request
from flask_login import current_user

from portal import clock
from portal.access import can, fetch, needs
from portal.forms import UNSTORABLE
from portal.quizzes.analysis import analysis_data, analysis_words, evidence_page
from portal.quizzes.attempts import own_seat
from portal.quizzes.models import Quiz
from portal.quizzes.results import looks
from portal.quizzes.views.blueprint import bp


@bp.get("/exams/<uuid:quiz_id>/evidence")
@needs("see evidence")
def evidence(quiz_id: uuid.UUID) -> str:
    """Without names until somebody asks for them, and each such look is noted.

    A leader sees the results of the own team but not this: suspicion among colleagues is for the office,
    which hears both sides, and not for whoever works beside them tomorrow.
    """
    quiz = fetch(Quiz, quiz_id)
    own_seat.require_not_asked(current_user, quiz, clock.now())
    units = evidence_page.narrowed(current_user.units_below(), request.args.get("unit", ""))
    sitting = analysis_data.read(quiz, analysis_data.ALL, units)
    named = request.args.get("names") == "1"
    if named:
        looks.note(quiz, "evidence", unit=UNSTORABLE.sub("", request.args.get("unit", ""))[:40])
    return render_template(
        "quizzes/evidence.html",
        quiz=quiz,
        found=evidence_page.of(sitting, units, named=named, shops=can(current_user, "see retailers")),
        named=named,
        unit=request.args.get("unit", ""),
        units=evidence_page.offered(quiz, current_user.units_below()),
        words=analysis_words,
    )
