"""Ways round the rules of banks, exams and checks that somebody tried, each shut."""

from collections import Counter
from datetime import date, timedelta

import pytest

from portal import clock
from portal.columns import random_id
from portal.extensions import db
from portal.people.models import UnitKind
from portal.quizzes.analysis import analysis_data
from portal.quizzes.awareness import awareness, awareness_figures
from portal.quizzes.models import PaperPlan
from portal.quizzes.practice import practice_answers
from portal.quizzes.practice.practice_answers import Given
from portal.quizzes.practice.practice_sets import Kind
from question_bank.errors import ItemError
from question_bank.item_answers import canonical
from question_bank.items import Item, ItemType
from tests.factories import make_account, make_retailer, make_unit
from tests.portal.quizzes.quiz_factories import begin, items_of, make_bank, make_plan, make_quiz, sit

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def county():
    return make_unit("North")


@pytest.fixture
def bank(county):
    return make_bank(county)


def exam(county, bank, people, **extra):
    at = clock.now()
    window = {"opens_at": at - timedelta(hours=1), "ends_at": at + timedelta(hours=3)}
    return make_quiz(county, people, plan=make_plan(county, bank), **window, **extra)


def test_an_answer_practised_last_week_tells_no_key_during_the_exam(county, bank, sign_in):
    clerk, at = make_account("staff", county), clock.now()
    item = items_of(bank)[0]
    row = practice_answers.take(
        clerk, Given(random_id(), item.id, 1, Kind.RANDOM, "b"), at=at - timedelta(days=1)
    )
    quiz = exam(county, bank, [clerk])
    db.session.commit()
    client = sign_in(clerk)
    assert client.get(f"/m/practice/answers/{row.id}").status_code == 200
    begin(quiz, clerk, at)
    db.session.commit()
    again = {"id": str(row.id), "item": str(item.id), "version": "1", "set": "random", "give_up": "1"}
    answers = [client.get(f"/m/practice/answers/{row.id}")]
    answers.append(client.post("/m/practice/answer", data=again, headers={"Accept": "application/json"}))
    assert [each.status_code for each in answers] == [410, 410]
    assert not any("因为" in each.get_data(as_text=True) for each in answers)


def test_a_leader_reads_no_key_of_an_exam_that_is_on(county, bank, sign_in):
    leader, colleague = make_account("leader", county), make_account("staff", county)
    quiz = exam(county, bank, [leader, colleague], attempts=2)
    own, other = (sit(quiz, each, "b", clock.now() - timedelta(minutes=40)) for each in (leader, colleague))
    item = items_of(bank)[0].id
    db.session.commit()
    client = sign_in(leader)
    pages = [f"/w/exams/{quiz.id}/results/{each.id}" for each in (own, other)]
    pages += [f"/w/exams/{quiz.id}/{page}" for page in ("items", "items.xlsx", "regrade")]
    pages += [f"/w/items/{item}"]
    assert {client.get(page).status_code for page in pages} == {409}
    assert client.get(f"/w/exams/{quiz.id}/results").status_code == 200
    quiz.closed_at = clock.now() - timedelta(seconds=1)
    db.session.commit()
    assert {client.get(page).status_code for page in pages} == {200}
    # The bank's own page of an item says to a leader what is asked, never what is right.
    assert "因为" not in client.get(f"/w/items/{item}").get_data(as_text=True)
    assert client.get(f"/w/items/{item}/versions").status_code == 403


def test_an_awareness_check_is_not_analysed_below_five(county):
    at = clock.now()
    quiz = make_quiz(
        county, kind="awareness", opens_at=at - timedelta(days=1), ends_at=at + timedelta(days=5),
        minutes=None,
    )  # fmt: skip
    check = awareness.check_of(quiz)
    team = make_unit("东片", UnitKind.DISTRICT, county)
    for n in range(6):
        shop = make_retailer(team if n < 2 else make_unit(f"片{n}", UnitKind.DISTRICT, county))
        answers = {check.questions[0].item: "b"}
        awareness.keep(check, random_id(), answers, shop, clock.day_of(at, "Asia/Shanghai"))
    manager, leader = make_account("manager", county), make_account("leader", team)
    counted = [
        len(analysis_data.read(quiz, analysis_data.ALL, each.units_below()).sat) for each in (manager, leader)
    ]
    assert counted == [6, 0]


def test_two_looks_at_a_district_never_differ_by_one_shop():
    days = [date(2026, 3, n) for n in (1, 2, 3)]
    groups = dict(zip(days, (Counter(a=6, b=6), Counter(a=1, b=6), Counter(a=4)), strict=True))
    counts = {day: each.total() for day, each in groups.items()}
    assert awareness_figures.released(dict(list(counts.items())[:2]), 5, False, groups) == days[:1]
    assert awareness_figures.released(counts, 5, False, groups) == days


@pytest.mark.parametrize("kind", [ItemType.ESSAY, ItemType.FILL_IN])
def test_half_a_character_is_no_answer(kind):
    item = Item(key="q", type=ItemType.ESSAY)
    with pytest.raises(ItemError):
        canonical(item, "a\0b" if kind is ItemType.ESSAY else "\ud800")


def test_nonsense_in_forms_is_told_and_never_breaks_a_page(county, bank, sign_in):
    manager, clerk = make_account("manager", county), make_account("staff", county)
    quiz = exam(county, bank, [clerk])
    attempt = begin(quiz, clerk, clock.now())
    plan, item = db.session.get_one(PaperPlan, quiz.paper_plan_id), items_of(bank)[0].id
    db.session.commit()
    client = sign_in(manager)
    huge = str(10**30)
    for page in (f"/w/banks/{bank.id}?difficulty={huge}", "/w/problems?q=%00", "/w/banks?shelf=%00"):
        assert client.get(page).status_code == 200
    assert client.get(f"/w/items/{item}/versions?before={huge}").status_code == 404
    row = {"rules-0-count": "2", "rules-0-problem": "", "rules-0-marking": "", "rules-0-bank": "nobody"}
    typed = {"title": "t", "kind": "fixed", "band": "nan", "seed": "3", **row}
    posts = {
        "/w/banks/new": {"title.zh-Hans": "a\0b"}, "/w/exams/new": {"kind": "exam", "title.zh-Hans": "a\0b"},
        f"/w/papers/{plan.id}": typed, f"/w/exams/{quiz.id}/people/{clerk.id}/attempts": {"extra": "1"},
        f"/w/exams/{quiz.id}/people/{clerk.id}/extend": {"minutes": "5", "seen": attempt.due_at.isoformat()},
    }  # fmt: skip
    assert {path: client.post(path, data=data).status_code for path, data in posts.items()} == dict.fromkeys(
        posts, 422
    )
    assert client.post(f"/w/items/{item}/retire", data={"reason": "a\0b"}).status_code == 303
