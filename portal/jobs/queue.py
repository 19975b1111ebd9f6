"""Enqueue, claim and run long work. The row is the truth; a wake-up only saves waiting."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import event, or_, select, update
from sqlalchemy.orm import Session, object_session

from portal import clock
from portal.access import can
from portal.errors import PortalError
from portal.extensions import db
from portal.jobs.models import Job, JobState

STALE_AFTER = timedelta(minutes=5)
MOST_ATTEMPTS = 3

Runner = Callable[[Job, "Progress"], None]
_kinds: dict[str, Runner] = {}
_abilities: dict[str, str] = {}
_wakers: list[Callable[[], None]] = []


class Cancelled(PortalError):
    status = 409


def job_kind(name: str, needs: str | None = None) -> Callable[[Runner], Runner]:
    """Register the function that does this kind of work; running it twice must do no harm.

    `needs` is the ability without which nobody is given what came of it, not even the owner."""

    def register(run: Runner) -> Runner:
        _kinds[name] = run
        if needs is not None:
            _abilities[name] = needs
        return run

    return register


def may_have(person: Any, kind: str) -> bool:
    """Asked again each time: a role may have changed, and in a preview somebody else is looking."""
    return kind not in _abilities or can(person, _abilities[kind])


def on_enqueue(wake: Callable[[], None]) -> None:
    _wakers.append(wake)


def enqueue(kind: str, parameters: dict[str, Any], *, owner: Any, unit_id: uuid.UUID) -> Job:
    """A job in the caller's transaction; the worker is woken once that has been committed."""
    if kind not in _kinds:
        raise KeyError(kind)
    job = Job(
        kind=kind,
        parameters=parameters,
        owner_id=owner.id if owner else None,
        unit_id=unit_id,
        created_at=clock.now(),
    )
    db.session.add(job)
    db.session.flush()
    db.session.info["wake_worker"] = True
    return job


@event.listens_for(Session, "after_commit")
def _wake_worker(session: Session) -> None:
    if session.info.pop("wake_worker", False):
        for wake in _wakers:
            wake()


class Progress:
    """How far a job has come, committed as it goes so that the page can show it."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def step(self, done: int, total: int | None = None, message: str | None = None) -> None:
        job = self.job
        if db.session.scalar(select(Job.state).where(Job.id == job.id)) == JobState.CANCELLED:
            raise Cancelled("The work was stopped by its owner.")
        job.done = done
        job.total = job.total if total is None else total
        job.message = job.message if message is None else message
        job.beat_at = clock.now()
        db.session.commit()


def claim(job_id: uuid.UUID) -> Job | None:
    """Take a waiting job, or a running one whose worker has gone silent; only one taker wins."""
    now = clock.now()
    takeable = or_(
        Job.state == JobState.WAITING,
        (Job.state == JobState.RUNNING) & (Job.beat_at < now - STALE_AFTER) & (Job.attempts < MOST_ATTEMPTS),
    )
    taken = db.session.scalar(
        update(Job)
        .where(Job.id == job_id, takeable)
        .values(state=JobState.RUNNING, started_at=now, beat_at=now, attempts=Job.attempts + 1)
        .returning(Job.id)
    )
    db.session.commit()
    return db.session.get(Job, job_id, populate_existing=True) if taken else None


def waiting_jobs() -> list[uuid.UUID]:
    """What nobody was woken for, oldest first."""
    stale = (Job.state == JobState.RUNNING) & (Job.beat_at < clock.now() - STALE_AFTER)
    query = select(Job.id).where(or_(Job.state == JobState.WAITING, stale)).order_by(Job.created_at)
    return list(db.session.scalars(query))


def run_job(job_id: uuid.UUID) -> Job | None:
    """Claim and do one job in this process; a refusal becomes its message, a fault its failure."""
    job = claim(job_id)
    if job is None:
        return None
    try:
        _kinds[job.kind](job, Progress(job))
        _finish(job, JobState.DONE, job.message)
    except Cancelled as stopped:
        _finish(job, JobState.CANCELLED, stopped.message)
    except PortalError as refused:
        _finish(job, JobState.FAILED, refused.message)
    except Exception:  # the worker must outlive any job; the fault is logged whole
        current_app.logger.exception("job %s failed", job_id)
        _finish(job, JobState.FAILED, "The work stopped because of a fault on our side. Nothing was changed.")
    return job


def _finish(job: Job, state: JobState, message: str) -> None:
    if state is not JobState.DONE or object_session(job) is None:
        db.session.rollback()
    job.state = state
    job.message = message[:500]
    job.finished_at = clock.now()
    db.session.commit()


def cancel(job: Job) -> None:
    if not job.is_over:
        job.state = JobState.CANCELLED
        job.finished_at = clock.now()
