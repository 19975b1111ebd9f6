"""每店一码: the permanent codes of the shops of a district, or of a survey's shops."""

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal import clock
from portal.access import fetch, needs, require
from portal.distribution import services
from portal.distribution.forms import CodeForm, PartForm, ReasonForm
from portal.distribution.printing import LAYOUTS, SHOPS_A_PAGE, Order, shop_sheet
from portal.distribution.shops import Part, counted, districts, invited, listed, shops, without_code
from portal.distribution.starters import channels
from portal.distribution.views.blueprint import bp
from portal.distribution.views.printing import offset, show, start
from portal.errors import Refused
from portal.extensions import db
from portal.forms import EmptyForm
from portal.people.models import Unit
from portal.retailers.models import Retailer
from portal.surveys.models import Mode, Survey

FOR_SHOPS = {name: layout for name, layout in LAYOUTS.items() if layout.for_shops}


@bp.get("/shop-codes")
@needs("edit retailers")
def shop_codes() -> str:
    """The shops' own codes, which belong to no survey."""
    return _choose(current_user.unit, None)


@bp.get("/surveys/<uuid:survey_id>/shop-codes")
@needs("distribute")
def survey_shop_codes(survey_id: uuid.UUID) -> str:
    """Codes that open this survey for one shop: a channel's code and the shop's own."""
    survey = _with_shops(survey_id)
    return _choose(survey.unit, survey)


@bp.post("/surveys/<uuid:survey_id>/shop-codes")
@needs("distribute")
def make_survey_shop_codes(survey_id: uuid.UUID) -> Response:
    survey = _with_shops(survey_id)
    part = Part.read(request.form)
    if EmptyForm().validate_on_submit():
        _make(part, survey.unit)
    return redirect(url_for("distribution.survey_shop_codes", survey_id=survey.id, **part.written()), 303)


def _with_shops(survey_id: uuid.UUID) -> Survey:
    survey = fetch(Survey, survey_id)
    require("see retailers")
    if survey.mode == Mode.ANONYMOUS:
        raise Refused(_("An anonymous survey has no code for each shop: it would tell who answered."))
    return survey


def _choose(unit: Unit, survey: Survey | None) -> str:
    part = Part.read(request.args)
    query = shops(current_user, part, within=unit)
    return render_template(
        "distribution/shop_codes.html",
        survey=survey,
        rows=channels(survey) if survey else [],
        form=PartForm(request.args).offer(districts(current_user, within=unit)),
        part=part.written(),
        count=counted(query),
        missing=counted(without_code(query)),
        invited=invited(survey) if survey else 0,
        layouts=FOR_SHOPS,
        reason=ReasonForm(formdata=None),
    )


@bp.post("/shop-codes")
@needs("edit retailers")
def make_shop_codes() -> Response:
    """Every shop of the part gets its code; those that have one keep it."""
    part = Part.read(request.form)
    if EmptyForm().validate_on_submit():
        _make(part, current_user.unit)
    return redirect(url_for("distribution.shop_codes", **part.written()), 303)


def _make(part: Part, unit: Unit) -> None:
    missing = without_code(shops(current_user, part, within=unit))
    made = services.complete_shop_codes(listed(missing), actor=current_user, at=clock.now())
    db.session.commit()
    flash(_("%(n)s new codes made.", n=made))


@bp.post("/shop-codes/replace")
@needs("edit retailers")
def replace_shop_codes() -> Response:
    """Cards in wrong hands: all codes of the part are taken back and drawn anew."""
    part = Part.read(request.form)
    form = ReasonForm()
    if form.validate_on_submit():
        found = listed(shops(current_user, part, within=current_user.unit))
        count = services.replace_shop_codes(
            found, actor=current_user, at=clock.now(), reason=form.reason.data
        )
        db.session.commit()
        flash(_("%(n)s codes replaced. The old cards open nothing any more.", n=count))
    else:
        flash(" ".join(map(str, form.reason.errors)), "error")
    return redirect(url_for("distribution.shop_codes", **part.written()), 303)


@bp.get("/shop-codes/print")
@needs("edit retailers")
def print_shops() -> str:
    order = _order(request.args)
    sheet = shop_sheet(current_user, current_user.unit, order, offset=offset(), limit=SHOPS_A_PAGE)
    back = url_for("distribution.shop_codes", **order.part.written() if order.part else {})
    return show(sheet, order, url_for("distribution.print_shops_pdf"), back)


@bp.post("/shop-codes/print")
@needs("edit retailers")
def print_shops_pdf() -> Response:
    order = _order(request.form)
    back = url_for("distribution.shop_codes", **order.part.written() if order.part else {})
    return start(order, current_user.unit, back)


def _order(values: Any) -> Order:
    return Order.read({**dict(values), "shops": "1", "channel": ""})


@bp.get("/retailers/<uuid:retailer_id>/code/print")
@needs("edit retailers")
def print_shop(retailer_id: uuid.UUID) -> str:
    """One card for one shop, printed again."""
    retailer = fetch(Retailer, retailer_id)
    order = _order({"layout": request.args.get("layout", "card"), "retailer": str(retailer.id)})
    sheet = shop_sheet(current_user, retailer.unit, order)
    back = url_for("retailer.show", retailer_id=retailer.id)
    return show(sheet, order, url_for("distribution.print_shops_pdf"), back)


@bp.route("/retailers/<uuid:retailer_id>/code", methods=["GET", "POST"])
@needs("edit retailers")
def shop_code(retailer_id: uuid.UUID) -> str | Response:
    """One shop's code: made, taken back, replaced."""
    retailer = fetch(Retailer, retailer_id)
    code = services.live_code(retailer=retailer)
    form = CodeForm()
    if code is None and EmptyForm().validate_on_submit():
        services.complete_shop_codes([retailer], actor=current_user, at=clock.now())
    elif code is not None and form.validate_on_submit():
        change = services.replace_code if form.action.data == "replace" else services.revoke
        change(code, actor=current_user, at=clock.now(), reason=form.reason.data)
    else:
        return render_template("distribution/shop_code.html", retailer=retailer, code=code, form=form)
    db.session.commit()
    return redirect(url_for("distribution.shop_code", retailer_id=retailer.id), 303)
