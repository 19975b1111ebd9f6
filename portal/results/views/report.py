"""The report of a survey, and its answers as files."""

import uuid

from flask import redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from portal import chain, clock
from portal.access import fetch, needs, reach
from portal.extensions import db
from portal.i18n import current_language
from portal.jobs.queue import enqueue
from portal.people import audit
from portal.results import asking, comments, crossing, photos, readings, showing
from portal.results.exports.job import EXPORT
from portal.results.forms import ExportForm
from portal.results.query import Results
from portal.results.views.blueprint import bp, downloads, results_of
from portal.surveys.models import Survey
from portal.surveys.reading import readable
from question_bank.questionnaires import SurveyItem

ALL = "all"


@bp.get("/report")
@needs("see results")
def report(survey_id: uuid.UUID) -> str:
    survey = reach(readable(current_user).where(Survey.id == survey_id))
    results = results_of(survey)
    chosen = _chosen(results)
    if chosen["words"] or chosen["pictures"]:
        readings.note_of_auditor(survey, {"item": request.args.get("item", "")[:40], "page": _page()})
    return render_template(
        "results/report.html",
        survey=survey,
        results=results,
        head=showing.head(results, clock.now()),
        panels=chain.contributions("report", survey, results),
        photo_items=photos.items(results),
        **chosen,
    )


def _chosen(results: Results) -> dict[str, object]:
    """The item that is open, what it is crossed with, and its comments or photos."""
    nothing: dict[str, object] = {
        "tables": [],
        "item": None,
        "cross": None,
        "offered": [],
        "words": None,
        "pictures": None,
    }
    wanted = request.args.get("item", "")
    if wanted == ALL:
        return {**nothing, "tables": list(results.tables())}
    shots = photos.items(results)
    photo = next((each for each in shots if each.key == wanted or not results.items), None)
    if photo is not None:
        return {**nothing, "item": photo, "pictures": photos.pictures(results, photo, _page())}
    item = results.item(wanted) or next(iter(results.items), None)
    return nothing if item is None else {**nothing, **_of_item(results, item)}


def _of_item(results: Results, item: SurveyItem) -> dict[str, object]:
    offered = crossing.offered(results, item) if item.type in crossing.CROSSABLE else []
    by = request.args.get("cross") or (str(offered[0][0]) if offered else "")
    words = comments.comments(results, item, _page())
    return {
        "tables": [results.table(item)],
        "item": item,
        "cross": crossing.cross(results, item, by) if offered and results.n else None,
        "offered": offered,
        "words": words if comments.is_comment(item) else None,
    }


def _page() -> int:
    page = request.args.get("page", "1")
    return int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1


@bp.route("/export", methods=["GET", "POST"])
@needs("export")
def export(survey_id: uuid.UUID) -> str | Response | tuple[str, int]:
    survey = fetch(Survey, survey_id)
    asked = asking.read(request.args)
    form = ExportForm()
    if form.validate_on_submit():
        work = enqueue(EXPORT, _wishes(survey, form, asked), owner=current_user, unit_id=current_user.unit_id)
        audit.record(
            current_user, "export", survey, changes={"format": form.format.data, **asked.arguments()}
        )
        db.session.commit()
        return redirect(url_for("jobs.show", job_id=work.id), 303)
    page = render_template(
        "results/export.html", survey=survey, form=form, asked=asked, downloads=downloads()
    )
    return page, 422 if form.errors else 200


def _wishes(survey: Survey, form: ExportForm, asked: asking.Asked) -> dict[str, object]:
    return {
        "survey": str(survey.id),
        "format": form.format.data,
        "wording": form.wording.data,
        "asked": asked.arguments(),
        "language": current_language(),
    }
