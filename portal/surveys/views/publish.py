"""/w/surveys/<id>/publish: eight checks, what changes, one button that says to whom it goes."""

import json
import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal import chain, clock
from portal.access import fetch, needs
from portal.errors import Refused
from portal.extensions import db
from portal.surveys import checks, comparing, content, drafts, services
from portal.surveys.forms import PublishForm
from portal.surveys.models import Survey
from portal.surveys.views.blueprint import bp


@bp.get("/<uuid:survey_id>/publish")
@needs("edit survey")
def publish(survey_id: uuid.UUID) -> str:
    """Whoever may edit sees the checks; the button is the manager's."""
    return _page(fetch(Survey, survey_id))


@bp.post("/<uuid:survey_id>/publish", endpoint="publish_now")
@needs("publish survey")
def publish_now(survey_id: uuid.UUID) -> Response | tuple[str, int]:
    survey = fetch(Survey, survey_id)
    if not PublishForm().validate() or not _acknowledged(survey):
        return _page(survey, _("Look at the checks once more: something was not on the screen before.")), 422
    try:
        _break_trends(survey)
        services.publish(survey, actor=current_user, at=clock.now())
    except Refused as refusal:
        db.session.rollback()
        return _page(fetch(Survey, survey_id), refusal.message), refusal.status
    chain.contributions("survey published", survey, actor=current_user, at=clock.now())
    db.session.commit()
    flash(_("Published. From now on whoever scans a code of this survey can answer it."))
    return redirect(url_for("distribution.share", survey_id=survey.id), 303)


def _acknowledged(survey: Survey) -> bool:
    """Whether every warning of this moment was on the page whose button was pressed."""
    found = checks.all_checks(survey, content.draft(survey), clock.now())
    try:
        seen: Any = json.loads(request.form.get("acknowledged", "[]"))
    except (ValueError, RecursionError):
        return False
    return isinstance(seen, list) and all(
        check.state == "ok" or (check.state == "warn" and check.fingerprint in seen) for check in found
    )


def _break_trends(survey: Survey) -> None:
    """Where the manager says that figures must not be joined, the question gets an indicator of its own."""
    if survey.published_at is None:
        return
    asked = content.draft(survey)
    open_to_choice = {item.key for item in comparing.undecided(content.published(survey), asked)}
    keys = {
        key
        for key in open_to_choice
        if request.form.get(f"trend-{key}", comparing.BROKEN) == comparing.BROKEN
    }
    if keys:
        drafts.change_draft(
            survey,
            lambda draft: comparing.broken(draft, keys, survey.current_version + 1),
            actor=current_user,
            at=clock.now(),
        )


def _page(survey: Survey, problem: str = "") -> str:
    asked = content.draft(survey)
    found = checks.all_checks(survey, asked, clock.now())
    warnings = [check.fingerprint for check in found if check.state == "warn"]
    faults = [(fault, checks.words_of(fault, asked)) for fault in checks.other_faults(asked)]
    return render_template(
        "surveys/publish.html",
        survey=survey,
        asked=asked,
        checks=found,
        faults=faults,
        blocked=bool(faults) or any(check.state == "bad" for check in found),
        acknowledged=json.dumps(warnings, ensure_ascii=False),
        warnings=len(warnings),
        changes=comparing.compare(survey, survey.current_version, 0) if survey.published_at else None,
        has_changes=content.has_changes(survey),
        untranslated=checks.untranslated(asked),
        form=PublishForm(),
        problem=problem,
    )
