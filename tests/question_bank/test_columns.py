import math
import random
import time

import pytest

from question_bank.answers import read_json
from question_bank.coding import HIDDEN, MISSING, encode, encoder
from question_bank.columns import Kind, columns
from tests.question_bank.surveys import item, options, rows, survey

EVERY = survey(
    item("one", "single", options=options("a", "b", a="skills"), indicator="visit.frequency"),
    item("many", "multiple", options=options("a", "b", b="network")),
    item("face", "rating", labels={"5": {"en": "very good"}}),
    item("nps", "nps"),
    item("kano", "kano", ask_importance=True),
    item("gap", "gap"),
    item("table", "matrix", "good", "bad", rows=rows("x", "y")),
    item("rank", "ranking", "a", "b", "c"),
    item("count", "number"),
    item("day", "date"),
    item("words", "long_text"),
    item("picture", "photo"),
    item("hello", "information"),
)
NAMES = [
    *("one", "many.a", "many.b", "face", "nps", "kano.f", "kano.d", "kano.i", "gap.e", "gap.p"),
    *("table.x", "table.y", "rank.a", "rank.b", "rank.c", "count", "day", "words"),
]


def test_every_item_has_its_columns_in_order():
    assert [column.name for column in columns(EVERY)] == NAMES


def test_a_column_knows_what_it_is_about():
    by_name = {column.name: column for column in columns(EVERY)}

    assert by_name["one"].kind is Kind.CHOICE
    assert [(level.code, level.key, level.theme) for level in by_name["one"].levels] == [
        (0, "a", "skills"),
        (1, "b", None),
    ]
    assert by_name["one"].indicator == "visit.frequency"
    assert by_name["many.b"].kind is Kind.MARK
    assert by_name["many.b"].theme == "network"
    assert by_name["many.b"].part_label["en"] == "words of b"
    assert [level.code for level in by_name["face"].levels] == [1, 2, 3, 4, 5]
    assert by_name["face"].levels[4].text == {"en": "very good"}
    assert [level.code for level in by_name["nps"].levels] == list(range(11))
    assert by_name["kano.d"].levels[4].text["zh-Hans"] == "不喜欢"
    assert [level.text for level in by_name["kano.i"].levels] == [{}] * 5
    assert by_name["table.y"].part_label["en"] == "row y"
    assert by_name["rank.c"].kind is Kind.RANK
    assert by_name["day"].kind is Kind.DATE


def test_answers_become_the_documented_codes():
    answers = {
        "one": "b",
        "many": ["b"],
        "face": 4,
        "nps": 0,
        "kano": {"f": 1, "d": 5},
        "gap": {"e": 5, "p": 3},
        "table": {"y": "bad"},
        "rank": ["c", "a"],
        "count": 2.5,
        "day": "0001-01-02",
        "words": "hello",
    }

    row = dict(zip(NAMES, encoder(EVERY)(answers), strict=True))

    assert row == {
        "one": 1,
        "many.a": 0,
        "many.b": 1,
        "face": 4,
        "nps": 0,
        "kano.f": 1,
        "kano.d": 5,
        "kano.i": MISSING,
        "gap.e": 5,
        "gap.p": 3,
        "table.x": MISSING,
        "table.y": 1,
        "rank.a": 2,
        "rank.b": MISSING,
        "rank.c": 1,
        "count": 2.5,
        "day": 2,
        "words": 1,
    }


def test_an_empty_response_is_missing_everywhere():
    row = dict(zip(NAMES, encoder(EVERY)({}), strict=True))

    assert math.isnan(row.pop("count"))
    assert set(row.values()) == {MISSING}


def test_what_was_not_asked_is_told_from_what_was_not_answered():
    asked = survey(
        item("q1", "single", "a", "b"),
        item("q2", "multiple", "a", "b", show_when='q1 = "a"'),
        item("q3", "number", show_when='q1 = "a"'),
    )
    code = encoder(asked)

    assert code({"q1": "b"})[1:3] == [HIDDEN, HIDDEN]
    assert code({"q1": "a"})[1:3] == [MISSING, MISSING]
    assert code({"q1": "a", "q2": ["a"]})[1:3] == [1, 0]
    assert math.isnan(code({"q1": "b"})[3])


def test_one_cell_can_be_asked_for():
    column = next(column for column in columns(EVERY) if column.name == "many.b")

    assert encode(EVERY, column, {"many": ["b"]}) == 1


def test_answers_of_an_older_version_are_coded_as_far_as_they_are_known():
    row = dict(zip(NAMES, encoder(EVERY)({"one": "gone", "many": ["gone", "a"], "removed": 1}), strict=True))

    assert (row["one"], row["many.a"], row["many.b"]) == (MISSING, 1, 0)


def test_two_rows_never_share_a_cell():
    code = encoder(EVERY)
    first = code({"one": "a"})

    code({"one": "b"})

    assert first[0] == 0


@pytest.mark.slow
def test_many_rows_are_coded_fast():
    asked = survey(*[item(f"q{n}", "single", "a", "b", "c") for n in range(20)])
    chance = random.Random(7)
    answers = [{f"q{n}": chance.choice("abc") for n in range(20)} for _ in range(5_000)]
    code = encoder(asked)
    started = time.perf_counter()

    for each in answers:
        code(each)

    assert time.perf_counter() - started < 0.25, "50 microseconds a row; measured: about 3"


def test_what_the_reader_accepts_the_coder_can_code():
    reading = read_json(EVERY, {"one": "a", "day": "9999-12-31", "count": 999_999_999_999})

    assert reading.ok
    assert encoder(EVERY)(reading.answers)[0] == 0
