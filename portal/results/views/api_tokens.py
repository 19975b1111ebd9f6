"""The tokens somebody has given to programs: /w/api-tokens."""

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal import clock
from portal.access import fetch, needs
from portal.errors import PortalError
from portal.extensions import db
from portal.forms import EmptyForm
from portal.results import tokens
from portal.results.forms import TokenForm
from portal.results.models import ApiToken

bp = Blueprint("api_tokens", __name__, url_prefix="/w/api-tokens")


class NotYours(PortalError):
    status = 403


@bp.route("", methods=["GET", "POST"])
@needs("use api")
def index() -> str | tuple[str, int]:
    form, token = TokenForm(), ""
    if form.validate_on_submit():
        _row, token = tokens.make(current_user, form.name.data or "", at=clock.now())
        db.session.commit()
    rows = tokens.of(current_user)
    page = render_template("results/api_tokens.html", form=form, rows=rows, token=token)
    return page, 422 if form.errors else 200


@bp.post("/<uuid:token_id>/revoke")
@needs("use api")
def revoke(token_id: uuid.UUID) -> Response:
    row = fetch(ApiToken, token_id)
    if row.account_id != current_user.id:
        raise NotYours(_("This token belongs to somebody else."))
    if EmptyForm().validate_on_submit():
        tokens.revoke(row, actor=current_user, at=clock.now())
        db.session.commit()
        flash(_("Revoked. Programs with this token are refused from now on."))
    return redirect(url_for("api_tokens.index"), 303)
