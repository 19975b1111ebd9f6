"""Column types and key makers that behave the same on SQLite and PostgreSQL."""

import secrets
import unicodedata
import uuid
from datetime import UTC, datetime
from typing import Any

import msgspec
import uuid_utils
from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

from portal.errors import BadDocument

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
SHORT_CODE = 6
RECEIPT_CODE = 8

_encoder = msgspec.json.Encoder(order="sorted")


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in, aware UTC out; a naive value is a programming error and refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("UtcDateTime refuses a naive datetime")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Document(TypeDecorator[Any]):
    """Canonical JSON in a Text column: sorted keys, NFC, never a NUL, a lone surrogate or a NaN."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else canonical(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else msgspec.json.decode(value)


def canonical(value: Any) -> str:
    """The one spelling of a document; its SHA-256 is the document's fingerprint."""
    try:
        text = _encoder.encode(value).decode()
    except (UnicodeEncodeError, msgspec.MsgspecError, TypeError, ValueError) as error:
        raise BadDocument("The document holds a value that cannot be stored.") from error
    if "\\u0000" in text:
        raise BadDocument("The document holds a NUL character, which cannot be stored.")
    return unicodedata.normalize("NFC", text)


def random_id() -> uuid.UUID:
    """For responses, attempts and events: says nothing about when or in what order."""
    return uuid.uuid4()


def ordered_id() -> uuid.UUID:
    """For everything else: grows with time, so indexes stay compact."""
    return uuid.UUID(int=uuid_utils.uuid7().int)


def new_code(length: int = SHORT_CODE) -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(length))


def clean_code(text: str) -> str:
    """What a person typed, as a code: case, spaces and dashes do not matter."""
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(letter for letter in folded if letter in CODE_ALPHABET)
