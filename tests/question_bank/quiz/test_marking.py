"""Every rule with worked cases. EDC and halves follow Open edX (capa/responsetypes.py), certainty Moodle."""

import pytest

from question_bank.errors import ItemError
from question_bank.items import SUITABLE, Accepted, Blank, Item, ItemType, Option, Pair, Rule
from question_bank.marking import mark, option_fractions, rule_for, said, with_certainty
from tests.question_bank.quiz.writing import (
    fill_in,
    item,
    matching,
    multiple,
    numeric,
    options,
    ordering,
    single,
    text,
    truth,
)

ALL, SHARE, HALF = Rule.ALL_OR_NOTHING, Rule.MISSING_SHARE, Rule.MISSING_HALF


@pytest.mark.parametrize(
    ("asked", "answer", "fraction"),
    [
        (single(right="b"), "b", 1),
        (single(right="b"), "a", 0),
        (single(right="b"), None, 0),
        (single(right="b"), "", 0),
        (truth(True), "true", 1),
        (truth(True), True, 1),
        (truth(True), "false", 0),
        (truth(False), False, 1),
    ],
)
def test_one_choice_is_right_or_wrong(asked, answer, fraction):
    assert mark(asked, answer).fraction == fraction


# rule, right options, how many options, chosen, fraction
CHOICES = [
    (ALL, "abd", 4, "abd", 1),
    (ALL, "abd", 4, "dba", 1),
    (ALL, "abd", 4, "ab", 0),
    (ALL, "abd", 4, "abcd", 0),
    (ALL, "abd", 4, "", 0),
    # 漏选按比例，错选0
    (SHARE, "abd", 4, "abd", 1),
    (SHARE, "abd", 4, "ab", 2 / 3),
    (SHARE, "abd", 4, "a", 1 / 3),
    (SHARE, "abd", 4, "abc", 0),
    (SHARE, "abd", 4, "c", 0),
    (SHARE, "abd", 4, "", 0),
    # 漏选得一半，错选0
    (HALF, "abd", 4, "abd", 1),
    (HALF, "abd", 4, "ab", 0.5),
    (HALF, "abd", 4, "a", 0.5),
    (HALF, "abd", 4, "acd", 0),
    (HALF, "abd", 4, "", 0),
    # 按选项计分: two right share +1, two wrong share -1, never below 0
    (Rule.PER_OPTION, "ab", 4, "ab", 1),
    (Rule.PER_OPTION, "ab", 4, "a", 0.5),
    (Rule.PER_OPTION, "ab", 4, "abc", 0.5),
    (Rule.PER_OPTION, "ab", 4, "ac", 0),
    (Rule.PER_OPTION, "ab", 4, "cd", 0),
    (Rule.PER_OPTION, "ab", 4, "abcd", 0),
    (Rule.PER_OPTION, "abcd", 4, "abc", 0.75),
    # every decision counts: share of options rightly taken or left
    (Rule.EDC, "ab", 5, "ab", 1),
    (Rule.EDC, "ab", 5, "a", 0.8),
    (Rule.EDC, "ab", 5, "ac", 0.6),
    (Rule.EDC, "ab", 5, "cde", 0),
    (Rule.EDC, "ab", 5, "", 0),
    # halves: one error 1/2 from 3 options on, two errors 1/4 from 5 on
    (Rule.HALVES, "ab", 5, "ab", 1),
    (Rule.HALVES, "ab", 5, "a", 0.5),
    (Rule.HALVES, "ab", 5, "abc", 0.5),
    (Rule.HALVES, "ab", 5, "ac", 0.25),
    (Rule.HALVES, "ab", 5, "acd", 0),
    (Rule.HALVES, "ab", 4, "ac", 0),
    (Rule.HALVES, "ab", 3, "a", 0.5),
    (Rule.HALVES, "a", 2, "ab", 0),
]


@pytest.mark.parametrize(("rule", "right", "count", "chosen", "fraction"), CHOICES)
def test_several_choices_count_by_the_rule(rule, right, count, chosen, fraction):
    given = mark(multiple(right, count), tuple(chosen), rule)

    assert given.fraction == pytest.approx(fraction, abs=1e-9)
    assert given.answered == bool(chosen)


def weighted(*fractions: float, low: float = 0, high: float = 1) -> Item:
    """As QTI 2.1's "Composition of Water": H +1, O +1, Cl -1, mapped within 0 and 2; here halved."""
    made = tuple(
        Option(key=key, text=text(f"选项{key}"), fraction=worth)
        for key, worth in zip("abcdef", fractions, strict=False)
    )
    right = tuple(option.key for option in made if (option.fraction or 0) > 0)
    return item("multiple", options=made, right=right, lower_bound=low, upper_bound=high)


@pytest.mark.parametrize(
    ("asked", "chosen", "fraction"),
    [
        (weighted(0.5, 0.5, -0.5), "ab", 1),
        (weighted(0.5, 0.5, -0.5), "abc", 0.5),
        (weighted(0.5, 0.5, -0.5), "ac", 0),
        (weighted(0.5, 0.5, -0.5), "c", 0),
        (weighted(0.5, 0.5, -0.5, low=-1), "c", -0.5),
        (weighted(0.5, 0.5, -0.5, low=-1), "", 0),
        (weighted(1, 1, -1), "ab", 1),
        (weighted(0.5, 0.3, 0.2, high=0.6), "abc", 0.6),
        (weighted(1 / 3, 1 / 3, 1 / 3), "abc", 1),
    ],
)
def test_given_fractions_are_summed_within_their_bounds(asked, chosen, fraction):
    assert mark(asked, tuple(chosen)).fraction == pytest.approx(fraction)


def test_without_given_fractions_the_right_share_one_and_the_wrong_share_minus_one():
    fractions = option_fractions(multiple("abd", 5))

    assert fractions == {"a": 1 / 3, "b": 1 / 3, "c": -0.5, "d": 1 / 3, "e": -0.5}


# accepted, typed, right?
BLANKS = [
    ("三", "三", True),
    ("三", " 三 ", True),
    ("三", "三。", True),
    ("三", "答：三", True),
    ("三", "答案:三", True),
    ("三", "① 三", True),
    ("三", "(1)三", True),
    ("三", "A.三", True),
    ("三", "3", True),
    ("三", "３", True),
    ("3", "叁", True),
    ("十二", "12", True),
    ("1200", "1,200", True),
    ("三", "四", False),
    ("三", "三三", False),
    ("三", "", False),
    ("一一", "逐一", False),
    ("一一|逐一", "逐一", True),
    ("一一", "11", False),
    ("POS机", "ｐｏｓ机", True),
    ("云 POS", "云POS", True),
    ("ice cream", "ice  cream", True),
    ("ice cream", "icecream", False),
    ("it's", "it’s", True),
    ("“三类”客户", '"三类"客户', True),
    ("5", "1.5", False),
    ("5", "1、5", False),
    ("A.M.", "a.m.", True),
    # what SurveyKing's rule "contain" accepts: any character of the key
    ("当场扫码", "当", False),
    ("当场扫码", "当场扫码吗", False),
]


@pytest.mark.parametrize(("accepted", "typed", "right"), BLANKS)
def test_a_blank_is_compared_as_people_write(accepted, typed, right):
    assert mark(fill_in(accepted), {"b1": typed}).right is right


def test_case_counts_only_where_asked():
    units = item("fill_in", blanks=(Blank(key="b1", accepted=(Accepted(text="kW"),), case_sensitive=True),))

    assert mark(units, {"b1": "kW"}).right
    assert not mark(units, {"b1": "KW"}).right


@pytest.mark.parametrize(
    ("pattern", "typed", "right"),
    [
        ("客户*", "客户经理", True),
        ("*经理", "客户经理", True),
        ("客*经*", "客户经理", True),
        ("客*客", "客", False),
        ("*", "随便", True),
        ("4\\*3", "4*3", True),
        ("4\\*3", "4x3", False),
        ("a*b*c", "a b", False),
        ("*a" * 50, "a" * 5_000, True),
        ("*a" * 50 + "b", "a" * 20_000, False),
    ],
)
def test_a_star_stands_for_anything_where_allowed(pattern, typed, right):
    blank = Blank(key="b1", accepted=(Accepted(text=pattern, wildcard=True),))

    assert mark(item("fill_in", blanks=(blank,)), {"b1": typed}).right is right


@pytest.mark.parametrize(
    ("rule", "typed", "fraction"),
    [
        (None, {"b1": "甲", "b2": "乙", "b3": "丙"}, 1),
        (None, {"b1": "甲", "b3": "丙"}, 2 / 3),
        (None, {"b1": "甲", "b2": "错", "b3": "丙"}, 2 / 3),
        (None, {"b1": "乙", "b2": "甲"}, 0),
        (None, {}, 0),
        (ALL, {"b1": "甲", "b2": "乙", "b3": "丙"}, 1),
        (ALL, {"b1": "甲", "b2": "乙"}, 0),
        (SHARE, {"b1": "甲", "b2": "乙"}, 2 / 3),
        (SHARE, {"b1": "甲", "b2": "错"}, 0),
        (HALF, {"b1": "甲"}, 0.5),
        (HALF, {"b1": "甲", "b2": "错"}, 0),
    ],
)
def test_several_blanks_count_by_the_rule(rule, typed, fraction):
    assert mark(fill_in("甲", "乙", "丙"), typed, rule).fraction == pytest.approx(fraction)


@pytest.mark.parametrize(
    ("typed", "fraction"),
    [
        ({"b1": "乙", "b2": "甲"}, 1),
        ({"b1": "甲", "b2": "甲"}, 0.5),
        ({"b1": "丁", "b2": "甲"}, 0.5),
    ],
)
def test_blanks_in_any_order_take_each_answer_once(typed, fraction):
    assert mark(fill_in("甲", "乙", any_order=True), typed).fraction == fraction


def test_the_same_words_twice_are_one_answer_where_blanks_may_be_swapped():
    # 超星's 答案互斥: both blanks accept both, but one of them is still missing.
    asked = fill_in("甲|乙", "甲|乙", any_order=True)

    assert mark(asked, {"b1": "甲", "b2": " 甲"}).fraction == 0.5
    assert mark(asked, {"b1": "乙", "b2": "甲"}).fraction == 1


def test_blanks_in_any_order_are_matched_as_well_as_can_be():
    # Taken greedily, 甲 would go to the first blank and leave nothing for 丙.
    asked = fill_in("甲|丙", "甲|乙", any_order=True)

    assert mark(asked, {"b1": "甲", "b2": "丙"}).fraction == 1


def test_the_mark_says_which_blank_was_wrong():
    assert mark(fill_in("甲", "乙"), {"b1": "甲", "b2": "丙"}).parts == {"b1": 1, "b2": 0}


def test_blanks_weigh_and_alternatives_earn_what_they_are_worth():
    half = (Accepted(text="甲"), Accepted(text="甲类", fraction=0.5))
    blanks = (Blank(key="b1", accepted=half, weight=3), Blank(key="b2", accepted=(Accepted(text="乙"),)))

    assert mark(item("fill_in", blanks=blanks), {"b1": "甲类", "b2": "乙"}).fraction == 0.625


EXACT = Accepted(value=82.7)
NEAR = Accepted(value=1.1, tolerance=0.1)
RANGE = Accepted(minimum=1, maximum=9)


@pytest.mark.parametrize(
    ("accepted", "typed", "right"),
    [
        (EXACT, "82.7", True),
        (EXACT, "８２．７", True),
        (EXACT, "82.70", True),
        (EXACT, 82.7, True),
        (EXACT, "82.7%", True),
        (EXACT, "82.71", False),
        (EXACT, "约82.7", False),
        (EXACT, "nan", False),
        (NEAR, "1.2", True),
        (NEAR, "1.0", True),
        (NEAR, "1.21", False),
        (RANGE, "1", True),
        (RANGE, "9", True),
        (RANGE, "九", True),
        (RANGE, "9.01", False),
        (RANGE, "0", False),
        (Accepted(minimum=3), "1e3", True),
        (Accepted(value=3), "三", True),
        (Accepted(value=3), "答：3", True),
        (Accepted(value=0.75), "3/4", True),
        (Accepted(value=-5), "−5", True),
        (Accepted(value=2005), "两千零五", True),
        (Accepted(value=30), "三十", True),
    ],
)
def test_a_number_counts_within_its_tolerance_or_range(accepted, typed, right):
    assert mark(numeric(accepted, unit=text("%")), typed).right is right


def test_a_less_exact_number_may_earn_a_part():
    asked = numeric(Accepted(value=3.1416), Accepted(value=3.14, tolerance=0.01, fraction=0.5))

    assert mark(asked, "3.1416").fraction == 1
    assert mark(asked, "3.14").fraction == 0.5
    assert mark(asked, "3.14", ALL).fraction == 0


@pytest.mark.parametrize(
    ("rule", "answer", "fraction"),
    [
        (None, {"p0": "a", "p1": "b", "p2": "c"}, 1),
        (None, {"p0": "a", "p1": "c", "p2": "b"}, 1 / 3),
        (None, {"p0": "a", "p1": "d"}, 1 / 3),
        (ALL, {"p0": "a", "p1": "b"}, 0),
        (SHARE, {"p0": "a", "p1": "b"}, 2 / 3),
        (SHARE, {"p0": "a", "p1": "d"}, 0),
        (HALF, {"p0": "a"}, 0.5),
    ],
)
def test_pairs_count_by_the_rule(rule, answer, fraction):
    assert mark(matching(), answer, rule).fraction == pytest.approx(fraction)


def test_options_that_say_the_same_match_alike():
    pairs = (Pair(key="p0", text=text("一"), option="a"), Pair(key="p1", text=text("二"), option="b"))
    asked = item("matching", options=options("甲", "甲"), pairs=pairs)

    assert mark(asked, {"p0": "b", "p1": "a"}).right


@pytest.mark.parametrize(
    ("rule", "order", "fraction"),
    [
        (None, "abcd", 1),
        (None, "abdc", 0),
        (None, "abc", 0),
        (Rule.POSITION, "abdc", 0.5),
        (Rule.POSITION, "dabc", 0),
        # only the first step in the wrong place: two of three neighbours are right
        (Rule.ADJACENT, "dabc", 2 / 3),
        (Rule.ADJACENT, "abcd", 1),
        (Rule.ADJACENT, "abdc", 1 / 3),
        (Rule.ADJACENT, "dcba", 0),
        (Rule.ADJACENT, "ab", 1 / 3),
    ],
)
def test_an_order_counts_whole_by_neighbours_or_by_places(rule, order, fraction):
    assert mark(ordering(), tuple(order), rule).fraction == pytest.approx(fraction)


def test_an_essay_waits_for_a_person_unless_nothing_was_written():
    assert mark(item("essay"), "先登记，再转办。").pending
    assert mark(item("essay"), "  ").fraction == 0


@pytest.mark.parametrize(
    ("fraction", "certainty", "earned"),
    [(1, 1, 1), (1, 2, 2), (1, 3, 3), (0, 1, 0), (0, 2, -2), (0, 3, -6), (0.5, 3, 1.5)],
)
def test_certainty_multiplies_what_is_right_and_costs_what_is_wrong(fraction, certainty, earned):
    assert with_certainty(fraction, certainty) == earned


def test_the_asked_rule_wins_over_the_own_one_where_the_type_knows_it():
    own = multiple("ab", rule=Rule.EDC)

    assert rule_for(own) is Rule.EDC
    assert rule_for(own, SHARE) is SHARE
    assert rule_for(own, Rule.POSITION) is Rule.EDC
    assert rule_for(single(), SHARE) is ALL


@pytest.mark.parametrize("kind", [kind for kind in ItemType if SUITABLE[kind]])
def test_nothing_answered_is_worth_nothing_under_every_rule(kind):
    asked = {
        ItemType.SINGLE: single(),
        ItemType.TRUE_FALSE: truth(True),
        ItemType.MULTIPLE: multiple("ab", lower_bound=-1),
        ItemType.FILL_IN: fill_in("甲"),
        ItemType.NUMERIC: numeric(RANGE),
        ItemType.MATCHING: matching(),
        ItemType.ORDERING: ordering(),
    }[kind]

    assert {mark(asked, None, rule).fraction for rule in SUITABLE[kind]} == {0}


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (single(), "z"),
        (single(), ["a"]),
        (multiple("ab"), "ab"),
        (multiple("ab"), ["a", "z"]),
        (multiple("ab"), [["a"]]),
        (truth(True), "yes"),
        (fill_in("甲"), "甲"),
        (fill_in("甲"), {"b9": "甲"}),
        (fill_in("甲"), {"b1": ["甲"]}),
        (matching(), {"p0": "z"}),
        (ordering(), {"a": 1}),
        (numeric(EXACT), ["1"]),
        (item("essay"), "长" * 20_001),
    ],
)
def test_what_cannot_be_an_answer_is_refused(asked, answer):
    with pytest.raises(ItemError):
        mark(asked, answer)


def test_feedback_speaks_to_the_chosen_option():
    spoken = (
        Option(key="a", text=text("甲"), feedback=text("先问需求")),
        Option(key="b", text=text("乙"), feedback=text("签字是最后一步")),
    )
    asked = item("single", options=spoken, right=("a",))

    assert said(asked, "b", mark(asked, "b")) == [text("签字是最后一步")]
