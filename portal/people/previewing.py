"""An administrator looks at the portal as somebody else would: nothing can be changed, and it is logged."""

import uuid

from flask import request, session
from flask_babel import gettext as _
from flask_login import current_user

from portal.errors import PortalError
from portal.extensions import db
from portal.people.models import Account

COOKIE_KEY = "viewed"
MAY_PREVIEW = "manage people"
LEAVING = {"people.end_preview", "people.sign_out"}
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


class OnlyAPreview(PortalError):
    status = 403


def begin(account: Account) -> None:
    session[COOKIE_KEY] = str(account.id)


def end() -> None:
    session.pop(COOKIE_KEY, None)


def shown_instead(account: Account) -> Account:
    """Whom the signed-in administrator has chosen, as long as the right and the scope last."""
    wanted = session.get(COOKIE_KEY)
    if not isinstance(wanted, str) or not account.may(MAY_PREVIEW):
        return account
    viewed = db.session.get(Account, uuid.UUID(wanted))
    if viewed is None or not viewed.is_active or viewed.unit_id not in account.units_below():
        return account
    viewed.viewed_by = account
    return viewed


def refuse_writing() -> None:
    reading = request.method in SAFE_METHODS or request.endpoint in LEAVING
    if COOKIE_KEY in session and not reading and current_user.viewed_by is not None:
        raise OnlyAPreview(_("This is a preview of what somebody else sees; nothing can be changed in it."))
