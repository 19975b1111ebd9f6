"""My shops on the phone: search, call, look at the card."""

import uuid

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal import chain
from portal.access import fetch, needs
from portal.navigation import Entry, phone_tab
from portal.retailers import register
from portal.retailers.card import card, completeness
from portal.retailers.forms import FindForm
from portal.retailers.models import Retailer
from portal.retailers.words import CLASSES, ORDERING, SIZES

bp = Blueprint("customers", __name__, url_prefix="/m/customers")
phone_tab(30, Entry(_l("Customers"), "customers.index", "see retailers", ("/m/customers",)))


@bp.get("")
@needs("see retailers")
def index() -> str:
    form = FindForm(request.args)
    asked = {"q": form.q.data or ""}
    found = register.page_of(register.matching(current_user, asked), request.args.get("page", 1, int))
    return render_template("retailers/phone_list.html", page=found, form=form, asked=asked, classes=CLASSES)


@bp.get("/<uuid:retailer_id>")
@needs("see retailers")
def show(retailer_id: uuid.UUID) -> str:
    retailer = fetch(Retailer, retailer_id)
    return render_template(
        "retailers/phone_show.html", retailer=retailer, lines=card(retailer),
        completeness=completeness(retailer), panels=chain.contributions("retailer phone panel", retailer),
        classes=CLASSES, sizes=SIZES, ordering=ORDERING,
    )  # fmt: skip
