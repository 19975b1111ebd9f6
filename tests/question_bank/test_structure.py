import pytest

from question_bank.problems import Severity
from question_bank.questionnaires import Option, Section
from question_bank.structure import problems
from tests.question_bank.surveys import item, options, rows, survey, text


def codes(*items, **more):
    return [(found.code, found.item) for found in problems(survey(*items, **more))]


def test_a_sound_questionnaire_has_no_problems():
    found = problems(
        survey(
            item("q1", "single", "a", "b"),
            item("q2", "multiple", "a", "b", "c", choose_at_least=1, choose_at_most=2),
            item("q3", "rating"),
            item("q4", "nps"),
            item("q5", "kano", functional=text("有"), dysfunctional=text("没有")),
            item("q6", "gap"),
            item("q7", "matrix", "a", "b", rows=rows("x")),
            item("q8", "ranking", "a", "b"),
            item("q9", "short_text", purpose="phone"),
            item("q10", "number", minimum=0, maximum=9),
            item("q11", "photo"),
            item("q12", "information"),
        )
    )

    assert found == []


SOUND = item("q1", "single", "a", "b")
UNWORDED = (Option(key="a", text=text("a")), Option(key="b", text={"en": "b"}))


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (item("Q1", "rating"), "bad_key"),
        (item("and", "rating"), "bad_key"),
        (item("constructor", "rating"), "bad_key"),
        (item("q2", "rating", stem={}), "empty_stem"),
        (item("q2", "rating", stem={"en": "only English", "zh-Hans": " "}), "empty_stem"),
        (item("q2", "single", "a"), "options_missing"),
        (item("q2", "single", *[f"o{n}" for n in range(101)]), "too_many_options"),
        (item("q2", "single", "a", "a"), "duplicate_key"),
        (item("q2", "single", "a", "b c"), "bad_key"),
        (item("q2", "single", options=UNWORDED), "option_without_text"),
        (item("q2", "single", options=options("a", "b", a="weather")), "bad_theme"),
        (item("q2", "single", "a", "b", right=("c",)), "right_unknown"),
        (item("q2", "matrix", "a", "b"), "rows_missing"),
        (item("q2", "matrix", "a", "b", rows=rows("x", "x")), "duplicate_key"),
        (item("q2", "number", minimum=2, maximum=1), "minimum_above_maximum"),
        (item("q2", "rating", minimum=1, maximum=1), "bad_scale"),
        (item("q2", "rating", minimum=-1, maximum=1), "bad_scale"),
        (item("q2", "rating", maximum=3.5), "bad_scale"),
        (item("q2", "gap", maximum=50), "bad_scale"),
        (item("q2", "multiple", "a", "b", choose_at_most=3), "bad_choice_limits"),
        (item("q2", "multiple", "a", "b", choose_at_least=2, choose_at_most=1), "bad_choice_limits"),
        (item("q2", "single", "a", "b", choose_at_most=1), "bad_choice_limits"),
        (item("q2", "kano", functional=text("有")), "kano_sides"),
        (item("q2", "kano", "a", "b"), "kano_options"),
        (item("q2", "photo", required=True), "cannot_be_required"),
        (item("q2", "short_text", purpose="shoe size"), "bad_purpose"),
        (item("q2", "rating", stem=text("长" * 2_001)), "content_too_long"),
    ],
)
def test_what_would_break_is_an_error_with_the_item_and_a_sentence(broken, code):
    found = [problem for problem in problems(survey(SOUND, broken)) if problem.code == code]

    assert found
    assert all(problem.severity is Severity.ERROR for problem in found)
    assert found[0].item == broken.key
    assert "%(" not in found[0].message


def test_two_items_cannot_share_a_key():
    assert ("duplicate_key", "q1") in codes(SOUND, SOUND)


def test_two_items_cannot_play_the_same_part():
    twice = [item(key, "single", "a", "b", role="filled_by") for key in ("q1", "q2")]

    assert codes(*twice) == [("duplicate_role", None)]


def test_sections_have_keys_of_their_own():
    sections = (Section(key="s", items=(SOUND,)), Section(key="s"))

    assert codes(sections=sections) == [("duplicate_key", None)]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"title": {}}, "no_title"),
        ({"languages": ("zh-Hans", "English!")}, "bad_language"),
        ({"languages": ("en",)}, "base_not_listed"),
        ({"sections": ()}, "no_items"),
        ({"thanks": text("谢" * 2_001)}, "content_too_long"),
    ],
)
def test_the_whole_is_checked_too(more, code):
    assert (code, None) in codes(SOUND, **more)


def test_more_than_two_hundred_items_are_too_many():
    assert codes(*[item(f"q{n}", "rating") for n in range(1, 202)]) == [("too_many_items", None)]


def test_a_missing_translation_is_only_a_warning():
    found = problems(survey(item("q1", "rating", stem={"zh-Hans": "够不够？"})))

    assert [(each.code, each.severity, each.params) for each in found] == [
        ("not_translated", Severity.WARNING, {"language": "en"})
    ]


def test_traditional_characters_need_no_translation():
    assert codes(SOUND, languages=("zh-Hans", "en", "zh-Hant")) == []


def test_an_office_may_have_themes_of_its_own():
    themed = survey(item("q1", "single", options=options("a", "b", a="weather")))

    assert problems(themed, themes={"weather"}) == []
