import time

import pytest

from question_bank.rules import problems
from tests.question_bank.surveys import item, rows, survey

EARLIER = (
    item("one", "single", "a", "b"),
    item("many", "multiple", "a", "b", "c"),
    item("score", "rating"),
    item("pair", "kano"),
    item("table", "matrix", "good", "bad", rows=rows("x", "y")),
    item("words", "long_text"),
    item("count", "number", minimum=0, maximum=10),
    item("hello", "information"),
    item("day", "date"),
)


def codes(rule, earlier=EARLIER):
    asked = survey(*earlier, item("last", "rating", show_when=rule), item("after", "rating"))
    return [found.code for found in problems(asked)]


@pytest.mark.parametrize(
    "rule",
    [
        'one = "a"',
        'one != "a" and not many has "b"',
        "score <= 2 or score = 5",
        "pair.f = 1 and pair.d = 5",
        'table.x = "good" and table.y = "bad"',
        'words = "yes"',
        "answered(words) and answered(pair)",
        "count > 3 and count < 3.5",
        'day = "2012-02-21"',
        'many has "a" and many has "b" and many has "c"',
    ],
)
def test_a_rule_over_earlier_answers_is_sound(rule):
    assert codes(rule) == []


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("one =", "rule_expected"),
        ('none = "a"', "rule_unknown_item"),
        ("after = 1", "rule_later_item"),
        ("last = 1", "rule_later_item"),
        ("answered(hello)", "rule_silent_item"),
        ('one = "c"', "rule_unknown_option"),
        ('many has "d"', "rule_unknown_option"),
        ('table.x = "ugly"', "rule_unknown_option"),
        ('many = "a"', "rule_wrong_kind"),
        ('one has "a"', "rule_wrong_kind"),
        ("one = 1", "rule_wrong_kind"),
        ('one < "b"', "rule_wrong_kind"),
        ('score = "5"', "rule_wrong_kind"),
        ("pair = 1", "rule_wrong_kind"),
        ("pair.x = 1", "rule_wrong_kind"),
        ('one.x = "a"', "rule_wrong_kind"),
        ('one = "a" and one = "b"', "never_shown"),
        ("score > 5", "never_shown"),
        ("count > 10", "never_shown"),
        ("count > 3 and count < 3", "never_shown"),
        ("pair.f > 3 and pair.f < 3", "never_shown"),
        ("not answered(one) and answered(one)", "never_shown"),
    ],
)
def test_a_rule_that_is_wrong_or_can_never_hold_is_an_error(rule, code):
    assert codes(rule) == [code]


def test_choices_beyond_the_limit_cannot_open_a_question():
    two = (item("many", "multiple", "a", "b", "c", choose_at_most=2),)

    assert codes('many has "a" and many has "b"', two) == []
    assert codes('many has "a" and many has "b" and many has "c"', two) == ["never_shown"]


def test_a_required_question_is_never_unanswered():
    required = (item("one", "single", "a", "b", required=True),)

    assert codes("not answered(one)", required) == ["never_shown"]


def test_a_question_behind_a_hidden_question_is_found():
    earlier = (item("one", "single", "a", "b"), item("two", "single", "c", "d", show_when='one = "a"'))

    assert codes('two = "c" and one = "b"', earlier) == ["never_shown"]
    assert codes('two = "c" and one = "a"', earlier) == []


def test_a_rule_over_very_many_answers_is_given_the_benefit_of_the_doubt_soon():
    earlier = tuple(item(f"q{n}", "rating") for n in range(12))
    impossible = " and ".join([f"q{n} > 2" for n in range(12)] + ["q0 > 5"])
    started = time.perf_counter()

    found = codes(impossible, earlier)

    assert found == []
    assert time.perf_counter() - started < 2
