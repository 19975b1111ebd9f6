"""An exam on a phone whose line breaks, which is reloaded, changed for another, or never comes back."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal import clock
from portal.extensions import db, reading_only
from portal.people.models import Account
from portal.quizzes.attempts import journal, overdue
from portal.quizzes.models import Attempt, Ending, JournalEntry, Marking, Noted, Quiz
from tests.browser.conftest import PHONE, LiveServer
from tests.browser.proxy import Cut, Proxy
from tests.factories import make_account
from tests.portal.quizzes.exam_phone import exam

A_YEAR_OFF = """(() => {
  const Real = Date, off = 366 * 864e5;
  Date = class extends Real { constructor(...a) { a.length ? super(...a) : super(Real.now() + off); } };
  Date.now = () => Real.now() + off;
})()"""


@pytest.fixture
def proxy(live_server: LiveServer) -> Iterator[Proxy]:
    made = Proxy(int(live_server.url.rsplit(":", 1)[1]))
    yield made
    made.close()


@pytest.fixture
def account(live_server: LiveServer) -> Account:
    return make_account("staff")


@pytest.fixture
def quiz(account: Account) -> Quiz:
    made = exam([account])
    db.session.commit()
    return made


@pytest.fixture
def sitting(
    live_server: LiveServer, proxy: Proxy, account: Account, quiz: Quiz, new_page: Callable[..., Page]
) -> Callable[..., Page]:
    """A phone with the paper before it; the first one begins the attempt, the next ones go on with it."""
    address = f"/m/exams/{quiz.id}"

    def sit(script: str = "") -> Page:
        page = new_page(**PHONE, base_url=proxy.url)
        live_server.sign_in(page, account)
        if script:
            page.add_init_script(script)
        page.goto(address)
        begin = page.locator("form button.p")
        (begin if begin.count() else page.locator("a.b.p")).click()
        page.wait_for_selector("#steps:not([hidden])")
        return page

    return sit


def choose(page: Page, question: int, letter: str) -> None:
    page.locator(".sheet a").nth(question - 1).click()
    page.locator(f"#i{question} label.o", has=page.locator(f"input[value={letter}]")).click()


def seconds_left(page: Page) -> int:
    minutes, seconds = page.inner_text("#left").split(":")
    return 60 * int(minutes) + int(seconds)


def attempt(server: LiveServer) -> Attempt:
    server.fresh()
    return db.session.scalars(select(Attempt)).one()


def answers(server: LiveServer) -> list[Any]:
    """The answers in the journal, in order, with what the server wrote down as their time."""
    server.fresh()
    query = select(JournalEntry).where(JournalEntry.kind.in_([Noted.ANSWER, Noted.LATE, Noted.OUTDATED]))
    return list(db.session.scalars(query.order_by(JournalEntry.n)))


def change(server: LiveServer, **values: Any) -> None:
    """Of the one attempt, as a supervisor or the passing of time would."""
    mode = reading_only.set(False)
    server.fresh()
    row = db.session.scalars(select(Attempt)).one()
    for name, value in values.items():
        setattr(row, name, value)
    db.session.commit()
    reading_only.reset(mode)


@pytest.mark.parametrize("cut", Cut, ids=lambda cut: cut.name.lower())
def test_an_answer_survives_a_cut_while_it_is_saved(live_server, proxy, sitting, cut):
    page = sitting()
    choose(page, 1, "A")
    expect(page.locator("#saved")).to_have_class(re.compile("ok"))

    proxy.cut_next("/save", cut)
    choose(page, 2, "B")
    proxy.wait_for_cut()
    expect(page.locator("#saved")).to_have_class(re.compile("warn"))
    expect(page.locator("#say")).to_be_visible()
    assert len(answers(live_server)) == (2 if cut is Cut.AFTER else 1)

    expect(page.locator("#saved")).to_have_class(re.compile("ok"), timeout=6_000)
    kept = answers(live_server)
    zone = ZoneInfo(live_server.app.config["TIME_ZONE"])
    assert [row.kind for row in kept] == [Noted.ANSWER, Noted.ANSWER]
    assert f"{kept[-1].received_at.astimezone(zone):%H:%M:%S}" in page.inner_text("#saved")


@pytest.mark.parametrize("cut", Cut, ids=lambda cut: cut.name.lower())
def test_handing_in_survives_a_cut(live_server, proxy, sitting, cut):
    page = sitting()
    choose(page, 1, "A")
    expect(page.locator("#saved")).to_have_class(re.compile("ok"))
    proxy.cut_next("/save", *[Cut.BEFORE] * 2)
    choose(page, 2, "B")
    proxy.wait_for_cut()
    expect(page.locator("#say")).to_be_visible()

    proxy.cut_next("/hand-in", cut)
    page.click("#finish")
    proxy.wait_for_cut()
    expect(page.locator("#empty a")).to_have_text(["3", "4"])
    page.click("#hand")
    proxy.wait_for_cut()
    expect(page.locator("#say")).to_contain_text("2")
    assert "/sit" in page.url
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_url(lambda url: "/sit" not in url, timeout=8_000)

    sealed = attempt(live_server)
    assert (sealed.ending, len(sealed.answers["answers"])) == (Ending.SELF, 2)
    assert len(answers(live_server)) == 2
    assert db.session.query(Marking).count() == 1
    entries = db.session.scalars(select(JournalEntry).order_by(JournalEntry.n)).all()
    assert journal.fingerprint(entries) == sealed.journal_sha256


def test_another_device_goes_on_and_a_reload_loses_nothing(live_server, proxy, sitting):
    page = sitting()
    proxy.cut_next("/save", *[Cut.BEFORE] * 2)
    choose(page, 1, "A")
    proxy.wait_for_cut()
    page.click("#flag")
    page.reload()
    expect(page.locator("#i1 input:checked")).to_have_value("A")
    expect(page.locator("#saved")).to_have_class(re.compile("ok"), timeout=8_000)
    assert len(answers(live_server)) == 1

    other = sitting()
    expect(other.locator("#i1 input:checked")).to_have_value("A")
    assert "flag" in other.locator(".sheet a").first.get_attribute("class")
    assert abs(seconds_left(page) - seconds_left(other)) <= 2
    choose(other, 1, "C")
    expect(other.locator("#saved")).to_have_class(re.compile("ok"))
    choose(page, 1, "B")
    expect(page.locator("#say")).to_be_visible()
    assert [row.kind for row in answers(live_server)] == [Noted.ANSWER, Noted.ANSWER, Noted.OUTDATED]
    assert db.session.query(Attempt).count() == 1


def test_time_over_hands_in_whatever_the_clock_of_the_phone_says(live_server, sitting):
    page = sitting(A_YEAR_OFF)
    assert re.match(r"(30:00|29:5\d)", page.inner_text("#left"))
    choose(page, 1, "A")
    expect(page.locator("#saved")).to_have_class(re.compile("ok"))
    change(live_server, due_at=clock.now() + timedelta(seconds=2))
    choose(page, 2, "B")
    expect(page.locator("#exam")).to_be_hidden(timeout=8_000)
    assert "2/4" in page.inner_text("#say") or "2 of 4" in page.inner_text("#say")
    assert attempt(live_server).ending == Ending.TIME


def test_whoever_never_comes_back_is_handed_in(live_server, sitting):
    page = sitting()
    choose(page, 1, "A")
    expect(page.locator("#saved")).to_have_class(re.compile("ok"))
    page.context.close()
    change(live_server, due_at=clock.now() - timedelta(minutes=1))
    mode = reading_only.set(False)
    assert overdue.seal_overdue(clock.now()) == 1
    reading_only.reset(mode)
    sealed = attempt(live_server)
    assert (sealed.ending, len(sealed.answers["answers"])) == (Ending.TIME, 1)
