"""知晓情况定期检验: retailers answer five questions and read why, the manager sees the rate, its interval,
and next month's check comes by itself."""

import re
from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.people.models import UnitKind
from portal.quizzes.models import AwarenessResponse, Quiz, QuizKind
from portal.quizzes.setup import quiz_repeats
from question_bank.items import ItemType
from question_bank.papers import PaperRule
from tests.browser.conftest import PHONE
from tests.browser.mission.conftest import arranging
from tests.browser.proxy import Cut, Proxy
from tests.factories import make_code, make_retailer, make_unit
from tests.portal.quizzes.quiz_factories import make_bank, make_item, make_plan, make_quiz

RATE = re.compile(r"(\d+)/(\d+) (\d+\.\d)% (\d+\.\d)—(\d+\.\d)")
TOLD = re.compile("对了。|记住这一条")


@pytest.fixture
def quiz(live_server) -> Quiz:
    """The monthly check that is open in Changtai."""
    query = select(Quiz).filter_by(kind=QuizKind.AWARENESS, closed_at=None, repeats="month")
    return db.session.scalars(query.order_by(Quiz.opens_at)).first()


@pytest.fixture
def poster(survey, code) -> str:
    """Of no shop, so that one taking part keeps no other test from it."""
    return code(survey("T1"), "海报二维码")


@pytest.fixture
def proxy(live_server) -> Iterator[Proxy]:
    made = Proxy(int(live_server.url.rsplit(":", 1)[1]))
    yield made
    made.close()


def stored(quiz: Quiz) -> int:
    db.session.rollback()
    return db.session.query(AwarenessResponse).filter_by(quiz_id=quiz.id).count()


def test_each_answer_is_explained_at_once_and_stored_once(new_page, proxy, quiz, poster):
    """知晓情况定期检验: `/k/<code>` asks 5 items with one-sentence explanations, on a line that breaks"""
    before, phone = stored(quiz), new_page(**PHONE, base_url=proxy.url)
    phone.goto(f"/k/{poster}")
    questions = phone.locator("fieldset").all()

    for question in questions:
        expect(question.locator(".why")).to_be_hidden()
        question.locator("label.o").first.click()
        expect(question.locator(".why")).to_contain_text(TOLD)
        expect(question.locator("label.ok")).to_have_count(1)
    proxy.cut_next(f"/k/{poster}", Cut.AFTER)
    phone.locator("#nav button").click()
    expect(phone.locator(".net")).to_contain_text("网络")
    phone.wait_for_url("**/done*")

    assert len(questions) == 5
    expect(phone.locator("h1")).to_have_text("谢谢您，都看完了。")
    assert stored(quiz) == before + 1


def test_without_script_the_explanations_come_afterwards(phone_without_js, quiz, poster):
    before, phone = stored(quiz), phone_without_js
    phone.goto(f"/k/{poster}?fs=3")
    for question in phone.locator("fieldset").all():
        question.locator("label.o").nth(1).click()
    hidden = phone.locator(".why:visible").count()
    phone.locator("#nav button").click()

    expect(phone.locator(".why b")).to_have_text([TOLD] * 5)
    assert (hidden, stored(quiz)) == (0, before + 1)


def test_several_answers_are_told_before_one_goes_on(phone, live_server):
    """A question with several right answers, one question at a time: going on shows first what is right."""
    with arranging():
        county, at = make_unit("石亭县公司"), clock.now()
        item = msgspec.structs.replace(make_item(), type=ItemType.MULTIPLE, right=("a", "b"))
        plan = make_plan(county, make_bank(county, [item]), rules=(PaperRule(count=1),))
        make_quiz(
            county, plan=plan, kind="awareness", opens_at=at, ends_at=at + timedelta(days=1), minutes=None
        )
        card = make_code(retailer=make_retailer(make_unit("石亭片", UnitKind.DISTRICT, county))).code
        db.session.commit()
    phone.goto(f"/k/{card}?m=1")

    phone.locator("label.o").nth(2).click()
    phone.locator("#nav button").last.click()

    expect(phone.locator(".why")).to_contain_text("记住这一条")
    expect(phone.locator("label.ok")).to_have_count(2)
    phone.locator("#nav button").last.click()
    phone.wait_for_url("**/done*")


def test_the_rate_by_district_and_next_months_check(director, quiz):
    """知晓情况定期检验: k/n with interval by district; next month's check stands there by itself"""
    director.goto(f"/w/exams/{quiz.id}/awareness")
    districts = director.locator("section", has=director.get_by_role("heading", name="按片区"))
    rows = districts.locator("tbody tr").all_inner_texts()
    shown = [found for row in rows if (found := RATE.search(" ".join(row.split())))]
    for found in shown:
        k, n, share, low, high = map(float, found.groups())
        assert abs(share - 100 * k / n) < 0.06
        assert low < share < high
    assert len(shown) >= 3

    with arranging():
        quiz_repeats.repeat_quizzes(clock.now())
    director.goto("/w/exams")

    title = re.compile(r"每月知晓检查 · \d{4}-\d{2}")
    row = director.locator("table.exs tbody tr", has=director.get_by_role("link", name=title))
    expect(row).to_have_count(1)
    expect(row).to_contain_text("还没开始")
    expect(row).to_contain_text("每月重复")
