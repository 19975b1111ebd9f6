"""Who was called for a survey, and what came of it."""

import enum
import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.columns import UtcDateTime, ordered_id
from portal.extensions import Base
from portal.people.models import Account


class CallOutcome(enum.StrEnum):
    CALLING = "calling"
    REACHED = "reached"
    NOT_REACHED = "not_reached"
    REFUSED = "refused"
    LATER = "later"


class CallAttempt(Base):
    """The n-th call to a shop for a survey. The number is the claim: two callers cannot both make it.

    Never kept for anonymous surveys, where a call would tell who answered.
    """

    __tablename__ = "call_attempt"
    __table_args__ = (
        UniqueConstraint("survey_id", "retailer_id", "n"),
        CheckConstraint("outcome IN ('calling','reached','not_reached','refused','later')", name="outcome"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=ordered_id)
    survey_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    retailer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("retailer.id", ondelete="CASCADE"), index=True)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))  # the survey's unit
    n: Mapped[int]
    caller_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[CallOutcome] = mapped_column(String(15), default=CallOutcome.CALLING)

    caller: Mapped[Account | None] = relationship()
