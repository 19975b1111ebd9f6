"""Codes on paper: what a phone reads from it is the address printed under it, and it opens the survey."""

import io
import uuid

import pytest
import zxingcpp
from PIL import Image

from portal import clock
from portal.distribution.services import add_channel, live_code, shop_codes
from portal.extensions import db, reading_only
from portal.jobs.queue import run_job
from portal.people import settings
from tests.browser.conftest import DESKTOP, PHONE
from tests.factories import NOW, make_account, make_retailer, make_survey, make_unit
from tests.tools import accessibility, printed


@pytest.fixture
def county(live_server):
    with writing():
        unit = make_unit("长泰县公司")
        settings.put(unit, "office_phone", "0596-0000000", None, NOW)
    return unit


class writing:
    """What the test does itself is one writing transaction, over before the browser comes."""

    def __enter__(self):
        db.session.rollback()
        self.token = reading_only.set(False)

    def __exit__(self, *error):
        db.session.commit()
        reading_only.reset(self.token)


@pytest.fixture
def survey(county):
    with writing():
        return make_survey(county, published_at=clock.now())


@pytest.fixture
def channel(survey):
    with writing():
        return add_channel(survey, name="送货员发卡", kind="people", target=180, actor=None, at=NOW)


@pytest.fixture
def manager(county, live_server, desktop):
    with writing():
        account = make_account("manager", county)
    live_server.sign_in(desktop, account)
    return account


def under(page):
    return [text.strip() for text in page.locator(".address").all_inner_texts()]


def code_of(channel):
    return live_code(channel=channel).code


@pytest.mark.parametrize(("layout", "copies"), [("poster", 1), ("card", 3), ("sticker", 26)])
def test_what_is_printed_is_read_back(live_server, desktop, manager, survey, channel, layout, copies):
    desktop.goto(f"/w/surveys/{survey.id}/print?channel={channel.id}&layout={layout}&copies={copies}")

    read = [code for page in paper(desktop) for code in page]

    assert under(desktop) == [f"{live_server.url}/s/{code_of(channel)}"] * copies
    assert read == under(desktop)


@pytest.mark.parametrize("layout", ["list", "card", "sticker"])
def test_each_shops_code_is_read_back(live_server, desktop, manager, county, layout):
    with writing():
        shop_codes([make_retailer(county, shop_name=f"好邻居{n}") for n in range(30)], at=NOW)
    desktop.goto(f"/w/shop-codes/print?layout={layout}")

    read = [code for page in paper(desktop) for code in page]

    assert len(set(read)) == 30
    assert sorted(read) == sorted(under(desktop))


def paper(page):
    return printed.decode_pdf(page.pdf(prefer_css_page_size=True, print_background=True), 300)


@pytest.mark.parametrize(("layout", "sheets"), [("poster", 26), ("card", 13), ("sticker", 2)])
def test_the_sheets_fill_whole_pages_and_no_more(desktop, manager, survey, channel, layout, sheets):
    desktop.goto(f"/w/surveys/{survey.id}/print?channel={channel.id}&layout={layout}&copies=26")

    document = desktop.pdf(prefer_css_page_size=True)

    assert len(printed.pages(document, 20)) == sheets


def test_the_screen_shows_the_poster_as_it_is_printed(live_server, desktop, manager, survey, channel):
    desktop.goto(f"/w/surveys/{survey.id}/print?channel={channel.id}")

    shot = desktop.locator("article.sheet").screenshot()

    assert printed.decode(shot) == [f"{live_server.url}/s/{code_of(channel)}"]


def test_the_dark_part_of_the_posters_code_is_90_mm_wide(desktop, manager, survey, channel):
    desktop.goto(f"/w/surveys/{survey.id}/print?channel={channel.id}")

    picture = printed.pages(desktop.pdf(prefer_css_page_size=True), 254)[0]

    assert 88 <= dark_width(picture) / 10 <= 95


def dark_width(picture: Image.Image) -> int:
    """Between the outer edges of the code's corner marks, in pixels."""
    position = zxingcpp.read_barcodes(picture)[0].position
    return position.top_right.x - position.top_left.x


def test_the_svg_of_a_print_shop_is_read_back(live_server, desktop, manager, survey, channel):
    answer = desktop.request.get(f"{live_server.url}/w/channels/{channel.id}/code.svg")
    desktop.set_content(answer.text().replace("<svg ", '<svg width="300" height="300" '))

    assert printed.decode(desktop.screenshot()) == [f"{live_server.url}/s/{code_of(channel)}"]


def test_the_pdf_is_made_beside_and_fetched_from_its_page(live_server, desktop, manager, survey, channel):
    desktop.goto(f"/w/surveys/{survey.id}/print?channel={channel.id}&layout=card&copies=4")
    desktop.get_by_role("button", name="PDF").click()
    with writing():
        run_job(uuid.UUID(desktop.url.rsplit("/", 1)[1]))
    desktop.reload()

    with desktop.expect_download() as download:
        desktop.locator("a.b.p").click()

    content = download.value.path().read_bytes()
    read = [code for page in printed.decode_pdf(content, 300) for code in page]
    assert read == [f"{live_server.url}/s/{code_of(channel)}"] * 4


def test_a_photographed_poster_opens_question_one_without_sign_in(
    live_server, desktop, phone, manager, survey, channel
):
    desktop.goto(f"/w/surveys/{survey.id}/print?channel={channel.id}")
    photo = printed.pages(desktop.pdf(prefer_css_page_size=True), 150)[0].rotate(4, fillcolor="white")
    address = printed.decode(photo)[0]

    phone.goto(address)

    assert phone.get_by_text("来得够不够？").is_visible()
    assert "/m/login" not in phone.url


def test_in_wechat_the_code_is_a_picture_to_press(live_server, new_page, survey, channel, county):
    with writing():
        account = make_account("manager", county)
    page = new_page(**PHONE)
    live_server.sign_in(page, account)
    page.goto(f"/w/surveys/{survey.id}/share")

    picture = page.locator("img.qr")

    assert picture.bounding_box()["width"] >= 240
    assert printed.decode(picture.screenshot()) == under(page) == [f"{live_server.url}/s/{code_of(channel)}"]
    assert page.get_by_role("link", name="PNG").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_two_kinds_of_channel_have_their_own_code_words_and_figures(desktop, manager, survey):
    with writing():
        card = add_channel(survey, name="送货员发卡", kind="people", target=180, actor=None, at=NOW)
        group = add_channel(
            survey, name="微信群", kind="network", medium="wechat", target=60, actor=None, at=NOW
        )
    desktop.goto(f"/w/surveys/{survey.id}/share")
    first = desktop.locator("#copy-text").input_value()
    desktop.get_by_role("link", name="微信群").click()
    second = desktop.locator("#copy-text").input_value()

    kinds = desktop.locator("table.t.d").first.inner_text()

    assert code_of(card) in first
    assert code_of(group) in second
    assert first.replace(code_of(card), "") != second.replace(code_of(group), "")
    assert ("0/180" in kinds, "0/60" in kinds) == (True, True)


def test_the_four_roles_and_their_outreach_stand_together(desktop, manager, survey):
    desktop.goto(f"/w/surveys/{survey.id}/share")
    desktop.get_by_role("button", name="四员").click()
    desktop.get_by_text("记一次宣传").click()
    desktop.get_by_label("方式").select_option("rally")
    desktop.get_by_label("宣传到的人数").fill("230")
    desktop.get_by_role("button", name="记下").click()

    roles = desktop.locator("table.t").first.inner_text()
    kinds = desktop.locator("table.t.d").first.inner_text()

    assert all(role in roles for role in ("送货员", "客户经理", "专管员", "电访员"))
    assert "230" in kinds


def test_copying_puts_the_words_on_the_clipboard(live_server, new_page, survey, channel, county):
    with writing():
        account = make_account("manager", county)
    page = new_page(**DESKTOP, permissions=["clipboard-read", "clipboard-write"])
    live_server.sign_in(page, account)
    page.goto(f"/w/surveys/{survey.id}/share")

    page.locator('[data-copy="copy-text"]').click()
    page.get_by_text("已复制").wait_for()

    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#copy-text").input_value()


def test_the_share_page_is_accessible(desktop, manager, survey, channel):
    desktop.goto(f"/w/surveys/{survey.id}/share")

    assert accessibility.violations(desktop) == []


def test_a_shot_of_the_list_holds_every_code_on_it(desktop, manager, county):
    with writing():
        shop_codes([make_retailer(county) for _n in range(5)], at=NOW)
    desktop.goto("/w/shop-codes/print?layout=list")

    shot = Image.open(io.BytesIO(desktop.screenshot(full_page=True)))

    assert sorted(printed.decode(shot.resize((shot.width * 2, shot.height * 2)))) == sorted(under(desktop))
