"""A photo that came after the answers."""

import uuid

from flask_babel import gettext as _
from sqlalchemy import select

from portal.errors import Refused
from portal.extensions import db
from portal.responses import page
from portal.responses.models import Response, ResponsePhoto
from portal.responses.receipts import photos_wanted
from portal.storage import files, images
from portal.storage.models import StoredFile
from portal.surveys.models import Mode, Survey

MOST_BYTES = images.MOST_BYTES
PURPOSE = "answer photo"


def keep(response: Response, item_key: str, proof: str, content: bytes) -> ResponsePhoto | None:
    """None where this item has its photo already; the submission id proves whose response it is."""
    if proof != str(response.id):
        raise Refused(str(_("This photo does not belong to this receipt.")))
    if item_key not in _photo_keys(response):
        raise Refused(str(_("No photo is asked for here.")))
    if _known(response, item_key):
        return None
    survey = db.session.get_one(Survey, response.survey_id)
    file = files.save(
        images.clean(content),
        unit_id=survey.unit_id,
        owner_type="response_photo",
        owner_id=response.survey_id,
        purpose=PURPOSE,
        name="photo.jpg",
        media_type="image/jpeg",
        keep_days=survey.retention_days,
        day_only=survey.mode == Mode.ANONYMOUS,
    )
    photo = ResponsePhoto(
        survey_id=response.survey_id, response_id=response.id, item_key=item_key, file_id=file.id
    )
    db.session.add(photo)
    db.session.flush()
    return photo


def _photo_keys(response: Response) -> set[str]:
    questionnaire = page.published(response.survey_id, response.version_n)
    wanted = {item.key for item in photos_wanted(response, questionnaire)}
    return wanted | {item.key for item in questionnaire.items if _known(response, item.key)}


def _known(response: Response, item_key: str) -> bool:
    query = select(ResponsePhoto.id).filter_by(
        survey_id=response.survey_id, response_id=response.id, item_key=item_key
    )
    return db.session.scalars(query).first() is not None


def survey_of(file: StoredFile) -> Survey | None:
    """The survey a stored answer photo belongs to; None for any other file."""
    if file.purpose != PURPOSE:
        return None
    return db.session.get(Survey, uuid.UUID(file.owner_id))
