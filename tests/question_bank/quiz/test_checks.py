import time
from collections import Counter
from datetime import date
from random import Random

import pytest

from question_bank.checks import lint
from question_bank.checks_positions import chi_square, chi_square_tail
from question_bank.checks_repeats import apart, plain, prints, repeats
from question_bank.items import Accepted, Blank, Item, Option, Pair
from question_bank.problems import Severity
from tests.question_bank.quiz.writing import bank, fill_in, item, multiple, options, single, text, truth

TODAY = date(2026, 11, 21)
WHY = text("先问需求，签字是最后一步。")
STEM = "客户反映的事属于别的部门，首问人应当怎么做？"


def codes(*items: Item, **more: object) -> list[tuple[str, str | None]]:
    found = lint(bank(*items, **more), TODAY)
    return [(problem.code, problem.item) for problem in found if problem.code != "no_explanation"]


def test_a_sound_bank_has_nothing_to_be_said_about_it():
    sound = [single(explanation=WHY), truth(True, key="q2", stem="对方点接收才算交接。", explanation=WHY)]

    assert lint(bank(*sound), TODAY) == []


def test_each_finding_names_item_line_and_severity():
    wrong = single(key="q7", right="e", stem="别的？", explanation=WHY)

    found = lint(bank(single(explanation=WHY), wrong), TODAY, lines={"q1": 3, "q7": 12})

    assert [(p.code, p.item, p.line, p.severity) for p in found if p.severity is Severity.ERROR] == [
        ("right_unknown", "q7", 12, Severity.ERROR)
    ]


def test_findings_come_in_the_order_of_the_bank_and_those_about_all_come_last():
    first = single(explanation={}, key="q1", stem="甲？")
    second = single(key="q2", stem="乙？", expires_on=date(2026, 1, 1))
    many = [single(right="a", key=f"k{n}", stem=f"{n}？") for n in range(40)]

    found = lint(bank(first, second, *many), TODAY)

    assert [p.item for p in found[:3]] == ["q1", "q2", "q2"]
    assert [(p.code, p.item) for p in found[-1:]] == [("key_positions", None)]


@pytest.mark.parametrize(
    ("words", "same"),
    [
        (("甲", "甲"), True),
        (("甲。", " 甲"), True),
        (("ＡＢ", "AB"), True),
        (("甲", "乙"), False),
        (("≤5", "≥5"), False),
        (("+5", "-5"), False),
        (("5%", "5"), False),
        (("1.5", "15"), False),
        (("10²", "102"), False),
        (("kW", "kw"), False),
        (("√", "×"), False),
    ],
)
def test_options_that_say_the_same_are_named(words, same):
    found = codes(single(*words))

    assert (("duplicate_options", "q1") in found) is same


def test_options_that_are_only_pictures_are_told_apart_by_the_picture():
    drawn = tuple(Option(key=key, picture=f"{key}.png") for key in "ab")

    assert ("duplicate_options", "q1") not in codes(item("single", options=drawn, right=("a",)))


REPEATS = [
    (single(stem=STEM), single(stem=STEM, key="q2"), "exact_repeat"),
    (single(stem=STEM), single(stem=STEM.replace("，", " , "), key="q2"), "exact_repeat"),
    # the same options in another order, the same words right
    (single("甲", "乙", right="a"), single("乙", "甲", right="b", key="q2"), "exact_repeat"),
    (single("甲", "乙", right="a"), single("乙", "甲", right="a", key="q2"), "contradiction"),
    (single(right="a"), single(right="b", key="q2"), "contradiction"),
    (multiple("ab"), multiple("abc", key="q2"), "contradiction"),
    (multiple("ab"), multiple("ba", key="q2"), "exact_repeat"),
    (truth(True), truth(False, key="q2"), "contradiction"),
    (truth(True), truth(True, key="q2"), "exact_repeat"),
    (fill_in("三|3"), fill_in("3|三", key="q2"), "exact_repeat"),
    (fill_in("三"), fill_in("四", key="q2"), "contradiction"),
    # one stem, other options: often meant so ("下列错误的是")
    (single("甲", "乙"), single("丙", "丁", key="q2"), None),
    (single(stem=STEM), single(stem=STEM.replace("别的", "其他"), key="q2"), "near_repeat"),
    (single(stem="甲？"), single(stem="乙？", key="q2"), None),
]


@pytest.mark.parametrize(("first", "second", "code"), REPEATS)
def test_repeats_and_contradictions_are_told_apart(first, second, code):
    found = [
        (problem.code, problem.item, problem.params["other"]) for problem in repeats(bank(first, second))
    ]

    assert found == ([(code, "q2", "q1")] if code else [])


def test_matching_and_ordering_repeat_only_with_the_same_answer():
    pairs = (Pair(key="p0", text=text("一"), option="a"), Pair(key="p1", text=text("二"), option="b"))
    swapped = (Pair(key="p0", text=text("一"), option="b"), Pair(key="p1", text=text("二"), option="a"))
    words = options("甲", "乙")

    matched = bank(
        item("matching", options=words, pairs=pairs), item("matching", "q2", options=words, pairs=swapped)
    )
    ordered = bank(
        item("ordering", options=words, right=("a", "b")),
        item("ordering", "q2", options=words, right=("b", "a")),
    )

    assert [problem.code for problem in repeats(matched)] == ["contradiction"]
    assert [problem.code for problem in repeats(ordered)] == ["contradiction"]


def test_twins_are_kept_apart_on_papers():
    pool = {"A/1": single(), "B/1": single(), "B/2": single(right="b"), "B/3": single(stem="别的？")}

    assert apart(pool) == [{"A/1", "B/1"}, {"A/1", "B/2"}]


def test_a_lapsed_source_is_named_from_the_day_after_its_last_day():
    assert ("expired", "q1") in codes(single(expires_on=date(2026, 11, 20)))
    assert codes(single(expires_on=TODAY)) == []


def test_a_missing_explanation_is_a_hint():
    found = lint(bank(single(), single(key="q2", stem="别的？", explanation=WHY)), TODAY)

    assert [(p.code, p.item, p.severity) for p in found] == [("no_explanation", "q1", Severity.HINT)]


@pytest.mark.parametrize(
    "words",
    [
        "以上都对",
        "以上都是",
        "以上都不是",
        "以上均正确。",
        "以上选项都对",
        "上述说法均不正确",
        "全部正确",
        "All of the above",
    ],
)
def test_words_that_only_make_sense_as_the_last_option_should_be_pinned(words):
    loose = options("甲", "乙", words)
    pinned = (*loose[:2], Option(key="c", text=text(words), pinned=True))

    assert ("not_pinned", "q1") in codes(item("single", options=loose, right=("a",)))
    assert codes(item("single", options=pinned, right=("a",))) == []
    assert codes(item("single", options=loose, right=("a",), shuffle=False)) == []


@pytest.mark.parametrize("words", ["以上海为例", "都江堰", "以上级通知为准", "全部交给客户"])
def test_other_words_need_no_pin(words):
    assert codes(single("甲", "乙", words)) == []


@pytest.mark.parametrize("words", ["A和B", "A、C", "B或D都对", "both A and B"])
def test_options_that_speak_of_letters_do_not_survive_shuffling(words):
    assert ("names_letters", "q1") in codes(single("甲", "乙", words))


def test_an_explanation_that_names_the_letter_does_not_survive_shuffling():
    assert ("names_letters", "q1") in codes(single(explanation=text("先问需求，故选B。")))


def test_an_answer_turned_into_a_date_by_a_spreadsheet_is_named():
    blank = Blank(key="b1", accepted=(Accepted(text="2009-05-01 00:00:00"),))

    assert ("key_damaged", "q1") in codes(item("fill_in", blanks=(blank,)))


def test_chi_square_of_real_key_positions():
    # 1,509 four-option singles of 13 real banks: chi-square 29.4 on 3 degrees of freedom
    assert chi_square([434, 394, 390, 291]) == pytest.approx(29.4, abs=0.05)


@pytest.mark.parametrize(
    ("statistic", "df", "share"),
    # NIST/SEMATECH e-Handbook, table of critical values of the chi-square distribution
    [
        (3.841, 1, 0.05),
        (6.635, 1, 0.01),
        (5.991, 2, 0.05),
        (7.815, 3, 0.05),
        (11.345, 3, 0.01),
        (16.812, 6, 0.01),
    ],
)
def test_the_tail_of_chi_square_is_that_of_the_tables(statistic, df, share):
    assert chi_square_tail(statistic, df) == pytest.approx(share, rel=0.002)


def keys(letters: str) -> list[Item]:
    return [single(right=letter, key=f"q{n}", stem=f"第{n}题？") for n, letter in enumerate(letters)]


def test_skewed_key_positions_are_said_with_their_n():
    [found] = [p for p in lint(bank(*keys("a" * 25 + "bcd" * 5)), TODAY) if p.code == "key_positions"]

    assert found.params == {"counts": "A 25, B 5, C 5, D 5", "n": 40, "statistic": "30.0", "df": 3}
    assert found.message


@pytest.mark.parametrize("letters", ["abcd" * 10, "aaaa" * 4, "ab" * 5 + "cd" * 5])
def test_even_or_few_key_positions_are_not_remarked(letters):
    assert "key_positions" not in {code for code, _ in codes(*keys(letters))}


def test_true_and_false_are_counted_apart():
    truths = [truth(n > 3, key=f"q{n}", stem=f"第{n}题。") for n in range(40)]

    [found] = [p for p in lint(bank(*truths), TODAY) if p.code == "key_positions"]

    assert found.params["counts"] == "✓ 36, ✗ 4"


def lengths(hits: int, others: int) -> list[Item]:
    words = ("登记、联系并一直跟到答复为止", "不管", "等", "走")
    count = hits + others
    return [
        single(*words, right="a" if n < hits else "b", key=f"q{n}", stem=f"第{n}题？") for n in range(count)
    ]


def test_the_longest_option_being_right_too_often_is_said_with_its_n():
    [found] = [p for p in lint(bank(*lengths(25, 15)), TODAY) if p.code == "longest_is_key"]

    assert found.params == {"k": 25, "n": 40, "expected": "10"}


@pytest.mark.parametrize(("hits", "others"), [(10, 30), (13, 27), (19, 0)])
def test_the_longest_option_being_right_now_and_then_or_seldom_is_not(hits, others):
    assert "longest_is_key" not in {code for code, _ in codes(*lengths(hits, others))}


def test_markup_and_markers_do_not_count_in_a_comparison():
    assert plain("<p>一带[[b1]]</p>") == plain("一 带（　）")
    assert plain("a<b 且 c>d") != plain("a且d")


def test_twins_as_found_in_a_real_bank_are_near_repeats():
    first = single("叶片薄", "叶片厚", stem="烟株缺氮，在调制后质量方面的表现为（  ）。")
    second = single("叶片薄", "叶片厚", key="q2", stem="烟株缺氮,在调制后质量上表现为(  ) 。")

    [found] = repeats(bank(first, second))

    assert (found.code, found.severity) == ("near_repeat", Severity.HINT)
    assert "q1" in found.message


def test_thousands_of_items_that_are_all_alike_end_in_time_and_say_so():
    alike = [
        single(key=f"q{n}", stem=f"客户反映的事属于第{n}个部门，首问人应当怎么做？") for n in range(3_000)
    ]

    started = time.process_time()
    found = Counter(problem.code for problem in repeats(bank(*alike)))

    assert time.process_time() - started < 10
    assert found["comparison_stopped"] == 1
    assert found["near_repeat"] > 100


def test_thousands_of_nearly_equal_items_are_each_compared_with_the_first():
    long = (
        "客户反映的事属于别的部门，首问人应当先登记，再联系负责的人，然后一直跟到对方答复为止，当天告诉客户"
    )
    alike = [single(key=f"q{n}", stem=long + chr(0x4E00 + n)) for n in range(3_000)]

    found = Counter((problem.code, problem.params.get("other")) for problem in repeats(bank(*alike)))

    assert found == {("near_repeat", "q0"): 2_999}


def test_thousands_of_different_items_are_all_compared():
    random = Random(1)
    letters = [chr(0x4E00 + n) for n in range(2_000)]
    items = [single(key=f"q{n}", stem="".join(random.sample(letters, 25))) for n in range(3_000)]
    items.append(single(key="last", stem="另" + items[5].stem["zh-Hans"]))

    found = [(problem.code, problem.item) for problem in repeats(bank(*items))]

    assert found == [("near_repeat", "last")]


def test_the_same_question_is_known_again_by_its_prints():
    first, same = single(), single(key="q9", explanation=WHY)
    other = single(key="q10", right="b")

    assert prints(first, "zh-Hans") == prints(same, "zh-Hans")
    assert prints(first, "zh-Hans").asked == prints(other, "zh-Hans").asked
    assert prints(first, "zh-Hans").right != prints(other, "zh-Hans").right
