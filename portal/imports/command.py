"""The import without the web: `portal import retailers|accounts FILE`."""

from pathlib import Path
from typing import Any

from portal import clock
from portal.errors import PortalError
from portal.extensions import db
from portal.imports import services
from portal.people.models import Account, Unit
from portal.sheets import columns, reading
from portal.sheets.kinds import Action, kind_named
from portal.sheets.model import SheetError


def import_file(kind: str, path: Path, unit: Unit, actor: Account | None) -> dict[str, Any]:
    """All or nothing: where a line is faulty, the report names every one and nothing is written."""
    known = kind_named(kind)
    content = path.read_bytes()
    try:
        sheet = reading.read_workbook(content, path.name, known.columns)
        refuse_missing(sheet.header, known.columns)
    except PortalError as refused:
        return {"rows": 0, "imported": 0, "problems": [{"line": 0, "message": refused.message}]}
    run = services.upload(known, content, path.name, unit=unit, actor=actor, at=clock.now())
    plan = services.check(run, actor).plan
    problems = [{"line": row.line, "message": " ".join(row.errors)} for row in plan.of(Action.FAULTY)]
    report: dict[str, Any] = {"rows": len(plan.rows), "imported": 0, **plan.counts(), "problems": problems}
    if problems:
        db.session.rollback()
        return report
    services.apply(run, plan, actor=actor, at=clock.now())
    db.session.commit()
    return report | {"imported": report["new"] + report["changed"]}


def refuse_missing(header: tuple[str, ...], known: columns.Columns) -> None:
    names = [column.heading for column in columns.missing(columns.guess_mapping(header, known), known)]
    if names:
        raise SheetError(f"These columns are missing: {', '.join(names)}.")
