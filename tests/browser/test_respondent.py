"""陈伯's phone: 360 by 640, three sizes of letters, two languages, with and without a script."""

import uuid

import msgspec
import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.extensions import db
from portal.responses import resolving
from portal.responses.models import Response, ResponsePhoto
from portal.surveys.models import SurveyVersion
from portal.surveys.templates import builtin, builtin_template
from tests.factories import make_channel, make_code, make_survey
from tests.tools.accessibility import violations

ANSWERED = {f"q{n}": 1 for n in (1, 2, 3, 4, 5, 6, 7, 8)} | {"q9": 3, "filled_by": 0}


@pytest.fixture
def path_of(live_server):
    def publish(code: str) -> str:
        template = builtin_template(code)
        survey = make_survey(
            mode=template.mode, audience=template.audience, purpose=template.purpose, title=template.title
        )
        version = db.session.get_one(SurveyVersion, (survey.id, 1))
        version.document = msgspec.to_builtins(template.questionnaire)
        path = f"/s/{make_code(make_channel(survey)).code}"
        db.session.commit()
        resolving.forget()
        return path

    return publish


def answer(page: Page, chosen: dict[str, int] = ANSWERED) -> None:
    for key, place in chosen.items():
        page.locator(f"#i-{key} .o").nth(place).click()


def stored(live_server) -> list[Response]:
    live_server.fresh()
    return list(db.session.scalars(select(Response)))


def hand_in(page: Page) -> None:
    page.get_by_role("button", name="提交").click()


def no_sideways_scroll(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_from_scan_to_receipt_in_one_request_each(phone, live_server, path_of):
    asked = []
    phone.on("request", lambda request: asked.append(request.url))

    phone.goto(path_of("T1"))
    first_page = list(asked)
    answer(phone)
    hand_in(phone)
    phone.wait_for_url("**/r/*")

    row = stored(live_server)[0]
    assert len(first_page) == 1
    assert row.answers["q9"] == 4
    expect(phone.locator(".code b")).to_have_text(f"{row.receipt[:4]}-{row.receipt[4:]}")
    assert phone.context.cookies() == []


def test_without_a_script_the_form_works_and_keeps_everything(phone_without_js, live_server, path_of):
    page = phone_without_js
    page.goto(path_of("T1"))
    answer(page, {key: place for key, place in ANSWERED.items() if key != "q4"})
    page.locator("[name=q10]").fill("送货早一点")
    hand_in(page)

    expect(page.get_by_role("alert")).to_contain_text("第4题")
    expect(page.locator("[name=q10]")).to_have_value("送货早一点")
    answer(page, {"q4": 0})
    hand_in(page)
    page.wait_for_url("**/r/*")

    assert stored(live_server)[0].answers["q10"] == "送货早一点"


@pytest.mark.parametrize("template", [template.code for template in builtin()])
def test_nothing_is_wider_than_320_pixels(template, new_page, path_of):
    page = new_page(viewport={"width": 320, "height": 640}, is_mobile=True, has_touch=True)
    path = path_of(template)

    for size in (1, 2, 3):
        for language in ("zh-Hans", "en"):
            page.goto(f"{path}?fs={size}&lang={language}")
            assert no_sideways_scroll(page), (size, language)


def test_letters_twice_as_large_still_fit(new_page, path_of):
    page = new_page(viewport={"width": 320, "height": 640}, is_mobile=True, has_touch=True)
    page.goto(f"{path_of('T1')}?fs=2")

    page.evaluate("document.documentElement.style.setProperty('--f', '48px')")

    assert no_sideways_scroll(page)


def test_size_is_changed_by_one_touch_and_remembered(phone, path_of):
    path = path_of("T1")
    phone.goto(path)
    answer(phone, {"q1": 1})
    phone.get_by_role("link", name="大").click()

    assert phone.evaluate("getComputedStyle(document.documentElement).fontSize") == "30px"
    expect(phone.locator("[name=q1] >> nth=1")).to_be_checked()
    phone.goto(path)
    assert phone.evaluate("getComputedStyle(document.documentElement).fontSize") == "30px"


def test_interrupted_answers_are_found_again(phone, live_server, path_of):
    path = path_of("T1")
    phone.goto(path)
    answer(phone, {f"q{n}": 0 for n in range(1, 7)})

    phone.goto("about:blank")
    phone.goto(path)

    expect(phone.get_by_text("上次答到第6题。")).to_be_visible()
    expect(phone.locator("#p")).to_have_text("已答 6 / 10 题")
    phone.get_by_role("button", name="接着答").click()
    expect(phone.locator("#i-q7")).to_be_in_viewport()


def test_starting_again_clears_the_draft(phone, path_of):
    path = path_of("T1")
    phone.goto(path)
    answer(phone, {"q1": 0})
    phone.goto(path)

    phone.get_by_role("button", name="重新答").click()

    expect(phone.locator("#p")).to_have_text("已答 0 / 10 题")


def test_cut_line_is_waited_out_and_nothing_is_doubled(phone, live_server, path_of):
    path = path_of("T1")
    phone.goto(path)
    answer(phone)
    lost = []

    def swallow(route):
        """The first answer of the server never arrives; the second request never leaves."""
        lost.append(route.request.method)
        if len(lost) == 1:
            route.fetch()
        route.abort()

    phone.route(f"**{path}", swallow, times=2)
    hand_in(phone)

    expect(phone.get_by_role("status")).to_contain_text("网络不好，答案已存在手机里")
    phone.wait_for_url("**/r/*", timeout=15_000)
    assert lost == ["POST", "POST"]
    assert len(stored(live_server)) == 1


def test_killed_tab_hands_in_the_same_response_later(phone, live_server, path_of):
    path = path_of("T1")
    phone.goto(path)
    answer(phone)
    phone.route(f"**{path}", lambda route: (route.fetch(), route.abort()), times=1)
    hand_in(phone)
    expect(phone.get_by_role("status")).to_contain_text("网络不好")

    phone.goto("about:blank")
    phone.goto(path)
    phone.wait_for_url("**/r/*")

    assert len(stored(live_server)) == 1


def test_busy_server_is_asked_again(phone, live_server, path_of):
    path = path_of("T1")
    phone.goto(path)
    answer(phone)
    phone.route(f"**{path}", lambda route: route.fulfill(status=503, body="busy"), times=1)
    hand_in(phone)

    phone.get_by_role("button", name="现在再试").click()
    phone.wait_for_url("**/r/*")

    assert len(stored(live_server)) == 1


def test_double_tap_is_one_response(phone, live_server, path_of):
    phone.goto(path_of("T1"))
    answer(phone)

    phone.get_by_role("button", name="提交").dblclick(no_wait_after=True)
    phone.wait_for_url("**/r/*")

    assert len(stored(live_server)) == 1


def test_back_from_the_receipt_does_not_hand_in_again(phone, live_server, path_of):
    path = path_of("T1")
    phone.goto("/p/help")
    phone.goto(path)
    answer(phone)
    hand_in(phone)
    phone.wait_for_url("**/r/*")

    phone.go_back()

    phone.wait_for_url("**/p/help")
    assert len(stored(live_server)) == 1


def test_missing_answers_are_linked_and_marked(phone, path_of):
    phone.goto(path_of("T1"))
    answer(phone, {key: place for key, place in ANSWERED.items() if key not in ("q4", "q7")})
    hand_in(phone)

    box = phone.get_by_role("alert")
    expect(box).to_contain_text("还有 2 处")
    expect(box).to_be_focused()
    box.get_by_role("link", name="第7题").click()
    expect(phone.locator("#i-q7 .msg")).to_have_text("请至少选一项")
    expect(phone.locator("#i-q7")).to_be_in_viewport()


def test_one_question_at_a_time(phone, live_server, path_of):
    phone.goto(f"{path_of('T1')}?m=1&fs=3")
    for key in ("q1", "q2", "q3"):
        answer(phone, {key: 0})
        phone.get_by_role("button", name="下一题").click()

    expect(phone.locator("#p")).to_have_text("第 4 题　共 10 题")
    assert phone.locator("fieldset:visible").count() == 1
    phone.get_by_role("button", name="上一题").click()
    expect(phone.locator("#i-q3")).to_be_visible()
    phone.reload()
    expect(phone.locator("#i-q3")).to_be_visible()


def test_page_and_server_agree_on_what_is_asked(phone, live_server, path_of):
    phone.goto(path_of("T5"))
    expect(phone.locator("#i-q5")).to_be_hidden()

    phone.locator("#i-q2 [value=stopped] + span").click()
    expect(phone.locator("#i-q5")).to_be_visible()
    answer(phone, {"q5": 1})
    phone.locator("#i-q2 [value=stopped]").evaluate("e => e.closest('fieldset').querySelector('.o').click()")
    expect(phone.locator("#i-q5")).to_be_hidden()
    answer(phone, {key: 0 for key in ("q1", "q3", "q6", "q7", "q8", "filled_by")})
    hand_in(phone)
    phone.wait_for_url("**/r/*")

    assert "q5" not in stored(live_server)[0].answers


def test_ranking_is_done_by_buttons(phone, live_server, path_of):
    phone.goto(path_of("T11"))
    first = phone.locator("#i-q3 li span").first.inner_text()

    phone.locator("#i-q3 li").nth(0).get_by_role("button").nth(1).click()

    assert phone.locator("#i-q3 li span").nth(1).inner_text() == first
    assert phone.locator("#i-q3 select").nth(1).input_value() == "2"


def test_consent_has_two_equal_answers_and_refusing_hides_the_field(phone, live_server, path_of):
    phone.goto(path_of("T1"))
    boxes = [phone.locator("#i-_consent .o").nth(place).bounding_box() for place in (0, 1)]
    assert (boxes[0]["width"], boxes[0]["height"]) == (boxes[1]["width"], boxes[1]["height"])

    phone.locator("[name=call_back]").fill("13812345678")
    phone.get_by_text("不留电话，匿名填写").click()
    expect(phone.locator("[name=call_back]")).to_be_hidden()
    answer(phone)
    hand_in(phone)
    phone.wait_for_url("**/r/*")

    assert "call_back" not in stored(live_server)[0].answers


def test_phone_remembers_its_receipts_until_told_to_forget(phone, live_server, path_of):
    phone.goto(path_of("T1"))
    answer(phone)
    hand_in(phone)
    phone.wait_for_url("**/r/*")
    receipt = stored(live_server)[0].receipt

    phone.goto("/r")
    expect(phone.locator("#codes a")).to_have_text(f"{receipt[:4]}-{receipt[4:]}")
    phone.get_by_role("button", name="从这台手机上删掉").click()
    phone.reload()

    expect(phone.locator("#mine")).to_be_hidden()


def test_photo_travels_after_the_answers(phone, live_server, path_of, tmp_path):
    photo = tmp_path / "p.jpg"
    Image.new("RGB", (3000, 1500), "red").save(photo)
    phone.goto(path_of("T7"))
    answer(phone, {"q1": 0, "q3": 0, "filled_by": 0})
    phone.locator("[name=q2]").fill("破损三条")
    phone.get_by_text("同意并填写").click()
    phone.locator(".ph").set_input_files(photo)
    with phone.expect_request("**/photo/picture") as sent:
        hand_in(phone)
    phone.wait_for_url("**/r/*")

    row = stored(live_server)[0]
    kept = db.session.scalars(select(ResponsePhoto)).one()
    assert kept.response_id == row.id
    assert len(sent.value.post_data_buffer or b"") < 200_000
    assert isinstance(kept.file_id, uuid.UUID)


def test_english_by_choice(phone, path_of):
    phone.goto(path_of("T1"))

    phone.get_by_role("link", name="English").click()

    expect(phone.get_by_role("button", name="Hand in")).to_be_visible()
    assert phone.locator("html").get_attribute("lang") == "en"


def test_storage_that_throws_does_no_harm(phone, live_server, path_of):
    phone.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error() } })")
    phone.goto(path_of("T1"))
    answer(phone)
    hand_in(phone)
    phone.wait_for_url("**/r/*")

    assert len(stored(live_server)) == 1


def test_words_of_a_questionnaire_are_never_markup(phone, live_server):
    evil = "<img src=x onerror=alert(1)>"
    item = {"key": "q1", "type": "single", "role": "filled_by", "required": True, "stem": {"zh-Hans": evil}}
    options = [{"key": key, "text": {"zh-Hans": evil}} for key in ("a", "b")]
    survey = make_survey(items=[{**item, "options": options}], title={"zh-Hans": evil})
    code = make_code(make_channel(survey)).code
    db.session.commit()
    resolving.forget()

    phone.goto(f"/s/{code}")
    hand_in(phone)

    expect(phone.get_by_role("alert")).to_contain_text(evil)
    assert phone.locator("main img").count() == 0


def test_conflicting_hand_in_is_explained_with_the_receipt(phone, live_server, path_of):
    path = path_of("T1")
    phone.goto(path)
    answer(phone)
    phone.route(f"**{path}", lambda route: (route.fetch(), route.abort()), times=1)
    hand_in(phone)
    expect(phone.get_by_role("status")).to_contain_text("网络不好")

    phone.locator("#i-q1 .o").nth(0).click()
    phone.get_by_role("button", name="现在再试").click()

    expect(phone.get_by_role("status")).to_contain_text("以那次的答案为准")
    phone.get_by_role("status").get_by_role("link", name="查进度").click()
    phone.wait_for_url("**/r/*")


@pytest.mark.parametrize("template", [template.code for template in builtin()])
def test_nothing_keeps_anybody_out(template, phone, path_of):
    phone.goto(path_of(template))

    assert violations(phone) == []


def test_errors_and_the_receipt_keep_nobody_out(phone, path_of):
    phone.goto(path_of("T1"))
    hand_in(phone)
    expect(phone.get_by_role("alert")).to_be_visible()
    wrong = violations(phone)
    answer(phone)
    hand_in(phone)
    phone.wait_for_url("**/r/*")

    assert wrong + violations(phone) == []
