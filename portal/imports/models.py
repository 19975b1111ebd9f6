"""One upload of a spreadsheet: which file, which of its columns mean what, and what came of it."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.columns import Document, UtcDateTime, ordered_id
from portal.extensions import Base
from portal.people.models import Account, Unit
from portal.storage.models import StoredFile


class ImportRun(Base):
    """Nothing is written elsewhere until `applied_at`; `steps` is the way back, for the last run only."""

    __tablename__ = "import_run"
    __table_args__ = (Index("ix_import_run_unit_id_kind", "unit_id", "kind"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=ordered_id)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))
    owner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str] = mapped_column(String(20))
    file_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id", ondelete="SET NULL"))
    file_name: Mapped[str] = mapped_column(String(200))
    mapping: Mapped[Any] = mapped_column(Document, default=dict)
    counts: Mapped[Any] = mapped_column(Document, default=dict)
    steps: Mapped[Any] = mapped_column(Document, default=list)
    job_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("job.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    unit: Mapped[Unit] = relationship()
    owner: Mapped[Account | None] = relationship()
    file: Mapped[StoredFile | None] = relationship()

    @property
    def name(self) -> str:
        return self.file_name
