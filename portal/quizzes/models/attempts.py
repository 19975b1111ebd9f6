"""Attempts as journals, what they were worth, and how marks were changed in the open."""

import enum
import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.columns import Document, UtcDateTime, ordered_id, random_id
from portal.extensions import Base
from portal.people.models import Account, Unit
from portal.retailers.models import Retailer

OPEN = text("handed_in_at IS NULL")
ATTEMPT = (["quiz_id", "attempt_id"], ["attempt.quiz_id", "attempt.id"])


class Ending(enum.StrEnum):
    """Who handed in: the person, the clock, a supervisor with a reason, or the examiner."""

    SELF = "self"
    TIME = "time"
    FORCED = "forced"
    EXAMINER = "examiner"


class Noted(enum.StrEnum):
    """What a journal entry records. Only `answer` counts; `late` and `outdated` are kept as evidence."""

    ANSWER = "answer"
    LATE = "late"
    OUTDATED = "outdated"
    FLAG = "flag"
    UNFLAG = "unflag"
    LEFT = "left"
    BACK = "back"
    OPENED = "opened"
    EXTENDED = "extended"


class Attempt(Base):
    """One sitting of one person. Handing in seals it: answers and the journal's hash, never changed again."""

    __tablename__ = "attempt"
    __table_args__ = (
        CheckConstraint("(account_id IS NULL) <> (retailer_id IS NULL)", name="one_person"),
        UniqueConstraint("quiz_id", "account_id", "number"),
        UniqueConstraint("quiz_id", "retailer_id", "number"),
        Index(
            "uq_attempt_open", "quiz_id", "account_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN
        ),
        Index("ix_attempt_account_id", "account_id"),
        Index("ix_attempt_due", "due_at", sqlite_where=OPEN, postgresql_where=OPEN),
    )

    quiz_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("quiz.id"), primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=random_id)
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    retailer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("retailer.id"))
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    number: Mapped[int]  # of this person's attempts
    paper_n: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # By which start of which machine it was begun, and how far the clock then stood before its seconds.
    begun_on: Mapped[str | None] = mapped_column(String(36))
    clock_ahead: Mapped[float | None]
    handed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ending: Mapped[Ending | None] = mapped_column(String(10))
    ended_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    ending_reason: Mapped[str] = mapped_column(String(300), default="")
    # {"answers": {item: answer}, "certainty": {item: 1-3}}, once handed in
    answers: Mapped[Any] = mapped_column(Document, nullable=True)
    journal_length: Mapped[int | None]
    journal_sha256: Mapped[str | None] = mapped_column(String(64))
    left_count: Mapped[int] = mapped_column(default=0)  # how often the page was left: information, not proof
    seconds: Mapped[int | None]
    examiner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    photo_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))

    account: Mapped[Account | None] = relationship(foreign_keys=[account_id])
    retailer: Mapped[Retailer | None] = relationship()
    examiner: Mapped[Account | None] = relationship(foreign_keys=[examiner_id])
    unit: Mapped[Unit] = relationship()


class JournalEntry(Base):
    """One thing that happened in an attempt, with the number the server gave it. Only ever appended."""

    __tablename__ = "journal"
    __table_args__ = (
        ForeignKeyConstraint(*ATTEMPT),
        UniqueConstraint("quiz_id", "attempt_id", "save_id"),
        {"sqlite_with_rowid": False},
    )

    quiz_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    attempt_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    save_id: Mapped[uuid.UUID]  # made by the phone: the same one again gets the same receipt
    kind: Mapped[Noted] = mapped_column(String(10))
    item_id: Mapped[uuid.UUID | None]
    answer: Mapped[Any] = mapped_column(Document, nullable=True)
    certainty: Mapped[int | None]
    author_id: Mapped[uuid.UUID | None]  # where it was not the person: the examiner
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Marking(Base):
    """What an attempt was worth; version 1 when handed in, later ones with a reason. The last one holds."""

    __tablename__ = "marking"
    __table_args__ = (ForeignKeyConstraint(*ATTEMPT),)

    quiz_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    attempt_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    is_current: Mapped[bool] = mapped_column(default=True)
    total: Mapped[float]
    possible: Mapped[float]
    passed: Mapped[bool | None]
    pending: Mapped[int] = mapped_column(default=0)  # items that wait for a person
    marks: Mapped[Any] = mapped_column(Document)  # {item: {"points", "of", "fraction", "parts"}}
    reason: Mapped[str] = mapped_column(String(500), default="")
    regrade_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("regrade.id"))
    by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    marked_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def share(self) -> float:
        return self.total / self.possible if self.possible else 0.0


class ItemResult(Base):
    """One item of one attempt as it counts now: a projection of the current marking, for tables."""

    __tablename__ = "item_result"
    __table_args__ = (
        ForeignKeyConstraint(*ATTEMPT),
        Index("ix_item_result_item_id", "item_id"),
        # Holds all the skill matrix asks for, so that it need not look into the rows.
        Index("ix_item_result_skill", "account_id", "day", "knowledge_point", "fraction", "unit_id"),
        Index("ix_item_result_problem_id_day", "problem_id", "day"),
        {"sqlite_with_rowid": False},
    )

    quiz_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    attempt_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    item_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    version_n: Mapped[int]
    account_id: Mapped[uuid.UUID | None]
    unit_id: Mapped[uuid.UUID]
    day: Mapped[date]
    knowledge_point: Mapped[str] = mapped_column(String(200), default="")
    problem_id: Mapped[uuid.UUID | None]
    fraction: Mapped[float | None]  # None while it waits for a person
    points: Mapped[float | None]
    possible: Mapped[float]


class ManualMark(Base):
    """Points a person gave to what no rule can mark; the last one holds, the earlier ones stay. A second
    opinion on a sample is compared with the first and counts for nothing."""

    __tablename__ = "manual_mark"
    __table_args__ = (
        ForeignKeyConstraint(*ATTEMPT),
        UniqueConstraint("quiz_id", "attempt_id", "item_id", "n"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=ordered_id)
    quiz_id: Mapped[uuid.UUID]
    attempt_id: Mapped[uuid.UUID]
    item_id: Mapped[uuid.UUID]
    n: Mapped[int]
    fraction: Mapped[float]
    is_second: Mapped[bool] = mapped_column(default=False)
    ticks: Mapped[Any] = mapped_column(Document, default=list)  # points of the guide that were met
    comment: Mapped[str] = mapped_column(String(500), default="")
    marker_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    marked_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Regrade(Base):
    """A key or treatment changed after the fact: proposed with its effect, then applied or withdrawn."""

    __tablename__ = "regrade"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=ordered_id)
    quiz_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("quiz.id"), index=True)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))
    changes: Mapped[Any] = mapped_column(Document)  # {item: {"key_n": n} or {"treatment": "dropped"}}
    reason: Mapped[str] = mapped_column(String(500))
    effect: Mapped[Any] = mapped_column(Document)  # the dry run: attempts, changed, who would pass or fail
    proposed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    applied_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
