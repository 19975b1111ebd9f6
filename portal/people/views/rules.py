"""Who may do what, and the rules an office sets itself: /a/roles, /a/settings."""

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.access import ABILITIES, ROLES, fetch, needs
from portal.extensions import db
from portal.people import settings as rules
from portal.people import trees
from portal.people.abilities import REACH, WORDS
from portal.people.models import ROLE_NAMES, Unit
from portal.people.rule_form import rule_form

bp = Blueprint("rules", __name__, url_prefix="/a")


@bp.get("/roles")
@needs("see people")
def roles() -> Any:
    return render_template(
        "people/roles.html", abilities=ABILITIES, words=WORDS, reach=REACH, roles=ROLES, names=ROLE_NAMES
    )


@bp.get("/settings")
@needs("change settings")
def settings() -> Any:
    return redirect(url_for("rules.unit_settings", unit_id=current_user.unit_id))


@bp.route("/settings/<uuid:unit_id>", methods=["GET", "POST"])
@needs("change settings")
def unit_settings(unit_id: uuid.UUID) -> Any:
    unit = fetch(Unit, unit_id)
    form = rule_form(rules.own_values(unit))
    if form.validate_on_submit():
        for key in rules.RULES:
            rules.put(unit, key, form[key].data, current_user, clock.now())
        db.session.commit()
        flash(_("Saved. The audit log keeps what it was before."))
        return redirect(url_for("rules.unit_settings", unit_id=unit.id), 303)
    inherited = rules.effective(unit.parent)
    page = render_template(
        "people/settings.html", unit=unit, form=form, inherited=inherited, rules=rules.RULES,
        effective=rules.effective(unit), units=trees.in_order(current_user),
    )  # fmt: skip
    return page, 422 if form.errors and request.method == "POST" else 200
