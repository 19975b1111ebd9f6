"""A job is claimed once, survives its worker, and always says how it ended."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from portal import clock
from portal.errors import Refused
from portal.extensions import db
from portal.jobs import queue
from portal.jobs.models import Job, JobState
from portal.jobs.queue import Progress, enqueue, job_kind, run_job, waiting_jobs
from tests.factories import make_account


@pytest.fixture
def counting() -> Iterator[list[str]]:
    """Three kinds of work, and what they did."""
    done: list[str] = []

    @job_kind("count")
    def count(job: Job, progress: Progress) -> None:
        for step in range(3):
            progress.step(step + 1, 3)
        done.append(job.parameters["word"])

    @job_kind("refuse")
    def refuse(job: Job, progress: Progress) -> None:
        raise Refused("The file is not a workbook.")

    @job_kind("break")
    def break_down(job: Job, progress: Progress) -> None:
        raise ZeroDivisionError

    yield done
    for kind in ("count", "refuse", "break"):
        queue._kinds.pop(kind)


def enqueued(kind: str = "count") -> Job:
    account = make_account()
    job = enqueue(kind, {"word": "shops"}, owner=account, unit_id=account.unit_id)
    db.session.commit()
    return job


def test_a_job_runs_once_and_says_how_far_it_came(app: Flask, counting: list[str]) -> None:
    job = enqueued()

    run_job(job.id)
    second = run_job(job.id)

    assert counting == ["shops"]
    assert (job.state, job.done, job.total) == (JobState.DONE, 3, 3)
    assert second is None


def test_a_refusal_becomes_the_jobs_message(app: Flask, counting: list[str]) -> None:
    job = enqueued("refuse")

    run_job(job.id)

    assert (job.state, job.message) == (JobState.FAILED, "The file is not a workbook.")


def test_a_fault_is_told_without_its_details(app: Flask, counting: list[str]) -> None:
    job = enqueued("break")

    run_job(job.id)

    assert job.state == JobState.FAILED
    assert "ZeroDivisionError" not in job.message


def test_a_cancelled_job_stops_at_its_next_step(app: Flask, counting: list[str]) -> None:
    job = enqueued()
    queue.cancel(job)
    db.session.commit()

    run_job(job.id)

    assert counting == []
    assert job.state == JobState.CANCELLED


def test_a_job_whose_worker_died_is_taken_up_again(app: Flask, counting: list[str]) -> None:
    job = enqueued()
    queue.claim(job.id)
    job.beat_at = clock.now() - timedelta(minutes=6)
    db.session.commit()

    assert waiting_jobs() == [job.id]
    run_job(job.id)

    assert counting == ["shops"]
    assert job.attempts == 2


def test_a_job_that_killed_three_workers_is_given_up(app: Flask, counting: list[str]) -> None:
    job = enqueued()
    queue.claim(job.id)
    job.beat_at, job.attempts = clock.now() - timedelta(minutes=6), 3
    db.session.commit()

    run_job(job.id)

    assert counting == []


def test_work_of_an_unknown_kind_cannot_be_ordered(app: Flask) -> None:
    account = make_account()

    with pytest.raises(KeyError):
        enqueue("fly", {}, owner=account, unit_id=account.unit_id)


def test_the_worker_is_woken_only_after_the_commit(app: Flask, counting: list[str]) -> None:
    woken: list[int] = []
    queue.on_enqueue(lambda: woken.append(1))

    account = make_account()
    enqueue("count", {"word": "shops"}, owner=account, unit_id=account.unit_id)
    before = list(woken)
    db.session.commit()
    queue._wakers.pop()

    assert (before, woken) == ([], [1])
