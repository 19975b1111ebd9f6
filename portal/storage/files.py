"""Bytes in, bytes out: a local folder by default, any S3 store by address."""

import contextlib
import hashlib
import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import obstore
from flask import current_app
from obstore.store import LocalStore, from_url

from portal import clock
from portal.columns import random_id
from portal.extensions import db
from portal.storage.models import StoredFile


@lru_cache(maxsize=4)
def _open_store(address: str) -> Any:
    if "://" in address:
        return from_url(address)
    Path(address).mkdir(parents=True, exist_ok=True)
    return LocalStore(address)


def _store() -> Any:
    return _open_store(current_app.config.get("FILES_URL") or str(current_app.config["DATA_DIR"] / "files"))


def _key(file_id: uuid.UUID) -> str:
    return f"{file_id.hex[:2]}/{file_id.hex}"


def save(
    content: bytes,
    *,
    unit_id: uuid.UUID,
    owner_type: str,
    owner_id: object,
    purpose: str,
    name: str,
    media_type: str,
    keep_days: int | None = None,
) -> StoredFile:
    """Bytes first, then the row: an orphan is swept later, a row without bytes never exists."""
    file_id = random_id()
    obstore.put(_store(), _key(file_id), content)
    row = StoredFile(
        id=file_id,
        unit_id=unit_id,
        owner_type=owner_type,
        owner_id=str(owner_id),
        purpose=purpose,
        name=name[:200],
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        created_at=clock.now(),
        erase_on=_erase_on(keep_days),
    )
    db.session.add(row)
    db.session.flush()
    return row


def _erase_on(keep_days: int | None) -> date | None:
    return None if keep_days is None else (clock.now() + timedelta(days=keep_days)).date()


def read(file: StoredFile) -> bytes:
    return read_bytes(file.id)


def read_bytes(file_id: uuid.UUID) -> bytes:
    return bytes(obstore.get(_store(), _key(file_id)).bytes())


def write_bytes(file_id: uuid.UUID, content: bytes) -> None:
    """Only for putting back what a copy holds; `save` is the way in for anything new."""
    obstore.put(_store(), _key(file_id), content)


def stream(file: StoredFile) -> Iterator[bytes]:
    for chunk in obstore.get(_store(), _key(file.id)).stream(min_chunk_size=256 * 1024):
        yield bytes(chunk)


def erase(file: StoredFile) -> None:
    """Bytes that went before, because the work stopped in between, must not keep the row for ever."""
    with contextlib.suppress(FileNotFoundError):
        obstore.delete(_store(), _key(file.id))
    db.session.delete(file)
