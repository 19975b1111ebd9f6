"""What retailers know: the awareness rate by question, district and size, and over the months."""

import uuid

from flask import render_template
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.access import fetch, needs
from portal.charts.figure import Figure
from portal.charts.lines import Point, trend
from portal.quizzes.awareness import awareness, awareness_figures
from portal.quizzes.awareness.awareness_figures import Figures
from portal.quizzes.models import Quiz, QuizState
from portal.quizzes.views.blueprint import bp
from portal.retailers.words import SIZES


@bp.get("/exams/<uuid:quiz_id>/awareness", endpoint="awareness")
@needs("see quizzes")
def awareness_rates(quiz_id: uuid.UUID) -> str:
    quiz = fetch(Quiz, quiz_id)
    check = awareness.check_of(quiz) if quiz.published_at is not None else None
    found = _figures(quiz) if check is not None else None
    return render_template(
        "quizzes/awareness.html",
        quiz=quiz,
        check=check,
        found=found,
        staff=awareness_figures.item_staff(check, current_user) if check is not None else [],
        over_time=_trend(quiz) if found is not None else None,
        sizes=SIZES,
    )


def _figures(quiz: Quiz) -> Figures:
    closed = quiz.state_at(clock.now()) is QuizState.CLOSED
    return awareness_figures.figures(awareness.check_of(quiz), current_user, closed)


def _trend(quiz: Quiz) -> Figure | None:
    """Month against month, where the check repeats an earlier one."""
    waves = [each for each in awareness_figures.waves(quiz) if each.published_at is not None]
    if len(waves) < 2:
        return None
    points = []
    for wave in waves:
        share = _figures(wave).total.share
        label = f"{(wave.opens_at or wave.created_at):%Y-%m}"
        points.append(Point(label, share.share, share.interval, share.base) if share else Point(label, None))
    return trend(
        points, chart_id="aware", title=_("Awareness rate over time"),
        note=_("share of retailers who know it, with its interval (95%)"),
        head=(_("Check"), _("Awareness rate"), _("Interval"), _("n")), hidden=_("too few answers"),
        ends=(0.0, 1.0),
    )  # fmt: skip
