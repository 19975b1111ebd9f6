"""The fixtures keep what CONTRIBUTING.md promises to the writer of a test."""

import pytest
from flask import g
from flask_login import current_user
from sqlalchemy import func, select, update

from portal.extensions import db
from portal.people.models import Account, Unit
from tests.factories import make_account, make_unit


@pytest.fixture
def probe(app):
    """Lets a test decide what one route answers, and puts the route back."""
    original = app.view_functions["desk.healthz"]
    yield lambda view: app.view_functions.update({"desk.healthz": view})
    app.view_functions["desk.healthz"] = original


def test_a_signed_in_client_is_known_and_another_is_not(app, client, sign_in, probe):
    probe(lambda: getattr(current_user, "name", "nobody"))

    sign_in(make_account(name="林文强"))

    assert client.get("/healthz").text == "林文强"
    assert app.test_client().get("/healthz").text == "nobody"


def test_requests_share_no_context(client, probe):
    def seen_before():
        before = g.get("seen", "no")
        g.seen = "yes"
        return before

    probe(seen_before)
    client.get("/healthz")

    assert client.get("/healthz").text == "no"


def test_a_request_sees_what_was_arranged_and_the_test_what_the_request_did(client, probe):
    def rename():
        db.session.execute(update(Unit).values(name="renamed"))
        db.session.commit()
        return "done"

    probe(rename)
    unit = make_unit(name="first")

    client.get("/healthz")

    assert unit.name == "renamed"


@pytest.mark.parametrize("turn", ["first", "second"])
def test_every_test_begins_with_empty_tables(app, turn):
    found = db.session.scalar(select(func.count()).select_from(Unit))
    make_account()
    db.session.commit()

    assert found == 0


@pytest.mark.postgres
def test_the_mark_postgres_chooses_the_database(app):
    assert db.engine.dialect.name == "postgresql"


@pytest.mark.sqlite
def test_the_mark_sqlite_chooses_the_database(app):
    assert db.engine.dialect.name == "sqlite"


@pytest.mark.parametrize("name", ["ADDED", "TESTING"])
def test_settings_are_restored(app, name):
    assert app.config.get("ADDED") is None
    assert app.config["TESTING"] is True

    app.config[name] = "changed"


def test_another_application_on_the_same_database_has_settings_of_its_own(app, make_app):
    make_unit(name="shared")
    db.session.commit()

    other = make_app(BASE_URL="https://voice.example")

    assert app.config["BASE_URL"] == "http://localhost"
    with other.app_context():
        assert db.session.scalars(select(Unit.name)).all() == ["shared"]


def test_the_command_works_on_the_database_of_the_test(portal):
    make_unit(name="county")
    words = ["--login", "7", "--name", "Lin", "--role", "manager", "--unit", "county"]

    result = portal("account", "create", *words)

    assert result.exit_code == 0, result.output
    assert db.session.scalars(select(Account.login)).all() == ["7"]
