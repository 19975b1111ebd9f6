"""A photo that came after the answers: decoded, turned upright, made small and written anew."""

import io
import struct
import threading
import uuid

from flask_babel import gettext as _
from PIL import Image, UnidentifiedImageError
from sqlalchemy import select

from portal.errors import BadDocument, Refused
from portal.extensions import db
from portal.responses import page
from portal.responses.models import Response, ResponsePhoto
from portal.responses.receipts import photos_wanted
from portal.storage import files
from portal.storage.models import StoredFile
from portal.surveys.models import Mode, Survey

FORMATS = ("JPEG", "PNG", "WEBP")
LONGEST_SIDE = 1600
QUALITY = 82
MOST_BYTES = 10 * 1024 * 1024
# A plain JPEG is read at an eighth of its size; every other picture has to be unpacked whole.
MOST_PIXELS_IN_PARTS = 60_000_000
MOST_PIXELS_WHOLE = 12_500_000
ORIENTATION = 0x0112
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
PURPOSE = "answer photo"
# A file of one kilobyte may unpack to a hundred megabytes: one at a time, whoever sends many.
_one_at_a_time = threading.Lock()

# What damaged pictures make the decoders raise.
UNREADABLE = (UnidentifiedImageError, OSError, ValueError, TypeError, SyntaxError, EOFError, struct.error)

# Sizes are checked below before anything is decoded, which is stricter than this library's warning.
Image.MAX_IMAGE_PIXELS = None


def clean(content: bytes) -> bytes:
    """A fresh JPEG of at most 1600 pixels; nothing of the file that came is kept but its picture."""
    try:
        with _one_at_a_time, Image.open(io.BytesIO(content), formats=FORMATS) as image:
            if image.width * image.height > _most_pixels(image):
                raise BadDocument(str(_("The photo is too large. Choose a smaller one.")))
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            turn = UPRIGHT.get(image.getexif().get(ORIENTATION, 1))
            image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            return _as_jpeg(image if turn is None else image.transpose(turn))
    except UNREADABLE as error:
        raise BadDocument(str(_("This file is not a photo that can be read (JPEG, PNG or WebP)."))) from error


def _most_pixels(image: Image.Image) -> int:
    in_parts = image.format == "JPEG" and not image.info.get("progressive")
    return MOST_PIXELS_IN_PARTS if in_parts else MOST_PIXELS_WHOLE


def _as_jpeg(image: Image.Image) -> bytes:
    flat = Image.new("RGB", image.size, "white")
    layer = image.convert("RGBA")
    flat.paste(layer, mask=layer.getchannel("A"))
    written = io.BytesIO()
    flat.save(written, "JPEG", quality=QUALITY, optimize=True)
    return written.getvalue()


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
        clean(content),
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
