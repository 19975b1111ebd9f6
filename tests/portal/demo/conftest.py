"""The demo, loaded once per database; tests that change it for good load one of their own."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock, demo
from portal.extensions import db
from portal.people.models import Account, Unit
from portal.people.services import find_account
from portal.results.asking import read
from portal.results.query import Results
from portal.surveys.models import Survey
from tests.databases import Databases


@pytest.fixture(scope="session")
def loaded_apps() -> dict[str, Flask]:
    return {}


@pytest.fixture
def changtai(databases: Databases, database: str, loaded_apps: dict[str, Flask]) -> Iterator[Flask]:
    """The application on a database with the demo in it, its context pushed."""
    if database not in loaded_apps:
        app = databases.app_of_its_own(database)
        with app.app_context():
            demo.load(clock.now())
            db.session.remove()
        loaded_apps[database] = app
    app = loaded_apps[database]
    with app.app_context():
        yield app
        db.session.remove()


@pytest.fixture
def at() -> datetime:
    """The day of loading, or a moment later."""
    return clock.now()


@pytest.fixture
def unit(changtai: Flask) -> Callable[[str], Unit]:
    """`unit("北片")`"""
    return lambda name: db.session.scalars(select(Unit).filter_by(name=name)).one()


@pytest.fixture
def survey(changtai: Flask, unit: Callable[[str], Unit]) -> Callable[..., Survey]:
    """`survey("T5")`: Changtai's survey from this template; `closed=True` the one of 2012."""

    def survey(template: str, closed: bool = False) -> Survey:
        query = select(Survey).filter_by(template_code=template, unit_id=unit("长泰县公司").id)
        found = query.where(Survey.closed_at.is_not(None) if closed else Survey.closed_at.is_(None))
        return db.session.scalars(found).one()

    return survey


@pytest.fixture
def director(changtai: Flask) -> Account:
    account = find_account("ct001")
    assert account is not None
    return account


@pytest.fixture
def look(director: Account, at: datetime) -> Callable[..., Results]:
    """`look(survey, district="北片")`: what the director sees; choices are named by their labels."""

    def look(survey: Survey, **labels: str) -> Results:
        everything = Results(survey, director, read({}), at)
        asked = {
            name: next(choice.key for choice in everything.facets[name].choices if choice.label == label)
            for name, label in labels.items()
        }
        return Results(survey, director, read(asked), at) if asked else everything

    return look


@pytest.fixture
def counts(look: Callable[..., Results]) -> Callable[..., dict[str, int]]:
    """`counts(survey, "q3", district="北片")`: the report's numbers for one item by option."""

    def counts(survey: Survey, item: str, **labels: str) -> dict[str, int]:
        results = look(survey, **labels)
        wanted = results.item(item)
        assert wanted is not None
        return {line.key: line.count for line in results.table(wanted).lines if line.count}

    return counts
