"""The first screen says what waits, how the surveys stand, and what to do in an empty installation."""

from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient

from portal import clock
from portal.extensions import db
from portal.indicators.models import Indicator, IndicatorFigure
from portal.people.models import DEMO, Account
from portal.surveys.models import Survey
from tests.factories import make_account, make_survey, make_unit
from tests.pages import Page

SignIn = Callable[..., FlaskClient]


def open_survey(manager: Account, **extra: object) -> Survey:
    at = clock.now()
    times = {"published_at": at - timedelta(days=20), "ends_at": at + timedelta(days=5)}
    return make_survey(unit=manager.unit, **{**times, **extra})


def test_a_survey_that_ends_soon_and_lacks_answers_is_to_be_reminded_of(sign_in: SignIn) -> None:
    manager = make_account()
    open_survey(manager, target=40)

    page = Page(sign_in(manager).get("/w"))

    assert "差 40 份" in page.text or "40 answers missing" in page.text


def test_a_survey_with_all_its_answers_is_not(sign_in: SignIn) -> None:
    manager = make_account()
    open_survey(manager, target=0)

    page = Page(sign_in(manager).get("/w"))

    assert page.select("ol.todo:not(.steps) li") == []


def test_a_clerks_draft_waits_for_the_manager_only(sign_in: SignIn) -> None:
    manager = make_account()
    clerk = make_account("clerk", unit=manager.unit)
    make_survey(unit=manager.unit, published_at=None, current_version=0, created_by_id=clerk.id)

    waiting = Page(sign_in(manager).get("/w")).select("ol.todo:not(.steps) li")
    others = Page(sign_in(clerk).get("/w")).select("ol.todo li a[href$=publish]")

    assert any("publish" in item.select_one("a")["href"] for item in waiting)
    assert others == []


def test_an_empty_installation_opens_a_checklist(sign_in: SignIn) -> None:
    page = Page(sign_in(make_account("admin")).get("/w"))

    steps = page.select("ol.steps li")

    assert len(steps) >= 4
    assert page.select(".empty")


def test_the_demo_county_needs_no_checklist(sign_in: SignIn) -> None:
    county = make_unit()
    county.source = DEMO

    page = Page(sign_in(make_account(unit=county)).get("/w"))

    assert page.select("ol.todo") == []


def test_the_longest_series_of_an_indicator_is_drawn(sign_in: SignIn) -> None:
    manager = make_account()
    indicator = Indicator(unit_id=manager.unit_id, code="ordering.online", name={"zh-Hans": "网上订货率"})
    db.session.add(indicator)
    db.session.flush()
    for month, online in ((1, 791), (2, 798), (3, 842)):
        day = clock.now().date().replace(month=month, day=1)
        db.session.add(
            IndicatorFigure(
                indicator_id=indicator.id,
                unit_id=manager.unit_id,
                day=day,
                numerator=online,
                denominator=1188,
            )
        )

    page = Page(sign_in(manager).get("/w"))

    assert "66.58%" in page.select("figure figcaption")[0].text


def test_another_countys_survey_is_not_on_it(sign_in: SignIn) -> None:
    open_survey(make_account(), title={"zh-Hans": "华安的问卷"})

    page = Page(sign_in(make_account()).get("/w"))

    assert "华安的问卷" not in page.text


def test_a_signed_out_visitor_is_asked_to_sign_in(client: FlaskClient) -> None:
    response = client.get("/w")

    assert response.status_code == 303
    assert "/m/login" in response.headers["Location"]


def test_the_phone_begins_with_what_its_owner_may_see(sign_in: SignIn) -> None:
    staff = sign_in(make_account("staff")).get("/m")

    assert staff.headers["Location"] == "/m/customers"


def test_a_running_process_and_a_reachable_database_say_so(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json == {"status": "ready"}
