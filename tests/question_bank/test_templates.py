import json
from pathlib import Path

import pytest

from question_bank import readability, structure
from question_bank.columns import columns
from question_bank.errors import QuestionnaireError
from question_bank.questionnaires import say
from question_bank.templates import fingerprint, read_template, write_template

FOLDER = Path(__file__).parents[2] / "portal/surveys/catalogue"
FILES = sorted(FOLDER.glob("t*.json"))
TEMPLATES = {path.stem: read_template(path.read_bytes()) for path in FILES}
each_template = pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)


def test_there_are_eight_templates_and_three_more():
    assert [template.code for template in TEMPLATES.values()] == [f"T{n}" for n in range(1, 12)]


def test_the_templates_have_the_names_they_are_known_by():
    titles = [template.questionnaire.title for template in TEMPLATES.values()]

    assert [title["en"] for title in titles[:8]] == [
        "VOC Listening Survey",
        "Visit Check",
        "Kano Questionnaire",
        "Service Gap Survey",
        "Online-Ordering Obstacle Survey",
        "Awareness Check",
        "First-Asked Form",
        "Training Feedback",
    ]
    assert [template.items for template in TEMPLATES.values()] == [10, 4, 8, 11, 10, 5, 5, 6, 9, 11, 8]


@each_template
def test_a_template_can_be_published_as_it_is(template):
    assert structure.problems(template.questionnaire) == []
    assert all(check.passed for check in readability.checks(template.questionnaire))


@each_template
def test_a_template_speaks_both_languages_in_every_text(template):
    for item in template.questionnaire.items:
        for words in structure.texts_of(item):
            assert not words or set(words) == {"zh-Hans", "en"}
            assert not words or say(words, "en") != say(words, "zh-Hans")


@each_template
def test_a_template_takes_about_as_long_as_it_says(template):
    for language in ("zh-Hans", "en"):
        assert 0.4 < readability.seconds(template.questionnaire, language) / (60 * template.minutes) < 1.8


@each_template
def test_retailers_are_asked_at_the_end_who_filled_it_in_and_where_to_call(template):
    ends = [item.role for item in template.questionnaire.items[-2:]]

    if template.audience == "retailers":
        assert set(ends) == {"filled_by", "call_back"}
        assert [o.key for o in template.questionnaire.with_role("filled_by").options] == [
            *("self", "family", "manager")
        ]
    else:
        assert not template.questionnaire.personal


@each_template
def test_every_indicator_and_touchpoint_and_theme_has_a_name(template):
    names = {kind: json.loads((FOLDER / "names" / f"{kind}.json").read_bytes()) for kind in NAMED}

    for item in template.questionnaire.items:
        assert item.indicator is None or item.indicator in names["indicators"]
        assert item.touchpoint is None or item.touchpoint in names["touchpoints"]
        assert {o.theme for o in item.options if o.theme} <= set(names["themes"])


NAMED = ("indicators", "touchpoints", "themes")


def test_no_name_is_left_over():
    used = {item.indicator for template in TEMPLATES.values() for item in template.questionnaire.items}

    assert set(json.loads((FOLDER / "names/indicators.json").read_bytes())) == used - {None}


def test_the_obstacles_carry_the_five_themes():
    obstacles = TEMPLATES["t05_obstacle"].questionnaire.item("q3").options

    assert {option.key: option.theme for option in obstacles} == {
        "old_way": "mindset",
        "cannot": "skills",
        "no_device": "equipment",
        "frail": "vulnerable",
        "slow": "network",
        "none": None,
    }


def test_who_never_stopped_is_not_asked_why():
    asked = TEMPLATES["t05_obstacle"].questionnaire

    assert asked.item("q5").show_when == 'q2 = "stopped"'


def test_consumers_are_adults_and_stay_unknown():
    template = TEMPLATES["t09_consumers"]

    assert template.questionnaire.adults_only
    assert template.mode == "anonymous"


def test_every_awareness_question_has_one_right_answer_and_a_sentence():
    template = TEMPLATES["t06_awareness"]
    asked = [item for item in template.questionnaire.items if item.key.startswith("q")]

    assert template.pass_mark == 3
    assert all(len(item.right) == 1 and item.explanation for item in asked)


def test_the_doors_of_the_templates():
    doors = {template.code: template.entry for template in TEMPLATES.values() if template.entry != "s"}

    assert doors == {"T2": "v", "T6": "k", "T7": "t"}


@each_template
def test_every_template_has_columns_with_different_names(template):
    names = [column.name for column in columns(template.questionnaire)]

    assert len(set(names)) == len(names) >= template.items


@each_template
def test_a_template_survives_writing_and_reading(template):
    again = read_template(write_template(template))

    assert again == template
    assert fingerprint(again) == fingerprint(template)


@pytest.mark.parametrize(
    "change", [{"mode": "secret"}, {"entry": "x"}, {"audience": "all"}, {"minutes": "two"}]
)
def test_a_template_with_an_unknown_word_is_refused(change):
    broken = json.loads(FILES[0].read_bytes()) | change

    with pytest.raises(QuestionnaireError, match="not a survey template"):
        read_template(json.dumps(broken))
