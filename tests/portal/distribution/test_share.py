"""The page from which a survey goes out."""

import pytest

from portal.distribution import counts
from portal.distribution.models import Kind
from portal.distribution.services import add_channel, archive_channel, live_code
from portal.distribution.starters import channels
from portal.extensions import db
from tests.factories import NOW, make_account, make_survey, make_unit
from tests.portal.distribution.answering import answers


def share(survey, **query):
    words = "&".join(f"{name}={value}" for name, value in query.items())
    return f"/w/surveys/{survey.id}/share" + (f"?{words}" if words else "")


@pytest.fixture
def county(app):
    return make_unit("长泰县公司")


@pytest.fixture
def clerk(county):
    return make_account("clerk", county)


@pytest.fixture
def survey(county):
    return make_survey(county)


def test_channels_stand_with_received_and_target(sign_in, page, survey, clerk):
    channel = add_channel(survey, name="送货员发卡", kind="people", target=4, actor=clerk, at=NOW)
    answers(survey, channel, 3)

    shown = page(sign_in(clerk).get(share(survey)))

    row = shown.select("tbody tr")[0].get_text(" ", strip=True)
    assert "送货员发卡" in row
    assert "3/4" in row
    assert "75%" in row


def test_a_channel_far_behind_the_others_says_how_many_it_misses(survey, clerk):
    targets = {"deliverers": (142, 180), "managers": (96, 120), "inspectors": (31, 40), "phone": (73, 57)}
    overall = counts.Tally(342, 397)

    lamps = {name: counts.Tally(*each).lamp(overall.share) for name, each in targets.items()}

    assert lamps == {"deliverers": "ok", "managers": "ok", "inspectors": "behind", "phone": "over"}
    assert counts.Tally(31, 40).missing == 9


def test_the_total_carries_its_interval():
    interval = counts.Tally(342, 397).interval

    assert (round(interval.low * 100, 1), round(interval.high * 100, 1)) == (82.4, 89.2)


def test_kinds_are_compared(survey, clerk):
    people = add_channel(survey, name="a", kind="people", target=10, actor=clerk, at=NOW)
    more = add_channel(survey, name="b", kind="people", target=5, actor=clerk, at=NOW)
    group = add_channel(survey, name="c", kind="network", medium="qq", actor=clerk, at=NOW)
    answers(survey, people, 2)
    answers(survey, more, 1)
    answers(survey, group, 4)

    rows = channels(survey)
    kinds = counts.by_kind(survey, rows, counts.tallies(rows, counts.received(survey)))

    told = {row.kind: (row.channels, row.tally.received, row.tally.target) for row in kinds}
    assert told == {Kind.PEOPLE: (2, 3, 15), Kind.NETWORK: (1, 4, None)}


def test_each_kind_has_its_own_words_with_its_own_address(sign_in, page, survey, clerk):
    made = [
        add_channel(survey, name=kind, kind=kind, medium=medium, actor=clerk, at=NOW)
        for kind, medium in [("people", None), ("telephone", None), ("network", "wechat"), ("network", "sms")]
    ]
    browser = sign_in(clerk)

    texts = [page(browser.get(share(survey, channel=each.id))).select("#copy-text")[0].text for each in made]

    assert len(set(texts)) == 4
    assert all(live_code(channel=each).code in text for each, text in zip(made, texts, strict=True))


def test_own_words_take_the_address_where_they_want_it(sign_in, page, survey, clerk):
    channel = add_channel(survey, name="a", kind="network", copy_text="请点 {link} 谢谢", actor=clerk, at=NOW)

    text = page(sign_in(clerk).get(share(survey))).select("#copy-text")[0].text

    assert text == f"请点 http://localhost/s/{live_code(channel=channel).code} 谢谢"


def test_the_reminder_has_counts_and_the_link_but_no_name(sign_in, page, survey, clerk):
    channel = add_channel(survey, name="林小明", kind="people", target=9, actor=clerk, at=NOW)
    answers(survey, channel, 2)

    text = page(sign_in(clerk).get(share(survey))).select("#remind-text")[0].text

    assert "2" in text
    assert "7" in text
    assert live_code(channel=channel).code in text
    assert "林小明" not in text


def test_inside_wechat_the_picture_is_pressed_and_nothing_is_downloaded(sign_in, page, survey, clerk):
    add_channel(survey, name="a", kind="print", actor=clerk, at=NOW)
    browser = sign_in(clerk)
    agent = {"User-Agent": "Mozilla/5.0 (Linux; Android 10) MicroMessenger/8.0.28"}

    inside = page(browser.get(share(survey), headers=agent))
    outside = page(browser.get(share(survey)))

    assert not inside.select('a[href*="download"]')
    assert len(outside.select('a[href*="download"]')) == 2
    assert inside.select("img.qr")[0]["src"].endswith(".png")


def test_whoever_may_only_look_sees_no_form(sign_in, page, survey, county):
    add_channel(survey, name="a", kind="print", actor=None, at=NOW)

    shown = page(sign_in(make_account("auditor", county)).get(share(survey)))

    assert shown.status == 200
    assert not shown.select("main form")


def test_an_archived_channel_leaves_the_page_and_its_code_opens_no_longer(sign_in, page, survey, clerk):
    channel = add_channel(survey, name="old way", kind="print", actor=clerk, at=NOW)

    archive_channel(channel, actor=clerk, at=NOW)

    assert live_code(channel=channel) is None
    assert "old way" not in [tag.text for tag in page(sign_in(clerk).get(share(survey))).select("tbody th a")]


def test_signed_out_is_sent_to_sign_in(client, survey):
    assert "/m/login" in client.get(share(survey)).location


def test_another_county_finds_nothing(sign_in, survey):
    assert sign_in(make_account("manager")).get(share(survey)).status_code == 404


def test_staff_may_not(sign_in, survey, county):
    db.session.flush()

    assert sign_in(make_account("staff", county)).get(share(survey)).status_code == 403
