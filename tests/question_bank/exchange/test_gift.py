"""GIFT: each sentence of Moodle's rules in a file of its own."""

import pytest

from question_bank.exchange import gift
from question_bank.exchange.item_formats import read_items, write_items
from question_bank.items import Bank, Item, ItemType, Markup, Option


def read(text):
    return gift.read(text.encode()).bank.items


def read_one(text):
    (item,) = read(text)
    return item


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Just words.", "information"),
        ("Write!{}", "essay"),
        ("How many?{#3}", "numeric"),
        ("Which?{=a ~b}", "single"),
        ("Which two?{~%50%a ~%50%b ~%-100%c}", "multiple"),
        ("Join{=a -> 1 =b -> 2}", "matching"),
        ("True?{TRUE}", "true_false"),
        ("True?{F}", "true_false"),
        ("Name?{=Li =Lee}", "fill_in"),
        ("Name?{true}", "fill_in"),
    ],
)
def test_the_kind_follows_from_what_stands_in_the_braces(text, kind):
    assert read_one(text).type == kind


def test_the_key_and_the_weights_of_a_choice():
    item = read_one("::N::Which?{~wrong#no! ~%50%half =%100%right#yes####Because.}")

    assert item.name == "N"
    assert item.right == ("C",)
    assert [option.fraction for option in item.options] == [None, 0.5, 1.0]
    assert item.options[0].feedback == {"en": "no!"}
    assert item.explanation == {"en": "Because."}


def test_a_third_written_with_five_decimals_is_a_third():
    item = read_one("Which?{~%33.33333%a ~%33.33333%b ~%33.33333%c ~d}")

    assert sum(option.fraction for option in item.options) == 1


def test_feedback_of_true_and_false_is_first_for_the_wrong_then_for_the_right_answer():
    item = read_one("True?{FALSE#No.#Yes.}")

    assert {option.key: option.feedback["en"] for option in item.options} == {"true": "No.", "false": "Yes."}


def test_escaped_marks_are_letters():
    item = read_one(r"1 \= 1 \{ok\} \# \~ \: \\ a\nb{TRUE}")

    assert item.stem == {"en": "1 = 1 {ok} # ~ : \\ a\nb"}


def test_a_blank_inside_the_sentence_keeps_its_place():
    item = read_one("The capital is {=Paris}, of course.")

    assert item.stem == {"en": "The capital is [[b1]] , of course."}


def test_numbers_have_a_tolerance_or_a_range():
    assert read_one("n{#3:0.5}").accepted[0].tolerance == 0.5
    assert (read_one("n{#1..5}").accepted[0].minimum, read_one("n{#1..5}").accepted[0].maximum) == (1, 5)


def test_comments_carry_id_and_tags_and_categories_carry_on():
    first, second = read("$CATEGORY: $course$/top/Codes/New\n\n// [id:7] [tag:a b]\nOne?{T}\n\nTwo?{T}")

    assert (first.foreign_id, first.tags, first.knowledge_point) == ("7", ("a b",), "Codes/New")
    assert second.knowledge_point == "Codes/New"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("Good?{T}\n\nBad?{=a", "gift_brace", 3),
        ("Bad?}{", "gift_brace", 1),
        ("n{#three}", "gift_number", 1),
        ("Which?{lost ~a =b}", "gift_leftover", 1),
        ("Which?{~alone}", "gift_few_answers", 1),
        ("Join{=a -> 1 =b}", "gift_pair", 1),
    ],
)
def test_what_is_no_question_is_told_with_its_line(text, code, line):
    assert [(each.code, each.line) for each in gift.read(text.encode()).problems] == [(code, line)]


def test_other_encodings_are_refused():
    found = read_items("Привет?{T}".encode("cp1251"), "x.gift")

    assert found.bank is None
    assert [each.code for each in found.problems] == ["not_utf8"]


EVERYTHING = r"""$CATEGORY: Codes/New

// [id:7] [tag:a]
::Na\:me::[html]<p class\="x">Which?</p>{
	=[plain]right#yes
	~%-50%\%wrong
	####Because.
}

::T::[markdown]True?{FALSE#No.#Yes.}

Which?{~%50%a ~%50%b ~%-100%c}

Capital {=Paris =%50%Pari* =%0%*#no} of course

n{#=3:0.5#close =%50%1..5 ~#far}

Join{=a -> 1 =b -> 2 = -> 3}

Essay{####Look at it.}

Words only.
"""


def test_writing_and_reading_again_loses_nothing_gift_can_say():
    bank = gift.read(EVERYTHING.encode()).bank

    written = write_items("gift", bank)

    assert written.remarks == []
    assert gift.read(written.content).bank == bank


def test_what_gift_cannot_say_is_named():
    item = Item(
        key="q1",
        type=ItemType.SINGLE,
        stem={"en": "?"},
        markup=Markup.MOODLE,
        options=(Option(key="A", text={"en": "a"}), Option(key="B", text={"en": "b"}, pinned=True)),
        right=("A",),
        difficulty=3,
    )
    order = Item(key="q2", type=ItemType.ORDERING, stem={"en": "?"}, options=item.options, right=("A", "B"))

    remarks = write_items("gift", Bank(base_language="en", items=(item, order))).remarks

    assert [each.message for each in remarks] == [
        "GIFT cannot say: answers kept in place, difficulty.",
        "GIFT has no questions of the kind “ordering”; the question was left out.",
    ]
