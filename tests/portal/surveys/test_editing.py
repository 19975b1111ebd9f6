"""The editor's steps on a questionnaire, and rules as selects and as words: no database needed."""

import msgspec
import pytest

from portal.surveys import editing, showing
from portal.surveys.simulation import simulate
from portal.surveys.templates import builtin
from question_bank.questionnaires import ItemType, Questionnaire
from tests.factories import ITEMS, make_questionnaire


def asked(*sections) -> Questionnaire:
    parts = [
        {"key": f"s{n}", "items": [{**ITEMS[1], "key": key} for key in part.split()]}
        for n, part in enumerate(sections)
    ]
    return msgspec.convert({**make_questionnaire(), "sections": parts}, Questionnaire)


def layout(questionnaire: Questionnaire) -> list[str]:
    return [" ".join(item.key for item in section.items) for section in questionnaire.sections]


@pytest.mark.parametrize(
    ("key", "to", "expected"),
    [
        ("b", 0, ["b a c", "d e"]),
        ("b", 1, ["a b c", "d e"]),
        ("b", 2, ["a c b", "d e"]),
        ("b", 3, ["a c", "d b e"]),
        ("e", 2, ["a b e c", "d"]),
        ("d", 2, ["a b d c", "e"]),
        ("a", -4, ["a b c", "d e"]),
        ("a", 99, ["b c", "d e a"]),
        ("z", 1, ["a b c", "d e"]),
    ],
)
def test_an_item_moves_to_a_place_and_into_the_section_that_is_there(key, to, expected):
    assert layout(editing.move_item(asked("a b c", "d e"), key, to)) == expected


def test_every_move_keeps_every_item_once():
    start = asked("a b", "c", "d e f")
    for key in "abcdef":
        for to in range(6):
            moved = editing.move_item(start, key, to)

            assert sorted(item.key for item in moved.items) == list("abcdef")
            assert moved.items[to].key == key


def test_a_new_item_stands_before_the_closing_fields():
    closing = {**ITEMS[0], "key": "who", "role": "filled_by"}
    questionnaire = msgspec.convert(make_questionnaire([*ITEMS, closing]), Questionnaire)

    made = editing.insert_item(questionnaire, editing.new_item(questionnaire, ItemType.RATING))

    assert layout(made) == ["q1 q2 q3 q4 who"]


def test_the_first_item_of_an_empty_questionnaire_makes_a_section():
    empty = msgspec.convert({**make_questionnaire(), "sections": []}, Questionnaire)

    made = editing.insert_item(empty, editing.new_item(empty, ItemType.SINGLE))

    assert layout(made) == ["q1"]


def test_a_key_of_an_earlier_version_is_not_given_again():
    assert editing.new_item(asked("q1"), ItemType.RATING, taken={"q1", "q7"}).key == "q8"


@pytest.mark.parametrize("kind", list(ItemType))
def test_an_item_of_any_type_becomes_any_other_without_leftovers(kind):
    for other in ItemType:
        item = editing.new_item(asked("q1"), kind)

        changed = editing.fitted(msgspec.structs.replace(item, type=other))

        assert bool(changed.rows) == (other is ItemType.MATRIX)
        assert editing.fitted(changed) == changed


RULES = [
    "",
    'q1 = "few"',
    'q1 != "few" and q2 <= 2',
    "answered(q3) or q2 = 5",
    "not answered(q3)",
]


@pytest.mark.parametrize("rule", RULES)
def test_simple_rules_survive_the_selects(rule):
    questionnaire = msgspec.convert(make_questionnaire(), Questionnaire)

    joiner, conditions = showing.conditions_of(rule)

    assert showing.rule_of(joiner, conditions, questionnaire) == rule


def test_rules_about_several_choices_survive_the_selects():
    several = {**ITEMS[0], "type": "multiple"}
    questionnaire = msgspec.convert(make_questionnaire([several]), Questionnaire)
    rule = 'q1 has "few" and not q1 has "enough"'

    assert showing.rule_of(*showing.conditions_of(rule), questionnaire) == rule


@pytest.mark.parametrize("rule", ['q1 = "a" and (q2 = 1 or q3 = 2)', "not (q2 = 1)", "q1 .", "q5.row = 1"])
def test_other_rules_are_left_to_the_hand(rule):
    assert showing.conditions_of(rule) is None


def test_a_value_that_is_not_offered_becomes_one_that_is():
    questionnaire = msgspec.convert(make_questionnaire(), Questionnaire)
    wrong = [showing.Condition("q1", "has", '"; drop'), showing.Condition("q2", ">=", "lots")]

    assert showing.rule_of("and", [*wrong, showing.Condition("q9", "=", "1")], questionnaire) == (
        'q1 = "enough" and q2 >= 1'
    )


def test_random_respondents_find_the_question_nobody_is_asked():
    never = {**ITEMS[2], "show_when": 'q1 = "enough" and q1 = "few"'}
    walk = simulate(msgspec.convert(make_questionnaire([*ITEMS[:2], never]), Questionnaire), 200, seed=1)

    assert walk.unreachable == ("q3",)
    assert walk.asked["q1"] == walk.respondents == 200
    assert walk.problems == {}


@pytest.mark.parametrize("template", builtin(), ids=lambda template: template.code)
def test_random_respondents_get_through_every_template(template):
    walk = simulate(template.questionnaire, 150, seed=7)

    assert walk.unreachable == ()
    assert walk.problems == {}
    assert walk == simulate(template.questionnaire, 150, seed=7)
