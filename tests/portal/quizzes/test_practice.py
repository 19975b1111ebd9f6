"""Practice on the phone: the ten of the day, an answer and what it changes, the book of wrong ones."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.columns import random_id
from portal.errors import Gone, Refused, TooManyTries
from portal.extensions import db
from portal.improvement import services as problems
from portal.people import settings
from portal.people.models import UnitKind
from portal.quizzes.banks import banking
from portal.quizzes.models import DailySet, PracticeAnswer, PracticeCard
from portal.quizzes.practice import practice_answers, practice_pool, practice_sets
from portal.quizzes.practice.practice_sets import Kind
from question_bank.items import Accepted, Blank, Item, ItemType, Option, Pair, Source
from tests.factories import NOW, make_account, make_unit
from tests.portal.quizzes.quiz_factories import begin, items_of, make_bank, make_item, make_plan, make_quiz

DAY = timedelta(days=1)


@pytest.fixture
def county(app):
    return make_unit("Changtai")


@pytest.fixture
def staff(county):
    return make_account("staff", make_unit("Team", UnitKind.TEAM, county), language="en", post="clerk")


def give(account, row, answer="b", *, at=NOW, kind=Kind.TODAY, key=None, **extra):
    given = practice_answers.Given(key or random_id(), row.id, row.current_n, kind, answer, **extra)
    return practice_answers.take(account, given, at=at)


def card(account, row):
    return db.session.get_one(PracticeCard, (account.id, row.id))


def ten(account, at=NOW):
    return practice_sets.daily_items(account, at, practice_pool.reach(account, at))


def test_the_ten_of_the_day_stay_the_same_all_day_and_change_by_what_was_right(county, staff):
    rows = items_of(make_bank(county, [make_item(n) for n in range(1, 15)]))
    first = ten(staff)

    give(staff, next(row for row in rows if row.id == first[0]))

    assert len(first) == 10
    assert ten(staff, NOW + timedelta(hours=3)) == first
    assert db.session.scalars(select(DailySet)).one().account_id == staff.id
    # Right yesterday: what is new comes before it.
    assert first[0] not in ten(staff, NOW + DAY)


def test_items_of_a_key_problem_come_first_for_those_it_concerns(county, staff):
    rows = items_of(make_bank(county, [make_item(n) for n in range(1, 20)]))
    other = make_account("staff", staff.unit, post="deliverer")
    details = problems.Details(statement={"en": "Slow"}, is_key=True, posts=("clerk",))
    problem = problems.create_problem(unit=county, details=details, actor=None, at=NOW)
    problems.put_into_practice_set(problem, rows[15:18], actor=None, at=NOW)

    assert {row.id for row in rows[15:18]} <= set(ten(staff))
    assert practice_pool.mattering(other) == frozenset()


def test_what_nobody_signed_what_expired_and_what_belongs_to_others_is_not_practised(county, staff):
    make_bank(county, needs_signing=True)
    make_bank(make_unit("elsewhere"))
    old = make_item(1, expires_on=NOW.date() - DAY)
    (good,) = items_of(make_bank(county, [make_item(2)]))
    make_bank(county, [old])

    assert ten(staff) == [good.id]


def test_an_answer_sent_twice_is_kept_once_and_marked_by_its_first_sending(county, staff):
    row, other = items_of(make_bank(county))[:2]
    key = random_id()

    kept = give(staff, row, "a", key=key)

    assert give(staff, row, "b", key=key) is kept
    assert (kept.fraction, db.session.scalar(db.select(db.func.count(PracticeAnswer.id)))) == (0, 1)
    with pytest.raises(Refused):
        give(staff, other, "b", key=key)
    with pytest.raises(Refused):
        give(make_account("staff", county), row, "b", key=key)


def test_a_wrong_item_leaves_the_book_after_two_right_days_not_after_two_right_answers(county, staff):
    row = items_of(make_bank(county))[0]

    give(staff, row, "a")
    give(staff, row, "b", at=NOW + DAY)
    give(staff, row, "b", at=NOW + DAY, kind=Kind.WRONG)

    assert card(staff, row).is_wrong
    give(staff, row, "b", at=NOW + 2 * DAY)
    assert not card(staff, row).is_wrong
    assert card(staff, row).due_on > NOW.date() + 2 * DAY


def test_right_but_not_sure_comes_back_sooner(county, staff):
    sure, unsure, given_up = items_of(make_bank(county))[:3]

    give(staff, sure)
    give(staff, unsure, sure=False)
    give(staff, given_up, None)

    assert card(staff, unsure).due_on < card(staff, sure).due_on
    assert card(staff, given_up).is_wrong


def test_beyond_the_ten_only_the_days_share_can_be_asked(county, staff):
    rows = items_of(make_bank(county, [make_item(n) for n in range(1, 15)]))
    settings.put(county, "practice_a_day", 10, None, NOW)
    chosen = ten(staff)
    outside = [row for row in rows if row.id not in chosen]

    for place in range(10):
        give(staff, outside[place % 4], kind=Kind.TODAY)  # a false set does not make it free

    with pytest.raises(TooManyTries):
        give(staff, outside[0], kind=Kind.RANDOM)
    give(staff, next(row for row in rows if row.id == chosen[0]))
    assert give(staff, outside[0], kind=Kind.RANDOM, at=NOW + DAY).day > NOW.date()


def test_practice_keeps_the_keys_of_an_exam_that_is_being_sat(county, staff):
    bank = make_bank(county)
    quiz = make_quiz(county, [staff], plan=make_plan(county, bank))
    begin(quiz, staff)

    assert ten(staff) == []
    with pytest.raises(Gone):
        give(staff, items_of(bank)[0])
    assert len(ten(staff, NOW + 2 * DAY)) == 0  # nobody has handed in yet


def first_form(shown):
    """What the first question's form sends besides its answer."""
    fields = shown.select(".pq form.ans")[0].select("input[type=hidden]")
    return {field["name"]: field["value"] for field in fields}


def without_chance(answer):
    """A page without what is new each time it is drawn."""
    return re.sub(r'name="(csrf_token|id|version)" value="[^"]*"', "", answer.get_data(as_text=True))


def test_a_question_page_does_not_depend_on_the_key(client, sign_in, county, staff):
    bank = make_bank(county, [make_item(1, "a"), make_item(2, "b")])
    sign_in(staff)
    before = without_chance(client.get("/m/practice/today"))

    for row in items_of(bank):
        other = make_item(row.number, "d", explanation={"en": "Quite another reason"})
        banking.change_item(row, other, actor=None, at=NOW)

    assert without_chance(client.get("/m/practice/today")) == before
    assert "pq" in before
    assert "Because" not in before


def test_without_script_each_answer_gets_its_explanation_and_the_next_question(
    client, sign_in, county, staff, page
):
    source = Source(document="Rules 2026", clause="§3", url="https://example.cn/rules")
    make_bank(county, [make_item(1, source=source), make_item(2, source=source)])
    sign_in(staff)
    asked = page(client.get("/m/practice/today"))
    letters = {label.i.text: label.get_text() for label in asked.select(".pq")[0].select("label.o")}
    right = next(letter for letter, words in letters.items() if "b of" in words)
    wrong = next(letter for letter, words in letters.items() if "a of" in words)

    answer = client.post("/m/practice/answer", data={**first_form(asked), "q1": wrong})
    told = page(client.get(answer.location))

    assert (asked.select("#bar")[0]["max"], len(asked.select(".pq"))) == ("2", 2)
    assert "Not right Because" in told.text
    assert told.select(".o .right i")[0].text == right
    assert told.select(".fb a")[0]["href"] == "https://example.cn/rules"
    after = page(client.get(told.select("a.b.p")[0]["href"]))
    assert after.select("#where")[0].text == "Question 2 of 2"
    assert "right 2 more times" in page(client.get("/m/wrong")).text


def test_an_answer_in_the_background_comes_back_with_why_and_an_empty_one_with_a_sentence(
    client, sign_in, county, staff, page
):
    make_bank(county)
    sign_in(staff)
    form = first_form(page(client.get("/m/practice/random")))
    as_json = {"Accept": "application/json"}

    empty = client.post("/m/practice/answer", data=form, headers=as_json)
    given_up = client.post("/m/practice/answer", data={**form, "give_up": "1"}, headers=as_json)

    assert (empty.status_code, empty.json) == (422, {"error": "Answer first, or tap “I do not know”."})
    assert "This is the answer" in given_up.json["html"]
    star = client.post("/m/practice/star", data={"item": form["item"], "star": "1"}, headers=as_json)
    assert star.json == {"starred": True}
    assert len(page(client.get("/m/practice/starred")).select(".pq")) == 1
    assert "1" in page(client.get("/m/practice")).text


def test_every_type_of_item_can_be_practised(client, sign_in, county, staff, page):
    one = {"en": "One"}
    options = (Option(key="x", text={"en": "First"}), Option(key="y", text={"en": "Second"}))
    kinds = [
        Item(key="t", type=ItemType.TRUE_FALSE, stem=one, right=("true",)),
        Item(key="m", type=ItemType.MULTIPLE, stem={"en": "Two things"}, options=options, right=("x", "y")),
        Item(key="f", type=ItemType.FILL_IN, stem={"en": "Fill [[b1]] in"},
             blanks=(Blank(key="b1", accepted=(Accepted(text="三"),)),)),
        Item(key="n", type=ItemType.NUMERIC, stem={"en": "How much"}, accepted=(Accepted(value=3),)),
        Item(key="p", type=ItemType.MATCHING, stem={"en": "Pairs of"}, options=options,
             pairs=(Pair(key="p1", text=one, option="x"), Pair(key="p2", text={"en": "2"}, option="y"))),
        Item(key="o", type=ItemType.ORDERING, stem={"en": "In order"}, options=options, right=("x", "y")),
        Item(key="e", type=ItemType.ESSAY, stem={"en": "Say it yourself"}, model_answer={"en": "Model"}),
    ]  # fmt: skip
    bank = make_bank(county, kinds)
    sign_in(staff)
    asked = page(client.get(f"/m/practice/bank/{bank.id}"))
    sent = {
        "true_false": {"": "A"}, "multiple": {"": ["A", "B"]}, "fill_in": {".1": "三"}, "numeric": {"": "３"},
        "matching": {".1": "A", ".2": "B"}, "ordering": {".A": "1", ".B": "2"}, "essay": {"": "my words"},
    }  # fmt: skip

    for place, article in enumerate(asked.select(".pq"), start=1):
        kind = article.select("fieldset")[0]["data-kind"]
        form = {field["name"]: field["value"] for field in article.select("form.ans input[type=hidden]")}
        form |= {f"q{place}{part}": value for part, value in sent[kind].items()}
        assert page(client.get(client.post("/m/practice/answer", data=form).location)).status == 200

    marks = {row.item_id: row.fraction for row in db.session.scalars(select(PracticeAnswer))}
    by_type = {row.type: marks[row.id] for row in items_of(bank)}
    assert [by_type[kind] for kind in ("true_false", "multiple", "fill_in", "numeric")] == [1, 1, 1, 1]
    assert by_type["matching"] in (0, 1)
    assert by_type["essay"] is None
    assert set(by_type) == set(sent)
