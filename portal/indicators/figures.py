"""Dated figures of an indicator: one for a unit and a day, a rate with numerator and denominator."""

from datetime import date

from sqlalchemy import select

from portal.columns import ordered_id
from portal.extensions import db
from portal.indicators.models import Indicator, IndicatorFigure
from portal.people.models import OWN, Unit


def record(
    indicator: Indicator,
    unit: Unit,
    day: date,
    numerator: float,
    denominator: float | None,
    *,
    note: str = "",
    source: str = OWN,
) -> IndicatorFigure:
    """The figure of that day; a second one takes the place of the first."""
    key = {"indicator_id": indicator.id, "unit_id": unit.id, "day": day}
    figure = db.session.scalars(select(IndicatorFigure).filter_by(**key)).first()
    if figure is None:
        figure = IndicatorFigure(id=ordered_id(), **key)
        db.session.add(figure)
    figure.numerator, figure.denominator = numerator, denominator
    figure.note, figure.source = note, source
    db.session.flush()
    return figure


def series(indicator: Indicator, unit: Unit) -> list[IndicatorFigure]:
    """Of one unit, in the order of the days."""
    query = select(IndicatorFigure).filter_by(indicator_id=indicator.id, unit_id=unit.id)
    return list(db.session.scalars(query.order_by(IndicatorFigure.day)))
