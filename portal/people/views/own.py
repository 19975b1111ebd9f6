"""Signing in and out, and a person's own account: /m/login, /m/link, /m/me."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response

from portal import clock
from portal.access import ABILITIES, can, public, signed_in
from portal.errors import Gone
from portal.extensions import db, limiter
from portal.forms import EmptyForm
from portal.navigation import Entry, phone_tab
from portal.people import audit, links, passwords, previewing, sessions, signing_in
from portal.people.abilities import words_of
from portal.people.brand import brand
from portal.people.devices import device
from portal.people.forms import ChoicesForm, PasswordForm, SignInForm
from portal.people.hosts import refuse_unknown_host
from portal.people.models import BY_LINK, BY_PASSWORD, Account
from portal.people.services import set_password

bp = Blueprint("people", __name__, url_prefix="/m")
bp.add_app_template_global(brand)
bp.add_app_template_filter(device)
bp.before_app_request(refuse_unknown_host)
bp.before_app_request(previewing.refuse_writing)
phone_tab(90, Entry(_l("Mine"), "people.me", prefixes=("/m/me",)))
FLOOD = "60 per minute"


def own_address(asked: str | None) -> str | None:
    """An address on this site, or nothing: never a way to somebody else's after signing in."""
    if not asked or not asked.startswith("/") or asked.startswith("//"):
        return None
    return asked if asked.isprintable() and "\\" not in asked and " " not in asked else None


def home(account: Account) -> str:
    return url_for("desk.overview") if account.may("see surveys") else url_for("desk.phone")


def enter(account: Account, way: str, asked: str | None = None) -> Response:
    sessions.start(account, clock.now(), way)
    db.session.commit()
    return redirect(own_address(asked) or home(account), 303)


@bp.route("/login", methods=["GET", "POST"])
@public
@limiter.limit(FLOOD, methods=["POST"])
def sign_in() -> Any:
    form = SignInForm(next=request.args.get("next", ""))
    account = None
    if form.validate_on_submit():
        account = signing_in.by_password(
            form.login.data, form.password.data, request.remote_addr, clock.now()
        )
    if account is not None:
        return enter(account, BY_PASSWORD, form.next.data)
    refused = request.method == "POST"
    if refused and not form.errors:
        form.form_errors.append(_("The number or the password is wrong, or there were too many tries."))
    return render_template("people/sign_in.html", form=form), 422 if refused else 200


@bp.route("/link/<token>", methods=["GET", "POST"])
@public
@limiter.limit(FLOOD)
def open_link(token: str) -> Any:
    """Looking asks first: a chat that fetches a preview of the link must not spend it."""
    at = clock.now()
    account = links.spend(token, at) if EmptyForm().validate_on_submit() else None
    if account is not None:
        audit.record(account, "sign in by link", account, changes={}, at=at)
        return enter(account, BY_LINK)
    owner = links.owner(token, at) if request.method == "GET" else None
    if owner is None:
        raise Gone(_("This link was used already or has run out. Ask for a new one."))
    return render_template("people/link.html", owner=owner, form=EmptyForm())


@bp.post("/logout")
@signed_in
def sign_out() -> Any:
    sessions.end_this()
    session.clear()
    db.session.commit()
    return redirect(url_for("people.sign_in"), 303)


@bp.get("/me")
@signed_in
def me() -> Any:
    form = ChoicesForm(obj=current_user)
    own = sessions.of(current_user, clock.now())
    abilities = [words_of(each) for each in ABILITIES if can(current_user, each)]
    here = sessions.this_hash()
    return render_template("people/me.html", form=form, own=own, here=here, abilities=abilities)


@bp.post("/me/choices")
@signed_in
def choose() -> Any:
    form = ChoicesForm()
    if form.validate_on_submit():
        current_user.language, current_user.text_size = form.language.data, form.text_size.data
        db.session.commit()
        flash(_("Saved."))
    return redirect(url_for("people.me"), 303)


@bp.route("/me/password", methods=["GET", "POST"])
@signed_in
@limiter.limit(FLOOD, methods=["POST"])
def change_password() -> Any:
    form = PasswordForm()
    came_by_link = sessions.came_by_link(clock.now())
    if came_by_link or current_user.password_hash is None:
        del form.current
    if form.validate_on_submit() and _replaced(form):
        return enter(current_user, BY_PASSWORD, url_for("people.me"))
    status = 422 if request.method == "POST" else 200
    return render_template("people/password.html", form=form), status


@bp.post("/me/others")
@signed_in
def end_others() -> Any:
    sessions.end_others(current_user)
    db.session.commit()
    flash(_("Every other device was signed out."))
    return redirect(url_for("people.me"), 303)


@bp.post("/preview/end")
@signed_in
def end_preview() -> Any:
    previewing.end()
    return redirect(url_for("accounts.index"), 303)


def _replaced(form: PasswordForm) -> bool:
    """The new password is set, or the form says why not."""
    at = clock.now()
    account = current_user._get_current_object()
    if "current" in form and not signing_in.confirms(account, form.current.data, at):
        form.current.errors = [_("This is not the present password, or there were too many tries.")]
        return False
    try:
        set_password(account, form.password.data, actor=account, at=at)
    except passwords.WeakPassword as weak:
        form.password.errors = [weak.message]
        return False
    return True
