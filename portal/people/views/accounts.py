"""The people of an organisation: /a/people."""

import uuid
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal import chain, clock
from portal.access import fetch, needs
from portal.errors import PortalError, Refused
from portal.extensions import db
from portal.navigation import Entry, rail_entry
from portal.people import audit, listing, previewing, services, trees
from portal.people.forms import AccountForm, NewAccountForm, PeopleFilter, UnitField
from portal.people.links import address
from portal.people.models import POSTS, ROLE_NAMES, Account

bp = Blueprint("accounts", __name__, url_prefix="/a/people")

rail_entry(
    90,
    Entry(
        _l("Administration"),
        "accounts.index",
        "see people",
        ("/a/",),
        children=(
            Entry(_l("People"), "accounts.index", "see people", ("/a/people",)),
            Entry(_l("Units"), "units.index", "see people", ("/a/orgs",)),
            Entry(_l("Roles"), "rules.roles", "see people"),
            Entry(_l("Settings"), "rules.settings", "change settings", ("/a/settings",)),
            Entry(_l("Audit log"), "trail.index", "read audit", ("/a/audit",)),
        ),
    ),
)


@bp.app_context_processor
def names() -> dict[str, Any]:
    return {"role_names": ROLE_NAMES, "post_names": POSTS}


@bp.app_template_global()
def page_address(number: int) -> str:
    """The present list with its filter, at another page."""
    values = {**request.args.to_dict(), **(request.view_args or {}), "page": number}
    return url_for(request.endpoint or "", **values)


@bp.get("")
@needs("see people")
def index() -> Any:
    form = PeopleFilter(request.args)
    page = listing.accounts(current_user, form.data, request.args.get("page", "1"))
    return render_template("people/index.html", form=form, page=page)


@bp.route("/new", methods=["GET", "POST"])
@needs("manage people")
def create() -> Any:
    form = NewAccountForm()
    account = _created(form) if form.validate_on_submit() else None
    if account is not None:
        db.session.commit()
        flash(_("The account was made. Send a sign-in link so that the person can come in."))
        return redirect(url_for("accounts.edit", account_id=account.id), 303)
    return render_template("people/new.html", form=form), 422 if form.errors else 200


@bp.route("/<uuid:account_id>", methods=["GET", "POST"])
@needs("manage people")
def edit(account_id: uuid.UUID) -> Any:
    account = fetch(Account, account_id)
    form = AccountForm(obj=account, superior=account.superior.login if account.superior else "")
    if _is_self(account):
        del form.role
    stale = form.is_submitted() and form.version.data != str(account.version)
    if form.validate_on_submit() and not stale:
        services.change_account(account, actor=current_user, at=clock.now(), **form.values())
        db.session.commit()
        flash(_("Saved."))
        return redirect(url_for("accounts.edit", account_id=account.id), 303)
    return _edit_page(account, form, stale)


@bp.post("/<uuid:account_id>/transfer")
@needs("manage people")
def transfer(account_id: uuid.UUID) -> Any:
    account = _other(fetch(Account, account_id))
    form = UnitField()
    unit = trees.chosen(current_user, form.unit.data) if form.validate_on_submit() else None
    if unit is None:
        flash(_("Choose the unit to transfer to."), "error")
    else:
        services.transfer(account, unit, actor=current_user, at=clock.now())
        db.session.commit()
        flash(_("Transferred; the person has to sign in again."))
    return redirect(url_for("accounts.edit", account_id=account_id), 303)


@bp.post("/<uuid:account_id>/disable")
@needs("manage people")
def disable(account_id: uuid.UUID) -> Any:
    account = _other(fetch(Account, account_id))
    services.disable(account, actor=current_user, at=clock.now())
    db.session.commit()
    undo: Any = (
        _("Deactivated and signed out everywhere."),
        url_for("accounts.enable", account_id=account.id),
    )
    flash(undo, "undo")
    return redirect(url_for("accounts.edit", account_id=account.id), 303)


@bp.post("/<uuid:account_id>/enable")
@needs("manage people")
def enable(account_id: uuid.UUID) -> Any:
    account = _other(fetch(Account, account_id))
    services.enable(account, actor=current_user, at=clock.now())
    db.session.commit()
    flash(_("The account can sign in again."))
    return redirect(url_for("accounts.edit", account_id=account.id), 303)


@bp.post("/<uuid:account_id>/link")
@needs("manage people")
def link(account_id: uuid.UUID) -> Any:
    """Shown in the answer itself and nowhere again: the table holds only its hash."""
    account = fetch(Account, account_id)
    token = services.make_signin_link(account, clock.now(), actor=current_user)
    db.session.commit()
    shown = address(token)
    pictures = chain.contributions("address as a picture", shown)
    return render_template("people/link_made.html", account=account, address=shown, pictures=pictures)


@bp.post("/<uuid:account_id>/preview")
@needs("manage people")
def preview(account_id: uuid.UUID) -> Any:
    account = _other(fetch(Account, account_id))
    audit.record(current_user, "preview", account, changes={}, at=clock.now())
    previewing.begin(account)
    db.session.commit()
    return redirect(url_for("desk.overview" if account.may("see surveys") else "desk.phone"), 303)


def _is_self(account: Account) -> bool:
    return bool(account.id == current_user.id)


def _other(account: Account) -> Account:
    """Nobody moves, locks or raises the own account."""
    if _is_self(account):
        raise Refused(_("Ask another administrator to do this to your own account."))
    return account


def _created(form: NewAccountForm) -> Account | None:
    unit = trees.chosen(current_user, form.unit.data) or current_user.unit
    values = {name: form[name].data for name in ("login", "name", "role", "post", "phone")}
    try:
        return services.create_account(unit=unit, actor=current_user, at=clock.now(), **values)
    except PortalError as refused:
        form.login.errors = [refused.message]
        return None


def _edit_page(account: Account, form: AccountForm, stale: bool) -> tuple[str, int] | Response:
    status = 409 if stale else 422 if form.errors else 200
    if stale:
        db.session.refresh(account)
        form.version.data = str(account.version)
    unit_form = UnitField(formdata=None, unit=str(account.unit_id))
    page = render_template(
        "people/edit.html",
        account=account,
        form=form,
        unit_form=unit_form,
        stale=stale,
        is_self=_is_self(account),
    )
    return page, status
