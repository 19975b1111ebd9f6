"""The name an account signs in with, folded so that no two can be taken for one another."""

import re
import unicodedata

from flask_babel import gettext as _

from portal.errors import PortalError

SHAPE = re.compile(
    r"[a-z0-9一-鿿㐀-䶿\U00020000-\U0003ffff][a-z0-9._@+\-一-鿿㐀-䶿\U00020000-\U0003ffff]{0,79}"
)
# What editors and spreadsheets leave at the ends of a copied text without anybody seeing it.
EDGES = " \t\r\n\u00a0\u3000\ufeff"


class BadLogin(PortalError):
    status = 422


def fold(typed: str) -> str:
    """One spelling: full-width letters, capitals and blanks at the ends make no difference."""
    return unicodedata.normalize("NFKC", typed.strip(EDGES)).casefold().strip(EDGES)


def checked(typed: str) -> str:
    """The folded login, refused where it holds letters of other scripts, controls or invisible signs."""
    login = fold(typed)
    if not SHAPE.fullmatch(login):
        raise BadLogin(_("A staff number holds letters a-z, digits, Chinese characters and . _ - only."))
    return login


def clean_phone(typed: str | None) -> str | None:
    """Digits with a plus at most; what Excel or a person put between them is dropped."""
    folded = unicodedata.normalize("NFKC", typed or "")
    digits = re.sub(r"[\s()\-.]", "", folded).removeprefix("+86")
    return digits or None
