"""A file that was to be kept for a week is gone after it, with its bytes."""

from datetime import timedelta
from pathlib import Path

from flask import Flask

from portal import clock
from portal.extensions import db
from portal.jobs import expiry
from portal.jobs.models import Job, JobState
from portal.people.models import Account
from portal.storage import files
from portal.storage.models import StoredFile
from tests.factories import make_account

WEEK = 7


def make_result(owner: Account, keep_days: int | None) -> Job:
    job = Job(
        kind="export responses",
        created_at=clock.now(),
        state=JobState.DONE,
        owner_id=owner.id,
        unit_id=owner.unit_id,
    )
    db.session.add(job)
    db.session.flush()
    file = files.save(
        b"k,n\n1,2\n", unit_id=owner.unit_id, owner_type="job", owner_id=job.id, purpose="export",
        name="answers.csv", media_type="text/csv", keep_days=keep_days,
    )  # fmt: skip
    job.result_file_id = file.id
    db.session.commit()
    return job


def bytes_kept(app: Flask) -> list[Path]:
    return [path for path in (app.config["DATA_DIR"] / "files").rglob("*") if path.is_file()]


def test_a_file_goes_when_its_day_has_come_and_its_job_stays(app: Flask) -> None:
    before = len(bytes_kept(app))
    job = make_result(make_account(), WEEK)

    expiry.erase_files(clock.now() + timedelta(days=WEEK + 2))

    assert db.session.query(StoredFile).count() == 0
    assert len(bytes_kept(app)) == before
    assert db.session.get_one(Job, job.id, populate_existing=True).result_file_id is None


def test_a_file_stays_until_its_day_and_one_without_a_day_for_good(app: Flask) -> None:
    owner = make_account()
    make_result(owner, WEEK)
    make_result(owner, None)

    expiry.erase_files(clock.now() + timedelta(days=WEEK - 2))
    early = db.session.query(StoredFile).count()
    expiry.erase_files(clock.now() + timedelta(days=400))

    assert (early, db.session.query(StoredFile).count()) == (2, 1)


def test_a_file_whose_bytes_were_gone_before_does_not_hold_up_the_others(app: Flask) -> None:
    owner = make_account()
    known = set(bytes_kept(app))
    make_result(owner, WEEK)
    for path in set(bytes_kept(app)) - known:
        path.unlink()
    make_result(owner, WEEK)

    expiry.erase_files(clock.now() + timedelta(days=WEEK + 2))

    assert db.session.query(StoredFile).count() == 0
