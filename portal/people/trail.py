"""Reading the audit log: found in the viewer's scope, written out, and checked against its chain."""

import csv
import hashlib
import io
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import Select, func, or_, select

from portal import clock
from portal.access import Person, visible_to
from portal.columns import canonical
from portal.extensions import db
from portal.people.audit import AuditEvent, AuditMark, AuditSeal
from portal.people.models import Account

BATCH = 2000
FIRST_LINK = "0" * 64
# What a spreadsheet takes for the beginning of a formula, full-width forms and blanks before it included.
FORMULA = re.compile(r"[\s\u200b\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]")


@dataclass(frozen=True, slots=True)
class Checked:
    """What the chain says: how many events it covers, and which of them do not fit."""

    covered: int
    waiting: int
    wrong: list[str]


def events(person: Person, wanted: Mapping[str, Any]) -> Select[AuditEvent]:
    query = visible_to(person, AuditEvent).order_by(AuditEvent.at.desc(), AuditEvent.id)
    for condition in _conditions(wanted):
        query = query.where(condition)
    return query


def _conditions(wanted: Mapping[str, Any]) -> list[Any]:
    found: list[Any] = []
    if text := wanted.get("actor"):
        fields = (Account.login, Account.name)
        people = select(Account.id).where(or_(*(field.icontains(text, autoescape=True) for field in fields)))
        found.append(AuditEvent.actor_id.in_(people))
    if text := wanted.get("object"):
        found.append(
            or_(AuditEvent.object_name.icontains(text, autoescape=True), AuditEvent.object_id == text)
        )
    found += [getattr(AuditEvent, key) == wanted[key] for key in ("verb", "object_type") if wanted.get(key)]
    if since := wanted.get("since"):
        found.append(AuditEvent.at >= _start_of(since))
    if until := wanted.get("until"):
        found.append(AuditEvent.at < _start_of(until + timedelta(days=1)))
    return found


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(current_app.config["TIME_ZONE"]))


def offered(person: Person, column: Any) -> list[str]:
    scope = visible_to(person, AuditEvent).with_only_columns(column).distinct().order_by(column)
    return list(db.session.scalars(scope))


def actors(rows: Iterable[AuditEvent]) -> dict[uuid.UUID, Account]:
    keys = {row.actor_id for row in rows if row.actor_id}
    found = db.session.scalars(select(Account).where(Account.id.in_(keys)))
    return {account.id: account for account in found}


def as_csv(rows: list[AuditEvent]) -> Iterator[str]:
    """With a byte order mark, which Excel needs; no cell can start a formula."""
    people = actors(rows)
    yield "﻿" + _line(["at", "actor", "verb", "object", "id", "name", "changes", "reason", "request"])
    for row in rows:
        actor = people[row.actor_id].login if row.actor_id else ""
        changes = canonical(row.changes) if row.changes else ""
        at = row.at.astimezone(ZoneInfo(current_app.config["TIME_ZONE"])).isoformat(
            sep=" ", timespec="seconds"
        )
        cells = [at, actor, row.verb, row.object_type, row.object_id, row.object_name, changes, row.reason]
        yield _line([*cells, row.request_id])


def _line(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(["'" + cell if FORMULA.match(cell) else cell for cell in cells])
    return line.getvalue()


def seal(at: datetime) -> int:
    """Chain what is not yet chained; once a day the last link is put on record."""
    last = db.session.scalars(select(AuditMark).order_by(AuditMark.n.desc()).limit(1)).first()
    n, link = (last.n, last.sha256) if last else (0, FIRST_LINK)
    unmarked = select(AuditEvent).outerjoin(AuditMark, AuditMark.event_id == AuditEvent.id)
    order = unmarked.where(AuditMark.n.is_(None)).order_by(AuditEvent.at, AuditEvent.id).limit(BATCH)
    for event in db.session.scalars(order):
        n += 1
        link = _next_link(link, event)
        db.session.add(AuditMark(n=n, event_id=event.id, sha256=link))
    day = clock.day_of(at, current_app.config["TIME_ZONE"])
    if n and db.session.get(AuditSeal, day) is None:
        db.session.add(AuditSeal(day=day, last_n=n, sha256=link))
    return n


def check() -> Checked:
    """Go along the chain; an event that was changed or taken out is named, those after it still fit."""
    wrong: list[str] = []
    link, expected, links = FIRST_LINK, 1, {}
    for mark, event in _chain():
        if mark.n != expected:
            wrong.append(f"{expected}-{mark.n - 1}")
        if event is None or _next_link(link, event) != mark.sha256:
            wrong.append(str(mark.event_id))
        link, expected = mark.sha256, mark.n + 1
        links[mark.n] = link
    for day in seals():
        if links.get(day.last_n) != day.sha256:
            wrong.append(day.day.isoformat())
    total = db.session.scalar(select(func.count()).select_from(AuditEvent)) or 0
    return Checked(len(links), max(0, total - len(links)), wrong)


def _chain() -> Iterator[tuple[AuditMark, AuditEvent | None]]:
    query = select(AuditMark, AuditEvent).outerjoin(AuditEvent, AuditEvent.id == AuditMark.event_id)
    rows = db.session.execute(query.order_by(AuditMark.n).execution_options(yield_per=BATCH))
    yield from rows


def seals() -> list[AuditSeal]:
    return list(db.session.scalars(select(AuditSeal).order_by(AuditSeal.day.desc())))


def _next_link(link: str, event: AuditEvent) -> str:
    fields = {column.key: getattr(event, column.key) for column in AuditEvent.__table__.columns}
    told = {key: value if key == "changes" else str(value or "") for key, value in fields.items()}
    return hashlib.sha256((link + canonical(told)).encode()).hexdigest()
