from datetime import date

import pytest

from question_bank.errors import ItemError
from question_bank.item_changes import Change, changes, comparable
from question_bank.item_documents import fingerprint, read_bank, read_item, write, write_final
from question_bank.item_structure import bank_problems, problems
from question_bank.items import (
    Accepted,
    Blank,
    Feedback,
    Item,
    Material,
    Option,
    Pair,
    Picture,
    Rule,
    Source,
)
from question_bank.problems import Severity
from tests.question_bank.quiz.writing import (
    bank,
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

FULL = single(
    markup="html",
    pictures=(Picture(name="pump.png", sha256="ab" * 32, alt=text("泵")),),
    material="m1",
    rule=Rule.PER_OPTION,
    lower_bound=-1,
    explanation=text("先问需求，签字是最后一步。"),
    feedback=Feedback(right=text("对"), wrong=text("再想想")),
    knowledge_point="拜访/进店",
    difficulty=2,
    tags=("拜访",),
    source=Source(document="服务规范", clause="3.2", url="https://example.org/3"),
    expires_on=date(2027, 12, 31),
    indicator="visits",
    problem="p2",
    sop="sop-1",
    points=2.5,
)
EVERY_KIND = [
    FULL,
    multiple("abd"),
    truth(False),
    fill_in("三|3", "一一|逐一"),
    numeric(Accepted(value=82.7, tolerance=0.05), unit=text("%")),
    matching(),
    ordering(),
    item("essay", model_answer=text("先登记")),
    item("information"),
]


@pytest.mark.parametrize("sound", EVERY_KIND, ids=lambda one: one.type)
def test_a_sound_item_of_every_kind_has_no_problems(sound):
    assert problems(sound) == []


@pytest.mark.parametrize("sound", EVERY_KIND, ids=lambda one: one.type)
def test_an_item_survives_its_document(sound):
    assert read_item(write(sound)) == sound


def test_a_bank_survives_its_document():
    whole = bank(*EVERY_KIND, materials=(Material(key="m1", text=text("材料")),))

    assert read_bank(write(whole)) == whole


def test_equal_items_have_one_fingerprint_however_they_were_made():
    plain = single()
    spelled_out = single(points=1.0, lower_bound=0.0, feedback=Feedback(right={}), tags=())

    assert fingerprint(plain) == fingerprint(spelled_out)
    assert fingerprint(plain) != fingerprint(single(right="b"))


def test_composed_and_decomposed_letters_have_one_fingerprint():
    assert fingerprint(single(stem="caf\u00e9")) == fingerprint(single(stem="cafe\u0301"))


def broken(kind: str, *words: str, **more: object) -> Item:
    return item(kind, options=options(*words), **more)


FRACTION = (Option(key="a", text=text("甲"), fraction=1.5), Option(key="b", text=text("乙")))
NO_WORDS = (Option(key="a", text=text("甲")), Option(key="b", text=text(" ")))
LOST = (Pair(key="p0", text=text("左")), Pair(key="p1", text=text("左"), option="a"))


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (single(key="Q 1"), "bad_key"),
        (single(stem=" "), "empty_stem"),
        (single(stem="长" * 20_001), "content_too_long"),
        (broken("single", "甲", right=("a",)), "options_missing"),
        (broken("single", "甲", "乙"), "key_missing"),
        (broken("single", "甲", "乙", right=("a", "b")), "too_many_right"),
        (broken("single", "甲", "乙", right=("e",)), "right_unknown"),
        (broken("multiple", "甲", "乙", right=("a", "a")), "duplicate_key"),
        (broken("essay", "甲"), "options_out_of_place"),
        (item("single", options=FRACTION, right=("a",)), "bad_fraction"),
        (item("single", options=NO_WORDS, right=("a",)), "option_without_text"),
        (item("true_false"), "key_missing"),
        (item("true_false", right=("yes",)), "right_unknown"),
        (broken("true_false", "对", "错", right=("true",)), "true_false_options"),
        (item("fill_in"), "blanks_missing"),
        (fill_in(""), "blank_without_answer"),
        (fill_in(*"甲乙丙丁戊己庚辛壬癸子", any_order=True), "too_many_swapped"),
        (
            item("fill_in", blanks=(Blank(key="b1", accepted=(Accepted(text="x", fraction=2),)),)),
            "bad_fraction",
        ),
        (numeric(), "key_missing"),
        (numeric(Accepted(text="三")), "bad_number"),
        (numeric(Accepted(value=1, tolerance=-1)), "bad_number"),
        (numeric(Accepted(minimum=2, maximum=1)), "bad_number"),
        (item("matching", options=options("甲")), "pairs_missing"),
        (item("matching", options=options("甲"), pairs=LOST), "pair_unknown_option"),
        (broken("ordering", "甲", "乙", right=("a",)), "order_incomplete"),
        (single(difficulty=6), "bad_difficulty"),
        (single(points=-1), "bad_points"),
        (single(lower_bound=1, upper_bound=0), "bad_points"),
        (single(rule=Rule.HALVES), "rule_unsuitable"),
        (single(source=Source(url="javascript:alert(1)")), "bad_address"),
        (single(knowledge_point="a//b"), "bad_path"),
    ],
)
def test_what_cannot_be_asked_or_marked_is_an_error_and_cannot_be_made_final(wrong, code):
    found = {problem.code for problem in problems(wrong) if problem.severity is Severity.ERROR}

    assert code in found
    with pytest.raises(ItemError) as refused:
        write_final(wrong)
    assert refused.value.code == "not_final"


def test_a_sound_item_can_be_made_final():
    assert write_final(FULL) == write(FULL)


def test_a_blank_and_a_picture_have_their_place_in_the_stem():
    placed = fill_in("三", stem="看图[[pump.png]]，按“一带[[b1]]”组成[[b2]]")

    assert [(p.code, p.params["marker"]) for p in problems(placed)] == [
        ("marker_unknown", "b2"),
        ("marker_unknown", "pump.png"),
    ]


def test_every_message_can_be_said():
    for wrong in (single(key="Q"), single(difficulty=9), single(rule=Rule.EDC), fill_in("")):
        assert all(problem.message for problem in problems(wrong))


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("[", "not_json"),
        ('{"key": "q1"}', "bad_item"),
        ('{"key": "q1", "type": "single", "answer": "a"}', "bad_item"),
        ('{"key": "q1\\u0000", "type": "single"}', "bad_text"),
        ('{"key": "' + "x" * 500_000 + '"}', "too_large"),
    ],
)
def test_a_document_that_is_no_item_is_refused_in_a_sentence(source, code):
    with pytest.raises(ItemError) as refused:
        read_item(source)

    assert refused.value.code == code
    assert str(refused.value)


def test_a_bank_knows_its_materials_and_says_what_is_missing():
    found = bank_problems(bank(single(material="m1"), single(material="m2"), materials=(Material(key="m1"),)))

    assert [(p.code, p.item) for p in found] == [("duplicate_key", "q1"), ("material_unknown", "q1")]


def test_distractors_are_the_options_that_are_wrong_or_belong_to_no_pair():
    assert [option.key for option in multiple("ac").distractors] == ["b", "d"]
    assert [option.key for option in matching().distractors] == ["d"]


def test_an_item_lies_within_the_branches_of_its_knowledge_point():
    visit = single(knowledge_point="拜访/进店/问候")

    assert visit.within("")
    assert visit.within("拜访/进店")
    assert not visit.within("拜访/进")


def test_an_item_holds_through_the_last_day_of_its_source():
    assert not FULL.expired(date(2027, 12, 31))
    assert FULL.expired(date(2028, 1, 1))


BEFORE = single("甲", "乙", "丙")


@pytest.mark.parametrize(
    ("after", "kinds"),
    [
        (single("甲", "乙", "丙"), ()),
        (single("甲", "乙", "丙", right="b"), (Change.KEY,)),
        (single("甲", "乙", "丙", "丁"), (Change.OPTIONS, Change.WORDING)),
        (single("甲", "乙", "丙", stem="先做哪一件？"), (Change.WORDING,)),
        (single("甲", "乙", "另一个"), (Change.WORDING,)),
        (single("甲", "乙", "丙", explanation=text("因为")), (Change.ABOUT,)),
        (single("甲", "乙", "丙", rule=Rule.PER_OPTION), (Change.KEY,)),
    ],
)
def test_changes_are_told_apart_by_what_has_to_be_done_about_results(after, kinds):
    assert changes(BEFORE, after) == kinds


def test_figures_before_and_after_a_new_key_are_not_comparable():
    assert comparable(BEFORE, single("甲", "乙", "丙", stem="先做哪一件？"))
    assert not comparable(BEFORE, single("甲", "乙", "丙", right="c"))


def test_another_accepted_answer_is_a_new_key_but_other_feedback_is_not():
    said = Blank(key="b1", accepted=(Accepted(text="三", feedback=text("对")),))

    assert Change.KEY in changes(fill_in("三"), fill_in("三|叁"))
    assert changes(fill_in("三"), item("fill_in", blanks=(said,))) == (Change.ABOUT,)
