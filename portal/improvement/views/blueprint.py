"""The blueprint of the problem screens and its entry in the rail."""

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from portal.navigation import Entry, rail_entry

bp = Blueprint("problems", __name__, url_prefix="/w/problems")

rail_entry(30, Entry(_l("Problems"), "problems.index", "see problems", ("/w/problems",)))
