"""Bytes in, bytes out: a local folder by default, any S3 store by address."""

import contextlib
import hashlib
import os
import uuid
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import obstore
from flask import current_app
from obstore.store import LocalStore, from_url

from portal import clock
from portal.columns import random_id
from portal.extensions import db
from portal.storage.models import StoredFile

S3_PART = 5 * 1024 * 1024  # the smallest it takes
FOLDER_PART = 256 * 1024


@lru_cache(maxsize=4)
def _open_store(address: str) -> Any:
    if "://" in address:
        return from_url(address)
    Path(address).mkdir(parents=True, exist_ok=True)
    return LocalStore(address)


def _address() -> str:
    return str(current_app.config.get("FILES_URL") or current_app.config["DATA_DIR"] / "files")


def _store() -> Any:
    return _open_store(_address())


def _key(file_id: uuid.UUID) -> str:
    return f"{file_id.hex[:2]}/{file_id.hex}"


def save(
    content: bytes | Path,
    *,
    unit_id: uuid.UUID,
    owner_type: str,
    owner_id: object,
    purpose: str,
    name: str,
    media_type: str,
    keep_days: int | None = None,
    day_only: bool = False,
) -> StoredFile:
    """Bytes first, then the row: an orphan is swept later, a row without bytes never exists.

    A path stands for what is too large to hold: it goes part by part from the file into the store.
    With `day_only` neither the row nor the file in the folder says more than the day it came."""
    file_id, at = random_id(), clock.now()
    part = S3_PART if "://" in _address() else FOLDER_PART
    obstore.put(_store(), _key(file_id), content, chunk_size=part, max_concurrency=1)
    size, sha256 = _measured(content)
    if day_only:
        at = _start_of_day(at)
        _date_back(file_id, at)
    row = StoredFile(
        id=file_id,
        unit_id=unit_id,
        owner_type=owner_type,
        owner_id=str(owner_id),
        purpose=purpose,
        name=name[:200],
        media_type=media_type,
        size=size,
        sha256=sha256,
        created_at=at,
        erase_on=_erase_on(keep_days),
    )
    db.session.add(row)
    db.session.flush()
    return row


def _measured(content: bytes | Path) -> tuple[int, str]:
    if isinstance(content, bytes):
        return len(content), hashlib.sha256(content).hexdigest()
    with content.open("rb") as file:
        return content.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()


def _start_of_day(at: datetime) -> datetime:
    zone = current_app.config["TIME_ZONE"]
    return datetime.combine(clock.day_of(at, zone), time(), ZoneInfo(zone))


def _date_back(file_id: uuid.UUID, at: datetime) -> None:
    """Of a file in a folder; other stores keep their own time and tell it to nobody but their owner."""
    if "://" not in _address():
        os.utime(Path(_address()) / _key(file_id), (at.timestamp(), at.timestamp()))


def _erase_on(keep_days: int | None) -> date | None:
    return None if keep_days is None else (clock.now() + timedelta(days=keep_days)).date()


def read(file: StoredFile) -> bytes:
    return read_bytes(file.id)


def read_bytes(file_id: uuid.UUID) -> bytes:
    return bytes(obstore.get(_store(), _key(file_id)).bytes())


def read_part(file: StoredFile, start: int, end: int) -> bytes:
    """The bytes from `start` up to, not including, `end`."""
    return bytes(obstore.get_range(_store(), _key(file.id), start=start, end=end))


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
