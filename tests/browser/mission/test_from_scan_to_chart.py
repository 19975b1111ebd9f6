"""Rows of the mission about scanning, answering and being counted."""

from playwright.sync_api import expect
from sqlalchemy import select

from portal.extensions import db
from portal.responses.models import Response
from portal.surveys.models import Mode, Survey
from tests.browser.conftest import PHONE
from tests.browser.mission.conftest import answer, hand_in, line
from tests.tools import printed

LISTENING = {f"q{n}": 1 for n in (1, 2, 3, 4, 5, 6, 7, 8)} | {"q9": 3, "filled_by": 0}
SATISFIED = "总的来说，对我们的服务满意吗？"


def test_a_printed_code_opens_question_one(director, phone, survey, channel):
    """二维码扫码答题/微信扫一扫"""
    poster = channel(survey("T1"), "海报二维码")
    director.goto(f"/w/surveys/{poster.survey_id}/print?channel={poster.id}")
    address = director.locator(".address").inner_text().strip()

    read = printed.decode(director.locator("article.sheet").screenshot())
    phone.goto(read[0])

    assert read == [address]
    expect(phone.locator("#i-q1")).to_be_visible()
    assert phone.url.startswith(address)


def test_from_a_template_to_an_answer_in_the_figure(director, new_page, live_server):
    """问卷星"""
    director.goto("/w/surveys")
    director.get_by_role("link", name="新建").first.click()
    director.get_by_role("button", name="用这个模板").first.click()
    director.locator("form:has([name=acknowledged]) button").click()
    share = director.url.partition("?")[0]
    director.locator("form[action*=print] button").click()
    poster = printed.decode(director.locator("article.sheet").screenshot())[0]
    director.goto(share.replace("/share", "/live"))
    receipts = [fill_in(new_page(**PHONE), poster)]

    expect(director.locator("dl.nums dd").first).to_contain_text("1", timeout=7_500)
    director.goto(share.replace("/share", "/report"))
    expect(director.locator("main")).to_contain_text("还有1份新答卷")
    receipts += [fill_in(new_page(**PHONE), poster) for _n in range(4)]
    director.goto(share.replace("/share", "/report?item=q9"))

    live_server.fresh()
    own = db.session.scalars(select(Survey).where(Survey.source == "own")).one()
    stored = db.session.scalars(select(Response.receipt).where(Response.survey_id == own.id))
    assert own.mode == Mode.CONFIDENTIAL
    assert sorted(stored) == sorted(receipt.replace("-", "") for receipt in receipts)
    assert line(director, SATISFIED, "4")[2] == "5/5"


def fill_in(phone, address):
    phone.goto(address)
    answer(phone, LISTENING)
    return hand_in(phone)


def test_a_named_answer_is_in_the_figure_at_once(director, phone, survey, code, live_server):
    """问卷星: a named survey has no step to wait for"""
    named = survey("T1")
    path = f"/s/{code(named, '海报二维码')}"
    director.goto(f"/w/surveys/{named.id}/report?item=q9")
    before = int(line(director, SATISFIED, "4")[2].partition("/")[0])

    fill_in(phone, path)
    director.reload()

    assert int(line(director, SATISFIED, "4")[2].partition("/")[0]) == before + 1
