"""/p: what happens with personal data, and how all this works, in a few sentences."""

from flask import Blueprint, render_template, request

from portal.access import public
from portal.extensions import db
from portal.people import brand, settings
from portal.people.models import Unit
from portal.responses import doors, page, words
from portal.responses.resolving import Facts

bp = Blueprint("notices", __name__)


@bp.get("/p/notice")
@public
def privacy() -> str:
    """Of the survey whose code comes along, else of the installation in general."""
    found = doors.known_or_none(request.args.get("c", ""))
    survey = found.survey if found else None
    office = page.brand_for(found.unit_id) if found else brand.brand()
    unit = db.session.get(Unit, found.unit_id) if found else None
    days = survey.retention_days if survey else settings.get(unit, "retention_days")
    return render_template(
        "responses/notice.html", sentences=words.notice(survey, _kinds(survey), office, days)
    )


@bp.get("/p/help")
@public
def helping() -> str:
    return render_template("responses/help.html")


def _kinds(survey: Facts | None) -> list[str]:
    if survey is None or not survey.version:
        return []
    return [str(item.personal) for item in page.published(survey.id, survey.version).personal]
