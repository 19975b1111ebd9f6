"""The first screen, and the two addresses that machines ask."""

from flask import Blueprint, Response, jsonify, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import text
from werkzeug.wrappers import Response as AnyResponse

from portal import chain, clock
from portal.access import needs, public, signed_in
from portal.charts.bars import bar_cell
from portal.desk import overview as desk
from portal.desk import satisfaction, todo
from portal.extensions import db, limiter
from portal.navigation import Entry, rail_entry

bp = Blueprint("desk", __name__)
rail_entry(10, Entry(_l("Overview"), "desk.overview", "see surveys"))


@bp.get("/w")
@needs("see surveys")
def overview() -> str:
    at = clock.now()
    surveys = desk.live_surveys(current_user)
    steps = [] if current_user.county.is_demo else chain.contributions("checklist", current_user)
    return render_template(
        "desk/overview.html",
        at=at,
        steps=steps if desk.checklist_open(steps) else [],
        todos=todo.for_person(current_user, surveys, at),
        running=desk.running(surveys, at),
        figure=desk.indicator_figure(current_user),
        satisfaction=satisfaction.latest(current_user, at),
        bar_cell=bar_cell,
        panels=chain.contributions("overview panel", current_user, at),
    )


@bp.get("/m")
@signed_in
def phone() -> AnyResponse:
    """Where a staff phone begins: the first tab this person has."""
    own_shops = current_user.may("see retailers")
    return redirect(url_for("customers.index" if own_shops else "people.me"), 303)


@bp.get("/healthz")
@public
@limiter.exempt
def healthz() -> Response:
    return jsonify(status="ok")


@bp.get("/readyz")
@public
@limiter.exempt
def readyz() -> Response:
    """Answers 503 by the error handler where the database does not."""
    db.session.execute(text("SELECT 1"))
    return jsonify(status="ready")
