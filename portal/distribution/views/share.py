"""分发: how a survey goes out, what each way brings, and what is said in its favour."""

import uuid
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal import chain, clock
from portal.access import fetch, needs
from portal.distribution import counts, outreach, texts
from portal.distribution.addresses import address
from portal.distribution.facts import Facts, facts_of
from portal.distribution.forms import OutreachForm
from portal.distribution.models import KINDS, WAYS, Channel, Code, Kind, Way
from portal.distribution.printing import LAYOUTS
from portal.distribution.services import live_code
from portal.distribution.shops import Part, counted, invited, shops
from portal.distribution.starters import SETS, archived, channels, managers
from portal.distribution.views.blueprint import bp
from portal.extensions import db
from portal.surveys.models import Audience, Mode, Survey

WITHOUT_DOWNLOADS = ("MicroMessenger", "wxwork")


@bp.app_template_global()
def kind_name(kind: Kind) -> str:
    return str(KINDS[Kind(kind)])


@bp.app_template_global()
def way_name(way: Way) -> str:
    return str(WAYS[Way(way)])


@dataclass(frozen=True, slots=True)
class Chosen:
    """The channel at the right of the page, ready to be handed on."""

    channel: Channel
    place: int
    code: Code | None
    address: str
    text: str
    reminder: str


@bp.get("/surveys/<uuid:survey_id>/share")
@needs("see surveys")
def share(survey_id: uuid.UUID) -> str:
    survey = fetch(Survey, survey_id)
    return _page(survey, OutreachForm())


@bp.post("/surveys/<uuid:survey_id>/outreach")
@needs("distribute")
def add_outreach(survey_id: uuid.UUID) -> str | Response:
    survey = fetch(Survey, survey_id)
    form = OutreachForm()
    if not form.validate_on_submit():
        return _page(survey, form)
    values = {name: field.data for name, field in form._fields.items() if name != "csrf_token"}
    outreach.log(survey, actor=current_user, at=clock.now(), **values)
    db.session.commit()
    flash(_("Written down."))
    return redirect(url_for("distribution.share", survey_id=survey.id, _anchor="outreach"), 303)


def _page(survey: Survey, form: OutreachForm) -> str:
    rows = channels(survey)
    received = counts.received(survey)
    each = counts.tallies(rows, received)
    overall = counts.total(survey, rows, received)
    facts = facts_of(survey)
    chosen = _chosen(survey, rows, facts, overall)
    code = chosen.code.code if chosen and chosen.code else ""
    return render_template(
        "distribution/share.html",
        survey=survey,
        facts=facts,
        rows=rows,
        codes={row.id: live_code(channel=row) for row in rows},
        each=each,
        total=overall,
        kinds=counts.by_kind(survey, rows, each),
        chosen=chosen,
        panels=chain.contributions("share panel", survey, chosen.channel if chosen else None, code),
        outreach=outreach.entries(survey),
        form=form,
        **_choices(survey),
    )


def _choices(survey: Survey) -> dict[str, Any]:
    agent = request.headers.get("User-Agent", "")
    for_shops = survey.audience == Audience.RETAILER
    known = survey.mode != Mode.ANONYMOUS
    return {
        "sets": {name: label for name, (label, _wanted) in SETS.items()},
        "archived": archived(survey),
        "splittable": known and bool(managers(survey)),
        "for_shops": for_shops,
        "shop_codes": for_shops and known,
        "shop_count": counted(shops(current_user, Part(), within=survey.unit)) if for_shops else 0,
        "invited": invited(survey) or survey.population,
        "layouts": {name: layout for name, layout in LAYOUTS.items() if layout.for_channels},
        "downloads": not any(name in agent for name in WITHOUT_DOWNLOADS),
    }


def _chosen(survey: Survey, rows: list[Channel], facts: Facts, overall: counts.Tally) -> Chosen | None:
    asked = request.args.get("channel", "")
    found = [(place, row) for place, row in enumerate(rows, 1) if str(row.id) == asked] or list(
        enumerate(rows[:1], 1)
    )
    if not found:
        return None
    place, row = found[0]
    code = live_code(channel=row)
    where = address(code.code, survey.unit) if code else ""
    text = texts.copy_text(row, facts, where) if code else ""
    reminder = texts.reminder(survey, facts, overall, where) if code else ""
    return Chosen(row, place, code, where, text, reminder)
