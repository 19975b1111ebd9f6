"""Taking the demo out again, whatever tables there are: followed along the foreign keys, not along a list.

A root row says by `source` whether it belongs to the demo. A row without a `source` goes with the row it
cascades from; where nothing cascades (answers, jobs, settings, the audit log) it goes with any row it points
at. What is not of the demo stays as it is: the units, people and indicators it points at stay with it and
lose their mark, and so do the shops that answered an own survey. An own survey that repeats one of the demo
only loses that link.
"""

from collections.abc import Iterator
from typing import Any, cast

from flask import current_app
from sqlalchemy import (
    ColumnElement,
    CursorResult,
    ForeignKeyConstraint,
    FromClause,
    Table,
    and_,
    delete,
    exists,
    false,
    not_,
    or_,
    select,
    update,
)

from portal import clock
from portal.extensions import db
from portal.people.audit import AuditEvent, AuditMark, AuditSeal
from portal.people.models import OWN, Account
from portal.results.store import Store
from portal.storage import files
from portal.storage.models import StoredFile
from portal.surveys.models import Survey

SURVEY_ID = "survey_id"  # tables without a foreign key to the survey go with it all the same
# What an answer copies from the shop without a foreign key.
COPIED = {"retailer_id": "retailer", "unit_id": "unit", "manager_id": "account", "typist_id": "account"}
Place = Table | FromClause


def remove(actor: Account | None = None) -> int:
    """Rows taken out; afterwards the audit log is chained anew and says so."""
    db.session.flush()
    _cut_repeats()
    while _spare():
        pass
    surveys = db.session.scalars(select(Survey.id).where(Survey.source != OWN)).all()
    stored = _photos()
    removed = sum(_delete(table) for table in _children_first()) + _erase(stored)
    _chain_anew(removed, actor)
    db.session.commit()
    db.session.expire_all()
    for survey_id in surveys:
        Store(current_app.config["DATA_DIR"], survey_id).clear()
    return removed


def _is_root(table: Place) -> bool:
    return "source" in table.c


def _doomed(place: Place, table: Table) -> ColumnElement[bool]:
    """The condition under which a row of `place`, the table or an alias of it, goes."""
    if _is_root(table):
        return place.c.source != OWN
    found: list[ColumnElement[bool]] = [_with_parent(place, link) for link in _owners(table)]
    if _is_loose(table):
        survey = _table("survey").alias()
        found.append(exists().where(survey.c.id == place.c[SURVEY_ID], survey.c.source != OWN))
    return or_(*found) if found else false()


def _is_loose(table: Table) -> bool:
    return SURVEY_ID in table.c and not table.c[SURVEY_ID].foreign_keys


def _children_first() -> list[Table]:
    """The database knows of no order between loose tables and surveys, so those come before everything."""
    tables = list(reversed(db.metadata.sorted_tables))
    return sorted(tables, key=lambda table: not _is_loose(table))


def _owners(table: Table) -> list[ForeignKeyConstraint]:
    links = sorted(table.foreign_key_constraints, key=lambda link: str(link.name))
    cascading = [link for link in links if link.ondelete == "CASCADE"]
    return cascading or [link for link in links if link.ondelete != "SET NULL"]


def _with_parent(place: Place, link: ForeignKeyConstraint) -> ColumnElement[bool]:
    table = _parent(link)
    parent = table.alias()
    pairs = [parent.c[each.column.name] == place.c[each.parent.name] for each in link.elements]
    return exists().where(*pairs, _doomed(parent, table))


def _parent(link: ForeignKeyConstraint) -> Table:
    return _table(link.referred_table.name)


def _table(name: str) -> Table:
    return db.metadata.tables[name]


def _spare() -> int:
    """Lift the mark of what a row that stays points at; returns how many were marked until now."""
    lifted = 0
    for table in db.metadata.sorted_tables:
        for column, target in _held(table):
            kept = select(table.c[column]).where(not_(_doomed(table, table)))
            marked = and_(target.c.source != OWN, target.c.id.in_(kept))
            lifted += _rows(update(target).where(marked).values(source=OWN))
    return lifted


def _held(table: Table) -> Iterator[tuple[str, Table]]:
    """The columns by which a row that stays keeps marked roots: never surveys, whose answers would stay."""
    owners = () if _is_root(table) else _owners(table)
    for link in table.foreign_key_constraints:
        target = _parent(link)
        if link not in owners and _is_root(target) and target.name != "survey":
            yield link.column_keys[0], target
    if table.name == "response":
        for column, name in COPIED.items():
            yield column, _table(name)


def _cut_repeats() -> None:
    demo = select(Survey.id).where(Survey.source != OWN)
    own = and_(Survey.source == OWN, Survey.repeat_of_id.in_(demo))
    _rows(update(_table("survey")).where(own).values(repeat_of_id=None))


def _delete(table: Table) -> int:
    return _rows(delete(table).where(_doomed(table, table)))


def _photos() -> list[Any]:
    """Files whose unit may stay while the answers they belong to go."""
    photos = _table("response_photo")
    return list(db.session.scalars(select(photos.c.file_id).where(_doomed(photos, photos))))


def _erase(stored: list[Any]) -> int:
    left = db.session.scalars(select(StoredFile).where(StoredFile.id.in_(stored))).all()
    for file in left:
        files.erase(file)
    return len(left)


def _rows(statement: Any) -> int:
    options = {"synchronize_session": False}
    result = cast("CursorResult[Any]", db.session.execute(statement, execution_options=options))
    return result.rowcount


def _chain_anew(removed: int, actor: Account | None) -> None:
    """Events of the demo went, so its chain would accuse somebody; the old chain's end is put on record."""
    last = db.session.scalars(select(AuditMark).order_by(AuditMark.n.desc()).limit(1)).first()
    end = {"n": last.n, "sha256": last.sha256} if last else {}
    for table in (AuditMark, AuditSeal):
        _rows(delete(table))
    event = AuditEvent(
        at=clock.now(), actor_id=actor.id if actor else None, verb="remove demo data",
        object_type="unit", object_id="", changes={"rows": [removed, 0], "chain": [end, None]},
    )  # fmt: skip
    db.session.add(event)
