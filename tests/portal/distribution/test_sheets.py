"""What is printed: each code is read from the paper and is the address printed under it."""

import uuid

import pytest

from portal.distribution import fonts
from portal.distribution.services import add_channel, live_code, live_codes, revoke, shop_codes
from portal.extensions import db
from portal.jobs.models import Job
from portal.jobs.queue import run_job
from portal.people import settings
from portal.people.models import UnitKind
from portal.storage import files
from portal.storage.models import StoredFile
from tests.factories import NOW, make_account, make_retailer, make_survey, make_unit
from tests.tools import printed


@pytest.fixture
def county(app):
    unit = make_unit("长泰县公司")
    settings.put(unit, "office_phone", "0596-0000000", None, NOW)
    settings.put(unit, "qr_host", "wj.example.cn", None, NOW)
    return unit


@pytest.fixture
def clerk(county):
    return make_account("clerk", county)


@pytest.fixture
def south(county):
    return make_unit("南片", UnitKind.DISTRICT, county)


@pytest.fixture
def survey(county):
    return make_survey(county)


@pytest.fixture
def channel(survey, clerk):
    return add_channel(survey, name="送货员发卡", kind="people", actor=clerk, at=NOW)


def addresses(shown):
    """Under each drawn code stands what its picture is called."""
    drawn = [title.text for title in shown.select("svg.qr title")]
    under = [tag.text for tag in shown.select(".address")]
    assert drawn == under
    return under


def pdf(browser, address, **order):
    job_id = uuid.UUID(browser.post(address, data=order).location.rsplit("/", 1)[1])
    run_job(job_id)
    job = db.session.get(Job, job_id, populate_existing=True)
    file = db.session.get(StoredFile, job.result_file_id) if job.result_file_id else None
    return job, files.read(file) if file else b""


@pytest.mark.parametrize(("layout", "copies"), [("poster", 2), ("card", 3), ("sticker", 25)])
def test_a_channels_code_is_printed_as_often_as_asked(sign_in, page, survey, channel, clerk, layout, copies):
    address = f"/w/surveys/{survey.id}/print?channel={channel.id}&layout={layout}&copies={copies}"

    shown = page(sign_in(clerk).get(address))

    assert addresses(shown) == [f"https://wj.example.cn/s/{live_code(channel=channel).code}"] * copies


@pytest.mark.parametrize("layout", ["poster", "card", "sticker"])
def test_every_sheet_says_who_may_not_and_whom_to_call(sign_in, page, survey, channel, clerk, layout):
    browser = sign_in(clerk)

    shown = page(browser.get(f"/w/surveys/{survey.id}/print?channel={channel.id}&layout={layout}&lang=en"))

    assert "Not for minors · service 0596-0000000" in shown.text
    assert "assword" in shown.text
    assert live_code(channel=channel).code in shown.text


@pytest.mark.parametrize(("source", "marked"), [("demo", True), ("own", False)])
def test_only_demo_sheets_say_so(sign_in, page, county, clerk, source, marked):
    survey = make_survey(county, source=source)
    channel = add_channel(survey, name="a", kind="print", actor=clerk, at=NOW)

    shown = page(sign_in(clerk).get(f"/w/surveys/{survey.id}/print?channel={channel.id}&lang=en"))

    assert ("Demo data" in shown.text) is marked


@pytest.mark.parametrize("layout", ["poster", "card", "sticker"])
def test_the_pdf_of_a_channel_holds_the_address_printed_under_it(sign_in, survey, channel, clerk, layout):
    address = f"https://wj.example.cn/s/{live_code(channel=channel).code}"

    job, content = pdf(
        sign_in(clerk), f"/w/surveys/{survey.id}/print", channel=channel.id, layout=layout, copies=2
    )

    assert job.state == "done"
    codes = [code for page in printed.decode_pdf(content, 300) for code in page]
    assert codes == [address] * 2
    assert sum(text.count(address) for text in printed.words(content)) == 2


@pytest.mark.parametrize("layout", ["list", "card", "sticker"])
def test_the_pdf_of_the_shops_holds_each_shops_own_code(sign_in, county, south, clerk, layout):
    retailers = [make_retailer(south, shop_name=f"好邻居#{n}*店*", village="岩溪村") for n in range(5)]
    stranger = make_retailer()
    shop_codes([*retailers, stranger], at=NOW)
    wanted = {f"https://wj.example.cn/s/{code.code}" for code in live_codes(retailers).values()}

    job, content = pdf(sign_in(clerk), "/w/shop-codes/print", layout=layout)

    codes = [code for page in printed.decode_pdf(content, 300) for code in page]
    text = "\n".join(printed.words(content))
    assert (job.state, job.done, job.total) == ("done", 5, 5)
    assert sorted(codes) == sorted(wanted)
    assert all(address in text for address in wanted)
    assert "好邻居#3*店*" in text


@pytest.mark.parametrize(("language", "word"), [("en", "Scan with WeChat"), ("zh-Hans", "打开微信扫一扫")])
def test_the_pdf_speaks_the_language_it_was_asked_for_in(sign_in, survey, channel, clerk, language, word):
    address = f"/w/surveys/{survey.id}/print?lang={language}"

    _job, content = pdf(sign_in(clerk), address, channel=channel.id, layout="card")

    assert word in printed.words(content)[0]


def test_a_survey_for_each_shop_carries_both_codes(sign_in, page, survey, channel, south, clerk):
    retailer = make_retailer(south)
    shop_codes([retailer], at=NOW)

    shown = page(sign_in(clerk).get(f"/w/surveys/{survey.id}/print?channel={channel.id}&shops=1&layout=card"))

    both = f"{live_code(channel=channel).code}/{live_code(retailer=retailer).code}"
    assert addresses(shown) == [f"https://wj.example.cn/s/{both}"]


def test_an_anonymous_survey_has_no_code_for_a_shop(sign_in, county, south, clerk):
    survey = make_survey(county, mode="anonymous")
    channel = add_channel(survey, name="a", kind="print", actor=clerk, at=NOW)
    shop_codes([make_retailer(south)], at=NOW)
    browser = sign_in(clerk)
    order = {"channel": channel.id, "shops": "1", "layout": "card"}

    answers = [
        browser.get(f"/w/surveys/{survey.id}/print", query_string=order),
        browser.post(f"/w/surveys/{survey.id}/print", data=order),
        browser.get(f"/w/surveys/{survey.id}/shop-codes"),
    ]

    assert [answer.status_code for answer in answers] == [409, 409, 409]


def test_a_revoked_code_is_printed_nowhere(sign_in, page, survey, channel, south, clerk):
    retailers = [make_retailer(south), make_retailer(south)]
    codes = shop_codes(retailers, at=NOW)
    gone = codes[retailers[0].id]
    revoke(gone, actor=clerk, at=NOW)
    revoke(live_code(channel=channel), actor=clerk, at=NOW)
    browser = sign_in(clerk)

    shops = page(browser.get("/w/shop-codes/print?layout=list"))
    poster = browser.get(f"/w/surveys/{survey.id}/print?channel={channel.id}")

    assert addresses(shops) == [f"https://wj.example.cn/s/{codes[retailers[1].id].code}"]
    assert gone.code not in shops.text
    assert poster.status_code == 410


def test_shops_of_another_county_are_on_no_sheet(sign_in, page, south, clerk):
    mine, stranger = make_retailer(south), make_retailer()
    codes = shop_codes([mine, stranger], at=NOW)

    for part in ("", f"&district={stranger.unit_id}", f"&retailer={stranger.id}"):
        shown = page(sign_in(clerk).get(f"/w/shop-codes/print?layout=list{part}"))
        assert codes[stranger.id].code not in shown.text


def test_many_shops_are_printed_page_by_page(sign_in, page, south, clerk):
    retailers = [make_retailer(south) for _n in range(100)]
    shop_codes(retailers, at=NOW)
    make_retailer(south, licence="0")
    browser = sign_in(clerk)

    pages = [page(browser.get(f"/w/shop-codes/print?layout=list&page={n}")) for n in (1, 2)]

    seen = [address for shown in pages for address in addresses(shown)]
    assert [len(addresses(shown)) for shown in pages] == [96, 4]
    assert len(set(seen)) == 100


def test_without_a_font_the_print_page_says_how_to_get_one(
    sign_in, page, app, survey, channel, clerk, tmp_path
):
    app.config["FONT_DIR"] = str(tmp_path)
    browser = sign_in(clerk)

    shown = page(browser.get(f"/w/surveys/{survey.id}/print?channel={channel.id}&lang=en"))
    job, content = pdf(browser, f"/w/surveys/{survey.id}/print?lang=en", channel=channel.id, layout="poster")

    assert "PORTAL_FONT_DIR" in shown.text
    assert len(shown.select("svg.qr")) == 1
    assert (job.state, content) == ("failed", b"")
    assert "PORTAL_FONT_DIR" in job.message


def test_a_font_without_chinese_is_not_taken(tmp_path):
    assert not fonts.has_chinese(tmp_path / "missing.ttf")


def test_the_pdf_gives_every_shop_a_code_and_notes_the_printing(sign_in, south, clerk):
    retailer = make_retailer(south)

    _job, content = pdf(sign_in(clerk), "/w/shop-codes/print", layout="card")

    code = live_code(retailer=retailer)
    assert code.printed_at is not None
    assert printed.decode_pdf(content)[0] == [f"https://wj.example.cn/s/{code.code}"]


def test_making_codes_leaves_those_alone_that_exist(sign_in, south, clerk):
    old, new = make_retailer(south), make_retailer(south)
    shop_codes([old], at=NOW)
    before = live_code(retailer=old).code

    answer = sign_in(clerk).post("/w/shop-codes", data={"district": str(south.id)})

    assert answer.status_code == 303
    assert live_code(retailer=old).code == before
    assert live_code(retailer=new) is not None


def test_replacing_a_districts_codes_needs_a_reason(sign_in, page, south, clerk):
    retailer = make_retailer(south)
    shop_codes([retailer], at=NOW)
    before = live_code(retailer=retailer).code
    browser = sign_in(clerk)

    browser.post("/w/shop-codes/replace", data={"reason": ""})
    assert live_code(retailer=retailer).code == before

    browser.post("/w/shop-codes/replace", data={"reason": "换网址"})
    assert live_code(retailer=retailer).code != before


@pytest.mark.parametrize("path", ["shop-codes", "shop-codes/replace", "shop-codes/print"])
def test_shop_codes_are_for_those_who_keep_the_register(sign_in, client, county, path):
    signed_out = client.post(f"/w/{path}")
    trainer = sign_in(make_account("trainer", county)).post(f"/w/{path}")

    assert "/m/login" in signed_out.location
    assert trainer.status_code == 403


def test_the_shops_page_shows_its_code(sign_in, page, south, clerk):
    retailer = make_retailer(south)
    shop_codes([retailer], at=NOW)

    shown = page(sign_in(clerk).get(f"/w/retailers/{retailer.id}"))

    assert shown.select("img.qr")[0]["src"].endswith(f"/w/retailers/{retailer.id}/code.png")
    assert f"https://wj.example.cn/s/{live_code(retailer=retailer).code}" in shown.text


def test_one_shops_code_is_made_replaced_and_printed_again(sign_in, page, south, clerk):
    retailer = make_retailer(south)
    browser = sign_in(clerk)

    browser.post(f"/w/retailers/{retailer.id}/code")
    first = live_code(retailer=retailer).code
    browser.post(f"/w/retailers/{retailer.id}/code", data={"reason": "lost", "action": "replace"})
    second = live_code(retailer=retailer).code

    assert first != second
    shown = page(browser.get(f"/w/retailers/{retailer.id}/code/print"))
    assert addresses(shown) == [f"https://wj.example.cn/s/{second}"]


def test_the_code_of_a_shop_in_another_county_is_out_of_reach(sign_in, south, clerk):
    stranger = make_retailer()
    shop_codes([stranger], at=NOW)
    browser = sign_in(clerk)

    for path in ("code.png", "code", "code/print"):
        assert browser.get(f"/w/retailers/{stranger.id}/{path}").status_code == 404


@pytest.mark.slow
def test_thirteen_hundred_shops_fit_into_one_pdf(sign_in, county, south, clerk):
    retailers = [make_retailer(south, shop_name=f"好邻居{n}") for n in range(1300)]

    job, content = pdf(sign_in(clerk), "/w/shop-codes/print", layout="card")

    wanted = {f"https://wj.example.cn/s/{code.code}" for code in live_codes(retailers).values()}
    text = " ".join(printed.words(content))
    assert (job.state, job.done, job.total) == ("done", 1300, 1300)
    assert len(wanted) == 1300
    assert all(address in text for address in wanted)
