"""Which county a command is about."""

from sqlalchemy import select

from portal.cli.context import stop
from portal.extensions import db
from portal.people.models import Unit, UnitKind


def the_county(name: str | None) -> Unit:
    """The county of that name, or the only one there is."""
    query = select(Unit).where(Unit.kind.in_((UnitKind.COUNTY, UnitKind.CITY)), Unit.archived_at.is_(None))
    if name is not None:
        found = list(db.session.scalars(select(Unit).filter_by(name=name)))
    else:
        found = [unit for unit in db.session.scalars(query) if unit.kind == UnitKind.COUNTY]
    if len(found) == 1:
        return found[0]
    if not found:
        stop(
            f"There is no unit called {name}." if name else "There is no county yet. Create an account first."
        )
    names = ", ".join(sorted(unit.name for unit in found))
    stop(f"Say which unit with --unit; there are: {names}.")
