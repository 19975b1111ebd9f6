"""/x: papers typed in by the numbers beside their boxes."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.responses.models import Response
from portal.surveys.models import Mode, SurveyVersion
from tests.factories import ITEMS, NOW, make_account, make_code, make_questionnaire, make_retailer
from tests.pages import Page

TYPED = {"q1": "2", "q2": "5", "q3": "late"}
pytestmark = pytest.mark.usefixtures("speaking_english")


def stored() -> list[Response]:
    return list(db.session.scalars(select(Response)))


def type_in(client, path, typed=TYPED, **fields):
    page = Page(client.get(path))
    return client.post(
        path, data={name: page.value(name) for name in ("_id", "_stamp")} | dict(typed) | fields
    )


def test_numbers_become_answers(county, client, sign_in):
    sign_in(county.clerk)

    answer = type_in(client, f"/x/{county.code}", shop=county.shop.licence[-6:])

    row = stored()[0]
    assert answer.status_code == 303
    assert row.answers == {"q1": "few", "q2": 5, "q3": "late"}
    assert (row.mode, row.typist_id, row.retailer_id) == ("paper", county.clerk.id, county.shop.id)
    assert (row.seconds, row.device, row.channel_id) == (None, "", county.channel.id)


def test_shop_may_be_named_by_its_code_or_not_at_all(county, client, sign_in):
    code = make_code(retailer=county.shop).code
    sign_in(county.clerk)

    type_in(client, f"/x/{county.code}", shop=f"{code[:3]} {code[3:]}".lower())
    type_in(client, f"/x/{county.code}")

    assert {row.retailer_id for row in stored()} == {county.shop.id, None}


def test_every_sheet_is_counted(county, client, sign_in, page):
    sign_in(county.clerk)
    for _sheet in range(2):
        type_in(client, f"/x/{county.code}")
    other = make_account("clerk", county.unit)

    assert "2 papers typed in today" in page(client.get(f"/x/{county.code}")).text
    sign_in(other)
    assert "0 papers typed in today" in page(client.get(f"/x/{county.code}")).text


def test_double_enter_stores_one(county, client, sign_in):
    sign_in(county.clerk)
    path = f"/x/{county.code}"
    same = Page(client.get(path)).value("_id")

    answers = [type_in(client, path, _id=same).status_code for _press in range(2)]

    assert answers == [303, 303]
    assert len(stored()) == 1


def test_each_page_has_a_number_of_its_own(county, client, sign_in, page):
    sign_in(county.clerk)

    numbers = {page(client.get(f"/x/{county.code}")).value("_id") for _sheet in range(3)}

    assert len(numbers) == 3


def test_wrong_number_keeps_everything(county, client, sign_in, page):
    sign_in(county.clerk)

    shown = page(type_in(client, f"/x/{county.code}", {"q1": "7", "q2": "4", "q3": "<i>"}, shop="0001"))

    assert shown.status == 422
    assert [shown.value(name) for name in ("q1", "q2", "q3", "shop")] == ["7", "4", "<i>", "0001"]
    assert "There is no box 7; the numbers are 1 to 2." in shown.text
    assert stored() == []


def test_missing_required_line_is_named(county, client, sign_in, page):
    sign_in(county.clerk)

    shown = page(type_in(client, f"/x/{county.code}", {"q2": "4"}))

    assert shown.status == 422
    assert shown.select('tr.bad [name="q1"]')


def test_ambiguous_and_unknown_shops_are_asked_for_again(county, client, sign_in, page):
    for licence in ("350000001234", "350009991234"):
        make_retailer(county.district, licence=licence)
    sign_in(county.clerk)

    several = page(type_in(client, f"/x/{county.code}", shop="1234"))
    none = page(type_in(client, f"/x/{county.code}", shop="987654"))

    assert "Several shops fit" in several.text
    assert "No shop of yours fits" in none.text
    assert stored() == []


def test_shop_that_has_answered_keeps_the_sheet_on_the_screen(county, client, sign_in, page):
    sign_in(county.clerk)
    type_in(client, f"/x/{county.code}", shop=county.shop.licence)

    shown = page(type_in(client, f"/x/{county.code}", {**TYPED, "q3": "again"}, shop=county.shop.licence))

    assert shown.status == 409
    assert shown.value("q3") == "again"
    assert len(stored()) == 1


def test_same_sheet_with_other_answers_is_not_taken_for_the_first(county, client, sign_in, page):
    sign_in(county.clerk)
    path = f"/x/{county.code}"
    same = Page(client.get(path)).value("_id")
    type_in(client, path, _id=same)

    shown = page(type_in(client, path, {**TYPED, "q1": "1"}, _id=same))

    assert shown.status == 409
    assert shown.value("_id") != same
    assert stored()[0].answers["q1"] == "few"


def test_anonymous_survey_notes_neither_typist_nor_shop(county, client, sign_in, page):
    code = county.another_survey(mode=Mode.ANONYMOUS)
    sign_in(county.clerk)

    type_in(client, f"/x/{code}", shop=county.shop.licence)

    row = stored()[0]
    assert (row.mode, row.typist_id, row.retailer_id, row.received_at) == ("paper", None, None, None)
    shown = page(client.get(f"/x/{code}"))
    assert "1 papers typed in today by all of us" in shown.text
    assert not shown.select('[name="shop"]')


def test_paper_under_an_earlier_version_is_read_by_that_version(county, client, sign_in):
    sign_in(county.clerk)
    path = f"/x/{county.code}"
    opened = Page(client.get(path))
    fields = {name: opened.value(name) for name in ("_id", "_stamp")}

    document = make_questionnaire([{**ITEMS[0], "options": ITEMS[0]["options"][::-1]}, *ITEMS[1:]])
    db.session.add(
        SurveyVersion(survey_id=county.survey.id, n=2, document=document, sha256="1" * 64, published_at=NOW)
    )
    county.survey.current_version = 2

    client.post(path, data=TYPED | fields)
    type_in(client, path)

    assert {(row.version_n, row.answers["q1"]) for row in stored()} == {(1, "few"), (2, "enough")}


def test_ended_survey_takes_no_paper(county, client, sign_in):
    code = county.another_survey(ends_at=clock.now() - timedelta(days=1))
    sign_in(county.clerk)

    assert client.post(f"/x/{code}", data=TYPED).status_code == 410


def test_incomplete_page_stores_nothing(county, client, sign_in):
    sign_in(county.clerk)

    assert client.post(f"/x/{county.code}", data=TYPED).status_code == 400
    assert stored() == []


def test_refused_to_whoever_may_not(county, client, sign_in):
    path = f"/x/{county.code}"

    assert client.post(path, data=TYPED).location.startswith("/m/login")
    sign_in(make_account("clerk"))
    assert client.post(path, data=TYPED).status_code == 404
    sign_in(make_account("trainer", county.unit))
    assert client.post(path, data=TYPED).status_code == 403
    assert stored() == []


def test_printed_paper_carries_the_code_and_the_numbers(county, client, sign_in, page):
    sign_in(county.clerk)

    shown = page(client.get(f"/w/surveys/{county.survey.id}/paper?channel={county.channel.id}"))

    assert f"/s/{county.code}" in shown.text
    assert shown.select("footer svg.qr")
    assert "1 Enough" in shown.text
    assert "2 Too few" in shown.text
    assert shown.select(".shop")


def test_share_page_leads_to_paper_and_telephone(county, client, sign_in, page):
    sign_in(county.clerk)

    links = {
        link["href"] for link in page(client.get(f"/w/surveys/{county.survey.id}/share")).select("a[href]")
    }

    assert f"/x/{county.code}" in links
    assert f"/w/surveys/{county.survey.id}/telephone" in links
    assert f"/w/surveys/{county.survey.id}/paper?channel={county.channel.id}" in links
