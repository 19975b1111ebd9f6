"""The numbers of the paper: every type of question, typed and read by the respondent's own reader."""

import msgspec
import pytest

from portal.assisting import grid
from portal.responses.sheet import lay_out
from question_bank import answers
from question_bank.questionnaires import Questionnaire
from tests.factories import make_questionnaire


def options(count):
    return [{"key": f"o{n}", "text": {"en": f"Option {n}"}} for n in range(1, count + 1)]


ITEMS = [
    {"key": "one", "type": "single", "options": options(3)},
    {"key": "many", "type": "multiple", "options": options(5)},
    {"key": "plenty", "type": "multiple", "options": options(12)},
    {"key": "rate", "type": "rating"},
    {"key": "nps", "type": "nps"},
    {"key": "kano", "type": "kano", "functional": {"en": "with"}, "dysfunctional": {"en": "without"}},
    {"key": "gap", "type": "gap"},
    {
        "key": "grid",
        "type": "matrix",
        "options": options(3),
        "rows": [{"key": "a", "text": {"en": "Row a"}}, {"key": "b", "text": {"en": "Row b"}}],
    },
    {"key": "rank", "type": "ranking", "options": options(3)},
    {"key": "words", "type": "short_text"},
    {"key": "number", "type": "number"},
    {"key": "day", "type": "date"},
]


@pytest.fixture
def questionnaire(app):
    items = [{"stem": {"en": "?"}, **item} for item in ITEMS]
    document = make_questionnaire(items, base_language="en", languages=["en"])
    return msgspec.convert(document, Questionnaire)


@pytest.fixture
def lines(app, questionnaire):
    with app.test_request_context("/?lang=en"):
        return grid.lines(lay_out(questionnaire, "en"))


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ({"one": "3"}, {"one": "o3"}),
        ({"one": "３"}, {"one": "o3"}),
        ({"many": "1 3 5"}, {"many": ["o1", "o3", "o5"]}),
        ({"many": "531"}, {"many": ["o1", "o3", "o5"]}),
        ({"many": "1、3，5"}, {"many": ["o1", "o3", "o5"]}),
        ({"plenty": "12"}, {"plenty": ["o12"]}),
        ({"plenty": "1 2"}, {"plenty": ["o1", "o2"]}),
        ({"rate": "4"}, {"rate": 4}),
        ({"nps": "0"}, {"nps": 0}),
        ({"nps": "10"}, {"nps": 10}),
        ({"kano.f": "1", "kano.d": "5"}, {"kano": {"f": 1, "d": 5}}),
        ({"gap.e": "5", "gap.p": "3"}, {"gap": {"e": 5, "p": 3}}),
        ({"grid.a": "1", "grid.b": "3"}, {"grid": {"a": "o1", "b": "o3"}}),
        ({"rank": "312"}, {"rank": ["o3", "o1", "o2"]}),
        ({"rank": "3 1 2"}, {"rank": ["o3", "o1", "o2"]}),
        ({"words": " said so "}, {"words": "said so"}),
        ({"number": "12.5"}, {"number": 12.5}),
        ({"day": "2026-3-5"}, {"day": "2026-03-05"}),
        ({"day": "20260305"}, {"day": "2026-03-05"}),
        ({"day": "2026年3月5日"}, {"day": "2026-03-05"}),
        ({"one": " "}, {}),
    ],
)
def test_typed_numbers_are_the_answers_they_stand_for(typed, answer, lines, questionnaire):
    fields, wrong = grid.understand(typed, lines)

    assert wrong == {}
    reading = answers.read(questionnaire, fields)
    assert (reading.answers, reading.problems) == (answer, ())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("one", "4"),
        ("one", "0"),
        ("one", "x"),
        ("one", "1 2"),
        ("many", "1 1"),
        ("many", "16"),
        ("plenty", "13"),
        ("nps", "11"),
        ("rank", "11"),
        ("rank", "1 4"),
        ("grid.a", "9"),
        ("one", "、"),
    ],
)
def test_number_without_a_box_is_said_on_its_line(name, text, app, lines):
    with app.test_request_context("/?lang=en"):
        fields, wrong = grid.understand({name: text}, lines)

    assert list(wrong) == [name]
    assert fields == {}


def test_lines_of_a_question_with_parts_are_lettered(lines):
    assert [line.number for line in lines if line.item in ("kano", "gap", "grid")] == [
        "6a", "6b", "7a", "7b", "8a", "8b",
    ]  # fmt: skip
