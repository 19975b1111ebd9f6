"""From bytes to numbered lines: encodings as they are met, nothing that cannot be stored."""

import codecs
import unicodedata

from question_bank.documents import storable
from question_bank.errors import ItemError
from question_bank.exchange.item_content import MEGABYTE, MOST_BYTES, Draft

MOST_LINES = 1_000_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def refuse_size(source: bytes, limit: int = MOST_BYTES) -> None:
    """ItemError for nothing and for too much."""
    if not source.strip(b" \r\n\t\0"):
        raise ItemError("file_empty")
    if len(source) > limit:
        raise ItemError("file_too_large", limit=limit // MEGABYTE)
    if source.count(b"\n") > MOST_LINES:
        raise ItemError("too_many_lines", limit=MOST_LINES)


def decode_utf8(source: bytes) -> str:
    """The text of a format that demands UTF-8."""
    refuse_size(source)
    try:
        return source.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise ItemError("not_utf8", byte=error.start + 1) from error


def decode(source: bytes, draft: Draft) -> str:
    """The text in UTF-8, UTF-16 with its mark, or GB18030, which Chinese programs write."""
    refuse_size(source)
    for mark, encoding in _MARKS:
        if source.startswith(mark):
            return _decoded(source, encoding)
    try:
        return _lines(source.decode("utf-8"))
    except UnicodeDecodeError:
        text = _decoded(source, "gb18030")
    draft.hint("encoding_guessed", encoding="GB18030")
    return text


def _decoded(source: bytes, encoding: str) -> str:
    try:
        return _lines(source.decode(encoding))
    except UnicodeError as error:
        raise ItemError("bad_encoding") from error


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def stored(text: str) -> str:
    """The text in NFC without characters that cannot be stored."""
    if not storable(text):
        text = "".join(letter for letter in text if letter != "\0" and not "\ud800" <= letter <= "\udfff")
    return unicodedata.normalize("NFC", text)
