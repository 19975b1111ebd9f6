"""Quizzes: settings, who may sit them, and the item versions they froze at publication."""

import enum
import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.columns import Document, UtcDateTime, ordered_id
from portal.extensions import Base
from portal.people.models import OWN, Account, Unit
from portal.quizzes.models.papers import PaperPlan


class QuizKind(enum.StrEnum):
    """考试, 小测 (a leader's ten minutes in the evening), 知晓检查, 上机操作, 一问一答."""

    EXAM = "exam"
    TEAM = "team"
    AWARENESS = "awareness"
    HANDS_ON = "hands_on"
    ORAL = "oral"


EXAMINED = frozenset({QuizKind.HANDS_ON, QuizKind.ORAL})
"""Kinds where an examiner enters what he sees and hears."""


class QuizState(enum.StrEnum):
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"


class Counting(enum.StrEnum):
    """Which attempt counts."""

    BEST = "best"
    LAST = "last"
    FIRST = "first"
    MEAN = "mean"


class Treatment(enum.StrEnum):
    """How answers to an item count after a regrade: by its key, right for everybody, or not at all."""

    NORMAL = "normal"
    EVERYBODY = "everybody"
    DROPPED = "dropped"


class Quiz(Base):
    """Questions put to people under rules. Its state is computed from facts, so it cannot disagree with them.

    The units below may read it: a city's exam has people of several counties, and each county sees its own
    people's attempts, never another's (results are narrowed by the attempt's unit).

    `review` says what a person may see when: {"handed_in": [...], "closed": [...]} with the words of
    `portal.quizzes.attempts.review.PARTS`. `audience` is whom it was meant for; participants are rows.
    """

    __tablename__ = "quiz"
    __table_args__ = (
        CheckConstraint("kind IN ('exam','team','awareness','hands_on','oral')", name="kind"),
        CheckConstraint("counting IN ('best','last','first','mean')", name="counting"),
    )
    shared_down = True

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=ordered_id)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    title: Mapped[dict[str, str]] = mapped_column(Document)
    kind: Mapped[QuizKind] = mapped_column(String(15), default=QuizKind.EXAM)
    instructions: Mapped[dict[str, str]] = mapped_column(Document, default=dict)
    paper_plan_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("paper_plan.id"))
    problem_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("problem.id"))
    audience: Mapped[Any] = mapped_column(
        Document, default=dict
    )  # {"units": [], "posts": [], "accounts": []}
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    minutes: Mapped[int | None]  # time limit of an attempt
    earliest_minutes: Mapped[int] = mapped_column(default=0)  # no handing in before
    attempts: Mapped[int] = mapped_column(default=1)
    retake_days: Mapped[int] = mapped_column(default=0)  # wait before the next attempt
    retake_failed_only: Mapped[bool] = mapped_column(default=False)
    counting: Mapped[Counting] = mapped_column(String(10), default=Counting.BEST)
    pass_mark: Mapped[float | None]  # a share: 0.8
    certainty: Mapped[bool] = mapped_column(default=False)  # certainty-based marking
    review: Mapped[Any] = mapped_column(Document, default=dict)
    ranking: Mapped[bool] = mapped_column(default=False)
    certificate_months: Mapped[int | None]  # how long a certificate holds; None: there is none, 0: for good
    repeats: Mapped[str] = mapped_column(String(10), default="never")  # never, month
    repeat_of_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("quiz.id"))
    papers: Mapped[int] = mapped_column(default=0)  # how many are drawn
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    source: Mapped[str] = mapped_column(String(10), default=OWN)
    row_version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship()
    paper_plan: Mapped[PaperPlan | None] = relationship()
    created_by: Mapped[Account | None] = relationship()

    __mapper_args__ = {"version_id_col": row_version}

    @property
    def ended_at(self) -> datetime | None:
        """The end that came, or the one that is set."""
        return min((each for each in (self.closed_at, self.ends_at) if each), default=None)

    def state_at(self, at: datetime) -> QuizState:
        if self.published_at is None:
            return QuizState.DRAFT
        if self.ended_at is not None and at >= self.ended_at:
            return QuizState.CLOSED
        if self.opens_at is not None and at < self.opens_at:
            return QuizState.SCHEDULED
        return QuizState.OPEN


class FrozenItem(Base):
    """The one version of an item a quiz asks, fixed at publication whatever happens to the bank.

    A regrade may mark by the key of a later version (`key_n`), or otherwise (`treatment`).
    """

    __tablename__ = "quiz_item"

    quiz_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("quiz.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("item.id"), primary_key=True)
    n: Mapped[int]
    key_n: Mapped[int]
    treatment: Mapped[Treatment] = mapped_column(String(10), default=Treatment.NORMAL)
    position: Mapped[int] = mapped_column(default=0)


class Participant(Base):
    """Somebody a quiz is for. `seat` settles which drawn papers are theirs."""

    __tablename__ = "participant"
    __table_args__ = (UniqueConstraint("quiz_id", "seat"), Index("ix_participant_account_id", "account_id"))

    quiz_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("quiz.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))  # where they were then
    seat: Mapped[int]
    extra_minutes: Mapped[int] = mapped_column(default=0)
    extra_attempts: Mapped[int] = mapped_column(default=0)  # a retake somebody allowed
    excused_reason: Mapped[str] = mapped_column(String(200), default="")
    reminded_on: Mapped[date | None]

    account: Mapped[Account] = relationship()
    unit: Mapped[Unit] = relationship()
