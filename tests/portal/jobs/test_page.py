"""The page of a piece of long work is its owner's alone."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from portal import clock
from portal.extensions import db
from portal.jobs.models import Job, JobState
from portal.people.models import Account
from portal.storage import files
from tests.factories import make_account, make_unit
from tests.pages import Page

SignIn = Callable[..., FlaskClient]


def make_job(owner: Account, **extra: object) -> Job:
    values = {"kind": "export responses", "created_at": clock.now(), **extra}
    job = Job(owner_id=owner.id, unit_id=owner.unit_id, **values)
    db.session.add(job)
    db.session.flush()
    return job


def test_the_owner_sees_how_far_the_work_is(sign_in: SignIn) -> None:
    owner = make_account()
    job = make_job(owner, state=JobState.RUNNING, done=40, total=100)

    page = Page(sign_in(owner).get(f"/w/jobs/{job.id}"))

    assert page.select("progress")[0]["value"] == "40"


def test_a_colleague_of_the_same_unit_is_refused(sign_in: SignIn) -> None:
    owner = make_account()
    job = make_job(owner)

    assert sign_in(make_account(unit=owner.unit)).get(f"/w/jobs/{job.id}").status_code == 403


def test_who_lost_the_right_is_not_given_what_came_of_it(sign_in: SignIn) -> None:
    owner = make_account("clerk")
    job = make_job(owner, state=JobState.DONE)
    owner.role = "leader"

    browser = sign_in(owner)

    assert browser.get(f"/w/jobs/{job.id}/file").status_code == 403
    assert browser.get(f"/w/jobs/{job.id}").status_code == 403


def test_a_preview_opens_no_export_of_the_person(sign_in: SignIn) -> None:
    owner = make_account("manager")
    job = make_job(owner, state=JobState.DONE)
    browser = sign_in(make_account("admin", owner.unit))

    browser.post(f"/a/people/{owner.id}/preview")

    assert browser.get("/w/surveys").status_code == 200
    assert browser.get(f"/w/jobs/{job.id}/file").status_code == 403


def test_another_county_finds_nothing(sign_in: SignIn) -> None:
    job = make_job(make_account())

    assert sign_in(make_account(unit=make_unit())).get(f"/w/jobs/{job.id}").status_code == 404


def test_the_result_is_downloaded_under_its_own_name(app: Flask, sign_in: SignIn) -> None:
    owner = make_account()
    job = make_job(owner, state=JobState.DONE)
    file = files.save(
        b"k,n\n1,2\n",
        unit_id=owner.unit_id,
        owner_type="job",
        owner_id=job.id,
        purpose="export",
        name="答卷.csv",
        media_type="text/csv",
    )
    job.result_file_id = file.id

    response = sign_in(owner).get(f"/w/jobs/{job.id}/file")

    assert response.data == b"k,n\n1,2\n"
    assert "filename*=UTF-8''%E7%AD%94%E5%8D%B7.csv" in response.headers["Content-Disposition"]


def test_the_owner_stops_the_work(sign_in: SignIn) -> None:
    owner = make_account()
    job = make_job(owner)

    response = sign_in(owner).post(f"/w/jobs/{job.id}/cancel")

    db.session.refresh(job)
    assert response.status_code == 303
    assert job.state == JobState.CANCELLED
