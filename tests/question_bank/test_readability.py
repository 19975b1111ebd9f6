import pytest

from question_bank.problems import Severity
from question_bank.readability import (
    characters,
    checks,
    double_negative,
    length,
    longest_stem,
    seconds,
    seconds_of,
)
from tests.question_bank.surveys import item, survey, text


def failed(*items, **more):
    return [check.code for check in checks(survey(*items, **more)) if not check.passed]


def zh(words):
    return {"zh-Hans": words}


def test_a_plain_questionnaire_passes_all_five_checks():
    assert [check.code for check in checks(survey(item("q1")))] == [
        *("consent", "stems", "count", "negation", "skips")
    ]
    assert failed(item("q1")) == []


def test_characters_are_counted_without_punctuation():
    assert characters("最近一个月，客户经理来得够不够？") == 14
    assert characters("3-10分钟，WeChat群。") == 5


def test_twenty_eight_characters_are_easy_and_one_more_is_not():
    assert failed(item("q1", stem=zh("字" * 28))) == []
    assert failed(item("q1", stem=zh("字" * 29))) == ["stems"]


def test_characters_that_few_people_read_are_hinted_at():
    stems = checks(survey(item("q1", stem=zh("您觉得齁咸的饕餮大餐够不够？")), item("q2")))[1]

    assert stems.passed
    assert [(found.code, found.item) for found in stems.problems] == [("uncommon_characters", "q1")]
    assert stems.problems[0].params == {"characters": "齁饕餮"}


def test_english_is_measured_in_words():
    assert length("How easy is it?", "en") == (4, 20)
    assert failed(item("q1", stem={"zh-Hans": "好", "en": "word " * 20})) == []
    assert failed(item("q1", stem={"zh-Hans": "好", "en": "word " * 21})) == ["stems"]


def test_information_may_be_longer_than_a_question():
    assert failed(item("q1"), item("q2", "information", stem=zh("字" * 60))) == []


def test_the_longest_stem_is_named():
    assert longest_stem(survey(item("q1", stem=zh("短")), item("q2", stem=zh("长一点")))) == ("q2", 3)
    assert longest_stem(survey()) == ("", 0)


def test_more_than_twelve_questions_are_many():
    closing = item("who", "single", "a", "b", role="filled_by")

    assert failed(*[item(f"q{n}", "rating") for n in range(12)], closing) == []
    assert failed(*[item(f"q{n}", "rating") for n in range(13)]) == ["count"]


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("您是不是觉得不能不改？", "zh-Hans"),
        ("您不认为没有必要吗？", "zh-Hans"),
        ("难道不应该来吗？", "zh-Hans"),
        ("您非去县城不可吗？", "zh-Hans"),
        ("Do you not think that nobody came?", "en"),
        ("Don't you ever feel that nothing is done?", "en"),
        ("Were you not dissatisfied?", "en"),
    ],
)
def test_saying_no_twice_is_found(words, language):
    assert double_negative(words, language)
    assert failed(item("q1", stem={"zh-Hans": "好", language: words})) == ["negation"]


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("客户经理来得够不够？", "zh-Hans"),
        ("有没有坐下来和您聊经营？", "zh-Hans"),
        ("您对什么不满意？", "zh-Hans"),
        ("无所谓，还是不知道？", "zh-Hans"),
        ("未成年人不能买，对吗？", "zh-Hans"),
        ("Do you know the name or not?", "en"),
        ("Nothing to add? No problem.", "en"),
    ],
)
def test_saying_no_once_or_asking_either_way_is_fine(words, language):
    assert double_negative(words, language) == ""


@pytest.mark.parametrize("words", ["没用过的请跳到第7题", "If not, skip to question 7"])
def test_nobody_is_told_to_jump(words):
    assert failed(item("q1", hint=text(words))) == ["skips"]


def test_a_rule_that_can_never_hold_fails_the_skips():
    asked = (item("q1", "single", "a", "b"), item("q2", "rating", show_when='q1 = "a" and q1 = "b"'))

    assert failed(*asked) == ["skips"]


def test_personal_data_is_told_and_still_passes():
    consent = checks(survey(item("q1"), item("q2", "photo"), item("q3", "short_text", purpose="phone")))[0]

    assert consent.passed
    assert consent.problems[0].severity is Severity.HINT
    assert consent.problems[0].params == {"purposes": "phone, photo"}


def test_more_words_and_more_questions_take_longer():
    short, long = survey(item("q1")), survey(item("q1"), item("q2"))
    wordy = survey(item("q1", stem=text("字" * 60)))

    assert seconds(short) < seconds(wordy)
    assert seconds(short) < seconds(long)


def test_questions_behind_a_rule_count_half():
    always = survey(item("q1", "single", "a", "b"), item("q2", "rating"))
    sometimes = survey(item("q1", "single", "a", "b"), item("q2", "rating", show_when='q1 = "a"'))

    whole, half = seconds(always), seconds(sometimes)

    assert 2 * (whole - half) == pytest.approx(seconds_of(always.item("q2"), "zh-Hans", "zh-Hans"), abs=2)


def test_writing_that_must_be_done_takes_longer_than_writing_one_may_skip():
    asked = [item("q1", "long_text", required=required) for required in (True, False)]

    must, may = (seconds_of(each, "en", "zh-Hans") for each in asked)

    assert must > may
