"""The demo county in the browser, and its people, surveys and codes by the names the case gives them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from portal.distribution.models import Channel, Code
from portal.distribution.services import live_code
from portal.extensions import db, reading_only
from portal.people.models import DEMO, Account
from portal.people.services import find_account
from portal.responses.models import Response
from portal.retailers.models import Retailer
from portal.surveys.models import Survey
from tests.browser.conftest import DESKTOP, LiveServer

DIRECTOR = "ct001"
NO_PAGE = {"static", "desk.healthz", "desk.readyz", "api.describe"}
# Parts of a cell that only their style keeps apart are words of their own.
WORDS = "cell => [...cell.childNodes].map(part => part.textContent).join(' ')"


@dataclass(frozen=True)
class Shop:
    code: str
    manager: Account


@pytest.fixture
def live_server(demo_server: LiveServer) -> Iterator[LiveServer]:
    """In place of the empty one: what is loaded stays for the next test."""
    with demo_server.app.app_context():
        token = reading_only.set(True)
        yield demo_server
        reading_only.reset(token)
        db.session.remove()


@pytest.fixture
def director(new_page: Callable[..., Page], live_server: LiveServer) -> Page:
    """The desktop of 郑主任."""
    page = new_page(**DESKTOP)
    live_server.sign_in(page, find_account(DIRECTOR))
    return page


@pytest.fixture
def survey(live_server: LiveServer) -> Callable[..., Survey]:
    """`survey("T5")`: Changtai's open demo survey from this template; `closed=True` the one of 2012."""

    def survey(template: str, closed: bool = False) -> Survey:
        home = find_account(DIRECTOR).unit_id
        query = select(Survey).filter_by(template_code=template, unit_id=home, source=DEMO)
        found = query.where(Survey.closed_at.is_not(None) if closed else Survey.closed_at.is_(None))
        return db.session.scalars(found).one()

    return survey


@pytest.fixture
def channel(live_server: LiveServer) -> Callable[[Survey, str], Channel]:
    """`channel(survey, "柜台立牌")`"""

    def channel(survey: Survey, name: str) -> Channel:
        return db.session.scalars(select(Channel).filter_by(survey_id=survey.id, name=name)).one()

    return channel


@pytest.fixture
def code(channel: Callable[[Survey, str], Channel]) -> Callable[[Survey, str], str]:
    return lambda survey, name: live_code(channel=channel(survey, name)).code


@pytest.fixture
def shop(live_server: LiveServer) -> Shop:
    """One with a table card, open, looked after by 林志远."""
    manager = find_account("ct003")
    query = select(Code).join(Code.retailer).where(Retailer.manager_id == manager.id)
    code = db.session.scalars(query.where(Code.revoked_at.is_(None), Retailer.closed_at.is_(None))).first()
    return Shop(code.code, manager)


@pytest.fixture
def public_pages(survey: Any, code: Any, shop: Shop, live_server: LiveServer) -> list[str]:
    """An address of every page marked public, so that a new one is in the list by itself, and some errors."""
    receipts = select(Response.receipt).where(Response.survey_id == survey("T1").id)
    poster = code(survey("T1"), "海报二维码")
    known = {
        "responses.visit": {"code": code(survey("T2"), "拜访后抽查")},
        "responses.awareness": {"code": shop.code},
        "responses.aware": {"code": shop.code},
        "responses.quiz": {"code": shop.code},
        "responses.survey_for_shop": {"channel": poster, "shop": shop.code},
        "receipts.show": {"receipt": db.session.scalars(receipts).first()},
        "people.open_link": {"token": "x" * 43},
    }
    views = live_server.app.view_functions
    found = [
        rule.build(known.get(rule.endpoint, {"code": poster}), append_unknown=False)[1]
        for rule in live_server.app.url_map.iter_rules()
        if "GET" in rule.methods
        and getattr(views[rule.endpoint], "access", "") == "public"
        and rule.endpoint not in NO_PAGE
    ]
    return [*found, f"/s/{shop.code}", "/s/222222", "/r/22222222", "/k/222222", "/nowhere", "/s/a/b/c"]


@contextmanager
def arranging() -> Iterator[None]:
    """Around what a test writes itself; it commits, or the server would wait for it."""
    mode = reading_only.set(False)
    db.session.rollback()
    yield
    reading_only.reset(mode)


def answer(page: Page, chosen: dict[str, int]) -> None:
    """Touch the answer at this place of each question."""
    for key, place in chosen.items():
        page.locator(f"#i-{key} .o").nth(place).click()


def hand_in(page: Page) -> str:
    """Returns the receipt as the page shows it."""
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/r/*")
    return page.locator(".code b").inner_text()


def line(page: Page, table: str, name: str) -> list[str]:
    """The cells of a line, by the caption of its table and its first words."""
    rows = page.locator(f"table:has(caption:text-is('{table}')) tbody tr")
    row = rows.filter(has=page.locator("th", has_text=name)).first
    return [" ".join(cell.evaluate(WORDS).split()) for cell in row.locator("td").all()]
