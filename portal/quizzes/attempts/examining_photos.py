"""The one photo an examiner may take of an examination: made small and written anew before it is kept."""

from portal.errors import Refused
from portal.extensions import db
from portal.quizzes.attempts import sitting
from portal.quizzes.models import Attempt
from portal.storage import files, images
from portal.storage.models import StoredFile

PURPOSE = "exam photo"
MOST_BYTES = images.MOST_BYTES


def keep(attempt: Attempt, content: bytes, sentence: str) -> StoredFile:
    """A second photo takes the place of the first. `sentence` refuses once the attempt is sealed."""
    fresh = images.clean(content)
    sitting.hold(attempt)
    if attempt.handed_in_at is not None:
        raise Refused(sentence)
    before = of(attempt)
    file = files.save(
        fresh, unit_id=attempt.unit_id, owner_type="attempt", owner_id=attempt.id, purpose=PURPOSE,
        name="photo.jpg", media_type="image/jpeg",
    )  # fmt: skip
    attempt.photo_id = file.id
    db.session.flush()
    if before is not None:
        files.erase(before)
    return file


def of(attempt: Attempt) -> StoredFile | None:
    return db.session.get(StoredFile, attempt.photo_id) if attempt.photo_id else None
