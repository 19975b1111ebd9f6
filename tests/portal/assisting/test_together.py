"""/m/assist: the respondent's page on the phone of whoever stands beside."""

import pytest
from sqlalchemy import select

from portal.extensions import db
from portal.responses.models import Response
from portal.surveys.models import Mode
from tests.factories import NOW, make_account, make_channel, make_code, make_retailer
from tests.pages import Page

ANSWERS = {"q1": "enough", "q2": "4"}
pytestmark = pytest.mark.usefixtures("speaking_english")


def stored() -> list[Response]:
    return list(db.session.scalars(select(Response)))


def hand_in(client, path, answers=ANSWERS, **fields):
    page = Page(client.get(path))
    sent = {name: page.value(name) for name in ("_id", "_stamp")} | dict(answers) | fields
    return client.post(path, data=sent)


def test_answers_are_kept_with_how_they_came_and_who_typed(county, client, sign_in):
    sign_in(county.manager)

    answer = hand_in(client, f"/m/assist/{county.code}/{county.shop.id}")

    row = stored()[0]
    assert answer.status_code == 303
    assert (row.mode, row.typist_id, row.retailer_id) == ("together", county.manager.id, county.shop.id)
    assert (row.channel_id, row.filled_by, row.manager_id) == (county.channel.id, "self", county.manager.id)
    assert row.device == ""


def test_receipt_is_shown_to_be_handed_on(county, client, sign_in, page):
    sign_in(county.manager)
    answer = hand_in(client, f"/m/assist/{county.code}/{county.shop.id}")

    shown = page(client.get(answer.location))

    receipt = stored()[0].receipt
    assert f"{receipt[:4]}-{receipt[4:]}" in shown.text
    assert shown.select(f'a[href="/m/assist/{county.code}/shops"]')


def test_page_says_first_that_it_does_not_count_for_the_typist(county, client, sign_in, page):
    sign_in(county.manager)

    shown = page(client.get(f"/m/assist/{county.code}/{county.shop.id}"))

    assert "does not count in your score" in shown.text
    assert county.shop.name in shown.text
    assert len(shown.select("fieldset[data-n]")) == 3


def test_anonymous_survey_notes_neither_typist_nor_shop(county, client, sign_in):
    code = county.another_survey(mode=Mode.ANONYMOUS)
    sign_in(county.manager)

    hand_in(client, f"/m/assist/{code}/{county.shop.id}")

    row = stored()[0]
    assert (row.mode, row.typist_id, row.retailer_id, row.received_at) == ("together", None, None, None)


def test_the_same_page_sent_twice_is_one_response(county, client, sign_in):
    sign_in(county.manager)
    path = f"/m/assist/{county.code}/{county.shop.id}"
    same = Page(client.get(path)).value("_id")

    first, second = (hand_in(client, path, _id=same) for _time in range(2))

    assert first.location == second.location
    assert len(stored()) == 1


def test_missing_answers_show_the_page_again_with_everything_kept(county, client, sign_in, page):
    sign_in(county.manager)

    shown = page(hand_in(client, f"/m/assist/{county.code}", {"q2": "4", "q3": "<b>late</b>"}))

    assert shown.status == 422
    assert shown.value("q3") == "<b>late</b>"
    assert shown.select("#i-q1.bad")
    assert stored() == []


def test_script_hears_what_to_mend(county, client, sign_in):
    sign_in(county.manager)
    path = f"/m/assist/{county.code}"

    answer = client.post(path, data={"q2": "4"}, headers={"Accept": "application/json"})

    assert answer.status_code == 422
    assert [problem["item"] for problem in answer.json["problems"]] == ["q1"]


def test_shop_that_has_answered_is_not_stored_twice(county, client, sign_in):
    sign_in(county.manager)
    path = f"/m/assist/{county.code}/{county.shop.id}"
    hand_in(client, path)

    answer = hand_in(client, path, {"q1": "few", "q2": "1"})

    assert answer.status_code == 409
    assert len(stored()) == 1


def test_list_offers_the_own_channel_of_each_open_survey(county, client, sign_in, page):
    own = make_code(make_channel(county.survey, name="Lin's own", owner_id=county.manager.id)).code
    closed = county.another_survey(closed_at=NOW)
    for_staff = county.another_survey(audience="staff")
    sign_in(county.manager)

    shown = page(client.get("/m/assist"))

    assert [link["href"] for link in shown.select("a.b.p")] == [f"/m/assist/{own}/shops"]
    assert closed not in shown.text
    assert for_staff not in shown.text


@pytest.mark.parametrize("by", ["name", "licence", "code"])
def test_shop_is_found(by, county, client, sign_in, page):
    make_retailer(county.district, name="Other", manager_id=county.manager.id)
    asked = {
        "name": county.shop.name,
        "licence": county.shop.licence[-6:],
        "code": make_code(retailer=county.shop).code.lower(),
    }
    sign_in(county.manager)

    shown = page(client.get(f"/m/assist/{county.code}/shops", query_string={"q": asked[by]}))

    assert [link["href"] for link in shown.select(".task a")] == [f"/m/assist/{county.code}/{county.shop.id}"]


def test_shop_of_a_colleague_does_not_exist(county, client, sign_in):
    sign_in(make_account("staff", county.district))

    assert client.get(f"/m/assist/{county.code}/{county.shop.id}").status_code == 404
    assert client.post(f"/m/assist/{county.code}/{county.shop.id}", data=ANSWERS).status_code == 404


def test_survey_of_another_county_does_not_exist(county, client, sign_in):
    sign_in(make_account("clerk"))

    assert client.post(f"/m/assist/{county.code}", data=ANSWERS).status_code == 404


def test_auditor_types_nothing(county, client, sign_in):
    sign_in(make_account("auditor", county.unit))

    assert client.post(f"/m/assist/{county.code}", data=ANSWERS).status_code == 403
    assert stored() == []


def test_signed_out_are_sent_to_sign_in(county, client):
    answer = client.post(f"/m/assist/{county.code}", data=ANSWERS)

    assert answer.location.startswith("/m/login")


def test_closed_survey_takes_nothing(county, client, sign_in):
    code = county.another_survey(closed_at=NOW)
    sign_in(county.manager)

    assert client.post(f"/m/assist/{code}", data=ANSWERS).status_code == 410


def test_page_of_the_shop_leads_here(county, client, sign_in, page):
    sign_in(county.manager)

    shop = page(client.get(f"/m/customers/{county.shop.id}"))
    link = shop.select('a[href^="/m/assist"]')[0]["href"]
    shown = page(client.get(link))

    assert [each["href"] for each in shown.select("a.b.p")] == [f"/m/assist/{county.code}/{county.shop.id}"]
