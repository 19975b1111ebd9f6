"""Whoever answers for a part of the survey's unit sees that part."""

import pytest

from portal.results.crossing import cross
from portal.surveys.models import Mode
from tests.factories import make_account, make_survey, make_unit


@pytest.fixture
def county(app):
    return make_unit()


@pytest.fixture
def districts(county):
    return [make_unit("North", parent=county), make_unit("South", parent=county)]


@pytest.fixture
def survey(county, districts, answer):
    survey = make_survey(county, mode=Mode.CONFIDENTIAL, strata={"size": {"small": 10}})
    for n in range(30):
        answer(survey, {"q1": "few", "q2": 3}, unit_id=districts[n % 3 // 2].id, size="small")
    return survey


def test_a_team_leader_sees_the_own_district_only(survey, districts, look):
    results = look(survey, make_account("leader", districts[0]))

    assert results.n == 20
    assert [choice.label for choice in results.facets["district"].choices] == ["North"]


def test_a_leader_sees_the_county_neither_by_filter_nor_by_crosstab(survey, districts, look):
    results = look(survey, make_account("leader", districts[0]))

    assert [row.label for row in cross(results, results.item("q1"), "district").rows] == ["North"]
    assert results.strata is None
    assert results.waiting == (0, 0)


def test_answers_that_are_added_elsewhere_change_nothing_for_a_leader(survey, districts, answer, look):
    leader = make_account("leader", districts[0])
    before = [table.lines for table in look(survey, leader).tables()]

    for _ in range(5):
        answer(survey, {"q1": "enough", "q2": 1}, unit_id=districts[1].id)

    assert [table.lines for table in look(survey, leader).tables()] == before


def test_staff_see_the_shops_in_their_care_only(survey, districts, answer, look):
    carer = make_account("staff", districts[0])
    for _ in range(5):
        answer(survey, {"q1": "few", "q2": 3}, unit_id=districts[0].id, manager_id=carer.id)

    assert look(survey, carer).n == 5


def test_a_leader_with_fewer_than_five_answers_sees_a_sentence(county, survey, answer, look):
    hamlet = make_unit("Hamlet", parent=county)
    for _ in range(5):
        answer(survey, unit_id=survey.unit_id)
    answer(survey, unit_id=hamlet.id)
    survey.closed_at = survey.published_at

    assert "5" in look(survey, make_account("leader", hamlet)).refused
