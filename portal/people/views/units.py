"""The tree of units: /a/orgs."""

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import func, select

from portal import clock
from portal.access import fetch, needs, visible_to
from portal.errors import Refused
from portal.extensions import db
from portal.people import services, trees
from portal.people.forms import NewUnitForm, UnitField, UnitForm
from portal.people.models import UNIT_KINDS, Account, Unit, UnitKind

bp = Blueprint("units", __name__, url_prefix="/a/orgs")


@bp.app_context_processor
def names() -> dict[str, Any]:
    return {"unit_kinds": UNIT_KINDS}


@bp.get("")
@needs("see people")
def index() -> Any:
    people = visible_to(current_user, Account).where(Account.disabled_at.is_(None)).subquery()
    counts = select(people.c.unit_id, func.count()).group_by(people.c.unit_id)
    rows = trees.in_order(current_user, archived="archived" in request.args)
    return render_template("people/units.html", rows=rows, counts=dict(list(db.session.execute(counts))))


@bp.route("/new", methods=["GET", "POST"])
@needs("manage people")
def create() -> Any:
    form = NewUnitForm(parent=request.args.get("parent", str(current_user.unit_id)))
    if form.validate_on_submit():
        parent = trees.chosen(current_user, form.parent.data)
        unit = services.create_unit(
            name=form.name.data,
            kind=UnitKind(form.kind.data),
            parent=parent,
            actor=current_user,
            at=clock.now(),
        )
        db.session.commit()
        flash(_("%(name)s was made.", name=unit.name))
        return redirect(url_for("units.index"), 303)
    return render_template("people/unit_new.html", form=form), 422 if form.errors else 200


@bp.route("/<uuid:unit_id>", methods=["GET", "POST"])
@needs("manage people")
def edit(unit_id: uuid.UUID) -> Any:
    unit = fetch(Unit, unit_id)
    form = UnitForm(obj=unit)
    if form.validate_on_submit():
        kind = UnitKind(form.kind.data)
        services.change_unit(unit, name=form.name.data, kind=kind, actor=current_user, at=clock.now())
        db.session.commit()
        flash(_("Saved."))
        return redirect(url_for("units.index"), 303)
    move = UnitField(formdata=None, unit=str(unit.parent_id))
    page = render_template("people/unit.html", unit=unit, form=form, move=move, is_own=_is_own(unit))
    return page, 422 if form.errors else 200


@bp.post("/<uuid:unit_id>/move")
@needs("manage people")
def move(unit_id: uuid.UUID) -> Any:
    unit = _below_own(fetch(Unit, unit_id))
    form = UnitField()
    parent = trees.chosen(current_user, form.unit.data) if form.validate_on_submit() else None
    if parent is None:
        raise Refused(_("Choose the unit it shall belong to."))
    services.move_unit(unit, parent, actor=current_user, at=clock.now())
    db.session.commit()
    flash(_("%(name)s belongs to %(parent)s now.", name=unit.name, parent=parent.name))
    return redirect(url_for("units.index"), 303)


@bp.post("/<uuid:unit_id>/archive")
@needs("manage people")
def archive(unit_id: uuid.UUID) -> Any:
    unit = _below_own(fetch(Unit, unit_id))
    services.archive_unit(unit, actor=current_user, at=clock.now())
    db.session.commit()
    undo: Any = (_("%(name)s was archived.", name=unit.name), url_for("units.restore", unit_id=unit.id))
    flash(undo, "undo")
    return redirect(url_for("units.index"), 303)


@bp.post("/<uuid:unit_id>/restore")
@needs("manage people")
def restore(unit_id: uuid.UUID) -> Any:
    unit = _below_own(fetch(Unit, unit_id))
    services.restore_unit(unit, actor=current_user, at=clock.now())
    db.session.commit()
    flash(_("%(name)s is in use again.", name=unit.name))
    return redirect(url_for("units.index"), 303)


def _is_own(unit: Unit) -> bool:
    return bool(unit.id == current_user.unit_id)


def _below_own(unit: Unit) -> Unit:
    """The unit somebody belongs to is its parent's business: moving it would widen the own scope."""
    if _is_own(unit):
        raise Refused(_("Your own unit can only be moved or archived by the unit above."))
    return unit
