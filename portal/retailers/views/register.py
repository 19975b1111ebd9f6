"""The list of shops: find, filter, take out as a workbook."""

from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal import clock
from portal.access import needs
from portal.extensions import db
from portal.forms import EmptyForm
from portal.navigation import Entry, rail_entry
from portal.people import audit
from portal.retailers import exporting, register
from portal.retailers.card import completeness
from portal.retailers.forms import FilterForm
from portal.retailers.words import CLASSES, ORDERING, SIZES
from portal.sheets.downloads import attachment

bp = Blueprint("retailers", __name__, url_prefix="/w/retailers")
SHOP_CODES = Entry(
    _l("A code for each shop"), "distribution.shop_codes", "edit retailers", ("/w/shop-codes",)
)
rail_entry(
    60, Entry(_l("Retailers"), "retailers.index", "see retailers", ("/w/retailers",), children=(SHOP_CODES,))
)


@bp.get("")
@needs("see retailers")
def index() -> str:
    form = FilterForm(request.args)
    found = register.page_of(register.matching(current_user, form.asked()), request.args.get("page", 1, int))
    none_at_all = not found.total and not form.asked() and register.no_shops_yet(current_user)
    return render_template(
        "retailers/index.html", form=form, page=found, asked=form.asked(), none_at_all=none_at_all,
        completeness=completeness, classes=CLASSES, sizes=SIZES, ordering=ORDERING,
    )  # fmt: skip


@bp.post("/export")
@needs("export")
def export() -> Any:
    """The list as filtered, under the headings of the template; who took it out is noted."""
    asked = FilterForm(request.args).asked()
    if not EmptyForm().validate_on_submit():
        return index()
    shops = register.everything(register.matching(current_user, asked))
    content = exporting.workbook(shops)
    audit.record(
        current_user, "export retailers", current_user.unit, changes={"n": [None, len(shops)]}, at=clock.now()
    )
    db.session.commit()
    return attachment(content, _("Retailers") + ".xlsx")
