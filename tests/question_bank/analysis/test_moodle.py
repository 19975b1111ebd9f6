"""Moodle's own expected statistics, to the digits it prints."""

import numpy as np
import pytest

from question_bank.analysis.marks import mark_table
from question_bank.analysis.moodle import (
    moodle_drawn_question,
    moodle_items,
    moodle_paper,
    moodle_variant,
)
from tests.question_bank.analysis.published_data import (
    MOODLE_ITEMS,
    MOODLE_MARKS,
    MOODLE_NUMERICAL,
    MOODLE_VARIANT_8,
)

TOTALS = MOODLE_MARKS.sum(axis=1)


@pytest.mark.parametrize("name", MOODLE_ITEMS)
def test_every_position_has_the_published_number(name):
    lines = moodle_items(mark_table(MOODLE_MARKS))

    assert [getattr(line, name) for line in lines] == pytest.approx(MOODLE_ITEMS[name], abs=1e-8)


def test_the_head_of_the_report_has_the_published_numbers():
    paper = moodle_paper(mark_table(MOODLE_MARKS))

    assert paper.n == 25
    assert (paper.mean, paper.median) == pytest.approx((4.617333333, 4.5), abs=1e-8)
    assert paper.deviation == pytest.approx(0.8117265554, abs=1e-9)
    assert (paper.skewness, paper.kurtosis) == pytest.approx((-0.0925025, -0.7073969), abs=1e-6)
    assert paper.internal_consistency == pytest.approx(-87.2230935, abs=1e-6)
    assert (paper.error_ratio, paper.standard_error) == pytest.approx((136.8294901, 1.1106813), abs=1e-6)


def test_a_drawn_question_and_a_variant_have_the_published_numbers():
    drawn = moodle_drawn_question(MOODLE_MARKS[MOODLE_NUMERICAL, 0], TOTALS[MOODLE_NUMERICAL], 1)
    variant = moodle_variant(MOODLE_MARKS[MOODLE_VARIANT_8, 1], TOTALS[MOODLE_VARIANT_8], 1)

    assert (drawn.n, variant.n) == (12, 5)
    assert (drawn.facility, drawn.deviation) == pytest.approx((0.583333333, 0.514928651), abs=1e-8)
    assert drawn.discrimination_index == pytest.approx(35.803933, abs=1e-6)
    assert drawn.discriminative_efficiency == pytest.approx(39.39393939, abs=1e-7)
    assert variant.discrimination_index == pytest.approx(-57.77466679, abs=1e-7)
    assert variant.discriminative_efficiency == pytest.approx(-71.05263241, abs=1e-7)


def test_the_flags_are_moodles():
    lines = moodle_items(mark_table(MOODLE_MARKS))
    good = moodle_variant(np.array([0.0, 0, 1, 1]), np.array([0.0, 1, 2, 3]), 1)

    assert all(line.is_dubious and line.needs_checking == "very_likely" for line in lines)
    assert (good.is_dubious, good.needs_checking) == (False, "unlikely")


def test_an_item_that_does_not_vary_has_no_index():
    line = moodle_variant(np.ones(4), np.array([1.0, 2, 3, 5]), 1)

    assert (line.discrimination_index, line.discriminative_efficiency, line.needs_checking) == (
        None,
        None,
        "",
    )


def test_holes_are_refused():
    with pytest.raises(ValueError, match="0 marks"):
        moodle_items(mark_table([[1, np.nan], [0, 1]]))
