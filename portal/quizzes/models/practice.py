"""Practice: what each person is believed to remember, and every answer given."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.columns import Document, UtcDateTime, random_id
from portal.extensions import Base


class PracticeCard(Base):
    """One item as one person stands to it: `question_bank.practice.Memory` and `Wrong` as documents."""

    __tablename__ = "practice_card"

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    item_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("item.id"), primary_key=True)
    memory: Mapped[Any] = mapped_column(Document, nullable=True)
    wrong: Mapped[Any] = mapped_column(Document, nullable=True)  # None outside the wrong-question book
    is_wrong: Mapped[bool] = mapped_column(default=False)
    due_on: Mapped[date | None]
    starred_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}


class PracticeAnswer(Base):
    """One answer in practice; `id` is made by the phone, so that sending twice stores once."""

    __tablename__ = "practice_answer"
    __table_args__ = (
        # Holds all the skill matrix asks for, so that it need not look into the rows.
        Index("ix_practice_answer_skill", "account_id", "day", "item_id", "fraction", "unit_id"),
        Index("ix_practice_answer_problem_id_day", "problem_id", "day"),
        Index("ix_practice_answer_item_id", "item_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=random_id)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))
    item_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("item.id"))
    version_n: Mapped[int]
    problem_id: Mapped[uuid.UUID | None]
    set: Mapped[str] = mapped_column(String(12))  # today, wrong, starred, random, problem, in_order
    day: Mapped[date]
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[Any] = mapped_column(Document, nullable=True)
    fraction: Mapped[float | None]
    seconds: Mapped[float | None]
    sure: Mapped[bool] = mapped_column(default=True)


class DailySet(Base):
    """今日10题 of one person: settled by the first look of the day."""

    __tablename__ = "daily_set"

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    items: Mapped[Any] = mapped_column(Document)  # [[item id, version], ...]
