"""The item analysis names what was planted, says nothing without enough people, and shows nobody's name."""

import io

import msgspec
import pytest
from python_calamine import CalamineWorkbook

from portal.extensions import db
from portal.quizzes.analysis import analysis_data, analysis_models, analysis_page
from portal.quizzes.analysis.analysis import analyse
from portal.quizzes.attempts import marks, sitting
from portal.quizzes.models import Treatment
from question_bank.items import ItemType
from question_bank.papers import PaperRule
from tests.factories import NOW, make_account, make_unit
from tests.portal.quizzes.planted import TOO_EASY, WRONG_KEY, numbers_of, planted_answers, quiz_of, sit_all
from tests.portal.quizzes.quiz_factories import (
    answer,
    begin,
    make_bank,
    make_item,
    make_plan,
    make_quiz,
    sit,
)

pytestmark = pytest.mark.usefixtures("app")


def analysed(quiz, which="counted"):
    return analyse(analysis_data.read(quiz, which))


def test_sixty_attempts_name_the_wrong_key_and_the_item_everybody_knows(sign_in, page):
    quiz, people = quiz_of()
    numbers = sit_all(quiz, people, planted_answers())
    analysis = analysed(quiz)

    wrong, easy = analysis.line(numbers[WRONG_KEY - 1]), analysis.line(numbers[TOO_EASY - 1])
    assert 0.25 < wrong.figures.facility.value < 0.35
    assert wrong.figures.discrimination.value < 0
    assert (wrong.verdict.state, wrong.verdict.word) == ("bad", "检查答案")
    assert (easy.verdict.state, easy.verdict.word) == ("warn", "太容易")
    assert [line.number for line in analysis.suspects] == [WRONG_KEY]
    ends = analysis.ends(wrong)
    assert (round(ends.upper), round(ends.lower), ends.favourite.label) == (16, 16, "C")
    assert "人选 C，标准答案却是 B：检查答案。" in analysis_page.sentence(wrong, ends)

    seen = page(sign_in(make_account("clerk", quiz.unit)).get(f"/w/exams/{quiz.id}/items?lang=en"))
    assert seen.status == 200
    assert f"Item {WRONG_KEY}: check the key" in seen.text
    assert "KR-20" in seen.text
    assert not any(person.name in seen.select("main")[0].get_text() for person in people)
    heads = [mark.get_text() for mark in seen.select("#list tbody th")]
    assert heads[:2] == [str(WRONG_KEY), str(TOO_EASY)]

    file = sign_in(make_account("clerk", quiz.unit)).get(f"/w/exams/{quiz.id}/items.xlsx").data
    book = CalamineWorkbook.from_filelike(io.BytesIO(file))
    assert [len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names] == [21, 81]


def test_few_attempts_are_answered_with_silence_and_a_reason(sign_in, page):
    quiz, people = quiz_of(items=4, people=3)
    sit_all(quiz, people, ["bbbb", "bacd", "bbbc"])

    analysis = analysed(quiz)

    assert {line.verdict.word for line in analysis.lines} == {"答的人太少"}
    assert analysis.paper.alpha.value is None
    seen = page(sign_in(make_account("trainer", quiz.unit)).get(f"/w/exams/{quiz.id}/items?lang=en&all=1"))
    assert "3 answers so far; a judgement needs 30." in seen.text
    assert "too few people" in seen.text


def test_papers_that_differ_have_no_alpha_and_each_item_only_its_own_answers(sign_in, page):
    unit = make_unit()
    people = [make_account("staff", unit) for _ in range(12)]
    bank = make_bank(unit, [make_item(n) for n in range(1, 13)])
    rules = (PaperRule(count=6, bank=str(bank.id), points=10),)
    quiz = make_quiz(unit, people, plan=make_plan(unit, bank, kind="drawn", rules=rules))
    for place, person in enumerate(people):
        sit(quiz, person, "b" if place % 2 else "bca")

    analysis = analysed(quiz)

    assert not analysis.paper.is_fixed
    assert analysis.paper.alpha.value is None
    assert sum(line.figures.n for line in analysis.lines) == 12 * 6
    seen = page(sign_in(make_account("manager", unit)).get(f"/w/exams/{quiz.id}/items?lang=en"))
    assert "everybody had another paper" in seen.text
    assert "KR-20" not in seen.text


def test_of_several_attempts_the_asked_ones_are_looked_at():
    quiz, [person] = quiz_of(items=4, people=1, attempts=3)
    for letters in ("bbba", "bbbb", "aaaa"):
        attempt = begin(quiz, person)
        answer(quiz, attempt, dict(zip(numbers_of(quiz), letters, strict=True)))
        sitting.hand_in(quiz, attempt, at=NOW)

    shares = {
        which: [sat.share for sat in analysed(quiz, which).sitting.sat] for which in analysis_data.CHOICES
    }

    assert shares == {
        "counted": [1.0], "first": [0.75], "last": [0.0], "best": [1.0], "all": [0.75, 1.0, 0.0],
    }  # fmt: skip


def test_what_waits_for_a_person_or_was_dropped_is_left_out_with_its_reason():
    unit = make_unit()
    people = [make_account("staff", unit) for _ in range(2)]
    essay = msgspec.structs.replace(make_item(5), type=ItemType.ESSAY, options=(), right=())
    bank = make_bank(unit, [*(make_item(n) for n in range(1, 5)), essay])
    rules = (PaperRule(count=5, bank=str(bank.id), points=20),)
    quiz = make_quiz(unit, people, plan=make_plan(unit, bank, rules=rules))
    for person in people:
        sit(quiz, person)
    rows = analysed(quiz).sitting.asked
    dropped = next(each for each in rows.values() if each.item.type is ItemType.SINGLE)
    dropped.row.treatment = Treatment.DROPPED
    db.session.flush()

    analysis = analysed(quiz)

    assert len(analysis.lines) == 3
    assert sorted(each.reason for each in analysis.left_out) == [
        "还有 2 份等人工评阅。",
        "重判时不计这题。",
    ]


def test_a_county_sees_its_citys_quiz_as_its_own_people_sat_it(sign_in, page):
    city = make_unit()
    counties = [make_unit(parent=city), make_unit(parent=city)]
    people = [make_account("staff", counties[place // 2]) for place in range(4)]
    bank = make_bank(city)
    quiz = make_quiz(city, people, plan=make_plan(city, bank))
    for person, letter in zip(people, "bbaa", strict=True):
        sit(quiz, person, letter)

    client = sign_in(make_account("manager", counties[0]))
    seen = page(client.get(f"/w/exams/{quiz.id}/items?lang=en"))

    figures = [each.get_text(" ", strip=True) for each in seen.select(".nums dd")]
    assert figures[0].startswith("2/2")
    assert figures[1].startswith("100 median 100")
    assert figures[2].startswith("2/2")


@pytest.mark.sqlite
def test_abilities_and_difficulties_are_worked_out_from_a_hundred_people_on(sign_in, page):
    quiz, people = quiz_of(items=8, people=100)
    sit_all(quiz, people, planted_answers(items=8, people=100))

    found = analysis_models.models(analysed(quiz).sitting)

    assert (found.n, found.free) == (100, None)
    assert len(found.rasch.curves) == 8
    facility = {each.asked.id: each.curve.difficulty for each in found.rasch.curves}
    lines = sorted(analysed(quiz).lines, key=lambda line: -line.figures.facility.value)
    assert [line.id for line in lines] == sorted(facility, key=lambda item: facility[item])
    client = sign_in(make_account("auditor", quiz.unit))
    assert "Work it out" in page(client.get(f"/w/exams/{quiz.id}/items?lang=en")).text
    assert "Rasch: one slope" in page(client.get(f"/w/exams/{quiz.id}/items?lang=en&models=1")).text


def test_current_markings_are_what_is_analysed():
    quiz, people = quiz_of(items=4, people=1)
    sit_all(quiz, people, ["bbba"])

    [sat] = analysed(quiz).sitting.sat

    [marking] = [marks.current(each) for each in sitting.attempts_of(quiz, people[0].id)]
    assert (sat.total, sat.passed) == (marking.total, marking.passed) == (75, True)
