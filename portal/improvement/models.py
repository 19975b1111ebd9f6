"""Problems: what a figure or a voice said is wrong, whom it concerns, and who looks after it."""

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.columns import Document, UtcDateTime, ordered_id
from portal.extensions import Base
from portal.people.models import OWN, Account, Unit


class Problem(Base):
    """One problem with its baseline as numerator and denominator. A key problem is one of the few worked on;
    it owns a practice set: the quiz items that name it."""

    __tablename__ = "problem"
    __table_args__ = (UniqueConstraint("unit_id", "number"),)
    shared_down = True  # teams read what is worked on above them

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=ordered_id)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    statement: Mapped[dict[str, str]] = mapped_column(Document)
    indicator_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("indicator.id"))
    is_key: Mapped[bool] = mapped_column(default=False)
    owner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    baseline_numerator: Mapped[float | None]
    baseline_denominator: Mapped[float | None]
    baseline_on: Mapped[date | None]
    created_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    source: Mapped[str] = mapped_column(String(10), default=OWN)
    row_version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship()
    owner: Mapped[Account | None] = relationship(foreign_keys=[owner_id])
    teams: Mapped[list["ProblemTeam"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)

    __mapper_args__ = {"version_id_col": row_version}


class ProblemTeam(Base):
    """A unit (with those below it) or a post whose people the problem concerns; none means the whole unit."""

    __tablename__ = "problem_team"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=ordered_id)
    problem_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("problem.id", ondelete="CASCADE"), index=True)
    unit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unit.id"))
    post: Mapped[str | None] = mapped_column(String(30))
