"""The telephone screen: whom to call, in which order, and nobody twice."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.assisting import calling
from portal.assisting.models import CallAttempt
from portal.distribution.models import Kind
from portal.distribution.services import invite
from portal.errors import Refused
from portal.extensions import db
from portal.people.audit import AuditEvent
from portal.people.models import UnitKind
from portal.responses.models import Response
from portal.responses.services import Submission, submit
from portal.surveys.models import Mode
from tests.factories import make_account, make_channel, make_code, make_retailer, make_survey, make_unit
from tests.pages import Page

ANSWERS = {"q1": "enough", "q2": "4"}
pytestmark = pytest.mark.usefixtures("speaking_english")


@pytest.fixture
def caller(county):
    """A telephone visitor looks after no shop and sits in a department beside the districts."""
    department = make_unit("Telephone", UnitKind.DEPARTMENT, county.unit)
    return make_account("staff", department, post="telephonist", name="Qiu")


def attempts() -> list[CallAttempt]:
    return list(db.session.scalars(select(CallAttempt).order_by(CallAttempt.n)))


def listed(client, county) -> list[str]:
    """The shops' ids in the order of the page."""
    page = Page(client.get(f"/w/surveys/{county.survey.id}/telephone"))
    return [link["href"].rpartition("/")[2] for link in page.select("tbody th a")]


def path(county, *rest) -> str:
    return "/".join(["/w/surveys", str(county.survey.id), "telephone", str(county.shop.id), *rest])


def hand_in(client, where, **fields):
    page = Page(client.get(where))
    return client.post(where, data={name: page.value(name) for name in ("_id", "_stamp")} | fields)


def test_answers_are_kept_as_spoken_on_the_telephone(county, caller, client, sign_in):
    channel = make_channel(county.survey, kind=Kind.TELEPHONE, post="telephonist")
    make_code(channel)
    sign_in(caller)

    answer = hand_in(client, path(county), **ANSWERS)

    row = db.session.scalars(select(Response)).one()
    assert answer.status_code == 303
    assert (row.mode, row.typist_id, row.retailer_id) == ("phone", caller.id, county.shop.id)
    assert (row.channel_id, row.seconds, row.device) == (channel.id, None, "")
    assert [attempt.outcome for attempt in attempts()] == ["reached"]


def test_number_is_shown_on_demand_and_that_is_noted(county, caller, client, sign_in, page):
    sign_in(caller)
    assert county.shop.phone not in page(client.get(path(county))).text

    client.post(path(county, "dial"))

    assert county.shop.phone in page(client.get(path(county))).text
    noted = db.session.scalars(select(AuditEvent).filter_by(verb="look at personal data")).one()
    assert (noted.actor_id, noted.object_id) == (caller.id, str(county.shop.id))


def test_shop_being_called_is_offered_to_nobody_else(county, caller, client, app, sign_in):
    invite(county.survey, [county.shop])
    sign_in(caller)
    client.post(path(county, "dial"))
    colleague = sign_in(county.clerk, app.test_client())

    assert listed(colleague, county) == []
    assert colleague.post(path(county, "dial")).status_code == 409
    assert county.shop.phone not in Page(colleague.get(path(county))).text
    assert listed(client, county) == [str(county.shop.id)]


def test_two_callers_at_the_same_moment_are_told_apart_by_the_key(county, caller, monkeypatch):
    at = clock.now()
    calling.begin(county.survey, county.shop, caller=caller, at=at)
    db.session.commit()
    monkeypatch.setattr(calling, "last_attempt", lambda survey, shop: None)

    with pytest.raises(Refused):
        calling.begin(county.survey, county.shop, caller=county.clerk, at=at)

    assert len(attempts()) == 1


@pytest.mark.parametrize(("outcome", "again"), [("not_reached", 1), ("later", 1), ("refused", 0)])
def test_outcome_decides_who_is_called_again(outcome, again, county, caller, client, sign_in):
    invite(county.survey, [county.shop])
    sign_in(caller)
    client.post(path(county, "dial"))

    client.post(path(county, "outcome"), data={"outcome": outcome})

    assert [attempt.outcome for attempt in attempts()] == [outcome]
    assert len(listed(client, county)) == again


def test_call_nobody_ended_can_be_made_again_after_half_an_hour(county, caller):
    at = clock.now()
    calling.begin(county.survey, county.shop, caller=caller, at=at - calling.LONGEST_CALL)

    calling.begin(county.survey, county.shop, caller=county.clerk, at=at)

    assert [attempt.n for attempt in attempts()] == [1, 2]


def test_whoever_answered_is_not_called(county, caller, client, sign_in):
    invite(county.survey, [county.shop])
    sign_in(caller)
    assert listed(client, county) == [str(county.shop.id)]

    hand_in(client, path(county), **ANSWERS)

    assert listed(client, county) == []


def test_double_hand_in_is_one_answer_and_one_call(county, caller, client, sign_in):
    sign_in(caller)
    same = Page(client.get(path(county))).value("_id")

    for _press in range(2):
        hand_in(client, path(county), _id=same, **ANSWERS)

    assert len(attempts()) == 1
    assert len(list(db.session.scalars(select(Response)))) == 1


def test_order_is_repeatable_and_even_over_the_strata(county):
    strata = {("north", "small"): 60, ("north", "large"): 20, ("south", "small"): 20}
    candidates = [
        (uuid.UUID(int=place * 1000 + n), stratum)
        for place, (stratum, count) in enumerate(strata.items())
        for n in range(count)
    ]
    of = dict(candidates)

    order = calling.in_order(candidates, 7)

    assert order == calling.in_order(reversed(candidates), 7)
    assert order != calling.in_order(candidates, 8)
    first = [of[key] for key in order[:50]]
    assert all(abs(first.count(stratum) - count / 2) <= 1 for stratum, count in strata.items())


def test_who_falls_out_leaves_the_order_of_the_others(county, caller):
    shops = [make_retailer(county.district, phone=f"138{n:08}", size="small") for n in range(9)]
    invite(county.survey, shops)
    at = clock.now()
    before = [shop.id for shop in calling.round_of(caller, county.survey, 3, at).shops]

    calling.begin(county.survey, next(s for s in shops if s.id == before[4]), caller=county.clerk, at=at)

    after = [shop.id for shop in calling.round_of(caller, county.survey, 3, at).shops]
    assert after == before[:4] + before[5:]


def test_seed_is_shown_and_the_same_for_everybody(county, caller, client, sign_in, page):
    invite(county.survey, [county.shop])
    sign_in(caller)

    shown = page(client.get(f"/w/surveys/{county.survey.id}/telephone"))

    assert f"seed {calling.usual_seed(county.survey)}" in shown.text


def test_anonymous_survey_keeps_no_list_no_call_no_shop_no_typist(county, caller, client, sign_in):
    survey = make_survey(county.unit, mode=Mode.ANONYMOUS)
    sign_in(caller)
    where = f"/w/surveys/{survey.id}/telephone"

    hand_in(client, f"{where}/{county.shop.id}", **ANSWERS)
    hand_in(client, f"{where}/interview", **ANSWERS)

    rows = list(db.session.scalars(select(Response)))
    assert [(row.mode, row.typist_id, row.retailer_id) for row in rows] == [("phone", None, None)] * 2
    assert client.post(f"{where}/{county.shop.id}/dial").status_code == 409
    assert client.post(f"{where}/{county.shop.id}/outcome").status_code == 409
    assert attempts() == []


def test_missing_answers_keep_the_rest_and_the_number(county, caller, client, sign_in, page):
    sign_in(caller)
    client.post(path(county, "dial"))

    shown = page(hand_in(client, path(county), q2="4", q3="<b>"))

    assert shown.status == 422
    assert shown.value("q3") == "<b>"
    assert shown.select('[name="q2"][value="4"][checked]')
    assert county.shop.phone in shown.text
    assert [attempt.outcome for attempt in attempts()] == ["calling"]


def test_outcome_has_to_be_chosen(county, caller, client, sign_in, page):
    sign_in(caller)

    shown = page(client.post(path(county, "outcome"), data={"outcome": "reached"}))

    assert shown.status == 422
    assert attempts() == []


def test_refused_answers_leave_the_call_open(county, caller, client, app, sign_in):
    colleague = sign_in(county.clerk, app.test_client())
    hand_in(colleague, path(county), **ANSWERS)
    calls = len(attempts())
    sign_in(caller)

    answer = hand_in(client, path(county), q1="few", q2="1")

    assert answer.status_code == 409
    assert len(attempts()) == calls


def test_telephone_visitor_calls_only_in_the_own_county(county, client, sign_in):
    elsewhere = make_unit("Hua'an", UnitKind.COUNTY)
    sign_in(make_account("staff", elsewhere, post="telephonist"))

    assert client.get(path(county)).status_code == 404
    assert client.post(path(county, "dial")).status_code == 404


def test_city_survey_is_called_county_by_county(county, caller, client, sign_in):
    city = make_unit("City", UnitKind.CITY)
    county.unit.parent_id = city.id
    other = make_retailer(make_unit("Hua'an", UnitKind.COUNTY, city), phone="13900000000")
    survey = make_survey(city, mode=Mode.NAMED)
    invite(survey, [county.shop, other])
    sign_in(caller)

    shown = Page(client.get(f"/w/surveys/{survey.id}/telephone"))

    assert [link["href"].rpartition("/")[2] for link in shown.select("tbody th a")] == [str(county.shop.id)]
    assert client.get(f"/w/surveys/{survey.id}/telephone/{other.id}").status_code == 404


@pytest.mark.parametrize("step", ["", "dial", "outcome"])
def test_refused_to_whoever_may_not(step, county, client, sign_in):
    where = path(county, step).rstrip("/")

    assert client.post(where).location.startswith("/m/login")
    sign_in(make_account("auditor", county.unit))
    assert client.post(where).status_code == 403
    sign_in(make_account("clerk"))
    assert client.post(where).status_code == 404
    assert attempts() == []


def test_closed_survey_is_not_called_for(county, client, sign_in):
    survey = make_survey(county.unit, ends_at=clock.now() - timedelta(days=1))
    sign_in(county.clerk)

    assert client.get(f"/w/surveys/{survey.id}/telephone").status_code == 410


@pytest.mark.parametrize(("mode", "left"), [(Mode.NAMED, 0), (Mode.CONFIDENTIAL, 1)])
def test_the_list_of_a_confidential_survey_does_not_tell_who_answered(
    mode, left, county, caller, client, sign_in
):
    survey = make_survey(unit=county.unit, mode=mode)
    invite(survey, [county.shop])
    sign_in(caller)
    answers = {"q1": "enough", "q2": 4}
    submit(
        Submission(
            survey_id=survey.id,
            response_id=uuid.uuid4(),
            version_n=1,
            answers=answers,
            language="zh-Hans",
            at=clock.now(),
            retailer_id=county.shop.id,
        )
    )

    page = Page(client.get(f"/w/surveys/{survey.id}/telephone"))

    assert len(page.select("tbody th a")) == left
