"""Taking personal answers back: the sealed row gets a new document without them, and it is on record."""

from datetime import datetime

from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.people import audit
from portal.people.models import Account
from portal.responses import page
from portal.responses.models import Response, ResponseErasure, ResponsePhoto
from portal.storage import files
from portal.storage.models import StoredFile
from question_bank import answers


def erase_personal(
    response: Response, *, actor: Account | None, at: datetime, zone: str, reason: str
) -> bool:
    """False where there was nothing personal. The respondent's own wish has no actor."""
    questionnaire = page.published(response.survey_id, response.version_n)
    personal = {item.key for item in questionnaire.personal}
    taken = sorted(personal & response.answers.keys())
    photos = erase_photos(response)
    if not taken and not photos:
        return False
    kept = {key: answer for key, answer in response.answers.items() if key not in personal}
    response.answers = kept
    response.content_hash = answers.fingerprint(kept)
    db.session.add(
        ResponseErasure(
            survey_id=response.survey_id, response_id=response.id, erased_on=clock.day_of(at, zone)
        )
    )
    audit.record(
        actor, "erase personal answers", response, changes={"items": [taken, photos]}, reason=reason, at=at
    )
    return True


def erase_photos(response: Response) -> int:
    query = select(ResponsePhoto).filter_by(survey_id=response.survey_id, response_id=response.id)
    photos = list(db.session.scalars(query))
    for photo in photos:
        file = db.session.get(StoredFile, photo.file_id)
        db.session.delete(photo)
        db.session.flush()
        if file is not None:
            files.erase(file)
    return len(photos)
