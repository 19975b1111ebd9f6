"""One shop: its card, and what may be changed on it."""

import uuid
from typing import Any, cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal import chain, clock
from portal.access import fetch, needs
from portal.extensions import db
from portal.forms import EmptyForm
from portal.retailers import services
from portal.retailers.card import card, completeness
from portal.retailers.fields import KEPT_AS_ROWS
from portal.retailers.forms import MoveForm, NewRetailerForm, RevealForm, form_of
from portal.retailers.models import Retailer
from portal.retailers.timeline import timeline
from portal.retailers.words import CLASSES, ORDERING, PURPOSES, SIZES

bp = Blueprint("retailer", __name__, url_prefix="/w/retailers")


def _page(retailer: Retailer, form: RevealForm, revealed: bool = False) -> str:
    return render_template(
        "retailers/show.html", retailer=retailer, form=form, revealed=revealed,
        lines=card(retailer, revealed),
        completeness=completeness(retailer), panels=chain.contributions("retailer panel", retailer),
        timeline=timeline(retailer), classes=CLASSES, sizes=SIZES, ordering=ORDERING,
    )  # fmt: skip


def _back(retailer: Retailer) -> Response:
    return redirect(url_for("retailer.show", retailer_id=retailer.id), 303)


@bp.get("/<uuid:retailer_id>")
@needs("see retailers")
def show(retailer_id: uuid.UUID) -> str:
    return _page(fetch(Retailer, retailer_id), RevealForm())


@bp.post("/<uuid:retailer_id>/reveal")
@needs("see identity")
def reveal(retailer_id: uuid.UUID) -> Any:
    """Shown in the answer itself and nowhere kept; the note of who looked is committed first."""
    retailer = fetch(Retailer, retailer_id)
    form = RevealForm()
    if not form.validate_on_submit():
        return _page(retailer, form), 422
    services.note_look(retailer, str(PURPOSES[form.purpose.data]), actor=current_user, at=clock.now())
    db.session.commit()
    return _page(retailer, form, revealed=True)


@bp.route("/new", methods=["GET", "POST"])
@needs("edit retailers")
def create() -> Any:
    form = NewRetailerForm(as_of=services.today(clock.now()))
    if form.validate_on_submit():
        manager = form.account
        retailer = services.create_retailer(
            unit=form.unit, licence=form.licence.data, manager_id=manager.id if manager else None,
            file=form.file(), origin=form.origin.data, as_of=form.as_of.data, actor=current_user,
            at=clock.now(), **form.values(),
        )  # fmt: skip
        db.session.commit()
        flash(_("%(name)s is in the register now.", name=retailer.name))
        return _back(retailer)
    return _form_page(form, None)


@bp.route("/<uuid:retailer_id>/edit", methods=["GET", "POST"])
@needs("edit retailers")
def edit(retailer_id: uuid.UUID) -> Any:
    retailer = fetch(Retailer, retailer_id)
    form = form_of(retailer)
    if form.validate_on_submit():
        manager = form.account
        values = form.values() | {"unit_id": form.unit.id, "manager_id": manager.id if manager else None}
        services.change_retailer(
            retailer, values=values, file=form.file(), origin=form.origin.data, as_of=form.as_of.data,
            actor=current_user, at=clock.now(),
        )  # fmt: skip
        db.session.commit()
        flash(_("Saved."))
        return _back(retailer)
    return _form_page(form, retailer)


def _form_page(form: Any, retailer: Retailer | None) -> tuple[str, int]:
    page = render_template("retailers/edit.html", form=form, retailer=retailer, fields=KEPT_AS_ROWS)
    return page, 422 if request.method == "POST" else 200


@bp.route("/<uuid:retailer_id>/move", methods=["GET", "POST"])
@needs("edit retailers")
def move(retailer_id: uuid.UUID) -> Any:
    retailer = fetch(Retailer, retailer_id)
    form = MoveForm(district=str(retailer.unit_id), manager=str(retailer.manager_id or ""))
    if form.validate_on_submit():
        services.move(
            retailer, unit=form.unit, manager=form.account, actor=current_user, at=clock.now(),
            reason=form.reason.data or "",
        )  # fmt: skip
        db.session.commit()
        flash(_("The shop was handed over."))
        return _back(retailer)
    page = render_template("retailers/move.html", form=form, retailer=retailer)
    return page, 422 if request.method == "POST" else 200


@bp.post("/<uuid:retailer_id>/close")
@needs("edit retailers")
def close(retailer_id: uuid.UUID) -> Response:
    retailer = fetch(Retailer, retailer_id)
    if EmptyForm().validate_on_submit():
        services.close(retailer, actor=current_user, at=clock.now())
        db.session.commit()
        words = (_("The shop is closed."), url_for("retailer.reopen", retailer_id=retailer.id))
        flash(cast(Any, words), "undo")
    return _back(retailer)


@bp.post("/<uuid:retailer_id>/reopen")
@needs("edit retailers")
def reopen(retailer_id: uuid.UUID) -> Response:
    retailer = fetch(Retailer, retailer_id)
    if EmptyForm().validate_on_submit():
        services.reopen(retailer, actor=current_user, at=clock.now())
        db.session.commit()
        flash(_("The shop is open again."))
    return _back(retailer)
