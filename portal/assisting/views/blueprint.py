from flask import Blueprint

bp = Blueprint("assisting", __name__)
