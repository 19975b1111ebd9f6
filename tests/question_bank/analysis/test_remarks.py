"""The sentences that name a bad item, and the table of answers they rest on."""

import numpy as np
import pytest

from question_bank.analysis.figures import Silence
from question_bank.analysis.items import item_statistics
from question_bank.analysis.marks import mark_table
from question_bank.analysis.options import option_table
from question_bank.analysis.remarks import REMARKS, Remark

ITEMS, KEY = 20, "A"


def sitting(seed, people=60, items=ITEMS):
    """Answers A to D of a made-up group; A is right, the others tempt in turn."""
    source = np.random.default_rng(seed)
    edge = source.normal(0.5, 1.2, size=(people, 1)) - source.normal(0, 0.6, size=items)
    knows = source.random((people, items)) < 1 / (1 + np.exp(-1.5 * edge))
    return np.where(knows, "A", source.choice(["B", "C", "D"], p=[0.5, 0.3, 0.2], size=knows.shape))


def analysed(answers, keys):
    table = mark_table((answers == keys).astype(float))
    options = {
        name: option_table(answers[:, column].tolist(), table.rest(column), {keys[column]}, "ABCD")
        for column, name in enumerate(table.items)
    }
    return item_statistics(table, options)


def codes(item):
    return {remark.code for remark in item.remarks}


@pytest.mark.parametrize("seed", range(10))
def test_a_wrong_key_is_found_and_the_right_one_named(seed):
    keys = np.array([KEY] * ITEMS)
    keys[6] = "B"

    found = analysed(sitting(seed), keys)

    warned = [item.item for item in found if "check_key" in codes(item)]
    sentences = [remark.message for remark in found[6].remarks]
    assert warned == ["7"]
    assert sentences[0] == "High scorers chose A: check the key."
    assert found[6].remarks[0].warns


def test_right_keys_are_hardly_ever_doubted():
    found = [item for seed in range(30) for item in analysed(sitting(seed), np.array([KEY] * ITEMS))]

    # 600 good items seen by 60 people each.
    assert sum("check_key" in codes(item) for item in found) <= 3


def test_a_key_nobody_chose_is_doubted_all_the_same():
    answers = sitting(6)
    keys = np.array([KEY] * ITEMS)
    keys[0] = "E"

    found = analysed(answers, keys)[0]

    assert [remark.code for remark in found.remarks][:2] == ["check_key", "too_hard"]
    assert found.discrimination.silence is Silence.NO_SPREAD


def test_an_item_nearly_everybody_knows_is_called_too_easy():
    answers = sitting(1)
    answers[:, 11] = "A"
    answers[:2, 11] = "B"

    item = analysed(answers, np.array([KEY] * ITEMS))[11]

    assert item.facility.value == pytest.approx(58 / 60)
    assert "too_easy" in codes(item)
    assert Remark("nobody_chose", {"options": "C, D"}) in item.remarks
    assert Remark("hardly_chosen", {"options": "B"}) in item.remarks


def test_an_item_hardly_anybody_knows_is_called_too_hard():
    answers = sitting(2)
    answers[:, 3] = "C"
    answers[answers[:, 0] == "A", 3] = "D"
    answers[:6, 3] = "A"

    assert "too_hard" in codes(analysed(answers, np.array([KEY] * ITEMS))[3])


def test_an_item_that_tells_people_apart_is_called_good():
    found = analysed(sitting(3, people=400), np.array([KEY] * ITEMS))

    assert all("good" in codes(item) for item in found)
    assert not any(remark.warns for item in found for remark in item.remarks)


def test_an_item_answered_by_lot_is_called_weak():
    answers = sitting(4, people=400)
    answers[:, 0] = np.random.default_rng(4).choice(list("ABCD"), size=400)

    assert codes(analysed(answers, np.array([KEY] * ITEMS))[0]) & {"low_discrimination", "check_key"}


def test_few_people_give_no_judgement_but_say_how_many():
    item = analysed(sitting(5, people=29), np.array([KEY] * ITEMS))[0]

    assert [remark.message for remark in item.remarks] == ["29 people answered; a judgement needs 30."]


def test_options_are_counted_with_shares_thirds_and_blanks():
    rest = np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.0, 0.5, np.nan])
    choices = ["A", "A", "A", "A", "B", "B", "B", "", "C", "C", "A", None]

    table = option_table(choices, rest, {"A"}, "ABCD")

    assert (table.n, table.blank) == (11, 1)
    assert [line.count for line in table.lines] == [5, 3, 2, 0]
    assert [line.option for line in table.distractors] == ["B", "C", "D"]
    (key,) = table.key
    assert key.share.value == pytest.approx(5 / 11)
    assert key.mean_rest == pytest.approx(0.7)
    assert (key.upper, key.lower) == (1.0, 0.0)
    assert key.discrimination > 0 > table.lines[2].discrimination
    assert table.lines[3].mean_rest is None


def test_several_answers_of_one_person_each_count():
    table = option_table([{"A", "B"}] * 6 + [("B",)] * 4 + [()] * 2, np.arange(12) / 12, {"A", "B"})

    assert [(line.option, line.count) for line in table.lines] == [("A", 6), ("B", 10)]
    assert table.blank == 2


def test_shares_of_few_people_are_not_said():
    table = option_table(["A"] * 9, np.arange(9) / 9, {"A"}, "AB")

    assert {line.share.silence for line in table.lines} == {Silence.TOO_FEW}
    assert [line.count for line in table.lines] == [9, 0]


def test_every_sentence_can_be_filled():
    filled = {"n": 3, "least": 30, "option": "C", "options": "C, D"}

    assert all(Remark(code, filled).message for code in REMARKS)
