"""/a/demo: the demonstration leaves by one button, for an administrator who stays."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal import demo
from portal.access import needs
from portal.errors import Refused
from portal.people.models import OWN

bp = Blueprint("demo", __name__, url_prefix="/a/demo")


@bp.get("")
@needs("manage people")
def show() -> str:
    leaves_too = _leaves_too() if current_user.source != OWN else ""
    return render_template("demo/show.html", loaded=demo.is_begun(), leaves_too=leaves_too)


@bp.post("/remove")
@needs("manage people")
def remove() -> Response:
    if current_user.source != OWN:
        raise Refused(_leaves_too())
    count = demo.remove(current_user._get_current_object()) if demo.is_begun() else 0
    flash(_("%(count)s rows of demo data were taken out.", count=count))
    return redirect(url_for("desk.overview"), 303)


def _leaves_too() -> str:
    return _(
        "You are signed in with a demo account, and it would leave too. Make an administrator of your own "
        "first, sign in with it, and come back here."
    )
