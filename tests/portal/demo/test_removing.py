"""The demo leaves in one step; what is not of the demo stays as it was."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import demo
from portal.extensions import db
from portal.people import trail
from portal.people.audit import AuditEvent, AuditMark
from portal.people.models import Account, Unit
from portal.people.services import find_account
from portal.responses.models import Response
from portal.responses.services import Submission, submit
from portal.retailers.models import Retailer
from portal.surveys.models import Survey
from portal.surveys.services import repeat_survey
from tests.databases import Databases
from tests.factories import NOW, make_account, make_channel, make_retailer, make_survey, make_unit

# Whose channels the next wave takes over: the manager of 北片, an inspector, a deliverer, a telephonist.
OWNERS = {"ct003", "ct007", "ct015", "ct021"}
ANSWERS = {"q1": "few", "q2": 2, "q3": "再来一次"}


@pytest.fixture
def installation(databases: Databases, database: str) -> Iterator[Flask]:
    """A database of its own, with something of the office's own in it."""
    app = databases.app_of_its_own(database)
    with app.app_context():
        _own_county()
        db.session.commit()
        yield app
        db.session.remove()


def _own_county() -> None:
    county = make_unit("自己的县公司")
    make_account("manager", county, login="own1")
    _answered(make_survey(county), make_retailer(make_unit("自己的片区", parent=county)))


def _answered(survey: Survey, shop: Retailer) -> None:
    channel = make_channel(survey)
    outcome = submit(
        Submission(
            survey_id=survey.id, response_id=uuid.uuid4(), version_n=1, answers=ANSWERS, language="zh-Hans",
            channel_id=channel.id, retailer_id=shop.id, at=NOW,
        )
    )  # fmt: skip
    assert outcome.status == "created"


def _everything() -> dict[str, list[Any]]:
    """All rows of all tables but the audit log, in an order of their own."""
    tables = [table for table in db.metadata.sorted_tables if not table.name.startswith("audit")]
    found = {table.name: db.session.execute(select(table)).all() for table in tables}
    return {name: sorted(map(repr, rows)) for name, rows in found.items() if rows}


@pytest.mark.slow
def test_after_the_demo_everything_is_as_it_was_before(installation: Flask) -> None:
    before = _everything()

    demo.load(NOW)
    trail.seal(NOW)
    removed = demo.remove()

    assert removed > 20_000
    assert _everything() == before
    assert not demo.is_loaded()
    assert demo.codes_to_try() == {}
    assert not demo.is_empty()
    assert [event.verb for event in db.session.scalars(select(AuditEvent))] == ["remove demo data"]
    assert db.session.scalar(select(func.count()).select_from(AuditMark)) == 0
    assert trail.check().wrong == []


@pytest.mark.slow
def test_own_rows_inside_the_demo_county_keep_what_they_stand_on(installation: Flask) -> None:
    demo.load(NOW)
    director = find_account("ct001")
    assert director is not None
    shop = db.session.scalars(select(Retailer).where(Retailer.unit.has(name="北片"))).first()
    assert shop is not None
    own = make_survey(director.county, created_by_id=director.id)
    _answered(own, shop)
    wave = repeat_survey(_obstacle(), actor=director, at=NOW)
    kept = {own.id: shop.id, wave.id: None}
    db.session.commit()

    demo.remove()

    assert {survey.id for survey in db.session.scalars(select(Survey))} >= kept.keys()
    assert {row.retailer_id for row in db.session.scalars(select(Response).filter_by(survey_id=own.id))} == {
        shop.id
    }
    assert _names(Unit.name) == {
        "自己的县公司",
        "自己的片区",
        "漳州市公司",
        "长泰县公司",
        "北片",
        "物流",
        "电访",
    }
    assert _names(Account.login) == {"own1", "ct001", *OWNERS}
    assert _sources() == {"own"}
    assert db.session.get_one(Survey, wave.id).repeat_of_id is None


def _names(column: Any) -> set[str]:
    return set(db.session.scalars(select(column)))


def _obstacle() -> Survey:
    return db.session.scalars(select(Survey).filter_by(template_code="T5")).one()


def _sources() -> set[str]:
    roots = [table for table in db.metadata.sorted_tables if "source" in table.c]
    return {source for table in roots for source in db.session.scalars(select(table.c.source))}


def test_every_table_is_reached_or_known_to_be_nobodys() -> None:
    from portal.demo.removal import _is_loose, _is_root, _owners

    unreached = {
        table.name
        for table in db.metadata.sorted_tables
        if not (_is_root(table) or _is_loose(table) or _owners(table))
    }

    assert unreached == {"failed_try", "audit_mark", "audit_seal"}
