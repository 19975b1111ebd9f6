"""Aiken: good questions, and each way of being wrong with its line."""

import pytest

from question_bank.exchange.item_formats import read_items, write_items

GOOD = "Which?\nA) one\nB. two\nANSWER: B\n"


def test_a_question_is_read_and_written_again():
    found = read_items(GOOD.encode(), "x.txt")

    assert found.format == "aiken"
    assert [(item.type.value, item.right) for item in found.items] == [("single", ("B",))]
    assert write_items("aiken", found.bank).content == b"Which?\nA) one\nB) two\nANSWER: B\n"


@pytest.mark.parametrize(
    ("bad", "code", "line"),
    [
        ("A) one\n", "aiken_option_first", 5),
        ("ANSWER: A\n", "aiken_answer_first", 5),
        ("Which?\nA) one\nANSWER: A\n", "aiken_few_options", 5),
        ("Which?\nWhat?\nA) one\nB) two\nANSWER: A\n", "aiken_open", 5),
        ("Which?\nA) one\nB) two\n", "aiken_open", 5),
    ],
)
def test_what_is_wrong_is_told_with_its_line(bad, code, line):
    found = read_items((GOOD + bad).encode(), "x.txt")

    assert [(each.code, each.line) for each in found.problems] == [(code, line)]
