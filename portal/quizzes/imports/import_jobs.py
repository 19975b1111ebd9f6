"""Reading and writing large files of items as long work; nobody waits for it and it survives a reload."""

import uuid
from datetime import date

from flask_babel import gettext as _

from portal import clock
from portal.access import can
from portal.errors import Gone, Refused
from portal.extensions import db, reading_only
from portal.jobs.models import Job
from portal.jobs.queue import Progress, enqueue, job_kind
from portal.people.models import Account
from portal.quizzes.imports import import_applying, import_reading, import_services
from portal.quizzes.models import ItemImport
from portal.storage import files

READ, APPLY = "read items", "import items"


def enqueue_for(run: ItemImport, kind: str, actor: Account) -> Job:
    """The work, once: somebody who presses twice gets the job that is there."""
    if run.job is not None and run.job.kind == kind and not run.job.is_over:
        return run.job
    job = enqueue(kind, {"import": str(run.id)}, owner=actor, unit_id=run.unit_id)
    run.job_id = job.id
    db.session.flush()
    return job


@job_kind(READ, needs="edit bank")
def read(job: Job, progress: Progress) -> None:
    run = _run(job)
    if run.applied_at is not None or run.read_file_id is not None or run.file is None:
        return
    content, name, mapping = files.read(run.file), run.file_name, dict(run.mapping)
    base, on = run.bank.base_language, import_services.today()
    # The transaction ends here: reading takes as long as it takes, and nobody has to wait for it.
    job.result = {"href": f"/w/item-imports/{run.id}"}
    progress.step(0, message=_("Reading the file"))
    chunks, about = _read(content, name, mapping, base, on)
    progress.step(0, total=about.rows, message=_("Looking for the same questions in the bank"))
    run = _run(job)
    actor = _still_allowed(job, run)
    import_services.take_in(run, chunks, about, actor=actor)
    job.done = job.total
    job.message = _("%(n)s questions were read.", n=about.rows)


def _read(
    content: bytes, name: str, mapping: dict[str, str], base: str, on: date
) -> tuple[bytes, import_reading.About]:
    return import_reading.read(content, name, mapping, base=base, on=on, limits=import_reading.AS_A_JOB)


@job_kind(APPLY, needs="edit bank")
def apply(job: Job, progress: Progress) -> None:
    """Prepares without a lock, then writes everything in one transaction."""
    run = _run(job)
    if run.applied_at is not None:
        return
    job.result = {"href": f"/w/item-imports/{run.id}"}
    progress.step(0, total=run.counts.get("rows", 0), message=_("Checking the questions"))
    renewal, ready = _prepared(job)
    progress.step(0, message=_("Writing"))
    run = _run(job)
    import_applying.lock(run)
    if run.applied_at is not None:
        return
    actor = _still_allowed(job, run)
    if renewal is not None:
        import_services.renew(run, renewal)
        db.session.commit()
    if ready is None or not import_applying.still_fits(run, ready):
        raise Refused(bank_changed())
    done = import_applying.write(run, ready, actor=actor, at=clock.now())
    job.done = job.total
    job.message = _("%(n)s questions are in the bank.", n=done["added"] + done["versions"])


def _prepared(job: Job) -> tuple[import_services.Renewal | None, import_applying.Ready | None]:
    """In a transaction that only reads, beside which others can write; either the one or the other."""
    token = reading_only.set(True)
    try:
        run = _run(job)
        renewal = import_services.compared_again(run)
        ready = import_applying.prepare(run, at=clock.now()) if renewal is None else None
        db.session.rollback()
    finally:
        reading_only.reset(token)
    return renewal, ready


def bank_changed() -> str:
    return str(_("The bank was changed in the meantime, so the file was compared again. Look, then import."))


def _run(job: Job) -> ItemImport:
    run = db.session.get(ItemImport, uuid.UUID(job.parameters["import"]))
    if run is None:
        raise Gone(_("This import is not there any more."))
    return run


def _still_allowed(job: Job, run: ItemImport) -> Account:
    """Who asked may have left, moved or lost the right since then."""
    actor = db.session.get(Account, job.owner_id, populate_existing=True)
    allowed = actor is not None and actor.is_active and can(actor, "edit bank")
    if actor is None or not allowed or run.unit_id not in actor.units_below():
        raise Refused(_("You may not import this any more. Nothing was imported."))
    return actor
