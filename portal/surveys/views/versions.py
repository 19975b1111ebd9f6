"""/w/surveys/<id>/versions: what was asked when, what changed, and earlier drafts to take back."""

import uuid

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from portal import clock
from portal.access import fetch, needs
from portal.extensions import db
from portal.surveys import comparing, content, drafts
from portal.surveys.models import Survey, SurveyRevision, SurveyVersion
from portal.surveys.views.blueprint import bp, say_with_undo

REVISIONS_SHOWN = 30


@bp.get("/<uuid:survey_id>/versions")
@needs("edit survey")
def versions(survey_id: uuid.UUID) -> str:
    survey = fetch(Survey, survey_id)
    published = select(SurveyVersion).filter_by(survey_id=survey.id).order_by(SurveyVersion.n.desc())
    revisions = select(SurveyRevision).filter_by(survey_id=survey.id).order_by(SurveyRevision.n.desc())
    old, new = _asked_pair(survey)
    return render_template(
        "surveys/versions.html",
        survey=survey,
        versions=list(db.session.scalars(published)),
        revisions=list(db.session.scalars(revisions.limit(REVISIONS_SHOWN))),
        old=old,
        new=new,
        comparison=comparing.compare(survey, old, new) if old else None,
        has_changes=content.has_changes(survey),
    )


@bp.post("/<uuid:survey_id>/revisions/<int:n>/restore")
@needs("edit survey")
def restore_revision(survey_id: uuid.UUID, n: int) -> Response:
    survey = fetch(Survey, survey_id)
    drafts.restore(survey, n, actor=current_user, at=clock.now())
    db.session.commit()
    say_with_undo(_("The earlier draft is the newest again."), url_for("surveys.undo", survey_id=survey.id))
    return redirect(url_for("surveys.edit", survey_id=survey.id), 303)


def _asked_pair(survey: Survey) -> tuple[int, int]:
    """Which two to compare; 0 as the newer one is the draft, 0 as the older one means none is there."""
    current = survey.current_version
    old = request.args.get("old", current, type=int)
    new = request.args.get("new", 0, type=int)
    fine = 1 <= old <= current and 0 <= new <= current
    return (old, new) if fine else (current, 0)
