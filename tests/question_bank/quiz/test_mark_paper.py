import pytest

from question_bank.errors import PaperError
from question_bank.items import Rule
from question_bank.marking_papers import mark_paper
from question_bank.papers import Paper, Question
from tests.question_bank.quiz.writing import item, multiple, single, truth

ITEMS = {"one": single(right="b"), "two": multiple("abd"), "three": truth(True), "four": item("essay")}
QUESTIONS = (
    Question(item="one", points=2),
    Question(item="two", points=3, rule=Rule.MISSING_SHARE),
    Question(item="three", points=1),
    Question(item="four", points=4),
)
PAPER = Paper(questions=QUESTIONS, pass_mark=6)


def test_a_paper_is_worth_the_sum_of_its_questions():
    result = mark_paper(PAPER, ITEMS, {"one": "b", "two": ["a", "b"], "three": "false"})

    assert dict(result.points) == {"one": 2, "two": 2, "three": 0, "four": 0}
    assert (result.total, result.possible, result.share) == (4, 10, 0.4)


def test_what_was_not_answered_counts_in_the_denominator():
    # Sensei counted only the answered ones: 4 answers gave 100 %.
    result = mark_paper(PAPER, ITEMS, {"one": "b"})

    assert (result.total, result.possible) == (2, 10)


@pytest.mark.parametrize(
    ("answers", "manual", "passed"),
    [
        ({"one": "b", "two": ["a", "b", "d"], "three": "true"}, {}, True),
        ({"one": "b", "four": "先登记"}, {}, None),
        ({"one": "b", "four": "先登记"}, {"four": 1.0}, True),
        ({"one": "b", "four": "先登记"}, {"four": 0.5}, False),
        ({"three": "true", "four": "先登记"}, {}, False),
        ({}, {}, False),
    ],
)
def test_passed_is_open_only_while_the_open_marks_decide_it(answers, manual, passed):
    assert mark_paper(PAPER, ITEMS, answers, manual).passed is passed


def test_without_a_pass_mark_nobody_passes_or_fails():
    assert mark_paper(Paper(questions=QUESTIONS), ITEMS, {}).passed is None


def test_three_thirds_reach_a_whole_pass_mark():
    thirds = tuple(Question(item=f"q{n}", points=1, rule=Rule.MISSING_SHARE) for n in range(3))
    items = {question.item: multiple("abc") for question in thirds}

    result = mark_paper(Paper(questions=thirds, pass_mark=1), items, {q.item: ["a"] for q in thirds})

    assert result.passed is True


def test_certainty_rewards_the_sure_and_costs_the_wrongly_sure():
    answers = {"one": "b", "three": "false"}

    result = mark_paper(PAPER, ITEMS, answers, certainty={"one": 3, "two": 3, "three": 2})

    assert dict(result.points) == {"one": 6, "two": 0, "three": -2, "four": 0}


def test_essays_waiting_for_a_marker_are_named():
    assert mark_paper(PAPER, ITEMS, {"four": "先登记"}).pending == ("four",)


def test_a_paper_is_marked_only_from_the_versions_it_asked():
    with pytest.raises(PaperError) as refused:
        mark_paper(PAPER, {"one": ITEMS["one"]}, {})

    assert refused.value.code == "version_missing"
