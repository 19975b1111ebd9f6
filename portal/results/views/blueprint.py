"""The blueprint of the result screens, and what all of them use."""

from typing import Any

from flask import Blueprint, request
from flask_login import current_user

from portal import clock
from portal.results import asking, showing
from portal.results.query import Results
from portal.surveys.models import Survey

bp = Blueprint("results", __name__, url_prefix="/w/surveys/<uuid:survey_id>")
# These open no download; a link for the computer is shown instead.
WITHOUT_DOWNLOADS = ("MicroMessenger", "wxwork")


@bp.app_context_processor
def names() -> dict[str, Any]:
    return showing.globals_for_pages()


def results_of(survey: Survey) -> Results:
    """The figures of the survey as the signed-in person may see them, for the filter in the address."""
    return Results(survey, current_user, asking.read(request.args), clock.now())


def downloads() -> bool:
    agent = request.headers.get("User-Agent", "")
    return not any(name in agent for name in WITHOUT_DOWNLOADS)
