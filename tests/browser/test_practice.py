"""Practice on a phone that loses its network between two shops."""

import pytest
from sqlalchemy import func, select

from portal.extensions import db
from portal.quizzes.models import PracticeAnswer
from tests.factories import make_account, make_unit
from tests.portal.quizzes.quiz_factories import make_bank


@pytest.fixture
def staff(live_server, phone):
    county = make_unit("Changtai")
    staff = make_account("staff", county)
    make_bank(county)
    db.session.commit()
    live_server.sign_in(phone, staff)
    return staff


def answers(live_server):
    live_server.fresh()
    return db.session.scalar(select(func.count(PracticeAnswer.id)))


def test_questions_are_there_without_a_network_and_answers_arrive_later(live_server, phone, staff):
    phone.goto("/m/practice/today")
    assert phone.locator(".pq").count() == 4

    phone.locator(".pq:visible .o").first.click()
    phone.locator(".pq:visible .ans .p").click()
    phone.locator(".pq:visible .told .fb").wait_for()
    phone.context.set_offline(True)
    phone.locator(".pq:visible > .sec .b").click()
    phone.locator(".pq:visible .o").first.click()
    phone.locator(".pq:visible .ans .p").click()
    phone.locator("#kept:visible").wait_for()

    assert phone.locator(".pq:visible .told").count() == 0
    assert answers(live_server) == 1
    phone.context.set_offline(False)
    phone.locator(".pq:visible .told .fb").wait_for()
    assert answers(live_server) == 2


def test_without_script_one_question_after_the_other(live_server, phone_without_js, staff):
    live_server.sign_in(phone_without_js, staff)
    phone_without_js.goto("/m/practice/random")
    assert phone_without_js.locator(".pq:visible").count() == 1

    for _place in range(4):
        phone_without_js.locator(".pq:visible .o").last.click()
        phone_without_js.locator(".pq:visible .ans .p").click()
        phone_without_js.locator(".told .fb").wait_for()
        phone_without_js.locator("main > .sec .b").click()

    assert phone_without_js.locator(".big").count() == 1
    assert answers(live_server) == 4
