"""A county's survey is answered in its districts: their leaders read about their own part."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from portal.distribution.services import invite
from portal.people.models import Unit, UnitKind
from portal.surveys.models import Mode, Survey
from tests.factories import make_account, make_retailer, make_survey, make_unit
from tests.pages import Page

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def districts(app) -> tuple[Unit, Unit, Unit]:
    county = make_unit()
    north = make_unit("North", UnitKind.DISTRICT, county)
    south = make_unit("South", UnitKind.DISTRICT, county)
    return county, north, south


@pytest.fixture
def survey(districts, answer) -> Survey:
    county, north, south = districts
    survey = make_survey(unit=county, mode=Mode.NAMED)
    for unit, count in ((north, 7), (south, 5)):
        for _number in range(count):
            answer(survey, {"q1": "few", "q2": 4}, unit_id=unit.id)
    return survey


def test_a_leader_reads_the_countys_survey_of_the_own_district(survey, districts, sign_in: SignIn):
    client = sign_in(make_account("leader", districts[1]))

    page = Page(client.get(f"/w/surveys/{survey.id}/report?item=q1"))

    assert page.status == 200
    assert "7/7" in page.text
    assert "12" not in page.select("dl.nums")[0].text


def test_a_leader_learns_nothing_of_shops_asked_elsewhere(survey, districts, sign_in: SignIn):
    _county, north, south = districts
    shops = [make_retailer(unit, customer_class="1") for unit in (north, south, south)]
    invite(survey, shops)

    text = Page(sign_in(make_account("leader", north)).get(f"/w/surveys/{survey.id}/live")).text

    assert "0/1" in text
    assert "0/3" not in text


def test_the_manager_reads_the_whole(survey, districts, sign_in: SignIn):
    page = Page(sign_in(make_account("manager", districts[0])).get(f"/w/surveys/{survey.id}/report?item=q1"))

    assert "12/12" in page.text


def test_the_survey_stands_in_the_leaders_list(survey, districts, sign_in: SignIn):
    page = Page(sign_in(make_account("leader", districts[1])).get("/w/surveys"))

    assert page.select(f'a[href="/w/surveys/{survey.id}/live"]')


@pytest.mark.parametrize("path", ["edit", "settings", "share", "publish", "export", "public"])
def test_a_leader_gets_no_further_than_reading(path, survey, districts, sign_in: SignIn):
    client = sign_in(make_account("leader", districts[1]))

    assert client.get(f"/w/surveys/{survey.id}/{path}").status_code in (403, 404)


def test_a_draft_of_the_county_is_unknown_below(districts, sign_in: SignIn):
    draft = make_survey(unit=districts[0], published_at=None, current_version=0)

    assert sign_in(make_account("leader", districts[1])).get(f"/w/surveys/{draft.id}/live").status_code == 404


def test_a_sister_county_knows_nothing_of_it(survey, sign_in: SignIn):
    client = sign_in(make_account("manager"))

    assert client.get(f"/w/surveys/{survey.id}/report").status_code == 404
