"""Fixtures of every test. See CONTRIBUTING.md, "Tests"."""

from collections.abc import Callable, Iterator
from contextvars import Context
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.extensions import db
from portal.people.models import Account
from tests.commands import Command
from tests.databases import KINDS, Databases, disconnect, empty_tables
from tests.pages import Page
from tests.signing_in import session_cookie


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--databases",
        choices=sorted(KINDS),
        default="sqlite",
        help="run each test that uses a database on this one, or on both",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        metafunc.parametrize("database", wanted_kinds(metafunc))


def wanted_kinds(metafunc: pytest.Metafunc) -> list[str]:
    if metafunc.definition.get_closest_marker("postgres"):
        return KINDS["postgresql"]
    if metafunc.definition.get_closest_marker("sqlite"):
        return KINDS["sqlite"]
    return KINDS[metafunc.config.getoption("--databases")]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.getreports("skipped")
    if any("no browser" in str(report.longrepr) for report in skipped):
        terminalreporter.write_line(
            f"NO BROWSER: {len(skipped)} browser tests did not run. Install chromium or set CHROMIUM_PATH.",
            red=True,
            bold=True,
        )


class Client(FlaskClient):
    """Each request has a context of its own, as on a server; what the test arranged is committed first."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        db.session.commit()
        kwargs.setdefault("buffered", True)
        return Context().run(super().open, *args, **kwargs)


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory, testrun_uid: str) -> Iterator[Databases]:
    databases = Databases(tmp_path_factory.mktemp("databases"), testrun_uid)
    yield databases
    databases.close()


@pytest.fixture
def app(databases: Databases, database: str) -> Iterator[Flask]:
    """The application on an empty database, its context pushed; `app.config` is restored afterwards."""
    app = databases.shared_app(database)
    config = dict(app.config)
    app.test_client_class = Client
    with app.app_context():
        yield app
        db.session.remove()
        empty_tables()
    app.config.clear()
    app.config.update(config)


@pytest.fixture
def make_app(databases: Databases, app: Flask) -> Iterator[Callable[..., Flask]]:
    """A second application on the same database with other settings: `make_app(RATELIMIT_ENABLED=True)`."""

    made: list[Flask] = []

    def make(**config: Any) -> Flask:
        made.append(databases.new_app(app.config["SQLALCHEMY_DATABASE_URI"], **config))
        made[-1].test_client_class = Client
        return made[-1]

    yield make
    disconnect(made)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask, client: FlaskClient) -> Callable[..., FlaskClient]:
    """`sign_in(account)` signs `client` in; `sign_in(account, app.test_client())` another browser."""

    def sign_in(account: Account, browser: FlaskClient = client) -> FlaskClient:
        browser.set_cookie(app.config["SESSION_COOKIE_NAME"], session_cookie(app, account))
        return browser

    return sign_in


@pytest.fixture
def portal(app: Flask) -> Command:
    """The console command: `portal("items", "check", path, "--json").exit_code`"""
    return Command(app)


@pytest.fixture
def page() -> Callable[[TestResponse], Page]:
    """`page(client.get(...)).h1`"""
    return Page
