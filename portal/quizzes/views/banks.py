"""/w/banks: the banks in reach, one bank with what to look at, and changes to many of its items."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from portal import clock
from portal.access import fetch, needs, require
from portal.errors import PortalError
from portal.extensions import db
from portal.forms import EmptyForm
from portal.people import audit
from portal.quizzes.banks import (
    bank_changes,
    bank_check_kinds,
    bank_checks,
    bank_health,
    bank_listing,
    bank_mass,
    bank_shelf,
    banking,
    item_words,
)
from portal.quizzes.banks.bank_forms import BankForm, MassForm, bank_data
from portal.quizzes.models import Bank
from portal.quizzes.practice import concerns
from portal.quizzes.views.blueprint import bp, say_with_undo

Answer = str | tuple[str, int] | Response


@bp.get("/banks")
@needs("see quizzes")
def banks() -> str:
    archived = request.args.get("shelf") == "archive"
    return render_template(
        "quizzes/banks.html", lines=bank_shelf.lines(current_user, archived=archived), archived=archived,
        has_any=bank_shelf.has_any(current_user),
    )  # fmt: skip


@bp.route("/banks/new", methods=["GET", "POST"])
@needs("edit bank")
def new_bank() -> Answer:
    form = BankForm()
    if not form.validate_on_submit():
        return render_template(
            "quizzes/bank_edit.html", form=form, bank=None
        ), 422 if form.is_submitted() else 200
    bank = banking.create_bank(
        unit=current_user.unit, title=form.title.data, note=form.note.data or "",
        needs_signing=form.needs_signing.data, actor=current_user, at=clock.now(),
    )  # fmt: skip
    db.session.commit()
    after = {"import": "quizzes.import_items", "write": "quizzes.new_item"}.get(request.args.get("next", ""))
    return redirect(url_for(after or "quizzes.bank", bank_id=bank.id), 303)


@bp.route("/banks/<uuid:bank_id>/settings", methods=["GET", "POST"])
@needs("edit bank")
def edit_bank(bank_id: uuid.UUID) -> Answer:
    bank = fetch(Bank, bank_id)
    form = BankForm(data=bank_data(bank))
    if not form.validate_on_submit():
        return render_template(
            "quizzes/bank_edit.html", form=form, bank=bank
        ), 422 if form.is_submitted() else 200
    bank.title, bank.note, bank.needs_signing = form.title.data, form.note.data or "", form.needs_signing.data
    audit.record(current_user, "edit", bank)
    db.session.commit()
    flash(_("Kept."))
    return redirect(url_for("quizzes.bank", bank_id=bank.id), 303)


@bp.post("/banks/<uuid:bank_id>/archive")
@needs("archive")
def archive_bank(bank_id: uuid.UUID) -> Response:
    """Into the archive, or out of it: an archived bank is not drawn from and loses nothing."""
    bank = fetch(Bank, bank_id)
    if EmptyForm().validate_on_submit():
        bank.archived_at = None if bank.archived_at else clock.now()
        audit.record(current_user, "archive" if bank.archived_at else "take out of the archive", bank)
        db.session.commit()
        words = (
            _("Put away. Nothing is drawn from it.") if bank.archived_at else _("The bank is in use again.")
        )
        say_with_undo(words, url_for("quizzes.archive_bank", bank_id=bank.id))
    return redirect(url_for("quizzes.banks"), 303)


@bp.get("/banks/<uuid:bank_id>")
@needs("see quizzes")
def bank(bank_id: uuid.UUID) -> str:
    return _page(fetch(Bank, bank_id), bank_mass.form_for(current_user))


@bp.post("/banks/<uuid:bank_id>/change")
@needs("edit bank")
def change_items(bank_id: uuid.UUID) -> Answer:
    """One button of the mass edit; the address carries the filter, for "all that the filter finds"."""
    bank = fetch(Bank, bank_id)
    form = bank_mass.form_for(current_user)
    asked = bank_listing.cleaned(request.args)
    rows = bank_mass.chosen(bank, form, asked)
    if not form.validate():
        return _page(bank, form), 422
    if not rows:
        flash(_("Choose at least one question first."), "warning")
        return _back(bank, asked)
    do = request.form.get("do", "")
    if do == "sign":
        require("sign bank", bank)
    try:
        done = bank_mass.do(do, bank, rows, form, current_user, clock.now())
    except PortalError as refusal:
        db.session.rollback()
        form.form_errors.append(refusal.message)
        return _page(fetch(Bank, bank_id), form), refusal.status
    db.session.commit()
    _tell(bank, done)
    return _back(bank, asked)


@bp.post("/banks/<uuid:bank_id>/undo/<uuid:undo_id>")
@needs("edit bank")
def undo_change(bank_id: uuid.UUID, undo_id: uuid.UUID) -> Response:
    bank = fetch(Bank, bank_id)
    if EmptyForm().validate_on_submit():
        who = bank_changes.Who(current_user, clock.now())
        back, changed = bank_changes.undo(bank, undo_id, who)
        db.session.commit()
        flash(ngettext("%(num)s question is as before.", "%(num)s questions are as before.", back))
        if changed:
            flash(_("%(n)s were changed by somebody since and stay as they are.", n=changed), "warning")
    return redirect(url_for("quizzes.bank", bank_id=bank.id), 303)


def _page(bank: Bank, form: MassForm) -> str:
    asked = bank_listing.cleaned(request.args)
    today = clock.day_of(clock.now(), current_app.config["TIME_ZONE"])
    findings = bank_checks.findings(bank)
    page = bank_listing.page_of(bank, asked, request.args.get("page", 1, int), findings, today)
    problems = {each.problem_id: each for each in concerns.in_sight(current_user)}
    return render_template(
        "quizzes/bank.html", bank=bank, asked=asked, page=page, form=form, findings=findings,
        panel=bank_health.panel(bank, findings, today), facets=bank_listing.facets(bank),
        counts=bank_shelf.counts(bank), problems=problems,
        types=item_words.SHORT_TYPES, verdicts=item_words.VERDICTS, checks=bank_check_kinds.KNOWN,
        mine=bank.unit_id in current_user.units_below(), today=today,
    )  # fmt: skip


def _tell(bank: Bank, done: bank_changes.Done) -> None:
    if not done.changed or done.undo_id is None:
        flash(_("There was nothing to change: the chosen questions are like that already."), "warning")
        return
    words = ngettext("%(num)s question is changed.", "%(num)s questions are changed.", done.changed)
    say_with_undo(words, url_for("quizzes.undo_change", bank_id=bank.id, undo_id=done.undo_id))


def _back(bank: Bank, asked: Mapping[str, Any]) -> Response:
    place: dict[str, Any] = {**asked, "page": request.args.get("page", type=int)}
    return redirect(url_for("quizzes.bank", bank_id=bank.id, **place), 303)
