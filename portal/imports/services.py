"""From an upload to a plan, from a plan to rows, and back. Nothing here commits but the job."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, update

from portal import clock
from portal.access import can
from portal.columns import ordered_id
from portal.errors import PortalError, Refused
from portal.extensions import db
from portal.imports.models import ImportRun
from portal.jobs.models import Job
from portal.jobs.queue import Progress
from portal.people import audit
from portal.people.models import Account, Unit
from portal.sheets import columns, reading, writing
from portal.sheets.kinds import Action, ImportKind, Plan, kind_named
from portal.sheets.model import Sheet
from portal.storage import files

KEEP_DAYS = 7


@dataclass(frozen=True, slots=True)
class Checked:
    """A run's file as it stands now: the sheet, and what importing it would do."""

    sheet: Sheet
    plan: Plan


def upload(
    kind: ImportKind, content: bytes, name: str, *, unit: Unit, actor: Account | None, at: datetime
) -> ImportRun:
    """Keep the file and guess its columns; a file that cannot be read is refused and not kept."""
    sheet = reading.read_workbook(content, name, kind.columns)
    run = ImportRun(
        id=ordered_id(), unit_id=unit.id, owner_id=actor.id if actor else None, kind=kind.name,
        file_name=name[:200], mapping=columns.guess_mapping(sheet.header, kind.columns), created_at=at,
    )  # fmt: skip
    file = files.save(
        content, unit_id=unit.id, owner_type="import_run", owner_id=run.id, purpose="import", name=name,
        media_type="application/octet-stream", keep_days=KEEP_DAYS,
    )  # fmt: skip
    run.file_id = file.id
    db.session.add(run)
    db.session.flush()
    return run


def sheet_of(run: ImportRun) -> Sheet:
    if run.file is None:
        raise Refused(_("The file of this import is not kept any more. Upload it once more."))
    return reading.read_workbook(files.read(run.file), run.file_name, kind_named(run.kind).columns)


def check(run: ImportRun, actor: Account | None) -> Checked:
    kind = kind_named(run.kind)
    sheet = sheet_of(run)
    lines = columns.parse_rows(sheet, run.mapping, kind.columns)
    return Checked(sheet, kind.check(lines, run.unit, actor))


def needs_columns(run: ImportRun) -> bool:
    return bool(columns.missing(run.mapping, kind_named(run.kind).columns))


def faulty_workbook(run: ImportRun, actor: Account | None) -> bytes:
    """The faulty lines under their own header, with a red column that says why."""
    checked = check(run, actor)
    return writing.faulty_rows(
        checked.sheet, {row.line: row.errors for row in checked.plan.of(Action.FAULTY)}
    )


def apply(run: ImportRun, plan: Plan, *, actor: Account | None, at: datetime) -> None:
    """All good lines or none, in the caller's transaction."""
    kind = kind_named(run.kind)
    run.steps = kind.apply(plan, unit=run.unit, actor=actor, at=at)
    run.counts = plan.counts()
    run.applied_at = at
    older = (ImportRun.kind == run.kind) & (ImportRun.unit_id == run.unit_id) & (ImportRun.id != run.id)
    db.session.execute(update(ImportRun).where(older).values(steps=[]))
    audit.record(actor, "import", run, changes={key: [None, n] for key, n in run.counts.items()}, at=at)
    db.session.flush()


def can_undo(run: ImportRun) -> bool:
    return bool(run.applied_at and not run.undone_at and run.steps and kind_named(run.kind).undo)


def undo(run: ImportRun, *, actor: Account | None, at: datetime) -> None:
    kind = kind_named(run.kind)
    if kind.undo is None or not can_undo(run):
        raise Refused(_("Only the last import can be undone, and only once."))
    kind.undo(run.steps, unit=run.unit, actor=actor, at=at)
    run.steps = []
    run.undone_at = at
    audit.record(actor, "undo import", run, changes={}, at=at)
    db.session.flush()


def last_run(kind: ImportKind, unit: Unit) -> ImportRun | None:
    query = select(ImportRun).where(
        ImportRun.kind == kind.name, ImportRun.unit_id == unit.id, ImportRun.applied_at.is_not(None)
    )
    return db.session.scalars(query.order_by(ImportRun.applied_at.desc()).limit(1)).first()


class StillFaulty(PortalError):
    status = 409


def _still_allowed(job: Job, run: ImportRun) -> Account:
    """Who asked may have left, moved or lost the right since then."""
    actor = db.session.get(Account, job.owner_id, populate_existing=True)
    ability = kind_named(run.kind).ability
    if (
        actor is None
        or not actor.is_active
        or not can(actor, ability)
        or run.unit_id not in actor.units_below()
    ):
        raise Refused(_("You may not import this any more. Nothing was imported."))
    return actor


def run_import(job: Job, progress: Progress) -> None:
    """The job: read, check once more, then write everything in one transaction."""
    run = db.session.get_one(ImportRun, uuid.UUID(job.parameters["run"]))
    job.result = {"href": f"/w/{run.kind}/import/{run.id}"}
    if run.applied_at is not None:
        return
    progress.step(0, message=_("Reading the file"))
    progress.step(0, total=len(sheet_of(run).rows), message=_("Checking and writing"))
    # From here one transaction: what is checked is what is written, and only one of two jobs does it.
    db.session.refresh(run, with_for_update=True)
    if run.applied_at is not None:
        return
    actor = _still_allowed(job, run)
    plan = check(run, actor).plan
    good = len(plan.rows) - len(plan.of(Action.FAULTY))
    if good < len(plan.rows) and not job.parameters.get("only_good"):
        raise StillFaulty(_("%(n)s lines need mending. Nothing was imported.", n=len(plan.rows) - good))
    apply(run, plan, actor=actor, at=clock.now())
    job.done = job.total
    job.message = summary(run.counts)


def summary(counts: dict[str, Any]) -> str:
    return _(
        "%(new)s new, %(changed)s changed, %(same)s unchanged, %(faulty)s left out.",
        new=counts.get("new", 0),
        changed=counts.get("changed", 0),
        same=counts.get("same", 0),
        faulty=counts.get("faulty", 0),
    )
