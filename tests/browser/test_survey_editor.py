"""Surveys are made in a real browser: from a template to a poster, with and without the script."""

import re

import pytest
from playwright.sync_api import Page, expect

from portal.extensions import db
from portal.people import settings
from portal.people.models import UnitKind
from portal.surveys import content, templates
from portal.surveys.beginnings import from_template
from portal.surveys.models import Survey, SurveyRevision
from tests.browser.conftest import DESKTOP
from tests.factories import NOW, make_account, make_unit

expect.set_options(timeout=20_000)
STEM = "[name='stem.zh-Hans']"


@pytest.fixture
def manager(live_server):
    with_phone = make_unit("长泰县公司", UnitKind.COUNTY)
    account = make_account("manager", with_phone, name="郑主任")
    settings.put(with_phone, "office_phone", "0596-8330000", account)
    db.session.commit()
    return account


@pytest.fixture
def survey(manager):
    made = from_template(templates.builtin_template("T5"), actor=manager, at=NOW)
    db.session.commit()
    return made


def stem(live_server, survey, key: str) -> str:
    live_server.fresh()
    return content.draft(db.session.get(Survey, survey.id)).item(key).stem["zh-Hans"]


def keys(live_server, survey) -> list[str]:
    live_server.fresh()
    return [item.key for item in content.draft(db.session.get(Survey, survey.id)).items]


def saved(page: Page) -> None:
    expect(page.locator("#ed-saved .lamp.ok")).to_be_visible()


@pytest.mark.parametrize(
    ("locale", "use", "print_word"), [("zh-CN", "用这个模板", "打印"), ("en", "Use this template", "Print")]
)
def test_a_manager_goes_from_a_template_to_a_printed_poster_in_four_clicks(
    new_page, live_server, manager, locale, use, print_word
):
    page = new_page(**DESKTOP, locale=locale)
    live_server.sign_in(page, manager)
    page.goto("/w/surveys")

    page.get_by_role("button", name=re.compile(f"^{use}")).first.click()
    page.locator("form:has([name=acknowledged]) button").click()
    expect(page).to_have_url(re.compile(r"/share"))
    live_server.fresh()
    survey = db.session.query(Survey).one()

    assert (survey.current_version, survey.template_code) == (1, "T1")
    page.locator("form[action*=print] button").click()
    expect(page.locator("body")).to_contain_text(re.compile(r"[2-9A-HJ-NP-Z]{6}"))
    expect(page.get_by_role("button", name=print_word)).to_be_visible()


def test_what_is_typed_is_saved_previewed_and_taken_back(desktop, live_server, manager, survey):
    live_server.sign_in(desktop, manager)
    desktop.goto(f"/w/surveys/{survey.id}/edit?item=q3")

    desktop.fill(STEM, "最难的到底是哪一点？")
    expect(desktop.locator(".ql [aria-current]")).to_contain_text("最难的到底是哪一点？")
    saved(desktop)

    assert stem(live_server, survey, "q3") == "最难的到底是哪一点？"
    expect(desktop.frame_locator("#ed-preview iframe").locator("#i-q3")).to_contain_text(
        "最难的到底是哪一点？"
    )
    expect(desktop.locator(STEM)).to_have_value("最难的到底是哪一点？")

    desktop.locator("#ed-undo button").first.click()
    expect(desktop.locator(STEM)).to_have_value("最难的是哪一点？")
    assert stem(live_server, survey, "q3") == "最难的是哪一点？"


def test_typing_on_folds_into_one_draft_and_keeps_the_caret(desktop, live_server, manager, survey):
    live_server.sign_in(desktop, manager)
    desktop.goto(f"/w/surveys/{survey.id}/edit?item=q3")
    desktop.focus(STEM)
    desktop.keyboard.press("End")

    for letter in "甲乙丙":
        desktop.keyboard.insert_text(letter)
        expect(desktop.locator(".ql [aria-current]")).to_contain_text(letter)

    assert stem(live_server, survey, "q3") == "最难的是哪一点？甲乙丙"
    assert db.session.query(SurveyRevision).filter_by(survey_id=survey.id).count() == 2
    assert desktop.evaluate("document.activeElement.name") == "stem.zh-Hans"


def test_an_input_method_is_not_disturbed(desktop, live_server, manager, survey):
    live_server.sign_in(desktop, manager)
    desktop.goto(f"/w/surveys/{survey.id}/edit?item=q3")
    sent = []
    desktop.on("request", lambda request: sent.append(request) if request.method == "POST" else None)

    desktop.dispatch_event(STEM, "compositionstart")
    desktop.fill(STEM, "zui nan")
    desktop.wait_for_timeout(1500)
    assert sent == []

    desktop.fill(STEM, "哪里最难？")
    desktop.dispatch_event(STEM, "compositionend")
    expect(desktop.locator(".ql [aria-current]")).to_contain_text("哪里最难？")
    assert stem(live_server, survey, "q3") == "哪里最难？"


def test_without_a_connection_nothing_is_lost(desktop, live_server, manager, survey):
    live_server.sign_in(desktop, manager)
    desktop.goto(f"/w/surveys/{survey.id}/edit?item=q3")

    desktop.context.set_offline(True)
    desktop.fill(STEM, "断了网也写")
    expect(desktop.locator("#ed-saved .lamp.bad")).to_be_visible()
    desktop.context.set_offline(False)

    saved(desktop)
    assert stem(live_server, survey, "q3") == "断了网也写"


def test_buttons_change_answers_without_leaving_the_page(desktop, live_server, manager, survey):
    live_server.sign_in(desktop, manager)
    desktop.goto(f"/w/surveys/{survey.id}/edit?item=q3")

    desktop.fill(STEM, "先改题干")
    desktop.click("[value='option:add']")
    expect(desktop.locator(".opts li")).to_have_count(7)
    desktop.fill("[name='options-6-text.zh-Hans']", "别的")
    expect(desktop.locator("#ed-saved .lamp.none")).to_be_visible()
    saved(desktop)

    live_server.fresh()
    item = content.draft(db.session.get(Survey, survey.id)).item("q3")
    assert (item.stem["zh-Hans"], item.options[-1].text["zh-Hans"]) == ("先改题干", "别的")


def test_a_rule_is_built_with_selects(desktop, live_server, manager, survey):
    live_server.sign_in(desktop, manager)
    desktop.goto(f"/w/surveys/{survey.id}/edit?item=q6")

    desktop.click("[value='rule:add']")
    desktop.select_option("[name='conditions-0-item']", "q1")
    expect(desktop.locator("[name='conditions-0-value'] option")).to_have_count(4)
    desktop.select_option("[name='conditions-0-value']", "phone")

    expect(desktop.locator("#rule legend")).to_contain_text("第1题是“电话”")
    live_server.fresh()
    assert content.draft(db.session.get(Survey, survey.id)).item("q6").show_when == 'q1 = "phone"'


def test_a_question_is_dragged_to_another_place(desktop, live_server, manager, survey):
    live_server.sign_in(desktop, manager)
    desktop.goto(f"/w/surveys/{survey.id}/edit?item=q1")

    desktop.drag_and_drop(".ql [data-key=q4]", ".ql [data-key=q2]")

    expect(desktop.locator(".ql [data-place='1']")).to_have_attribute("data-key", "q4")
    assert keys(live_server, survey)[:4] == ["q1", "q4", "q2", "q3"]


def test_two_windows_on_one_question_let_the_second_choose(new_page, live_server, manager, survey):
    first, second = (new_page(**DESKTOP) for _window in range(2))
    for page in (first, second):
        live_server.sign_in(page, manager)
        page.goto(f"/w/surveys/{survey.id}/edit?item=q3")

    first.fill(STEM, "第一个人")
    expect(first.locator(".ql [aria-current]")).to_contain_text("第一个人")
    second.fill(STEM, "第二个人")
    expect(second.locator("#ed-form [role=alert]")).to_contain_text("郑主任")
    second.get_by_role("button", name="用我的").click()

    expect(second.locator("#stem input")).to_have_value("第二个人")
    assert stem(live_server, survey, "q3") == "第二个人"


def test_a_phone_without_script_edits_and_moves_without_dragging(
    phone_without_js, live_server, manager, survey
):
    page = phone_without_js
    live_server.sign_in(page, manager)
    page.goto(f"/w/surveys/{survey.id}/edit")
    expect(page.locator(STEM)).to_be_hidden()

    page.locator(".ql [data-key=q3] a").tap()
    page.fill(STEM, "手机上改的")
    page.get_by_role("button", name="保存并预览").tap()
    expect(page.locator(".ql [data-key=q3]")).to_contain_text("手机上改的")
    assert stem(live_server, survey, "q3") == "手机上改的"

    page.get_by_role("link", name="回到题目列表").tap()
    page.locator(".ql [data-key=q2] a").tap()
    expect(page.locator("#ed-form h2")).to_contain_text("第 2 题")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_phone_moves_a_question_by_its_buttons(phone, live_server, manager, survey):
    live_server.sign_in(phone, manager)
    phone.goto(f"/w/surveys/{survey.id}/edit?item=q2")

    phone.locator("#ed-form").get_by_role("button", name="上移", exact=True).tap()

    expect(phone.locator("#ed-form h2")).to_contain_text("第 1 题")
    assert keys(live_server, survey)[:2] == ["q2", "q1"]
