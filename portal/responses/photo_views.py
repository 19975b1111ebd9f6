"""Photos of respondents, for those who may see what respondents wrote."""

import uuid

from flask import Blueprint, Response, abort, make_response
from flask_login import current_user

from portal import access
from portal.access import needs
from portal.responses import photos
from portal.storage import files
from portal.storage.models import StoredFile
from portal.surveys.models import Mode

bp = Blueprint("photos", __name__)


@bp.get("/w/photos/<uuid:file_id>")
@needs("see comments")
def show(file_id: uuid.UUID) -> Response:
    file = access.fetch(StoredFile, file_id)
    survey = photos.survey_of(file)
    # Staff read what their own shops wrote, and a picture does not say whose it is.
    if survey is None or current_user.role == access.STAFF:
        abort(404)
    if survey.mode == Mode.NAMED:
        access.require("see identity", file)
    response = make_response(files.read(file))
    response.headers["Content-Type"] = file.media_type
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response
