"""/w/surveys: what runs, what is being written, what is put away."""

import uuid

from flask import render_template, request
from flask_login import current_user

from portal import chain, clock
from portal.access import needs
from portal.extensions import db
from portal.surveys import templates
from portal.surveys.forms import AUDIENCES
from portal.surveys.models import Survey
from portal.surveys.reading import readable
from portal.surveys.views.blueprint import STATES, bp

SHELVES = ("", "archive", "bin")
TEMPLATES_SHOWN = 4


@bp.get("")
@needs("see surveys")
def index() -> str:
    shelf = request.args.get("shelf", "")
    surveys = _wanted(_shelved(shelf))
    return render_template(
        "surveys/index.html",
        surveys=surveys,
        received=received([survey.id for survey in surveys]),
        has_any=db.session.scalar(readable(current_user).with_only_columns(Survey.id).limit(1)),
        shelf=shelf,
        templates=templates.builtin()[:TEMPLATES_SHOWN],
        states=STATES,
        audiences=AUDIENCES,
        asked=request.args,
    )


def received(ids: list[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many answers came in, as the features that keep answers count them."""
    counts: dict[uuid.UUID, int] = {}
    for contribution in chain.contributions("survey counts", ids):
        counts.update(contribution)
    return counts


def _shelved(shelf: str) -> list[Survey]:
    query = readable(current_user).order_by(Survey.created_at.desc())
    if shelf == "bin":
        query = query.where(Survey.binned_at.is_not(None))
    else:
        archived = Survey.archived_at.is_not(None) if shelf == "archive" else Survey.archived_at.is_(None)
        query = query.where(Survey.binned_at.is_(None), archived)
    return list(db.session.scalars(query))


def _wanted(surveys: list[Survey]) -> list[Survey]:
    """A county has some dozens of surveys: the title is a document, so it is searched here."""
    words = request.args.get("q", "").strip().casefold()
    state, audience = request.args.get("state", ""), request.args.get("audience", "")
    now = clock.now()
    return [
        survey
        for survey in surveys
        if words in " ".join(survey.title.values()).casefold()
        and state in ("", survey.state_at(now))
        and audience in ("", survey.audience)
    ]
