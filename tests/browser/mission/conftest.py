"""The demo county in the browser, and its people, surveys and codes by the names the case gives them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from portal.distribution.models import Channel, Code
from portal.distribution.services import live_code
from portal.extensions import db, reading_only
from portal.people.models import DEMO, Account
from portal.people.services import find_account
from portal.retailers.models import Retailer
from portal.surveys.models import Survey
from tests.browser.conftest import DESKTOP, LiveServer

DIRECTOR = "ct001"
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
