"""Reliability of a paper, against numbers printed elsewhere."""

import numpy as np
import pytest

from question_bank.analysis.dependability import components
from question_bank.analysis.figures import Least, Silence
from question_bank.analysis.marks import mark_table
from question_bank.analysis.paper_statistics import paper_statistics
from question_bank.analysis.reliability import alpha_interval, beta_quantile, f_quantile, phi_at
from tests.question_bank.analysis.published_data import (
    LSAT6,
    LSAT7,
    MOODLE_MARKS,
    PINGOUIN,
    PINGOUIN_ALPHA,
    PINGOUIN_INTERVALS,
)

# As the definition behind ltm's cronbach.alpha gives them.
LSAT = [
    (LSAT6, 0.2949972, [0.2754, 0.2376, 0.2168, 0.2459, 0.2663]),
    (LSAT7, 0.4534087, [0.3960, 0.3938, 0.3454, 0.4146, 0.4385]),
]


def drawn_from(marks, share, seed):
    holed = marks.copy()
    holed[np.random.default_rng(seed).random(marks.shape) > share] = np.nan
    return mark_table(holed)


@pytest.mark.parametrize(("marks", "alpha", "without"), LSAT)
def test_alpha_and_alpha_without_each_item(marks, alpha, without):
    found = paper_statistics(mark_table(marks))

    assert found.alpha.value == pytest.approx(alpha, abs=5e-8)
    assert found.kr20 == found.alpha
    assert list(found.alpha_without.values()) == pytest.approx(without, abs=6e-5)


def test_alpha_is_pingouins():
    found = paper_statistics(mark_table(PINGOUIN), least=Least(reliability=9))

    assert found.alpha.value == pytest.approx(PINGOUIN_ALPHA, abs=1e-12)
    assert (found.alpha.n, found.alpha.rough) == (9, True)


@pytest.mark.parametrize(("alpha", "low", "high"), PINGOUIN_INTERVALS)
def test_feldts_interval_is_pingouins(alpha, low, high):
    interval = alpha_interval(alpha, people=12, items=11)

    assert (interval.low, interval.high) == pytest.approx((low, high), abs=5e-4)


def test_quantiles_are_those_of_printed_tables():
    # Abramowitz & Stegun, table 26.9: upper points of F.
    assert f_quantile(0.975, 10, 20) == pytest.approx(2.77, abs=5e-3)
    assert f_quantile(0.95, 5, 10) == pytest.approx(3.33, abs=5e-3)
    # In closed form: x squared, and the median of a symmetrical distribution.
    assert beta_quantile(0.25, 2, 1) == pytest.approx(0.5, abs=1e-6)
    assert beta_quantile(0.5, 7, 7) == pytest.approx(0.5, abs=1e-9)


def test_the_error_of_measurement_is_in_marks():
    found = paper_statistics(mark_table(LSAT6))

    deviation = LSAT6.sum(axis=1).std(ddof=1)
    assert found.sem.value == pytest.approx(deviation * (1 - 0.2949972) ** 0.5, abs=1e-6)
    assert found.sem.interval.low < found.sem.value < found.sem.interval.high


def test_moodles_moments_and_a_negative_alpha():
    found = paper_statistics(mark_table(MOODLE_MARKS))

    assert found.alpha.value == pytest.approx(-0.8722309, abs=1e-7)
    assert found.sem.value == pytest.approx(1.1106813, abs=1e-7)
    assert (found.scores.skewness, found.scores.kurtosis) == pytest.approx((-0.0925025, -0.7073969), abs=1e-6)
    assert found.kr20.silence is Silence.NOT_RIGHT_OR_WRONG


def test_phi_at_the_mean_is_kr21_and_grows_away_from_it():
    mean = float(LSAT6.mean())
    shares = LSAT6.mean(axis=1)

    found = paper_statistics(mark_table(LSAT6), pass_share=mean)

    assert found.phi.value == pytest.approx(found.kr21.value, abs=1e-12)
    assert phi_at(shares, 5, 0.4) > phi_at(shares, 5, 0.6) > found.phi.value
    assert found.phi.interval.low < found.phi.value < found.phi.interval.high


def test_kr21_is_the_textbook_formula():
    totals = LSAT6.sum(axis=1)
    mean, spread = totals.mean(), totals.var()

    found = paper_statistics(mark_table(LSAT6)).kr21

    assert found.value == pytest.approx(5 / 4 * (1 - mean * (5 - mean) / (5 * spread)))


def test_without_a_pass_mark_phi_is_not_said():
    assert paper_statistics(mark_table(LSAT6)).phi.silence is Silence.NO_LIMIT


def test_below_the_least_number_nothing_is_said():
    found = paper_statistics(mark_table(PINGOUIN), pass_share=0.6)

    figures = (found.alpha, found.kr20, found.kr21, found.sem, found.phi, found.dependability)
    assert {(figure.value, figure.n, figure.silence) for figure in figures} == {(None, 9, Silence.TOO_FEW)}
    assert found.alpha_without == {}


def test_equal_totals_and_a_single_item_have_no_alpha():
    same = paper_statistics(mark_table([[1, 0], [0, 1]] * 10))
    single = paper_statistics(mark_table([[1], [0]] * 10))

    assert (same.alpha.silence, same.kr21.silence) == (Silence.NO_SPREAD, Silence.NO_SPREAD)
    assert (single.alpha.silence, single.kr21.silence) == (Silence.TOO_FEW_ITEMS, Silence.TOO_FEW_ITEMS)


def test_drawn_papers_have_an_alpha_only_for_what_all_were_given():
    marks = LSAT7.copy()
    marks[::2, 0] = np.nan

    found = paper_statistics(mark_table(marks))
    scattered = paper_statistics(drawn_from(LSAT7, 0.5, seed=1))

    assert found.block == ("2", "3", "4", "5")
    assert found.alpha.value == pytest.approx(0.3960, abs=6e-5)
    assert (found.sem.silence, found.scores) == (Silence.DRAWN, None)
    assert scattered.alpha.silence is Silence.DRAWN
    assert scattered.dependability.value is not None


@pytest.mark.parametrize("marks", [LSAT6, LSAT7])
def test_on_a_full_table_the_components_give_alpha_back(marks):
    parts = components(mark_table(marks))

    assert parts.relative == pytest.approx(paper_statistics(mark_table(marks)).alpha.value, abs=1e-12)
    assert parts.phi < parts.relative
    assert parts.length == pytest.approx(5)


def test_on_drawn_papers_the_components_stay_what_they_are():
    source = np.random.default_rng(11)
    people, items = source.normal(0, 0.2, (800, 1)), source.normal(0, 0.1, 60)
    marks = 0.5 + people + items + source.normal(0, 0.3, (800, 60))

    found = components(drawn_from(np.minimum(marks, 1.5) / 1.5, 0.3, seed=12))

    assert np.sqrt([found.people, found.items, found.rest]) * 1.5 == pytest.approx([0.2, 0.1, 0.3], rel=0.1)
    assert found.length == pytest.approx(18, rel=0.1)
