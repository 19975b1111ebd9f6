"""The units a person may use, as a tree in reading order."""

import uuid
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from portal.access import Person, visible_to
from portal.extensions import db
from portal.people.models import Tree, Unit

INDENT = "　"


def in_order(person: Person, archived: bool = False) -> list[tuple[int, Unit]]:
    """(depth, unit): every unit in scope, each below the one it belongs to."""
    query = visible_to(person, Unit).order_by(Unit.position, Unit.name)
    if not archived:
        query = query.where(Unit.archived_at.is_(None))
    units = list(db.session.scalars(query))
    known = {unit.id for unit in units}
    below: dict[uuid.UUID | None, list[Unit]] = {}
    for unit in units:
        below.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit)
    return list(_walk(below, None, 0))


def _walk(below: dict[uuid.UUID | None, list[Unit]], top: uuid.UUID | None, depth: int) -> Iterator[Any]:
    for unit in below.get(top, ()):
        yield depth, unit
        yield from _walk(below, unit.id, depth + 1)


def choices(person: Person) -> dict[str, str]:
    return {str(unit.id): INDENT * depth + unit.name for depth, unit in in_order(person)}


def chosen(person: Person, value: str | None) -> Unit | None:
    """The unit of a form's value, looked up in the person's scope."""
    try:
        key = uuid.UUID(value or "")
    except ValueError:
        return None
    return db.session.scalars(visible_to(person, Unit).where(Unit.id == key)).first()


def ids_below(unit: Unit) -> frozenset[uuid.UUID]:
    return Tree.load().below(unit.id)


def top() -> Unit | None:
    """The head of the organisation, where nobody in particular is asking."""
    query = select(Unit).where(Unit.parent_id.is_(None), Unit.archived_at.is_(None))
    return db.session.scalars(query.order_by(Unit.position, Unit.id).limit(1)).first()
