"""Pictures that items show: written anew when they come in, kept once in each bank, named by their bytes."""

import hashlib
import uuid
from collections.abc import Iterable

from sqlalchemy import select

from portal.extensions import db
from portal.quizzes.models import Bank, BankPicture
from portal.storage import files, images
from portal.storage.models import StoredFile

PURPOSE = "bank picture"
MOST_BYTES = images.MOST_BYTES


def keep(bank: Bank, content: bytes, *, sha256: str | None = None) -> str:
    """The picture as the bank shows it; returns the SHA-256 by which items name it.

    `sha256` is what a file of items calls these bytes, where its items are not to be rewritten. BadDocument
    for what is no picture.
    """
    fresh, media_type = images.clean_drawing(content)
    name = sha256 or _digest(fresh)
    if db.session.get(BankPicture, (bank.id, name)) is None:
        ending = "png" if media_type == "image/png" else "jpg"
        file = files.save(
            fresh, unit_id=bank.unit_id, owner_type="bank", owner_id=bank.id, purpose=PURPOSE,
            name=f"picture.{ending}", media_type=media_type,
        )  # fmt: skip
        db.session.add(BankPicture(bank_id=bank.id, sha256=name, file_id=file.id))
        db.session.flush()
    return name


def file_of(bank_id: uuid.UUID, sha256: str) -> StoredFile | None:
    query = (
        select(StoredFile)
        .join(BankPicture, BankPicture.file_id == StoredFile.id)
        .where(BankPicture.bank_id == bank_id, BankPicture.sha256 == sha256)
    )
    return db.session.scalars(query).first()


def bytes_of(bank_id: uuid.UUID, wanted: Iterable[str]) -> dict[str, bytes]:
    """The bytes of these pictures by SHA-256; what the bank does not have is left out."""
    found = {sha256: file_of(bank_id, sha256) for sha256 in set(wanted)}
    return {sha256: files.read(file) for sha256, file in found.items() if file is not None}


def share(source_id: uuid.UUID, target: Bank, wanted: Iterable[str]) -> None:
    """Let another bank show the same pictures, as its items now come from there."""
    for sha256 in set(wanted):
        row = db.session.get(BankPicture, (source_id, sha256))
        if row is not None and db.session.get(BankPicture, (target.id, sha256)) is None:
            db.session.add(BankPicture(bank_id=target.id, sha256=sha256, file_id=row.file_id))
    db.session.flush()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
