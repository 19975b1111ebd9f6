import math

import pytest

from portal.methods.intervals import student_quantile
from portal.methods.proportions import (
    Reading,
    finite_correction,
    margin_of_error,
    newcombe,
    proportion,
    upper_bound_of_none,
    wilson,
    wilson_finite,
)


# Newcombe 1998, Statistics in Medicine 17:857-872, Table I, method 3.
@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_interval_gives_the_published_table(k, n, low, high):
    interval = wilson(k, n)

    assert (interval.low, interval.high) == pytest.approx((low, high), abs=6e-5)


# Newcombe 1998, Statistics in Medicine 17:873-890, Table II, method 10.
@pytest.mark.parametrize(
    ("k1", "n1", "k2", "n2", "low", "high"),
    [
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (5, 56, 0, 29, -0.0381, 0.1926),
        (0, 10, 0, 10, -0.2775, 0.2775),
        (10, 10, 0, 20, 0.6791, 1.0),
    ],
)
def test_difference_of_two_waves_gives_the_published_table(k1, n1, k2, n2, low, high):
    difference = newcombe(k1, n1, k2, n2)

    assert difference.value == pytest.approx(k1 / n1 - k2 / n2)
    assert (difference.interval.low, difference.interval.high) == pytest.approx((low, high), abs=6e-5)


def test_wilson_ends_are_the_roots_of_the_score_equation():
    interval = wilson(121, 342)

    for end in (interval.low, interval.high):
        assert abs(121 / 342 - end) == pytest.approx(1.959964 * math.sqrt(end * (1 - end) / 342), rel=1e-6)


@pytest.mark.parametrize(("k", "n"), [(1, 0), (5, 4), (-1, 4)])
def test_impossible_counts_are_refused(k, n):
    with pytest.raises(ValueError, match="0 <= k <= n"):
        wilson(k, n)


def test_share_of_nobody_has_neither_value_nor_interval():
    nobody = proportion(0, 0)

    assert (nobody.share, nobody.interval, nobody.reading) == (None, None, Reading.NONE)


@pytest.mark.parametrize(("n", "reading"), [(9, "counts"), (10, "rough"), (29, "rough"), (30, "full")])
def test_small_numbers_are_read_with_care(n, reading):
    assert proportion(3, n).reading == reading


def test_census_figure_has_no_sampling_interval():
    assert proportion(1126, 1297, census=True).interval is None
    assert proportion(1126, 1297).interval is not None


# Hanley & Lippman-Hand 1983, JAMA 249:1743: "if nothing goes wrong", about 3/n.
@pytest.mark.parametrize(("n", "bound"), [(10, 0.258866), (30, 0.095034), (100, 0.029513)])
def test_nothing_seen_still_leaves_an_upper_bound(n, bound):
    assert upper_bound_of_none(n) == pytest.approx(bound, abs=1e-6)
    assert upper_bound_of_none(n) <= 3 / n


# Cochran 1977, Sampling Techniques, 2.6: sqrt((N-n)/(N-1)); 1.959964*sqrt(.7*.3/100)*sqrt(1197/1296).
def test_margin_shrinks_when_much_of_the_population_answered():
    assert margin_of_error(0.7, 100, 1297) == pytest.approx(0.086318, abs=1e-6)
    assert margin_of_error(0.6, 30, 40) == pytest.approx(0.088769, abs=1e-6)
    assert finite_correction(40, 40) == 0


def test_finite_interval_lies_inside_the_plain_one_and_closes_at_the_census():
    plain, finite, census = wilson(121, 342), wilson_finite(121, 342, 397), wilson_finite(121, 397, 397)

    assert plain.low < finite.low < 121 / 342 < finite.high < plain.high
    assert census.low == census.high == 121 / 397


# Student 1908 / any t table, two-sided 95 % and 99 %.
@pytest.mark.parametrize(
    ("confidence", "freedom", "value"),
    [(0.95, 1, 12.706), (0.95, 2, 4.303), (0.95, 10, 2.228), (0.99, 5, 4.032), (0.95, 120, 1.980)],
)
def test_student_quantiles_are_those_of_the_table(confidence, freedom, value):
    assert student_quantile(confidence, freedom) == pytest.approx(value, abs=6e-4)
