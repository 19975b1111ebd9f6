"""Problems on screen: who looks after what, whom it concerns, and the practice set each one owns."""

import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.columns import random_id
from portal.extensions import db
from portal.improvement import services
from portal.improvement.models import Problem
from portal.people.audit import AuditEvent
from portal.people.models import Tree, UnitKind
from portal.quizzes.models import PracticeAnswer
from portal.quizzes.practice import concerns, problem_panel
from tests.factories import NOW, make_account, make_unit
from tests.portal.quizzes.quiz_factories import items_of, make_bank, make_plan, make_quiz, sit

STATEMENT = {"zh-Hans": "不会操作网上订货", "en": "Cannot order online"}


def follow(client, answer):
    assert answer.status_code == 303
    return client.get(answer.location)


def make_problem(unit, **details):
    values = {"statement": STATEMENT, "is_key": True, **details}
    return services.create_problem(unit=unit, details=services.Details(**values), actor=None, at=NOW)


@pytest.fixture
def county(app):
    return make_unit("Changtai")


@pytest.fixture
def manager(county, sign_in):
    manager = make_account("manager", county, language="en")
    sign_in(manager)
    return manager


def test_a_problem_is_written_down_with_its_baseline_and_its_teams(client, manager, county, page):
    south = make_unit("South", UnitKind.DISTRICT, county)
    data = {
        "statement": STATEMENT["zh-Hans"], "statement_en": STATEMENT["en"], "is_key": "y",
        "owner": str(manager.id), "numerator": "104", "denominator": "342", "baseline_on": "2026-02-28",
        "indicator": "", "units": [str(south.id)], "posts": ["clerk"],
    }  # fmt: skip

    shown = page(follow(client, client.post("/w/problems/new", data=data)))

    problem = db.session.scalars(select(Problem)).one()
    assert shown.h1.startswith("Problem 1 Cannot order online")
    assert "30.4%" in shown.text
    assert "South, Office clerk" in shown.text
    assert (problem.number, problem.baseline_on) == (1, date(2026, 2, 28))
    assert db.session.scalars(select(AuditEvent).filter_by(object_type="problem")).one().verb == "create"


def test_a_baseline_without_its_base_is_refused_and_what_was_typed_stays(client, manager, page):
    data = {"statement": "不会操作", "numerator": "104", "owner": "", "indicator": ""}

    shown = page(client.post("/w/problems/new", data=data))

    assert shown.status == 422
    assert shown.value("numerator") == "104"
    assert page(client.post("/w/problems/new", data={**data, "denominator": "nan"})).status == 422
    assert client.post("/w/problems/new", data={**data, "denominator": "342"}).status_code == 303


def test_who_saves_what_somebody_else_has_changed_is_told(client, manager, county, page):
    problem = make_problem(county)
    data = {"statement": "别的说法", "version": "0", "owner": "", "indicator": ""}

    assert page(client.post(f"/w/problems/{problem.id}/edit", data=data)).status == 409
    data["version"] = str(problem.row_version)
    assert client.post(f"/w/problems/{problem.id}/edit", data=data).status_code == 303


def test_an_archived_problem_leaves_the_list_and_comes_back(client, manager, county, page):
    problem = make_problem(county)

    listed = page(follow(client, client.post(f"/w/problems/{problem.id}/archive")))

    assert listed.select("tbody tr") == []
    assert "Cannot order online" in page(client.get("/w/problems?shelf=archive")).text
    client.post(f"/w/problems/{problem.id}/restore")
    assert "Cannot order online" in page(client.get("/w/problems")).text


def test_a_problem_concerns_its_teams_and_without_any_everybody_below(county):
    south = make_unit("South", UnitKind.DISTRICT, county)
    north = make_unit("North", UnitKind.DISTRICT, county)
    team = make_unit("Team", UnitKind.TEAM, south)
    in_team, clerk = make_account("staff", team), make_account("clerk", north, post="clerk")
    driver = make_account("staff", north, post="deliverer")
    elsewhere = make_account("staff", make_unit(), post="clerk")
    everybody, some = make_problem(county), make_problem(county, units=(south.id,), posts=("clerk",))
    db.session.flush()

    assert [services.concerns(some, who, Tree.load()) for who in (in_team, clerk, driver, elsewhere)] == [
        True, True, False, False,
    ]  # fmt: skip
    assert services.problems_of(driver) == [everybody]
    assert [each.number for each in concerns.of_person(clerk)] == [1, 2]
    assert set(services.people_concerned(some)) == {clerk, in_team}


def test_items_are_given_to_a_problem_and_taken_out_without_touching_their_wording(
    client, manager, county, page
):
    problem, (first, second, *_rest) = make_problem(county), items_of(make_bank(county))
    foreign = items_of(make_bank(make_unit()))[0]
    chosen = {"items": [str(first.id), str(second.id), str(foreign.id)]}

    assert len(page(client.get(f"/w/problems/{problem.id}/items")).select("tbody tr")) == 4
    shown = page(follow(client, client.post(f"/w/problems/{problem.id}/items", data=chosen)))

    assert [first.problem_id, second.problem_id, foreign.problem_id] == [problem.id, problem.id, None]
    assert (first.current_n, len(shown.select("#items tbody tr"))) == (1, 2)
    client.post(f"/w/problems/{problem.id}/items/remove", data={"items": [str(first.id)]})
    assert first.problem_id is None
    verbs = select(AuditEvent.verb).where(AuditEvent.object_type == "problem").order_by(AuditEvent.at)
    assert set(db.session.scalars(verbs)) == {"create", "add practice items", "take out practice items"}


def test_the_page_counts_right_of_asked_by_month_in_practice_and_quizzes(client, manager, county, page):
    problem, bank = make_problem(county), make_bank(county)
    rows = items_of(bank)
    services.put_into_practice_set(problem, rows[:2], actor=None, at=NOW)
    staff = make_account("staff", county)
    quiz = make_quiz(county, [staff], plan=make_plan(county, bank))
    sit(quiz, staff, "b")
    for n, fraction in enumerate((1.0, 0.5, 0.0)):
        values = {"account_id": staff.id, "unit_id": county.id, "item_id": rows[0].id, "version_n": 1}
        day = (NOW - timedelta(days=40)).date() if n == 2 else NOW.date()
        db.session.add(
            PracticeAnswer(
                id=random_id(), problem_id=problem.id, set="today", day=day, answered_at=NOW,
                fraction=fraction, **values,
            )
        )  # fmt: skip

    january, _february, march = problem_panel.months(problem.id, NOW.date())

    assert (january.label, january.practice) == ("2026-01", problem_panel.Tally(0, 1))
    assert (march.practice, march.quizzes) == (problem_panel.Tally(1, 2), problem_panel.Tally(2, 2))
    assert march.together.share == 0.75
    shown = page(client.get(f"/w/problems/{problem.id}")).text
    assert "2026-03 1/2 2/2 75% 3/4 small sample" in shown
    assert problem_panel.counts([problem.id, uuid.uuid4()]) == {problem.id: 2}
