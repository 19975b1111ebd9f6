"""When a page was opened, signed: it dates answers that travelled late, and nothing else."""

import hashlib
import hmac
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import current_app

SIGNATURE = 20


@dataclass(frozen=True, slots=True)
class Opening:
    at: datetime
    version: int


def _signature(opened: str, version: str, survey_id: uuid.UUID, code: str) -> str:
    message = f"opening.{opened}.{version}.{survey_id.hex}.{code}".encode()
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()[:SIGNATURE]


def sign(survey_id: uuid.UUID, version: int, code: str, at: datetime) -> str:
    opened = format(int(at.timestamp()), "x")
    return f"{opened}.{version}.{_signature(opened, str(version), survey_id, code)}"


def read(text: str, survey_id: uuid.UUID, code: str) -> Opening | None:
    """None for anything that this survey's page under this code did not carry."""
    parts = text.split(".")
    if len(parts) != 3 or not text.isascii() or len(text) > 80:
        return None
    opened, version, signature = parts
    if not hmac.compare_digest(signature, _signature(opened, version, survey_id, code)):
        return None
    return Opening(datetime.fromtimestamp(int(opened, 16), UTC), int(version))
