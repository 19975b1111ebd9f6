"""Canonical JSON: the one form in which content and answers are stored, hashed and compared."""

import math
import unicodedata

import msgspec

from question_bank.errors import QuestionnaireError

MAXIMUM_DEPTH = 20


def read(source: bytes | str, limit: int) -> object:
    """Plain Python from JSON with every text in NFC; QuestionnaireError for what may not be stored."""
    if len(source) > limit:
        raise QuestionnaireError("too_large", limit=limit)
    try:
        tree = msgspec.json.decode(_as_bytes(source))
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise QuestionnaireError("not_json", detail=str(error)) from error
    return clean(tree)


def write(tree: object) -> str:
    """Canonical JSON: sorted keys, NFC, nothing that a database or a browser would read differently."""
    return msgspec.json.encode(clean(tree), order="sorted").decode()


def clean(tree: object, depth: int = 0) -> object:
    """The same tree in NFC; refuses NUL, lone surrogates, NaN and infinity, and absurd depth."""
    if depth > MAXIMUM_DEPTH:
        raise QuestionnaireError("too_deep")
    if isinstance(tree, str):
        return clean_text(tree)
    if isinstance(tree, dict):
        return {clean_text(str(key)): clean(value, depth + 1) for key, value in tree.items()}
    if isinstance(tree, (list, tuple)):
        return [clean(value, depth + 1) for value in tree]
    return _clean_number(tree) if isinstance(tree, float) else tree


def clean_text(text: str) -> str:
    """The text in NFC; NUL and half characters are refused because databases disagree about them."""
    if text.isascii():
        if "\0" in text:
            raise QuestionnaireError("bad_text")
        return text
    if not storable(text):
        raise QuestionnaireError("bad_text")
    return unicodedata.normalize("NFC", text)


def _clean_number(number: float) -> int | float:
    """One way to write a number: 5, never 5.0; NaN and infinity are refused."""
    if not math.isfinite(number):
        raise QuestionnaireError("not_finite")
    return int(number) if number == int(number) else number


def storable(text: str) -> bool:
    """False when it holds NUL or half of a surrogate pair."""
    if "\0" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _as_bytes(source: bytes | str) -> bytes:
    raw = source.encode() if isinstance(source, str) else source
    return raw.removeprefix(b"\xef\xbb\xbf")
