"""Pictures people send: decoded, turned upright, made small and written anew."""

import io
import struct
import threading
from collections.abc import Callable

from flask_babel import gettext as _
from PIL import Image, UnidentifiedImageError

from portal.errors import BadDocument

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
# A file of one kilobyte may unpack to a hundred megabytes: one at a time, whoever sends many.
_one_at_a_time = threading.Lock()

# What damaged pictures make the decoders raise.
UNREADABLE = (UnidentifiedImageError, OSError, ValueError, TypeError, SyntaxError, EOFError, struct.error)

# Sizes are checked below before anything is decoded, which is stricter than this library's warning.
Image.MAX_IMAGE_PIXELS = None


def clean(content: bytes) -> bytes:
    """A fresh JPEG of at most 1600 pixels; nothing of the file that came is kept but its picture."""
    return _written_anew(content, FORMATS, _as_jpeg)


def clean_drawing(content: bytes) -> tuple[bytes, str]:
    """The same for figures, with the media type: what came as PNG or GIF stays sharp."""
    drawn = content.startswith((b"\x89PNG", b"GIF8"))
    fresh = _written_anew(content, (*FORMATS, "GIF"), _as_png if drawn else _as_jpeg)
    return fresh, "image/png" if drawn else "image/jpeg"


def _written_anew(content: bytes, formats: tuple[str, ...], write: Callable[[Image.Image], bytes]) -> bytes:
    try:
        with _one_at_a_time, Image.open(io.BytesIO(content), formats=formats) as image:
            if image.width * image.height > _most_pixels(image):
                raise BadDocument(str(_("The photo is too large. Choose a smaller one.")))
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            turn = UPRIGHT.get(image.getexif().get(ORIENTATION, 1))
            image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            return write(image if turn is None else image.transpose(turn))
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


def _as_png(image: Image.Image) -> bytes:
    written = io.BytesIO()
    image.convert("RGBA").save(written, "PNG", optimize=True)
    return written.getvalue()
