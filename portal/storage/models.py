"""A file is a row; its bytes lie in the store under a key nobody typed."""

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.columns import UtcDateTime, random_id
from portal.extensions import Base


class StoredFile(Base):
    __tablename__ = "stored_file"
    __table_args__ = (
        Index("ix_stored_file_owner", "owner_type", "owner_id"),
        {"sqlite_with_rowid": False},  # which would number them in their order of arrival
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=random_id)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    owner_type: Mapped[str] = mapped_column(String(40))
    owner_id: Mapped[str] = mapped_column(String(80))
    purpose: Mapped[str] = mapped_column(String(30))
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    erase_on: Mapped[date | None]
