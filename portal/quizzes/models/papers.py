"""Papers: the rules they are drawn by, and the drawn ones that wait for their people."""

import enum
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.columns import Document, UtcDateTime, ordered_id
from portal.extensions import Base
from portal.people.models import OWN, Unit


class PaperKind(enum.StrEnum):
    """One paper for all (comparable, printable), or one drawn for each person."""

    FIXED = "fixed"
    DRAWN = "drawn"


class PaperPlan(Base):
    """How papers of a quiz come about: a `question_bank.papers.PaperSpec`, and the paper itself where it is
    one for all. Banks in its rules are named by their id.

    `by_hand` holds what somebody changed in the drawn paper, in order, so that seed and steps give it again:
    [{"do": "add", "replace", "move" or "remove", "item": id, ...}]. An item put there by hand stays when the
    paper is drawn anew.
    """

    __tablename__ = "paper_plan"
    __table_args__ = (CheckConstraint("kind IN ('fixed','drawn')", name="kind"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=ordered_id)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    title: Mapped[dict[str, str]] = mapped_column(Document)
    kind: Mapped[PaperKind] = mapped_column(String(10), default=PaperKind.FIXED)
    spec: Mapped[Any] = mapped_column(Document)
    seed: Mapped[int] = mapped_column(BigInteger)
    fixed: Mapped[Any] = mapped_column(
        Document, nullable=True
    )  # a `question_bank.papers.Paper`, or None until drawn
    by_hand: Mapped[Any] = mapped_column(Document, default=list)
    created_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    source: Mapped[str] = mapped_column(String(10), default=OWN)
    row_version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship()

    __mapper_args__ = {"version_id_col": row_version}


class QuizDraw(Base):
    """What the papers of a quiz are drawn by, as it stood at publication: the plan may change afterwards.

    `pool` says what was known of each frozen item, so that the draw can be repeated to the letter:
    {item id: [bank id, problem id, facility, exposure]}; empty for one fixed paper.
    """

    __tablename__ = "quiz_draw"

    quiz_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("quiz.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[PaperKind] = mapped_column(String(10))
    spec: Mapped[Any] = mapped_column(Document)
    seed: Mapped[int] = mapped_column(BigInteger)
    pool: Mapped[Any] = mapped_column(Document)


class QuizPaper(Base):
    """A paper of a quiz, drawn before anybody starts; immutable. Fixed papers are number 1 alone."""

    __tablename__ = "quiz_paper"

    quiz_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("quiz.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[Any] = mapped_column(Document)
    sha256: Mapped[str] = mapped_column(String(64))
    expected: Mapped[float]  # the facility expected when it was drawn
