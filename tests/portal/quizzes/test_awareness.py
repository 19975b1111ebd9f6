"""知晓检查: retailers answer without a name, each answer is explained, only totals are shown."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from portal import clock
from portal.columns import random_id
from portal.extensions import db
from portal.people.models import UnitKind
from portal.quizzes.awareness import awareness, awareness_figures
from portal.quizzes.models import AwarenessResponse, AwarenessSlot
from portal.quizzes.setup import publishing
from portal.responses import awareness_page
from tests.factories import make_account, make_channel, make_code, make_retailer, make_survey, make_unit
from tests.portal.quizzes.exam_phone import SCRIPT
from tests.portal.quizzes.quiz_factories import make_bank, make_plan, make_quiz
from tests.portal.responses.test_many_at_once import COPIES, all_at_once

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def county():
    awareness_page.forget()
    return make_unit()


@pytest.fixture
def quiz(county):
    at = clock.now()
    plan = make_plan(county, make_bank(county))
    return make_quiz(
        county, plan=plan, kind="awareness", opens_at=at - timedelta(days=1), ends_at=at + timedelta(days=5),
        pass_mark=0.6, minutes=None, publish=False,
    )  # fmt: skip


@pytest.fixture
def published(quiz):
    publishing.publish(quiz, actor=None, at=clock.now())
    return quiz


def sheet(quiz, right=4):
    check = awareness.check_of(quiz)
    return {each.item: "b" if n < right else "a" for n, each in enumerate(check.questions)}


def test_the_page_is_one_small_answer_that_explains_each_question(client, county, published):
    shop = make_retailer(make_unit(kind=UnitKind.DISTRICT, parent=county))
    answer = client.get(f"/k/{make_code(retailer=shop).code}")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert html.count("<fieldset") == 4
    assert "因为1" in html
    assert "Set-Cookie" not in answer.headers
    assert len(answer.data) < 40_000


def test_answers_are_stored_once_without_the_shop(client, county, published):
    shop = make_retailer(make_unit(kind=UnitKind.DISTRICT, parent=county), size="small")
    code = make_code(retailer=shop).code
    form = {"_id": str(random_id()), **sheet(published)}
    first, again = client.post(f"/k/{code}", data=form), client.post(f"/k/{code}", data=form)
    other = client.post(f"/k/{code}", data={**form, "_id": str(random_id())})
    assert [first.status_code, again.status_code, other.status_code] == [200, 200, 200]
    row = db.session.query(AwarenessResponse).one()
    assert (row.unit_id, row.size, row.count_right) == (shop.unit_id, "small", 4)
    assert not hasattr(row, "retailer_id")
    assert db.session.query(AwarenessSlot).one().retailer_id == shop.id


@pytest.mark.slow
@pytest.mark.parametrize("of_a_shop", [True, False], ids=["shop", "poster"])
def test_fifty_copies_at_once_are_stored_once(app, county, published, of_a_shop):
    shop = make_retailer(make_unit(kind=UnitKind.DISTRICT, parent=county))
    code = make_code(retailer=shop).code if of_a_shop else make_code(make_channel(make_survey(county))).code
    form = {"_id": str(random_id()), **sheet(published)}
    db.session.commit()
    clients = [FlaskClient(app, app.response_class) for _copy in range(COPIES)]

    answers = all_at_once(lambda n: clients[n].post(f"/k/{code}", data=form, headers=SCRIPT))

    db.session.rollback()
    assert sorted(answer.status_code for answer in answers) == [200] * (COPIES - 1) + [201]
    assert sorted({answer.json["status"] for answer in answers}) == ["repeated", "stored"]
    assert db.session.query(AwarenessResponse).count() == 1


def test_without_script_the_explanations_come_as_the_answer(client, county, published):
    code = make_code(retailer=make_retailer(make_unit(kind=UnitKind.DISTRICT, parent=county))).code
    html = client.post(f"/k/{code}", data={"_id": str(random_id()), **sheet(published, 1)}).get_data(
        as_text=True
    )
    assert html.count('class="why"') == 4
    assert html.count("记住") + html.count("Good to know") >= 3


def test_nothing_chosen_is_said_and_not_stored(client, county, published):
    code = make_code(retailer=make_retailer(make_unit(kind=UnitKind.DISTRICT, parent=county))).code
    assert client.post(f"/k/{code}", data={"_id": str(random_id())}).status_code == 422
    assert db.session.query(AwarenessResponse).count() == 0


def test_a_check_that_has_ended_says_so(client, county, published):
    code = make_code(retailer=make_retailer(make_unit(kind=UnitKind.DISTRICT, parent=county))).code
    published.closed_at = clock.now() - timedelta(minutes=1)
    assert client.get(f"/k/{code}").status_code in (404, 410)


def answer_as(quiz, unit, size, right, times):
    check, on = awareness.check_of(quiz), clock.day_of(clock.now() - timedelta(days=1), "Asia/Shanghai")
    for _ in range(times):
        shop = make_retailer(unit, size=size)
        awareness.keep(check, random_id(), sheet(quiz, right), shop, on)


def test_districts_below_five_are_hidden_with_a_second_one(county, published):
    north, south, east = (make_unit(name, UnitKind.DISTRICT, county) for name in ("北片", "南片", "东片"))
    answer_as(published, north, "small", 4, 9)
    answer_as(published, south, "large", 0, 6)
    answer_as(published, east, "large", 4, 2)
    manager = make_account("manager", county)
    found = awareness_figures.figures(awareness.check_of(published), manager, closed=False)
    assert (found.total.share.count, found.total.share.base) == (11, 17)
    shown = {group.name: group.share and (group.share.count, group.share.base) for group in found.districts}
    assert shown == {"北片": (9, 9), "南片": None, "东片": None}


def test_figures_advance_by_whole_days_of_at_least_five():
    days = [clock.day_of(clock.now() + timedelta(days=n), "UTC") for n in range(4)]
    counts = dict(zip(days, (3, 3, 7, 2), strict=True))
    assert awareness_figures.released(counts, 5, closed=False) == days[:3]
    assert awareness_figures.released(counts, 5, closed=True) == days


def test_the_manager_sees_rate_and_interval(client, sign_in, county, published):
    answer_as(published, make_unit("北片", UnitKind.DISTRICT, county), "small", 4, 8)
    sign_in(make_account("manager", county))
    html = client.get(f"/w/exams/{published.id}/awareness").get_data(as_text=True)
    assert re.search(r"8/8", html)
    assert "北片" in html
