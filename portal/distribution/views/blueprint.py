from flask import Blueprint

bp = Blueprint("distribution", __name__, url_prefix="/w")
