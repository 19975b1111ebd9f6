import json
import time
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from question_bank.answers import fingerprint, read, read_json, rights, visible, write
from question_bank.questionnaires import Option
from tests.question_bank.surveys import item, options, rows, survey, text

ALONE = (*options("a", "b"), Option(key="none", text=text("none"), exclusive=True))
EVERY = survey(
    item("one", "single", "a", "b"),
    item("many", "multiple", options=ALONE, choose_at_most=2),
    item("face", "rating"),
    item("nps", "nps"),
    item("kano", "kano", ask_importance=True),
    item("gap", "gap"),
    item("table", "matrix", "good", "bad", rows=rows("x", "y")),
    item("rank", "ranking", "a", "b", "c"),
    item("short", "short_text"),
    item("long", "long_text"),
    item("phone", "short_text", purpose="phone"),
    item("count", "number", minimum=0, maximum=10),
    item("day", "date"),
    item("picture", "photo"),
    item("hello", "information"),
)

FORM = {
    "one": ["b"],
    "many": ["b", "a"],
    "face": ["4"],
    "nps": ["10"],
    "kano.f": ["1"],
    "kano.d": ["5"],
    "kano.i": ["3"],
    "gap.e": ["5"],
    "gap.p": ["3"],
    "table.x": ["good"],
    "table.y": ["bad"],
    "rank.a": ["3"],
    "rank.b": ["1"],
    "rank.c": ["2"],
    "short": ["  早上  好 "],
    "long": ["一\r\n二 "],
    "phone": ["１３８ 0000 0000"],
    "count": ["2.50"],
    "day.y": ["2012"],
    "day.m": ["2"],
    "day.d": ["9"],
    "picture": ["photo.jpg"],
}
ANSWERS = {
    "one": "b",
    "many": ["a", "b"],
    "face": 4,
    "nps": 10,
    "kano": {"f": 1, "d": 5, "i": 3},
    "gap": {"e": 5, "p": 3},
    "table": {"x": "good", "y": "bad"},
    "rank": ["b", "c", "a"],
    "short": "早上 好",
    "long": "一\n二",
    "phone": "138 0000 0000",
    "count": 2.5,
    "day": "2012-02-09",
}


def problems(reading):
    return [(found.item, found.code, found.part) for found in reading.problems]


def test_a_form_becomes_canonical_answers():
    reading = read(EVERY, FORM)

    assert reading.problems == ()
    assert reading.answers == ANSWERS


def test_a_document_gives_the_same_answers_as_a_form():
    reading = read_json(EVERY, json.loads(write(ANSWERS)))

    assert reading.problems == ()
    assert reading.answers == ANSWERS
    assert fingerprint(reading.answers) == fingerprint(read(EVERY, FORM).answers)


def test_an_empty_form_has_no_answers_and_no_problems():
    empty = {name: [""] for name in FORM}

    assert read(EVERY, empty).answers == {}
    assert read(EVERY, {}).problems == ()


def test_a_date_may_come_whole():
    assert read(EVERY, {"day": ["2012-02-29"]}).answers == {"day": "2012-02-29"}


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"one": ["c"]}, ("one", "not_an_option", None)),
        ({"many": ["a", "b", "none"]}, ("many", "too_many", None)),
        ({"many": ["a", "none"]}, ("many", "exclusive", "none")),
        ({"many": ["z"]}, ("many", "not_an_option", None)),
        ({"face": ["6"]}, ("face", "not_an_option", None)),
        ({"face": ["good"]}, ("face", "not_a_number", None)),
        ({"face": ["4.5"]}, ("face", "wrong_type", None)),
        ({"nps": ["11"]}, ("nps", "not_an_option", None)),
        ({"kano.f": ["1"]}, ("kano", "incomplete", "d")),
        ({"kano.f": ["9"], "kano.d": ["1"]}, ("kano", "not_an_option", "f")),
        ({"kano.i": ["3"]}, ("kano", "incomplete", "f")),
        ({"gap.p": ["3"]}, ("gap", "incomplete", "e")),
        ({"table.x": ["ugly"]}, ("table", "not_an_option", "x")),
        ({"rank.a": ["1"], "rank.b": ["1"]}, ("rank", "same_rank", "b")),
        ({"rank.a": ["first"]}, ("rank", "not_a_number", "a")),
        ({"short": ["长" * 201]}, ("short", "text_too_long", None)),
        ({"long": ["长" * 1_001]}, ("long", "text_too_long", None)),
        ({"long": ["a\0b"]}, ("long", "bad_text", None)),
        ({"long": ["\ud83d"]}, ("long", "bad_text", None)),
        ({"phone": ["call me"]}, ("phone", "not_a_phone", None)),
        ({"phone": ["123"]}, ("phone", "not_a_phone", None)),
        ({"count": ["11"]}, ("count", "out_of_range", None)),
        ({"count": ["1e3"]}, ("count", "not_a_number", None)),
        ({"count": ["NaN"]}, ("count", "not_a_number", None)),
        ({"count": ["9" * 50]}, ("count", "not_a_number", None)),
        ({"day.y": ["2011"], "day.m": ["2"], "day.d": ["29"]}, ("day", "not_a_date", None)),
        ({"day.y": ["2011"]}, ("day", "not_a_date", None)),
        ({"day": ["yesterday"]}, ("day", "not_a_date", None)),
        ({"hello": ["1"]}, ("", "unknown", None)),
        ({"q99": ["1"]}, ("", "unknown", None)),
        ({"kano": ["1"]}, ("", "unknown", None)),
    ],
)
def test_what_is_no_answer_is_named_with_its_place(fields, problem):
    reading = read(EVERY, fields)

    assert problems(reading) == [problem]
    assert reading.answers == {}
    assert "%(" not in reading.problems[0].message


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ({"one": 1}, ("one", "wrong_type", None)),
        ({"one": ["a"]}, ("one", "wrong_type", None)),
        ({"many": "a"}, ("many", "wrong_type", None)),
        ({"many": [["a"]]}, ("many", "wrong_type", None)),
        ({"many": ["a"] * 100_000}, ("many", "too_many", None)),
        ({"face": "4"}, ("face", "wrong_type", None)),
        ({"face": True}, ("face", "wrong_type", None)),
        ({"face": 4.0}, ("face", "wrong_type", None)),
        ({"face": 10**400}, ("face", "not_an_option", None)),
        ({"kano": [1, 5]}, ("kano", "wrong_type", None)),
        ({"kano": {"f": 1, "d": 5, "x": 1}}, ("kano", "not_an_option", None)),
        ({"table": {"z": "good"}}, ("table", "not_an_option", None)),
        ({"rank": ["a", "a"]}, ("rank", "same_rank", None)),
        ({"short": 5}, ("short", "wrong_type", None)),
        ({"short": {}}, ("short", "wrong_type", None)),
        ({"long": "x" * 1_000_000}, ("long", "text_too_long", None)),
        ({"count": "5"}, ("count", "wrong_type", None)),
        ({"count": float("nan")}, ("count", "not_a_number", None)),
        ({"count": float("inf")}, ("count", "not_a_number", None)),
        ({"count": 10**400}, ("count", "not_a_number", None)),
        ({"day": 2012}, ("day", "wrong_type", None)),
        ({"day": "2012-2-9"}, ("day", "not_a_date", None)),
        ({"day": "2012-W07-4"}, ("day", "not_a_date", None)),
        ({"none": 1}, ("", "unknown", None)),
        ([], ("", "wrong_type", None)),
        ("text", ("", "wrong_type", None)),
        (None, ("", "wrong_type", None)),
    ],
)
def test_a_document_of_the_wrong_shape_is_a_problem_and_never_an_error(document, problem):
    assert problems(read_json(EVERY, document)) == [problem]


def test_every_required_item_that_is_empty_is_named():
    asked = survey(
        item("q1", "single", "a", "b", required=True),
        item("q2", "matrix", "a", "b", rows=rows("x", "y"), required=True),
        item("q3", "ranking", "a", "b", "c", required=True),
        item("q4", "ranking", "a", "b", "c", required=True, choose_at_most=1),
        item("q5", "long_text", required=True),
    )

    reading = read(asked, {"q2.x": ["a"], "q3.a": ["1"], "q4.b": ["1"], "q5": ["   "]})

    assert problems(reading) == [
        ("q1", "required", None),
        ("q2", "incomplete", "y"),
        ("q3", "incomplete", None),
        ("q5", "required", None),
    ]


def test_too_few_choices_are_named():
    asked = survey(item("q1", "multiple", "a", "b", "c", choose_at_least=2))

    assert problems(read(asked, {"q1": ["a"]})) == [("q1", "too_few", None)]
    assert read(asked, {}).problems == ()


CHAIN = survey(
    item("q1", "single", "stopped", "never"),
    item("q2", "single", "a", "b", show_when='q1 = "stopped"', required=True),
    item("q3", "long_text", show_when='q2 = "a"'),
)


def test_answers_of_hidden_items_are_dropped_and_required_ones_not_missed():
    reading = read(CHAIN, {"q1": ["never"], "q2": ["a"], "q3": ["words"]})

    assert reading.problems == ()
    assert reading.answers == {"q1": "never"}
    assert reading.hidden == ("q2", "q3")
    assert reading.dropped == ("q2", "q3")


def test_a_broken_value_of_a_hidden_item_is_no_problem():
    asked = survey(item("q1", "single", "a", "b"), item("q2", "number", show_when='q1 = "a"'))

    reading = read(asked, {"q1": ["b"], "q2": ["not a number"]})

    assert reading.problems == ()
    assert reading.dropped == ("q2",)


def test_shown_items_keep_their_answers():
    reading = read(CHAIN, {"q1": ["stopped"], "q2": ["a"], "q3": ["words"]})

    assert reading.answers == {"q1": "stopped", "q2": "a", "q3": "words"}
    assert reading.hidden == reading.dropped == ()


def test_what_to_show_follows_from_the_answers():
    assert visible(CHAIN, {}) == ("q1",)
    assert visible(CHAIN, {"q1": "stopped"}) == ("q1", "q2")
    assert visible(CHAIN, {"q1": "stopped", "q2": "a"}) == ("q1", "q2", "q3")
    assert visible(CHAIN, {"q1": "never", "q2": "a"}) == ("q1",)


def test_the_pages_own_fields_are_not_strange():
    reading = read(EVERY, {"one": ["a"], "id": ["x"], "stamp": ["y"]}, own={"id", "stamp"})

    assert reading.problems == ()


def test_a_form_that_hides_repeated_values_is_a_mistake_of_the_caller():
    with pytest.raises(TypeError, match="flat=False"):
        read(EVERY, {"one": "a"})


def test_strange_names_are_counted_and_three_are_quoted():
    reading = read_json(EVERY, {f"x{n}\0": 1 for n in range(5)})

    assert reading.problems[0].params == {"names": "x0?, x1?, x2?", "count": 5}


def test_right_answers_of_an_awareness_check_are_found():
    asked = survey(
        item("q1", "single", "a", "b", right=("a",)),
        item("q2", "multiple", "a", "b", "c", right=("a", "b")),
        item("q3", "single", "a", "b", right=("a",)),
        item("q4", "single", "a", "b"),
    )

    assert rights(asked, {"q1": "a", "q2": ["a", "b"], "q4": "a"}) == {"q1": True, "q2": True, "q3": False}
    assert rights(asked, {"q1": "b", "q2": ["a"]}) == {"q1": False, "q2": False, "q3": False}


@pytest.mark.parametrize(
    "fields",
    [
        {f"x{n}": ["1"] for n in range(100_000)},
        {"long": ["é" * 1_000_000]},
        {"many": ["a"] * 100_000},
        {"count": ["9" * 1_000_000]},
        {"phone": ["1" * 1_000_000]},
        {"one": ["x" * 1_000_000]},
    ],
    ids=["100,000 fields", "1 MB text", "100,000 choices", "1 MB number", "1 MB phone", "1 MB option"],
)
def test_an_enormous_answer_costs_little(fields):
    started = time.perf_counter()

    reading = read(EVERY, fields)

    assert reading.problems
    assert len(reading.problems[0].message) < 300
    assert time.perf_counter() - started < 0.5


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["a", "b", "x"]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["f", "d", "x", "e", ""]), inner)
    ),
    max_leaves=8,
)
keys = st.sampled_from([each.key for each in EVERY.items]) | st.text(max_size=5)


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(keys, anything, max_size=15))
def test_no_document_breaks_the_reader_and_what_it_accepts_is_stable(document):
    reading = read_json(EVERY, document)

    again = read_json(EVERY, json.loads(write(reading.answers)))
    assert again.problems == ()
    assert again.answers == reading.answers


names = st.sampled_from(sorted(FORM)) | st.text(max_size=5)
values = st.lists(st.text(max_size=30) | st.sampled_from(["a", "1", "5", "2012-01-01"]), max_size=3)


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(names, values, max_size=15))
def test_no_form_breaks_the_reader_and_a_document_says_the_same(fields):
    reading = read(EVERY, fields)

    assert read_json(EVERY, reading.answers).answers == reading.answers


@given(st.text(max_size=200))
@example("e\x01\u0301")
def test_texts_are_stored_composed_trimmed_and_without_control_characters(words):
    answer = read(EVERY, {"long": [words]}).answers.get("long", "")

    assert answer == unicodedata.normalize("NFC", answer)
    assert answer == answer.strip()
    assert not any(unicodedata.category(each) == "Cc" and each != "\n" and each != "\t" for each in answer)


def test_the_fingerprint_does_not_depend_on_order():
    assert fingerprint({"a": 1, "b": {"x": 1, "y": 2}}) == fingerprint({"b": {"y": 2, "x": 1}, "a": 1})
    assert fingerprint({"a": 1}) != fingerprint({"a": 2})
