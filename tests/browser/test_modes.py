"""线上与线下结合: the same survey by QR code, typed from paper, on the telephone, and together."""

import pypdfium2
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.distribution.models import Kind
from portal.distribution.services import invite
from portal.extensions import db
from portal.people.models import UnitKind
from portal.responses import resolving
from portal.responses.models import Response
from portal.surveys import services as surveys
from portal.surveys.models import Audience, Mode
from portal.surveys.templates import builtin, builtin_template
from tests.browser.conftest import DESKTOP, PHONE
from tests.factories import NOW, make_account, make_channel, make_code, make_retailer, make_unit

PAPERS, CALLS, SCANS, TOGETHER = 6, 5, 7, 5


@pytest.fixture
def county(live_server):
    """A named survey with shops for every way of answering it."""
    unit = make_unit("长泰县", UnitKind.COUNTY)
    district = make_unit("北片", UnitKind.DISTRICT, unit)
    people = {
        "manager": make_account("manager", unit, name="郑主任"),
        "clerk": make_account("clerk", unit, name="小吴"),
        "caller": make_account("staff", unit, post="telephonist", name="邱丽琴"),
        "visitor": make_account("staff", district, post="customer_manager", name="小林"),
    }
    shops = [
        make_retailer(district, name=f"店{n}", phone=f"138000005{n:02}", manager_id=people["visitor"].id)
        for n in range(CALLS + PAPERS + TOGETHER)
    ]
    template = builtin_template("T1")
    survey = surveys.create_survey(
        unit=unit, questionnaire=template.questionnaire, mode=Mode.NAMED, audience=Audience.RETAILER,
        actor=people["manager"], at=NOW,
    )  # fmt: skip
    surveys.publish(survey, actor=people["manager"], at=NOW)
    scanned = make_code(make_channel(survey, name="海报"))
    make_code(make_channel(survey, name="电访员", kind=Kind.TELEPHONE, post="telephonist"))
    invite(survey, shops)
    db.session.commit()
    resolving.forget()
    licences = {str(shop.id): shop.licence for shop in shops}
    return {
        "survey": survey.id, "code": scanned.code, "shops": list(licences), "licences": licences, **people,
    }  # fmt: skip


def pick(page: Page, place: int) -> None:
    for key in (f"q{n}" for n in range(1, 10)):
        page.locator(f"#i-{key} .o").nth(place).click()
    page.locator("#i-filled_by .o").first.click()


def test_three_ways_of_answering_add_up_in_the_report(new_page, live_server, county):
    clerk, caller, manager = (
        signed_in(new_page, live_server, county[who]) for who in ("clerk", "caller", "manager")
    )

    scan_with_the_phone(new_page(**PHONE), county)
    call_shops(caller, county)
    type_papers(clerk, county)

    found = {mode: reported(manager, county, mode) for mode in ("self", "paper", "phone")}
    assert found == {"self": SCANS, "paper": PAPERS, "phone": CALLS}
    assert reported(manager, county) == sum(found.values())


def signed_in(new_page, live_server, person, **options) -> Page:
    page = new_page(**(options or DESKTOP))
    live_server.sign_in(page, person)
    return page


def scan_with_the_phone(page: Page, county) -> None:
    for _answer in range(SCANS):
        page.goto(f"/s/{county['code']}")
        pick(page, 0)
        page.get_by_role("button", name="提交").click()
        page.wait_for_url("**/r/*")


def type_papers(page: Page, county) -> None:
    """By the keyboard alone: numbers, Enter from line to line, Ctrl+Enter for the next sheet."""
    page.goto(f"/x/{county['code']}")
    for licence in list(county["licences"].values())[:PAPERS]:
        expect(page.locator("#shop")).to_be_focused()
        for text in (licence[-6:], "2", "2", "2", "2", "2 3", "2", "12", "2", "4", "", "1"):
            page.keyboard.type(text)
            page.keyboard.press("Enter")
        page.keyboard.press("Control+Enter")
        page.get_by_text("请把这个码写在纸上").wait_for()
        expect(page.locator("#l-q1")).to_have_value("")
    expect(page.locator(".count")).to_have_text(f"今天已录 {PAPERS} 份")


def call_shops(page: Page, county) -> None:
    for _call in range(CALLS):
        page.goto(f"/w/surveys/{county['survey']}/telephone")
        link = page.locator("tbody th a").first
        county["licences"].pop((link.get_attribute("href") or "").rpartition("/")[2])
        link.click()
        page.get_by_role("button", name="显示号码").click()
        expect(page.locator(".dial a")).to_be_visible()
        pick(page, 1)
        page.get_by_role("button", name="提交").click()
        expect(page.get_by_text("请把查询码念给客户")).to_be_visible()


def reported(page: Page, county, mode: str = "") -> int:
    """What the report says of itself."""
    page.goto(f"/w/surveys/{county['survey']}/report?mode={mode}")
    words = page.locator("form.filter .mut").first.inner_text()
    return int("".join(letter for letter in words.partition("份")[0] if letter.isdigit()))


def test_together_at_the_shop_with_the_receipt_handed_over(new_page, live_server, county):
    page = signed_in(new_page, live_server, county["visitor"], **PHONE)
    shop = county["shops"][0]

    page.goto(f"/m/customers/{shop}")
    page.get_by_role("link", name="一起填").first.click()
    page.get_by_role("link", name="填这份").first.click()
    expect(page.locator(".ban")).to_contain_text("代填：此份不计入您的得分")
    pick(page, 2)
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/done*")

    live_server.fresh()
    row = db.session.scalars(select(Response)).one()
    expect(page.locator(".big")).to_have_text(f"{row.receipt[:4]}-{row.receipt[4:]}")
    assert (row.mode, row.typist_id, str(row.retailer_id)) == ("together", county["visitor"].id, shop)
    page.get_by_role("link", name="下一户").click()
    expect(page.locator(".task")).to_have_count(len(county["shops"]))


def test_wrong_number_is_pointed_at_and_nothing_is_lost(new_page, live_server, county):
    page = signed_in(new_page, live_server, county["clerk"])
    page.goto(f"/x/{county['code']}")

    page.locator("#l-q1").fill("9")
    page.locator("#l-q10").fill("送货早一点")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("alert")).to_contain_text("没有第 9 项")
    expect(page.locator("#l-q1")).to_be_focused()
    expect(page.locator("#l-q10")).to_have_value("送货早一点")


def test_grid_works_without_a_script(new_page, live_server, county):
    page = signed_in(new_page, live_server, county["clerk"], **DESKTOP, java_script_enabled=False)
    page.goto(f"/x/{county['code']}")

    for key, text in {**{f"q{n}": "1" for n in range(1, 10)}, "filled_by": "2"}.items():
        page.locator(f"#l-{key}").fill(text)
    page.get_by_role("button", name="存好，下一份").click()

    live_server.fresh()
    row = db.session.scalars(select(Response)).one()
    assert (row.mode, row.filled_by) == ("paper", "family")


def test_telephone_screen_hides_what_does_not_apply(new_page, live_server, county):
    template = builtin_template("T5")
    survey = surveys.create_survey(
        unit=county["manager"].unit, questionnaire=template.questionnaire, mode=Mode.CONFIDENTIAL,
        audience=Audience.RETAILER, actor=county["manager"], at=NOW,
    )  # fmt: skip
    surveys.publish(survey, actor=county["manager"], at=NOW)
    db.session.commit()
    page = signed_in(new_page, live_server, county["caller"])
    page.goto(f"/w/surveys/{survey.id}/telephone/interview")
    expect(page.locator("#i-q5")).to_be_hidden()

    page.locator("#i-q2 [value=stopped]").check()

    expect(page.locator("#i-q5")).to_be_visible()


@pytest.mark.parametrize("template", builtin(), ids=lambda template: template.code)
def test_paper_of_each_template_is_two_pages_at_most(template, new_page, live_server, tmp_path):
    manager = make_account("manager")
    survey = surveys.create_survey(
        unit=manager.unit, questionnaire=template.questionnaire, mode=template.mode,
        audience=template.audience, actor=manager, at=NOW,
    )  # fmt: skip
    make_code(make_channel(survey))
    db.session.commit()
    page = signed_in(new_page, live_server, manager)

    page.goto(f"/w/surveys/{survey.id}/paper")
    page.pdf(path=tmp_path / "paper.pdf", prefer_css_page_size=True)

    assert len(pypdfium2.PdfDocument(tmp_path / "paper.pdf")) <= 2
    assert page.locator("li i").first.evaluate("box => box.offsetWidth") == round(8 / 25.4 * 96)
