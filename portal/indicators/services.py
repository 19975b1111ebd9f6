"""Finding an indicator by its code, or making it: the way a question gets what it measures."""

from sqlalchemy import select

from portal.columns import ordered_id
from portal.extensions import db
from portal.indicators.models import Indicator
from portal.people.models import OWN, Unit, UnitKind


def county_of(unit: Unit) -> Unit:
    """The nearest county or city at or above the unit: indicators belong to it."""
    while unit.parent is not None and unit.kind not in (UnitKind.COUNTY, UnitKind.CITY):
        unit = unit.parent
    return unit


def find(unit: Unit, code: str) -> Indicator | None:
    """The indicator with this code at the unit's county, or the nearest one above that shares it."""
    place: Unit | None = county_of(unit)
    while place is not None:
        row = db.session.scalars(select(Indicator).filter_by(unit_id=place.id, code=code)).first()
        if row is not None:
            return row
        place = place.parent
    return None


def find_or_create(unit: Unit, code: str, name: dict[str, str], *, source: str = OWN) -> Indicator:
    """The indicator with this code, made for the unit's county where nobody has it yet."""
    row = find(unit, code)
    if row is None:
        home = county_of(unit)
        row = Indicator(id=ordered_id(), unit_id=home.id, code=code, name=dict(name), source=source)
        db.session.add(row)
        db.session.flush()
    return row


def known_codes(unit: Unit) -> dict[str, Indicator]:
    """Every indicator the unit may use, by code; the nearest wins where two share a code."""
    found: dict[str, Indicator] = {}
    place: Unit | None = county_of(unit)
    while place is not None:
        rows = db.session.scalars(select(Indicator).filter_by(unit_id=place.id).order_by(Indicator.code))
        for row in rows:
            found.setdefault(row.code, row)
        place = place.parent
    return found
