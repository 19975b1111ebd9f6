import time
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal import chain, clock
from portal.distribution.services import invite
from portal.extensions import db
from portal.people import settings
from portal.people.models import FailedTry, UnitKind
from portal.responses import opens, resolving
from portal.responses.models import OpenCount, Response
from tests.factories import (
    NOW,
    make_account,
    make_channel,
    make_code,
    make_retailer,
    make_survey,
    make_unit,
)


def stored():
    db.session.rollback()
    return list(db.session.scalars(select(Response)))


def district_of(county):
    return make_unit(kind=UnitKind.DISTRICT, parent=county)


def test_code_may_be_typed_small_with_dashes_and_spaces(client):
    code = make_code(make_channel()).code

    answer = client.get(f"/s/ {code[:3].lower()}-{code[3:].lower()}")

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"closed_at": NOW}, 410, "这次调查 3月5日 已结束"),
        ({"ends_at": NOW}, 410, "这次调查 3月5日 已结束"),
        ({"paused_at": NOW}, 403, "暂停"),
        ({"opens_at": NOW + timedelta(days=4000)}, 403, "开始"),
        ({"binned_at": NOW}, 410, "没有要填的"),
        ({"daily_from": "00:00", "daily_until": "00:00"}, 403, "00:00–00:00"),
        ({"capacity": 0}, 410, "收满"),
    ],
)
def test_survey_that_takes_nobody_says_so_and_offers_to_speak_up(fields, status, words, client, page):
    code = make_code(make_channel(make_survey(**fields))).code

    shown = page(client.get(f"/s/{code}"))

    assert shown.status == status
    assert words in shown.h1
    assert shown.select(f'a[href="/t/new?c={code}"]')
    assert "未成年人谢绝访问" in shown.text


def test_revoked_code_says_so(client, page):
    code = make_code(make_channel(), revoked_at=NOW).code

    shown = page(client.get(f"/s/{code}"))

    assert shown.status == 410
    assert "换了新码" in shown.h1


def test_unknown_code_is_told_how_codes_look(client, page):
    shown = page(client.get("/s/ZZZZZZ"))

    assert shown.status == 404
    assert "没有0和O、1和I" in shown.text


def test_guesser_is_stopped_and_a_neighbour_with_the_right_code_is_not(client, page):
    code = make_code(make_channel()).code
    guesses = [client.get(f"/s/ZZZZ{a}{b}").status_code for a in "23456" for b in "2345"]

    one_more = client.get("/s/ZZZZZ9")
    right = client.get(f"/s/{code}")

    assert set(guesses) == {404}
    assert one_more.status_code == 429
    assert right.status_code == 200


GUESSER = "1.2.4.8"


def guessing(client, path, before, address=GUESSER):
    """The answer to one more wrong code where so many were typed before."""
    subject, at = f"code:address:{address}", clock.now()
    db.session.add_all(FailedTry(subject=subject, at=at) for _try in range(before))
    return client.get(path, environ_base={"REMOTE_ADDR": address})


def test_a_machine_that_guesses_is_not_told_when_a_code_is_right(client):
    code = make_code(make_channel()).code
    receipt, away = "/r/ABCDEFGH", {"REMOTE_ADDR": "1.2.4.9"}

    guessing(client, "/s/ZZZZZZ", 300)
    right = [client.get(path, environ_base={"REMOTE_ADDR": GUESSER}) for path in (f"/s/{code}", receipt)]

    assert [answer.status_code for answer in right] == [429, 429]
    assert client.get(f"/s/{code}", environ_base=away).status_code == 200


def test_an_inner_address_may_be_everybodys_and_is_not_shut_out(client):
    code = make_code(make_channel()).code

    assert guessing(client, "/s/ZZZZZZ", 300, "127.0.0.1").status_code == 429
    assert client.get(f"/s/{code}").status_code == 200


@pytest.mark.parametrize("page_with_a_code", ["/p/notice?c=", "/t/new?c="])
def test_pages_that_need_no_code_are_no_way_to_try_many(page_with_a_code, client, page):
    county = make_unit()
    settings.put(county, "organisation_name", "漳浦烟草", None)
    make_survey(county, mode="named", purpose="speak_up")
    make_unit()
    code = make_code(make_channel(make_survey(county))).code

    wrong = guessing(client, f"{page_with_a_code}ZZZZZZ", 300)
    right = client.get(page_with_a_code + code, environ_base={"REMOTE_ADDR": GUESSER})
    none = client.get(page_with_a_code, environ_base={"REMOTE_ADDR": GUESSER})

    assert wrong.status_code == right.status_code == 200
    assert page(right).text == page(none).text
    assert db.session.scalar(select(func.count()).select_from(FailedTry)) == 300


@pytest.mark.parametrize("page_with_a_code", ["/p/notice?c=", "/t/new?c="])
def test_a_wrong_code_counts_wherever_it_is_tried(page_with_a_code, client):
    client.get(f"{page_with_a_code}ZZZZZZ")

    assert db.session.scalar(select(func.count()).select_from(FailedTry)) == 1


def test_a_shop_of_another_county_answers_nothing_here(client, respondent):
    survey = make_survey()
    channel, shop = make_code(make_channel(survey)), make_code(retailer=make_retailer())
    own = make_code(retailer=make_retailer(make_unit(kind=UnitKind.DISTRICT, parent=survey.unit)))

    strange = client.get(f"/s/{channel.code}/{shop.code}")
    sent = client.post(
        f"/s/{channel.code}/{shop.code}", data={"_id": str(uuid.uuid4()), "q1": "few", "q2": "1"}
    )

    assert (strange.status_code, sent.status_code) == (404, 404)
    assert respondent.hand_in(f"/s/{channel.code}/{own.code}").status_code == 303
    assert [row.retailer_id for row in stored()] == [own.retailer_id]


def test_wrong_codes_of_ten_minutes_ago_are_forgotten(client):
    long_ago = clock.now() - timedelta(minutes=11)
    db.session.add_all(FailedTry(subject="code:address:127.0.0.1", at=long_ago) for _try in range(30))

    assert client.get("/s/ZZZZZZ").status_code == 404


def test_page_of_a_paused_survey_closes_within_two_seconds(client, monkeypatch):
    survey = make_survey()
    path = f"/s/{make_code(make_channel(survey)).code}"
    assert client.get(path).status_code == 200
    survey.paused_at = clock.now()
    db.session.commit()

    later = time.monotonic() + 2.1
    monkeypatch.setattr(resolving.time, "monotonic", lambda: later)

    assert client.get(path).status_code == 403


def test_two_visits_get_two_ids_and_no_etag(client, page):
    path = f"/s/{make_code(make_channel()).code}"

    first, second = client.get(path), client.get(path)

    assert page(first).value("_id") != page(second).value("_id")
    assert first.headers["Cache-Control"] == "no-cache"
    assert "ETag" not in first.headers
    assert "sha256-" in first.headers["Content-Security-Policy"]
    assert "unsafe" not in first.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("header", "lang"),
    [("en-GB,en;q=0.9", "en"), ("zh-TW,zh;q=0.9,en;q=0.8", "zh-TW"), ("zh-HK", "zh-TW"), ("", "zh-CN")],
)
def test_page_speaks_the_browsers_language(header, lang, client, page):
    path = f"/s/{make_code(make_channel()).code}"

    shown = page(client.get(path, headers={"Accept-Language": header}))

    assert shown.soup.html["lang"] == lang


def test_chosen_language_wins_and_traditional_is_converted(client, page):
    path = f"/s/{make_code(make_channel()).code}"

    shown = page(client.get(f"{path}?lang=zh-Hant", headers={"Accept-Language": "en"}))

    assert "聽聽您的心裡話" in shown.h1


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("anonymous", "看不到是谁填的"),
        ("confidential", "只按一类店合起来算"),
        ("named", "会记下是哪家店填的"),
    ],
)
def test_mode_is_told_before_the_first_question(mode, words, client, page):
    path = f"/s/{make_code(make_channel(make_survey(mode=mode))).code}"

    body = client.get(path).get_data(as_text=True)

    assert body.index(words) < body.index("<fieldset")


def test_shop_code_opens_one_page_with_everything_for_this_shop(client, page):
    county = make_unit()
    manager = make_account("staff", name="林志明", phone="13900000000")
    shop = make_retailer(district_of(county), shop_name="阿陈便利店", manager_id=manager.id)
    code = make_code(retailer=shop).code
    survey = make_survey(county, mode="confidential")
    channel = make_code(make_channel(survey)).code
    make_code(make_channel(make_survey(county, mode="anonymous")))
    make_code(make_channel(make_survey(make_unit(), mode="confidential")))

    shown = page(client.get(f"/s/{code}"))

    assert shown.h1 == "阿陈便利店"
    assert [a["href"] for a in shown.select("main a.b")] == [f"/s/{channel}/{code}", f"/t/new?c={code}", "/r"]
    assert "林志明" in shown.text
    assert "13900000000" in shown.text


def test_shop_page_says_what_is_answered_and_what_later_work_adds(client, respondent, page, monkeypatch):
    county = make_unit()
    shop = make_retailer(district_of(county))
    code = make_code(retailer=shop).code
    channel = make_code(make_channel(make_survey(county, mode="confidential"))).code
    respondent.hand_in(f"/s/{channel}/{code}")
    monkeypatch.setitem(chain._slots, "shop page", [(1, lambda retailer: f"seen {retailer.name}")])

    shown = page(client.get(f"/s/{code}"))

    assert not shown.select(f'a[href="/s/{channel}/{code}"]')
    assert "已填，谢谢" in shown.text
    assert f"seen {shop.name}" in shown.text


def test_survey_for_invited_shops_is_offered_to_them_only(client, page):
    county = make_unit()
    asked, other = make_retailer(district_of(county)), make_retailer(district_of(county))
    survey = make_survey(county, mode="confidential")
    channel = make_code(make_channel(survey)).code
    invite(survey, [asked])
    codes = [make_code(retailer=shop).code for shop in (asked, other)]

    offered = [
        bool(page(client.get(f"/s/{code}")).select(f'a[href="/s/{channel}/{code}"]')) for code in codes
    ]

    assert offered == [True, False]


@pytest.mark.parametrize(("door", "purpose"), [("/v/", "visit"), ("/k/", "awareness")])
def test_checks_open_with_the_shops_code(door, purpose, respondent):
    county = make_unit()
    survey = make_survey(county, mode="confidential", purpose=purpose)
    shop = make_retailer(district_of(county))

    answer = respondent.hand_in(door + make_code(retailer=shop).code)

    assert answer.status_code == 303
    assert [(row.survey_id, row.retailer_id) for row in stored()] == [(survey.id, shop.id)]


def test_check_that_nobody_published_says_so(client, page):
    code = make_code(retailer=make_retailer()).code

    assert page(client.get(f"/v/{code}")).status == 410


def test_speaking_up_finds_the_unit_of_the_code(respondent):
    make_survey(make_unit(), mode="named", purpose="speak_up")
    county = make_unit()
    survey = make_survey(county, mode="named", purpose="speak_up")
    shop = make_retailer(district_of(county))

    respondent.hand_in(f"/t/new?c={make_code(retailer=shop).code}")

    assert [(row.survey_id, row.retailer_id) for row in stored()] == [(survey.id, shop.id)]


def test_shop_may_speak_up_as_often_as_it_has_something_to_say(respondent):
    county = make_unit()
    make_survey(county, mode="named", purpose="speak_up")
    path = f"/t/new?c={make_code(retailer=make_retailer(district_of(county))).code}"

    answers = [respondent.hand_in(path).status_code for _time in range(3)]

    assert answers == [303] * 3
    assert len(stored()) == 3


@pytest.mark.parametrize("query", ["", "?c=ZZZZZZ"])
def test_speaking_up_works_without_a_code_and_with_a_wrong_one(query, respondent):
    survey = make_survey(make_unit(), mode="named", purpose="speak_up")

    answer = respondent.hand_in(f"/t/new{query}")

    assert answer.status_code == 303
    assert [row.survey_id for row in stored()] == [survey.id]


def test_where_nothing_can_be_filled_in_there_is_somebody_to_call(client, page):
    county = make_unit()
    settings.put(county, "office_phone", "0596-0000000", None)

    shown = page(client.get("/t/new"))

    assert shown.status == 200
    assert shown.select('a[href="tel:0596-0000000"]')


def test_start_takes_any_code(client, page):
    code = make_code(make_channel()).code

    assert client.get("/").status_code == 200
    assert client.get("/", query_string={"code": code.lower()}).headers["Location"] == f"/s/{code}"
    assert client.get("/?code=K7M2-9QXA").headers["Location"] == "/r/K7M29QXA"
    assert client.get("/?code=ZZZZZZ").status_code == 404


@pytest.mark.parametrize(
    "path", ["/", "/r", "/p/notice", "/p/help", "/t/new", "/s/ZZZZZZ", "/r/ZZZZZZZZ", "/s/x/y"]
)
def test_every_public_page_ends_alike(path, client, page):
    county = make_unit()
    settings.put(county, "office_phone", "0596-0000000", None)

    shown = page(client.get(path))

    footer = shown.select("footer")[0].get_text(" ")
    assert "未成年人谢绝访问" in footer
    assert "0596-0000000" in footer
    assert shown.select('footer a[href^="/p/notice"]')


def test_notice_names_what_is_asked_and_stays_short(client, page):
    phone = {"key": "tel", "type": "short_text", "purpose": "phone", "stem": {"zh-Hans": "电话？"}}
    code = make_code(make_channel(make_survey(items=[phone], retention_days=90))).code

    words = page(client.get(f"/p/notice?c={code}")).select("#notice")[0].get_text("")

    assert "电话" in words
    assert "90天" in words
    assert len(words) <= 400


def test_opens_are_counted_in_memory_and_written_as_rows(client):
    survey = make_survey()
    channel = make_channel(survey)
    path = f"/s/{make_code(channel).code}"
    for _visit in range(3):
        client.get(path)

    before = db.session.scalar(select(func.count()).select_from(OpenCount))
    db.session.rollback()
    opens.flush()
    row = db.session.scalars(select(OpenCount)).one()
    assert before == 0
    assert (row.survey_id, row.channel_id, row.opened) == (survey.id, channel.id, 3)


def test_links_for_size_and_language_keep_the_shop(client, page):
    make_survey(county := make_unit(), mode="named", purpose="speak_up")
    code = make_code(retailer=make_retailer(district_of(county))).code

    shown = page(client.get(f"/t/new?c={code}&lang=en"))

    links = [link["href"] for link in shown.select("header .fs a")]
    assert links == [f"?fs={size}&lang=en&c={code}" for size in (1, 2, 3)]


def test_assisted_channel_says_that_it_does_not_count(client, page):
    channel = make_channel(make_survey(), assisted=True)

    shown = page(client.get(f"/s/{make_code(channel).code}"))

    assert "不计入客户经理得分" in shown.select(".ban")[0].get_text()


def test_chosen_size_marks_the_page_and_nothing_else_is_asked_for(client, page):
    shown = page(client.get(f"/s/{make_code(make_channel()).code}?fs=3"))

    assert shown.soup.html["class"] == ["fs3"]
    assert shown.select("[src], link[rel=stylesheet]") == []
    assert "user-scalable" not in str(shown.soup.head)
