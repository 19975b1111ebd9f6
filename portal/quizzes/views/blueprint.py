"""The two blueprints of the quiz screens: the workbench's and the staff phone's."""

from typing import Any, cast

from flask import Blueprint, current_app, flash, url_for
from flask_babel import lazy_gettext as _l

from portal import clock
from portal.navigation import Entry, rail_entry
from portal.quizzes.models import Quiz
from portal.quizzes.setup import quiz_words

bp = Blueprint("quizzes", __name__, url_prefix="/w")
phone = Blueprint("exams", __name__, url_prefix="/m")

LEARNING = (
    Entry(_l("Question banks"), "quizzes.banks", "see quizzes", ("/w/banks", "/w/item")),
    Entry(_l("Papers"), "quizzes.papers", "see quizzes", ("/w/papers",)),
    Entry(_l("Quizzes"), "quizzes.index", "see quizzes", ("/w/exams", "/w/regrades")),
    Entry(_l("Skill matrix"), "quizzes.skills", "see quiz results", ("/w/skills",)),
)
rail_entry(50, Entry(_l("Learning"), "quizzes.banks", "see quizzes", children=LEARNING))


def say_with_undo(words: str, undo: str) -> None:
    """What was done, with a button that takes it back."""
    flash(cast(Any, (words, undo)), "undo")


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
