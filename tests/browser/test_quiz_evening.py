"""A leader's evening quiz and a supervisor's monitor, in a real browser."""

from datetime import timedelta

import pytest

from portal import clock
from portal.extensions import db
from portal.people.models import UnitKind
from tests.factories import make_account, make_unit
from tests.portal.quizzes.quiz_factories import begin, make_bank, make_item, make_quiz


@pytest.fixture
def county(live_server):
    county = make_unit("Hill county")
    make_bank(county, [make_item(n) for n in range(1, 9)])
    return county


def test_three_taps_start_a_quiz_that_a_colleague_joins_by_its_code(live_server, county, new_page):
    team = make_unit("East team", UnitKind.TEAM, county)
    leader, person = make_account("leader", team), make_account("staff", team, name="林小明")
    db.session.commit()
    phone = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}
    boss, other = new_page(**phone), new_page(**phone)
    live_server.sign_in(boss, leader)
    live_server.sign_in(other, person)

    boss.goto("/m/practice")
    boss.click("a[href='/m/team-quiz']")
    boss.click("label.o >> nth=0")
    boss.click("form.tq button")
    code = boss.inner_text(".tq-code").replace(" ", "")
    other.goto("/")
    other.fill("input[name=code]", code.lower())
    other.press("input[name=code]", "Enter")
    other.click("main form button")

    assert other.url.endswith(boss.url.rsplit("/", 1)[1])
    boss.wait_for_selector("#live >> text=林小明", timeout=9000)


def test_the_monitor_renews_itself_and_keeps_the_focus(live_server, county, desktop):
    trainer, person = make_account("trainer", county), make_account("staff", county, name="陈一")
    at = clock.now()
    quiz = make_quiz(county, [person], opens_at=at - timedelta(hours=1), ends_at=at + timedelta(hours=1))
    db.session.commit()
    live_server.sign_in(desktop, trainer)
    desktop.goto(f"/w/exams/{quiz.id}/monitor")
    figures = "#monitor .nums"
    before = desktop.inner_text(figures)
    desktop.evaluate("document.getElementById('monitor').setAttribute('data-every', '300')")
    desktop.focus("#monitor a.b")

    with live_server.app.app_context():
        begin(db.session.merge(quiz), db.session.merge(person), at)
        db.session.commit()
    desktop.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    desktop.wait_for_function(
        "text => document.querySelector('#monitor .nums').innerText !== text", arg=before
    )
    assert desktop.evaluate("document.activeElement.id") == f"p-{person.id}"
