"""What outlives a question: survey items, quiz items, measures and re-checks point to an indicator."""

import uuid
from datetime import date

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.columns import Document, ordered_id
from portal.extensions import Base
from portal.people.models import OWN


class Indicator(Base):
    """A thing measured again and again, e.g. overall satisfaction, whatever question asks for it."""

    __tablename__ = "indicator"
    __table_args__ = (UniqueConstraint("unit_id", "code"),)
    shared_down = True

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=ordered_id)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[dict[str, str]] = mapped_column(Document)
    higher_is_better: Mapped[bool] = mapped_column(default=True)
    source: Mapped[str] = mapped_column(String(10), default=OWN)


class IndicatorFigure(Base):
    """One dated figure of an indicator for a unit; a rate keeps its numerator and denominator."""

    __tablename__ = "indicator_figure"
    __table_args__ = (UniqueConstraint("indicator_id", "unit_id", "day"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=ordered_id)
    indicator_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("indicator.id"))
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))
    day: Mapped[date]
    numerator: Mapped[float]
    denominator: Mapped[float | None]
    note: Mapped[str] = mapped_column(String(200), default="")
    source: Mapped[str] = mapped_column(String(10), default=OWN)
