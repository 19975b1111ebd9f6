"""The two blueprints of the quiz screens: the workbench's and the staff phone's."""

from typing import Any

from flask import Blueprint, current_app, url_for

from portal import clock
from portal.quizzes import quiz_words
from portal.quizzes.models import Quiz

bp = Blueprint("quizzes", __name__, url_prefix="/w")
phone = Blueprint("exams", __name__, url_prefix="/m")


@bp.app_template_global()
def linked(endpoint: str, **values: Any) -> str | None:
    """The address of a screen, or None where this installation has none of that name."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None


@bp.app_template_global()
def quiz_state(quiz: Quiz) -> tuple[str, str]:
    """The lamp of a quiz and its word."""
    return quiz_words.state_words(quiz, clock.now())


@bp.app_template_global()
def quiz_kind(quiz: Quiz) -> str:
    return quiz_words.kind_name(quiz.kind)
