"""A survey's life: drafts as revisions, immutable published versions, and what may be linked to."""

import enum
import uuid
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from portal.columns import Document, UtcDateTime, ordered_id
from portal.errors import Refused
from portal.extensions import Base
from portal.people.models import OWN, Account, Unit


class Mode(enum.StrEnum):
    """Who is known. Fixed at publication and told before question one."""

    ANONYMOUS = "anonymous"
    CONFIDENTIAL = "confidential"
    NAMED = "named"


class Audience(enum.StrEnum):
    RETAILER = "retailer"
    CONSUMER = "consumer"
    STAFF = "staff"
    PARTNER = "partner"


class State(enum.StrEnum):
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


# 我要反映 and 拜访回访 stand open all year, and one shop may answer them again and again.
STANDING = frozenset({"speak_up", "visit"})
OFTEN_A_MONTH = 100


class Survey(Base):
    """A questionnaire with a life; its state is computed from facts, so it cannot disagree with them."""

    __tablename__ = "survey"
    __table_args__ = (
        CheckConstraint("mode IN ('anonymous','confidential','named')", name="mode"),
        CheckConstraint("audience IN ('retailer','consumer','staff','partner')", name="audience"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=ordered_id)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    title: Mapped[dict[str, str]] = mapped_column(Document)
    template_code: Mapped[str] = mapped_column(String(30), default="")
    mode: Mapped[Mode] = mapped_column(String(15), default=Mode.CONFIDENTIAL)
    audience: Mapped[Audience] = mapped_column(String(15), default=Audience.RETAILER)
    purpose: Mapped[str] = mapped_column(String(15), default="survey")  # survey, visit, awareness, speak_up
    population: Mapped[int | None]  # how many the survey is for; the figures say k of this
    target: Mapped[int | None]
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    daily_from: Mapped[str | None] = mapped_column(String(5))  # "08:00": opening hours of a day
    daily_until: Mapped[str | None] = mapped_column(String(5))
    capacity: Mapped[int | None]  # full after so many responses
    per_shop: Mapped[int] = mapped_column(default=1)
    period: Mapped[str] = mapped_column(
        String(10), default="once"
    )  # once, month: how often a shop may answer
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    current_version: Mapped[int] = mapped_column(default=0)
    draft_n: Mapped[int] = mapped_column(default=0)
    repeat_of_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("survey.id"))
    strata: Mapped[Any] = mapped_column(Document, default=dict)  # {"size": {"small": 780, ...}} for weights
    public_totals: Mapped[Any] = mapped_column(Document, default=list)
    contact: Mapped[str] = mapped_column(String(80), default="")
    retention_days: Mapped[int] = mapped_column(default=180)
    k: Mapped[int] = mapped_column(default=5)
    k_comments: Mapped[int] = mapped_column(default=10)
    created_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    binned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    source: Mapped[str] = mapped_column(String(10), default=OWN)
    row_version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship()
    created_by: Mapped[Account | None] = relationship()
    repeat_of: Mapped["Survey | None"] = relationship(remote_side=[id])

    __mapper_args__ = {"version_id_col": row_version}

    @validates("mode")
    def _keep_mode(self, key: str, mode: str) -> str:
        """Respondents were told who is known; that cannot change behind them."""
        if self.published_at is not None and self.mode not in (None, mode):
            raise Refused(_("Who is known is fixed once a survey has been published."))
        return mode

    def state_at(self, at: datetime) -> State:
        if self.published_at is None:
            return State.DRAFT
        if self.closed_at is not None or (self.ends_at is not None and at >= self.ends_at):
            return State.CLOSED
        if self.paused_at is not None:
            return State.PAUSED
        if self.opens_at is not None and at < self.opens_at:
            return State.SCHEDULED
        return State.OPEN

    def pause(self, at: datetime) -> None:
        if self.state_at(at) is not State.OPEN:
            raise Refused(_("Only an open survey can be paused."))
        self.paused_at = at

    def resume(self, at: datetime) -> None:
        if self.state_at(at) is not State.PAUSED:
            raise Refused(_("Only a paused survey can be continued."))
        self.paused_at = None

    def close(self, at: datetime) -> None:
        if self.state_at(at) in (State.DRAFT, State.CLOSED):
            raise Refused(_("Only a published survey that is not closed yet can be closed."))
        self.closed_at = at


class SurveyRevision(Base):
    """A draft as it was at one moment: undo, compare and 'both kept' come from these.

    `base_n` is the state undo returns to, `redo_n` the one a fresh undo can take back.
    """

    __tablename__ = "survey_revision"
    __table_args__ = (UniqueConstraint("survey_id", "n"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=ordered_id)
    survey_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    n: Mapped[int]
    base_n: Mapped[int]
    author_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)  # of the first autosave folded into this one
    autosave_of: Mapped[str | None] = mapped_column(String(40))  # the item that was being typed
    redo_n: Mapped[int | None]
    document: Mapped[Any] = mapped_column(Document)

    author: Mapped[Account | None] = relationship()


class SurveyVersion(Base):
    """What respondents were asked. Never changes; answers say which version they answer."""

    __tablename__ = "survey_version"

    survey_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("survey.id", ondelete="CASCADE"), primary_key=True
    )
    n: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[Any] = mapped_column(Document)
    sha256: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))

    published_by: Mapped[Account | None] = relationship()


class SurveyItemRow(Base):
    """An item as something to point at: its key survives versions, its indicator survives surveys."""

    __tablename__ = "survey_item"
    __table_args__ = (UniqueConstraint("survey_id", "key"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=ordered_id)
    survey_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(40))
    type: Mapped[str] = mapped_column(String(20))
    indicator_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("indicator.id"))
    touchpoint: Mapped[str | None] = mapped_column(String(60))


class SurveyOptionRow(Base):
    """An option that carries a theme: closed answers flow into the theme counts without coding."""

    __tablename__ = "survey_option"
    __table_args__ = (UniqueConstraint("survey_item_id", "key"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=ordered_id)
    survey_item_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("survey_item.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(40))
    theme_code: Mapped[str] = mapped_column(String(40))


class SurveyTemplate(Base):
    """A template somebody made here; the units below may use it. The built-in ones are files."""

    __tablename__ = "survey_template"
    shared_down = True

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=ordered_id)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    title: Mapped[dict[str, str]] = mapped_column(Document)
    audience: Mapped[str] = mapped_column(String(15))
    mode: Mapped[str] = mapped_column(String(15))
    document: Mapped[Any] = mapped_column(Document)
    created_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    source: Mapped[str] = mapped_column(String(10), default=OWN)


class LibraryItem(Base):
    """A survey item kept for use again, with its indicator."""

    __tablename__ = "library_item"
    __table_args__ = (Index("ix_library_item_unit_id", "unit_id"),)
    shared_down = True

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=ordered_id)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))
    document: Mapped[Any] = mapped_column(Document)
    indicator_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("indicator.id"))
    used_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    source: Mapped[str] = mapped_column(String(10), default=OWN)


class PublicChange(Base):
    """你们说·我们改: what was changed after a survey, shown on the receipts of those who answered."""

    __tablename__ = "public_change"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=ordered_id)
    survey_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"), index=True)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))
    text: Mapped[dict[str, str]] = mapped_column(Document)
    said: Mapped[dict[str, str]] = mapped_column(Document, default=dict)
    author_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
