"""Print pages of a survey's codes, and the same as one PDF made by a job."""

import uuid
from functools import partial

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from portal.access import fetch, needs, require
from portal.distribution import fonts, qr
from portal.distribution.models import Channel
from portal.distribution.print_job import enqueue_print
from portal.distribution.printing import (
    LAYOUTS,
    SHOPS_A_PAGE,
    Order,
    Sheet,
    channel_sheet,
    shop_channel_code,
    shop_sheet,
    words,
)
from portal.distribution.views.blueprint import bp
from portal.errors import Gone
from portal.extensions import db
from portal.forms import EmptyForm
from portal.people.models import Unit
from portal.surveys.models import Survey


@bp.get("/surveys/<uuid:survey_id>/print")
@needs("distribute")
def print_survey(survey_id: uuid.UUID) -> str:
    survey = fetch(Survey, survey_id)
    order = Order.read(request.args)
    channel = channel_of(survey, order)
    if order.part is None:
        sheet = channel_sheet(channel, order)
    else:
        require("see retailers")
        sheet = shop_sheet(
            current_user, survey.unit, order, channel=channel, offset=offset(), limit=SHOPS_A_PAGE
        )
    back = url_for("distribution.share", survey_id=survey.id, channel=channel.id)
    return show(sheet, order, url_for("distribution.print_survey_pdf", survey_id=survey.id), back)


@bp.post("/surveys/<uuid:survey_id>/print")
@needs("distribute")
def print_survey_pdf(survey_id: uuid.UUID) -> Response:
    survey = fetch(Survey, survey_id)
    order = Order.read(request.form)
    channel = channel_of(survey, order)
    if order.part is not None:
        require("see retailers")
        shop_channel_code(channel)
    back = url_for("distribution.share", survey_id=survey.id, channel=channel.id)
    return start(order, survey.unit, back)


def channel_of(survey: Survey, order: Order) -> Channel:
    query = select(Channel).filter_by(survey_id=survey.id, id=order.channel)
    channel = db.session.scalars(query).first()
    if channel is None:
        raise Gone(_("This channel is not there any more."))
    return channel


def offset() -> int:
    page = request.args.get("page", 1, type=int)
    return (min(max(page, 1), 1000) - 1) * SHOPS_A_PAGE


def show(sheet: Sheet, order: Order, pdf: str, back: str) -> str:
    return render_template(
        f"distribution/print_{sheet.layout}.html",
        sheet=sheet,
        words=words(sheet),
        qr=partial(qr.svg, of_many=order.part is not None),
        order=order.written(),
        links=links(sheet, order),
        pdf=pdf if fonts.folder() else None,
        advice=fonts.advice(),
        layouts=LAYOUTS,
        back=back,
        page=offset() // SHOPS_A_PAGE + 1,
    )


def links(sheet: Sheet, order: Order) -> list[str]:
    """Of the pages, where the shops do not fit on one."""
    pages = -(-sheet.total // SHOPS_A_PAGE) if order.part is not None else 1
    here = request.endpoint or ""
    asked = {**(request.view_args or {}), **order.written()}
    return [url_for(here, page=page, **asked) for page in range(1, pages + 1)]


def start(order: Order, unit: Unit, back: str) -> Response:
    if not EmptyForm().validate_on_submit():
        return redirect(back, 303)
    job = enqueue_print(order, unit=unit, owner=current_user, back=back)
    db.session.commit()
    return redirect(url_for("jobs.show", job_id=job.id), 303)
