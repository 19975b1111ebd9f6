"""The blueprint of the survey screens, their entry in the rail, and words every one of them uses."""

from typing import Any, cast

from flask import Blueprint, flash
from flask_babel import lazy_gettext as _l

from portal import clock
from portal.navigation import Entry, rail_entry
from portal.surveys.forms import AUDIENCES, MODES
from portal.surveys.item_forms import TYPES
from portal.surveys.models import State, Survey
from question_bank.questionnaires import SurveyItem

bp = Blueprint("surveys", __name__, url_prefix="/w/surveys")

STATES = {
    State.DRAFT: ("none", _l("Draft")),
    State.SCHEDULED: ("warn", _l("Opens later")),
    State.OPEN: ("ok", _l("Open")),
    State.PAUSED: ("warn", _l("Paused")),
    State.CLOSED: ("none", _l("Closed")),
}

rail_entry(
    20,
    Entry(
        _l("Voice"),
        "surveys.index",
        ability="see surveys",
        prefixes=("/w/surveys",),
        children=(
            Entry(_l("Surveys"), "surveys.index", "see surveys"),
            Entry(_l("Item library"), "surveys.library", "edit survey"),
        ),
    ),
)


def say_with_undo(words: str, undo: str) -> None:
    """What was done, with a button that takes it back."""
    flash(cast(Any, (words, undo)), "undo")


@bp.app_template_global()
def survey_state(survey: Survey) -> tuple[str, str]:
    """The lamp of a survey and its word."""
    lamp, word = STATES[survey.state_at(clock.now())]
    return lamp, str(word)


@bp.app_template_global()
def audience_name(audience: str) -> str:
    return str(AUDIENCES[audience])  # type: ignore[index]


@bp.app_template_global()
def mode_name(mode: str) -> str:
    return str(MODES[mode])  # type: ignore[index]


@bp.app_template_global()
def item_type_name(item: SurveyItem) -> str:
    return str(TYPES[item.type])


@bp.app_template_filter()
def minutes(value: float) -> str:
    """2, not 2.0; half a minute stays half."""
    return f"{value:g}"
