import numpy as np
import pytest

from portal.methods.proportions import wilson
from portal.methods.weighting import (
    Merge,
    WeightingError,
    kish,
    poststratify,
    rake,
    trim,
    weighted_mean,
    weighted_share,
    weighted_share_of_sums,
)

SHOPS = {"large": 100, "medium": 400, "small": 797}


# Kish 1965, Survey Sampling, 11.7: deff = n*sum(w2)/sum(w)2; here 150*(50*(4+64+254.0836))/1297^2.
def test_equal_samples_of_unequal_strata_cost_precision():
    weights = poststratify(SHOPS, {"large": 50, "medium": 50, "small": 50})

    assert weights.by_stratum == pytest.approx({"large": 2.0, "medium": 8.0, "small": 15.94})
    assert weights.design_effect == pytest.approx(1.436, abs=1e-4)
    assert weights.effective_n == pytest.approx(104.4579, abs=1e-4)


def test_small_shops_count_by_their_number():
    values = np.repeat([80.0, 70.0, 55.0], 50)
    weights = np.repeat([2.0, 8.0, 15.94], 50)

    result = weighted_mean(values, weights)

    assert values.mean() == pytest.approx(68.333333)
    assert result.value == pytest.approx(61.553585, abs=1e-6)
    assert (result.n, round(result.effective_n, 3)) == (150, 104.458)


def test_proportional_sample_costs_nothing():
    assert kish([3.0] * 40) == pytest.approx((1.0, 40.0))


def test_stratum_without_answers_is_counted_with_its_neighbour_and_told():
    weights = poststratify(SHOPS, {"large": 0, "medium": 50, "small": 50})

    assert weights.merged == (Merge("large", "medium"),)
    assert weights.by_stratum["large"] == weights.by_stratum["medium"] == 10


def test_weights_add_up_to_the_population_even_when_trimmed():
    answered = {"large": 60, "medium": 60, "small": 3}

    weights = poststratify(SHOPS, answered)

    total = sum(weights.by_stratum[key] * answered[key] for key in answered)
    assert weights.trimmed == ("small",)
    assert total == pytest.approx(1297)


def test_trimmed_weight_is_five_times_the_median():
    kept, trimmed = trim({"a": 1.0, "b": 100.0}, {"a": 9, "b": 1})

    assert trimmed == ["b"]
    assert kept["b"] / kept["a"] == pytest.approx(5)
    assert kept["a"] * 9 + kept["b"] == pytest.approx(109)


def test_answers_from_an_unknown_stratum_are_refused():
    with pytest.raises(WeightingError, match="elsewhere"):
        poststratify(SHOPS, {"large": 1, "elsewhere": 4})


def test_no_answers_cannot_be_weighted():
    with pytest.raises(WeightingError, match="Nobody"):
        poststratify(SHOPS, {})


# Example in Wikipedia, "Iterative proportional fitting" (also the README of the ipfn package), converged.
def test_raking_gives_the_published_table():
    seed = [[40, 30, 20, 10], [35, 50, 100, 75], [30, 80, 70, 120], [20, 30, 40, 50]]

    fitted = rake(seed, [[150, 300, 400, 150], [200, 300, 400, 100]])

    published = [
        [64.56, 46.23, 35.38, 3.82],
        [49.97, 68.16, 156.50, 25.37],
        [56.72, 144.43, 145.08, 53.77],
        [28.75, 41.18, 63.03, 17.03],
    ]
    assert fitted == pytest.approx(np.array(published), abs=0.006)


def test_raking_meets_every_margin_and_keeps_the_odds_ratio():
    answers = np.array([[20.0, 40.0], [25.0, 15.0]])

    fitted = rake(answers, [[500, 797], [797, 500]])

    weights = fitted / answers
    assert fitted.sum(axis=1) == pytest.approx([500, 797], abs=2e-3)
    assert fitted.sum(axis=0) == pytest.approx([797, 500], abs=2e-3)
    assert weights[0, 0] * weights[1, 1] == pytest.approx(weights[0, 1] * weights[1, 0])
    assert weights[0, 0] == pytest.approx(11.004877, abs=1e-4)


@pytest.mark.parametrize(
    ("table", "margins", "message"),
    [
        ([[1, 0], [1, 0]], [[5, 5], [5, 5]], "no answers"),
        ([[1, 1], [1, 1]], [[5, 5], [5, 6]], "add up"),
        ([[1, 1], [1, 1]], [[5, 5, 5], [5, 10]], "one target"),
        ([[1, 0], [0, 1]], [[9, 1], [1, 9]], "cannot all be met"),
    ],
)
def test_raking_says_why_it_cannot(table, margins, message):
    with pytest.raises(WeightingError, match=message):
        rake(table, margins)


def test_weighted_share_uses_the_effective_number():
    hits = [True] * 30 + [False] * 70
    weights = [2.0] * 50 + [1.0] * 50

    result = weighted_share(hits, weights)

    expected = wilson(0.4 * result.effective_n, result.effective_n)
    assert result.value == pytest.approx(0.4)
    assert result.effective_n == pytest.approx(90)
    assert (result.interval.low, result.interval.high) == pytest.approx((expected.low, expected.high))


def test_equal_weights_change_nothing():
    result = weighted_share([True] * 121 + [False] * 221, [3.7] * 342)
    plain = wilson(121, 342)

    assert result.value == pytest.approx(121 / 342)
    assert (result.interval.low, result.interval.high) == pytest.approx((plain.low, plain.high))


def test_share_from_grouped_sums_is_the_same():
    weights = np.array([2.0, 8.0, 15.94, 2.0])

    result = weighted_share_of_sums(10.0, float(weights.sum()), float((weights**2).sum()), 4)

    assert result == weighted_share([True, True, False, False], weights)


def test_nobody_has_no_weighted_figures():
    assert weighted_share([], []).value is None
    assert weighted_mean([], []).value is None


def test_single_effective_answer_has_no_interval():
    assert weighted_mean([4.0], [2.0]).interval is None
