"""Question banks: items with immutable versions, shared materials, pictures, and imports on their way."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.columns import Document, UtcDateTime, ordered_id
from portal.extensions import Base
from portal.jobs.models import Job
from portal.people.models import OWN, Account, Unit
from portal.storage.models import StoredFile


class Bank(Base):
    """Items kept together; the units below may ask them. One that `needs_signing` (policy and rules) is
    asked from only with the versions somebody responsible has signed."""

    __tablename__ = "bank"
    shared_down = True

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=ordered_id)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    title: Mapped[dict[str, str]] = mapped_column(Document)
    note: Mapped[str] = mapped_column(String(500), default="")
    base_language: Mapped[str] = mapped_column(String(10), default="zh-Hans")
    needs_signing: Mapped[bool] = mapped_column(default=False)
    created_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    source: Mapped[str] = mapped_column(String(10), default=OWN)
    row_version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship()

    __mapper_args__ = {"version_id_col": row_version}


class QuizItem(Base):
    """An item as something to point at and to filter by; what it says is in its versions.

    Columns repeat what lists filter on, as of `current_n`. `retired_at`: no longer asked, kept for the past.
    """

    __tablename__ = "item"
    __table_args__ = (UniqueConstraint("bank_id", "number"), Index("ix_item_problem_id", "problem_id"))
    shared_down = True

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=ordered_id)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    bank_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("bank.id"))
    number: Mapped[int]  # 题号 inside its bank
    current_n: Mapped[int] = mapped_column(default=1)
    type: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(String(400))  # the stem in the bank's base language, to search in
    knowledge_point: Mapped[str] = mapped_column(String(200), default="")
    difficulty: Mapped[int | None]
    points: Mapped[float] = mapped_column(default=1)
    tags: Mapped[str] = mapped_column(String(300), default="")  # " tag tag ": each between blanks
    expires_on: Mapped[date | None]  # the last day its source holds
    indicator_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("indicator.id"))
    problem_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("problem.id"))
    signed_n: Mapped[int | None]
    signed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    retired_reason: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    source: Mapped[str] = mapped_column(String(10), default=OWN)
    row_version: Mapped[int] = mapped_column(default=1)

    bank: Mapped[Bank] = relationship()
    unit: Mapped[Unit] = relationship()

    __mapper_args__ = {"version_id_col": row_version}


class ItemVersion(Base):
    """One immutable wording of an item: a canonical `question_bank.items.Item`. Papers name the version."""

    __tablename__ = "item_version"

    item_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("item.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[Any] = mapped_column(Document)
    sha256: Mapped[str] = mapped_column(String(64))
    material_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("material.id"))
    changes: Mapped[str] = mapped_column(
        String(80), default=""
    )  # kinds of change against n-1, blank separated
    note: Mapped[str] = mapped_column(String(300), default="")
    author_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    author: Mapped[Account | None] = relationship()


class Material(Base):
    """A text several items ask about. Immutable: a mended one is a new row and new versions of its items."""

    __tablename__ = "material"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=ordered_id)
    bank_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("bank.id"), index=True)
    document: Mapped[Any] = mapped_column(Document)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class BankPicture(Base):
    """A picture that items of a bank show, by the SHA-256 their documents name."""

    __tablename__ = "bank_picture"

    bank_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("bank.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    file_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stored_file.id"))


class BankCheck(Base):
    """What the last look at a bank found (`banks/bank_checks.py`): a projection that a sweep renews."""

    __tablename__ = "bank_check"

    bank_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("bank.id"), primary_key=True)
    stamp: Mapped[str] = mapped_column(String(120))  # the state of the bank that was looked at
    needing: Mapped[int]  # items with an error or a warning
    findings: Mapped[Any] = mapped_column(Document)  # by number of the item: {"checks": {}, "errors": [], ..}
    checked_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ItemFigure(Base):
    """What answers say of an item across quizzes: a projection that a sweep renews."""

    __tablename__ = "item_figure"

    item_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("item.id"), primary_key=True)
    asked: Mapped[int] = mapped_column(default=0)  # answers to the wording that is comparable with today's
    right: Mapped[int] = mapped_column(default=0)
    facility: Mapped[float | None]
    discrimination: Mapped[float | None]
    verdict: Mapped[str] = mapped_column(String(20), default="")
    drawn: Mapped[int] = mapped_column(default=0)  # exposure: papers that held it
    last_used_on: Mapped[date | None]
    renewed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ItemImport(Base):
    """An uploaded file of items on its way into a bank: nothing is written before it is applied.

    `read_file_id` holds what the reader made of the file (`imports/import_reading.py`), `decisions` what
    the person did with each row (`imports/import_states.py`) and, under "all", what was set for all.
    `item_ids` is the way back: the id of each item it made, [id, n] of each version.
    """

    __tablename__ = "item_import"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=ordered_id)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    bank_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("bank.id"))
    owner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    file_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id", ondelete="SET NULL"))
    read_file_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id", ondelete="SET NULL"))
    job_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("job.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    format: Mapped[str] = mapped_column(String(30), default="")
    mapping: Mapped[Any] = mapped_column(Document, default=dict)
    decisions: Mapped[Any] = mapped_column(Document, default=dict)
    counts: Mapped[Any] = mapped_column(Document, default=dict)
    item_ids: Mapped[Any] = mapped_column(Document, default=list)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    row_version: Mapped[int] = mapped_column(default=1)

    bank: Mapped[Bank] = relationship()
    unit: Mapped[Unit] = relationship()
    owner: Mapped[Account | None] = relationship()
    file: Mapped[StoredFile | None] = relationship(foreign_keys=[file_id])
    read_file: Mapped[StoredFile | None] = relationship(foreign_keys=[read_file_id])
    job: Mapped[Job | None] = relationship()

    __mapper_args__ = {"version_id_col": row_version}
