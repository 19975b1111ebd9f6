import pytest

from question_bank.changes import Effect, diff, keeps_indicator, worst
from question_bank.questionnaires import Option
from tests.question_bank.surveys import item, options, rows, survey, text

BASE = item("q1", "single", "a", "b", indicator="visit.frequency")


def changes(old, new):
    return [(found.kind, found.effect.value, found.part) for found in diff(survey(old), survey(new))]


def test_the_same_version_has_no_changes():
    assert diff(survey(BASE), survey(BASE)) == []
    assert worst([]) is Effect.HARMLESS


def changed(**fields):
    given = {"indicator": "visit.frequency", **fields}
    kind = given.pop("kind", "single")
    keys = () if "options" in given else ("a", "b")
    return item("q1", kind, *keys, **given)


RENAMED = (Option(key="a", text=text("words of a")), Option(key="b", text=text("other")))


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (changed(stem={"zh-Hans": "多不多？", "en": "够不够？"}), [("wording", "meaning", "zh-Hans")]),
        (changed(stem={"zh-Hans": "够不够", "en": "够不够？"}), [("wording", "harmless", "zh-Hans")]),
        (changed(stem=text("够不够？") | {"fr": "Assez ?"}), [("wording", "harmless", "fr")]),
        (changed(hint=text("可不填")), [("hint", "harmless", "en"), ("hint", "harmless", "zh-Hans")]),
        (changed(kind="multiple"), [("type", "breaks_comparison", None)]),
        (changed(required=True), [("required", "meaning", None)]),
        (changed(show_when="q0 = 1"), [("logic", "meaning", None)]),
        (changed(indicator="visit.useful"), [("indicator", "breaks_comparison", None)]),
        (changed(randomise=True), [("randomise", "harmless", None)]),
        (changed(options=options("a", "b", "c")), [("option_added", "meaning", "c")]),
        (changed(options=options("a")), [("option_removed", "breaks_comparison", "b")]),
        (changed(options=options("b", "a")), [("options_moved", "harmless", None)]),
        (changed(options=options("a", "b", a="skills")), [("option_theme", "breaks_comparison", "a")]),
        (changed(options=RENAMED), [("option_renamed", "meaning", "b"), ("option_renamed", "meaning", "b")]),
    ],
)  # fmt: skip
def test_a_change_is_named_and_weighed(new, expected):
    assert changes(BASE, new) == expected


def test_another_scale_breaks_a_rating_but_not_a_number():
    assert changes(item("q1", "rating"), item("q1", "rating", maximum=7)) == [
        ("scale", "breaks_comparison", None)
    ]
    assert changes(item("q1", "number"), item("q1", "number", maximum=7)) == [("scale", "meaning", None)]


def test_a_row_that_goes_breaks_a_table():
    old = item("q1", "matrix", "a", "b", rows=rows("x", "y"))
    new = item("q1", "matrix", "a", "b", rows=rows("x"))

    assert changes(old, new) == [("row_removed", "breaks_comparison", "y")]


def test_items_that_come_go_and_move_are_found():
    old = survey(item("q1"), item("q2"), item("q3"))
    new = survey(item("q2"), item("q1"), item("q4"))

    found = [(each.item, each.kind, each.effect.value) for each in diff(old, new)]

    assert found == [
        ("q4", "added", "harmless"),
        ("q2", "moved", "harmless"),
        ("q1", "moved", "harmless"),
        ("q3", "removed", "breaks_comparison"),
    ]


def test_an_indicator_survives_new_words_but_not_another_type():
    reworded = item("q1", "single", "a", "b", indicator="visit.frequency", stem=text("多不多？"))
    retyped = item("q1", "multiple", "a", "b", indicator="visit.frequency")
    bare = item("q1", "single", "a", "b")

    assert keeps_indicator(BASE, reworded)
    assert not keeps_indicator(BASE, retyped)
    assert not keeps_indicator(bare, bare)


def test_the_gravest_effect_counts():
    found = diff(survey(BASE), survey(item("q1", "multiple", "a", "b", "c", indicator="visit.frequency")))

    assert worst(found) is Effect.BREAKS
