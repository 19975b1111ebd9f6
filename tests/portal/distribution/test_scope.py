"""Whom a survey is for, and who was told of it."""

import pytest
from sqlalchemy import func, select

from portal.distribution import counts
from portal.distribution.models import Invitee, Kind
from portal.distribution.services import invite
from portal.errors import Refused
from portal.extensions import db
from portal.people.models import UnitKind
from tests.factories import NOW, make_account, make_retailer, make_survey, make_unit


@pytest.fixture
def county(app):
    return make_unit("长泰县公司")


@pytest.fixture
def clerk(county):
    return make_account("clerk", county)


@pytest.fixture
def south(county):
    return make_unit("南片", UnitKind.DISTRICT, county)


def invited(survey):
    return db.session.scalar(select(func.count()).select_from(Invitee).filter_by(survey_id=survey.id))


def test_the_number_is_shown_before_anything_happens(sign_in, page, county, south, clerk):
    survey = make_survey(county)
    make_retailer(south, ordering="telephone")
    make_retailer(south, ordering="telephone", closed_at=NOW)
    make_retailer(south, ordering="online")

    shown = page(sign_in(clerk).get(f"/w/surveys/{survey.id}/scope?ordering=telephone"))

    assert shown.select("dl.nums dd")[0].text == "1"
    assert "1" in shown.select("form[data-confirm]")[0]["data-confirm"]
    assert invited(survey) == 0


def test_the_shops_of_a_district_are_invited_and_counted(sign_in, county, south, clerk):
    survey = make_survey(county)
    make_retailer(make_unit("北片", UnitKind.DISTRICT, county))
    for _n in range(3):
        make_retailer(south)

    sign_in(clerk).post(f"/w/surveys/{survey.id}/scope", data={"district": str(south.id)})

    db.session.refresh(survey)
    assert (invited(survey), survey.population) == (3, 3)


def test_a_narrower_scope_takes_the_place_of_the_wider_one(sign_in, county, south, clerk):
    survey = make_survey(county)
    small = make_retailer(south, size="small")
    make_retailer(south, size="large")
    browser = sign_in(clerk)

    for part in ({}, {"size": "small"}):
        browser.post(f"/w/surveys/{survey.id}/scope", data=part)

    assert db.session.scalars(select(Invitee.retailer_id)).all() == [small.id]


def test_shops_of_another_county_are_never_invited(sign_in, county, clerk):
    survey = make_survey(county)
    stranger = make_retailer()

    sign_in(clerk).post(f"/w/surveys/{survey.id}/scope", data={"district": str(stranger.unit_id)})

    assert invited(survey) == 0


def test_an_anonymous_survey_keeps_the_number_only(sign_in, county, south, clerk):
    survey = make_survey(county, mode="anonymous")
    make_retailer(south)

    sign_in(clerk).post(f"/w/surveys/{survey.id}/scope")

    db.session.refresh(survey)
    assert (invited(survey), survey.population) == (0, 1)
    with pytest.raises(Refused):
        invite(survey, [make_retailer(south)])


def test_outreach_is_summed_by_kind(sign_in, county, clerk):
    survey = make_survey(county)
    browser = sign_in(clerk)

    for way, reached in (("rally", 230), ("sms", 397), ("group", 50)):
        data = {"day": "2026-03-05", "way": way, "reached": str(reached)}
        assert browser.post(f"/w/surveys/{survey.id}/outreach", data=data).status_code == 303

    assert counts.reach_by_kind(survey) == {Kind.MEETING: 230, Kind.NETWORK: 447}


@pytest.mark.parametrize("bad", [{"reached": "-4"}, {"reached": ""}, {"day": "soon"}, {"way": "drums"}])
def test_outreach_that_cannot_be_is_said(sign_in, page, county, clerk, bad):
    survey = make_survey(county)
    data = {"day": "2026-03-05", "way": "rally", "reached": "230", "note": "片区会"} | bad

    shown = page(sign_in(clerk).post(f"/w/surveys/{survey.id}/outreach", data=data))

    assert shown.errors
    assert shown.value("note") == "片区会"
    assert counts.reach_by_kind(survey) == {}
