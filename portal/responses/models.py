"""One sealed row a response, and what the pages around it count."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.columns import Document, UtcDateTime, random_id
from portal.extensions import Base


class Response(Base):
    """What one respondent handed in. `id` is made by the phone, so a retry is the same response.

    Columns copy what was true when it was answered. In an anonymous survey every link and every
    time finer than the day stays empty, and the table keeps no order of arrival.
    """

    __tablename__ = "response"
    __table_args__ = (
        UniqueConstraint("receipt", "survey_id"),  # this way round it also finds a receipt without its survey
        ForeignKeyConstraint(["survey_id", "version_n"], ["survey_version.survey_id", "survey_version.n"]),
        Index("ix_response_survey_id_received_on", "survey_id", "received_on"),
        # With all that a look for bursts reads: SQLite would else walk through the whole survey.
        Index("ix_response_survey_id_device_received_at", "survey_id", "device", "received_at"),
        {"sqlite_with_rowid": False},
    )

    survey_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    version_n: Mapped[int]
    channel_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("channel.id"))
    retailer_id: Mapped[uuid.UUID | None]  # never in anonymous surveys
    unit_id: Mapped[uuid.UUID | None]  # the shop's district at that time, else the survey's unit
    customer_class: Mapped[str | None] = mapped_column(String(2))
    size: Mapped[str | None] = mapped_column(String(10))
    manager_id: Mapped[uuid.UUID | None]
    language: Mapped[str] = mapped_column(String(10))
    filled_by: Mapped[str] = mapped_column(String(15), default="self")  # self, family, manager
    mode: Mapped[str] = mapped_column(String(10), default="self")  # self, together, phone, paper
    typist_id: Mapped[uuid.UUID | None]
    received_on: Mapped[date]
    received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seconds: Mapped[int | None]
    late: Mapped[bool] = mapped_column(default=False)
    flags: Mapped[str] = mapped_column(String(60), default="")  # space separated: fast straight burst
    device: Mapped[str] = mapped_column(String(16), default="")  # hash salted per survey; empty if anonymous
    receipt: Mapped[str] = mapped_column(String(8))
    content_hash: Mapped[str] = mapped_column(String(64))
    answers: Mapped[Any] = mapped_column(Document)


class ResponseSlot(Base):
    """A shop's numbered right to answer: the key is the limit, taken in the response's transaction."""

    __tablename__ = "response_slot"
    __table_args__ = {"sqlite_with_rowid": False}

    survey_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    retailer_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(String(10), primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[uuid.UUID]


class QuotaSlot(Base):
    """A numbered place of a survey that takes only so many. Whose it is stays unsaid: the numbers are
    the order of arrival, which an anonymous survey does not keep."""

    __tablename__ = "quota_slot"
    __table_args__ = {"sqlite_with_rowid": False}

    survey_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True)


class OpenCount(Base):
    """How often a channel's page was opened on a day; counted in memory, flushed, so approximate."""

    __tablename__ = "open_count"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=random_id)
    survey_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"), index=True)
    channel_id: Mapped[uuid.UUID | None]
    day: Mapped[date]
    opened: Mapped[int]


class ResponsePhoto(Base):
    """A photo that came after the answers were safe."""

    __tablename__ = "response_photo"
    __table_args__ = (
        UniqueConstraint("survey_id", "response_id", "item_key"),
        {"sqlite_with_rowid": False},  # which would number them in their order of arrival
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=random_id)
    survey_id: Mapped[uuid.UUID]
    response_id: Mapped[uuid.UUID]
    item_key: Mapped[str] = mapped_column(String(40))
    file_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stored_file.id"))


class ResponseErasure(Base):
    """That personal answers were taken out, without saying which; figures of the survey are made anew."""

    __tablename__ = "response_erasure"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=random_id)
    survey_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"), index=True)
    response_id: Mapped[uuid.UUID]
    erased_on: Mapped[date]
