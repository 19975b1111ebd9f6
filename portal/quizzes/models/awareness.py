"""What retailers know: answers without names, counted in totals only."""

import uuid
from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.columns import Document
from portal.extensions import Base


class AwarenessResponse(Base):
    """One retailer's answers to an awareness check; who it was is nowhere, when is the day."""

    __tablename__ = "awareness_response"
    __table_args__ = {"sqlite_with_rowid": False}  # which would number them in their order of arrival

    quiz_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("quiz.id"), primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)  # made by the phone
    unit_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("unit.id")
    )  # the shop's district, else the quiz's unit
    customer_class: Mapped[str | None] = mapped_column(String(2))
    size: Mapped[str | None] = mapped_column(String(10))
    received_on: Mapped[date]
    paper_n: Mapped[int] = mapped_column(default=1)
    answers: Mapped[Any] = mapped_column(Document)
    right: Mapped[Any] = mapped_column(Document)  # {item: true or false} by the key of that day
    count_right: Mapped[int]
    content_hash: Mapped[str] = mapped_column(String(64))


class AwarenessSlot(Base):
    """That a shop has taken part: keeps it from counting twice, and is joined with no answer."""

    __tablename__ = "awareness_slot"
    __table_args__ = {"sqlite_with_rowid": False}

    quiz_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("quiz.id"), primary_key=True)
    retailer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("retailer.id"), primary_key=True)
