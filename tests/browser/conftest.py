"""A real browser against a real server. See CONTRIBUTING.md, "Tests"."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from werkzeug.serving import make_server

from portal.extensions import db, reading_only
from portal.people.models import Account
from tests.databases import Databases, empty_tables
from tests.signing_in import session_cookie
from tests.tools import chromium
from tests.tools.demo_copy import app_with_demo

HERE = Path(__file__).parent
WECHAT = (
    "Mozilla/5.0 (Linux; Android 10; M2006C3LC Build/QP1A.190711.020; wv) AppleWebKit/537.36 "
    "(KHTML, like Gecko) Version/4.0 Chrome/86.0.4240.99 XWEB/4317 MMWEBSDK/20220903 "
    "Mobile Safari/537.36 MicroMessenger/8.0.28.2240"
)
PHONE = {
    "viewport": {"width": 360, "height": 640},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "user_agent": WECHAT,
}
DESKTOP = {"viewport": {"width": 1366, "height": 768}}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    try:
        found = chromium.find()
    except chromium.NoBrowser as reason:
        refuse = pytest.fail if os.environ.get("CI") else pytest.skip
        refuse(f"no browser: {reason}")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(
            executable_path=found.path, args=["--no-sandbox"], env=found.environment or None
        )


@dataclass(frozen=True)
class LiveServer:
    """The application on a port of its own. Commit what a test arranges, or the server will not see it."""

    url: str
    app: Flask

    def sign_in(self, page: Page, account: Account) -> None:
        """Sign the browser profile of this page in."""
        name = self.app.config["SESSION_COOKIE_NAME"]
        cookie = {"name": name, "value": session_cookie(self.app, account), "url": self.url, "httpOnly": True}
        page.context.add_cookies([cookie])
        reading_only.set(True)  # the request in which the session began has ended, and with it this

    def fresh(self) -> None:
        """End the test's own reading, so that its next look sees what the browser did."""
        db.session.rollback()


@contextmanager
def serving(app: Flask) -> Iterator[LiveServer]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    app.config["BASE_URL"] = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield LiveServer(app.config["BASE_URL"], app)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def running_server(databases: Databases) -> Iterator[LiveServer]:
    with serving(databases.app_of_its_own("sqlite")) as server:
        yield server


@pytest.fixture(scope="session")
def demo_server(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[LiveServer]:
    """A second server, with the demo county. Tests share it: what one adds must not disturb another."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    with serving(app_with_demo(databases, shared, tmp_path_factory.mktemp("demo"))) as server:
        yield server


@pytest.fixture
def live_server(running_server: LiveServer) -> Iterator[LiveServer]:
    """The running server on an empty database, with its application's context pushed for the factories."""
    with running_server.app.app_context():
        # A transaction that only reads must not keep the server from writing.
        token = reading_only.set(True)
        yield running_server
        reading_only.reset(token)
        db.session.remove()
        empty_tables()


@pytest.fixture
def new_page(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """Opens a page in a browser profile of its own: `new_page(**DESKTOP, locale="en")`."""
    contexts = []
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            complaints.append(message.text)

    def make(**options: Any) -> Page:
        settings = {"base_url": live_server.url, "locale": "zh-CN"} | options
        context = browser.new_context(**settings)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == [], "the browser complained"


@pytest.fixture
def phone(new_page: Callable[..., Page]) -> Page:
    """A cheap phone inside WeChat."""
    return new_page(**PHONE)


@pytest.fixture
def phone_without_js(new_page: Callable[..., Page]) -> Page:
    return new_page(**PHONE, java_script_enabled=False)


@pytest.fixture
def desktop(new_page: Callable[..., Page]) -> Page:
    return new_page(**DESKTOP)
