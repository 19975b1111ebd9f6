"""The screens of problems."""

from flask import Blueprint

bp = Blueprint("problems", __name__, url_prefix="/w/problems")
