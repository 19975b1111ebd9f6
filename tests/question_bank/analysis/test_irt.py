"""Item response models, against the digits that ltm and mirt print."""

import numpy as np
import pytest

from question_bank.analysis.figures import Silence
from question_bank.analysis.irt import Slopes, abilities, fit, information, likelihood_ratio
from tests.question_bank.analysis.published_data import LSAT6, LSAT6_COUNTS, LSAT7_COUNTS, PATTERNS

# Printed in Rizopoulos 2006, "ltm: An R Package for Latent Variable Modeling", J Stat Softw 17(5).
LTM_ONE = [-2.8720, -1.0630, -0.2576, -1.3881, -2.2188]
LTM_COMMON = [-3.6153, -1.3224, -0.3176, -1.7301, -2.7802]
LTM_COMMON_ERRORS = [0.3266, 0.1422, 0.0977, 0.1691, 0.2510]


def lsat(counts, model):
    return fit(PATTERNS, model, counts=counts)


def each(fitted, name):
    return [getattr(item, name) for item in fitted.items]


def test_rasch_with_slope_one_is_ltms():
    found = lsat(LSAT6_COUNTS, Slopes.ONE)

    assert each(found, "difficulty") == pytest.approx(LTM_ONE, abs=6e-5)
    assert found.log_likelihood == pytest.approx(-2473.054, abs=6e-4)
    assert each(found, "slope_error") == [None] * 5


def test_rasch_with_one_slope_is_ltms_with_its_errors():
    found = lsat(LSAT6_COUNTS, Slopes.COMMON)

    assert found.converged
    assert each(found, "difficulty") == pytest.approx(LTM_COMMON, abs=6e-5)
    assert each(found, "slope") == pytest.approx([0.7551] * 5, abs=6e-5)
    assert each(found, "difficulty_error") == pytest.approx(LTM_COMMON_ERRORS, abs=6e-5)
    assert each(found, "slope_error") == pytest.approx([0.0694] * 5, abs=6e-5)
    assert (found.log_likelihood, found.aic, found.bic) == pytest.approx(
        (-2466.938, 4945.875, 4975.322), abs=6e-4
    )


def test_two_parameters_are_ltms_and_no_better_than_rasch():
    wide, narrow = lsat(LSAT6_COUNTS, Slopes.FREE), lsat(LSAT6_COUNTS, Slopes.COMMON)

    statistic, freedom = likelihood_ratio(narrow, wide)

    assert wide.log_likelihood == pytest.approx(-2466.653, abs=6e-4)
    assert each(wide, "slope") == pytest.approx([0.8257, 0.7227, 0.8909, 0.6884, 0.6569], abs=1e-4)
    assert (round(statistic, 2), freedom) == (0.57, 4)


def test_rasch_in_slopes_and_intercepts_is_mirts():
    found = lsat(LSAT6_COUNTS, Slopes.COMMON)

    assert each(found, "intercept") == pytest.approx([2.73, 0.999, 0.24, 1.306, 2.099], abs=1e-3)
    assert found.items[0].slope ** 2 == pytest.approx(0.57, abs=5e-3)


def test_lsat7_is_mirts():
    free, common = lsat(LSAT7_COUNTS, Slopes.FREE), lsat(LSAT7_COUNTS, Slopes.COMMON)

    assert each(free, "slope") == pytest.approx([0.988, 1.081, 1.706, 0.765, 0.736], abs=2e-3)
    assert each(free, "intercept") == pytest.approx([1.856, 0.808, 1.804, 0.486, 1.855], abs=2e-3)
    assert each(common, "slope") == pytest.approx([1.011] * 5, abs=1e-3)
    assert each(common, "intercept") == pytest.approx([1.868, 0.791, 1.461, 0.521, 1.993], abs=1e-3)


def test_rows_of_people_give_what_counted_patterns_give():
    rows, patterns = fit(LSAT6), lsat(LSAT6_COUNTS, Slopes.COMMON)

    assert rows.n == patterns.n == 1000
    assert each(rows, "difficulty") == pytest.approx(each(patterns, "difficulty"), abs=1e-6)


def test_twenty_one_nodes_are_enough():
    few = fit(PATTERNS, Slopes.COMMON, counts=LSAT6_COUNTS, nodes=21)

    assert each(few, "difficulty") == pytest.approx(LTM_COMMON, abs=6e-5)


def test_drawn_items_are_put_on_one_scale():
    source = np.random.default_rng(3)
    strength, difficulty = source.normal(size=(600, 1)), np.linspace(-2, 2, 12)
    right = (source.random((600, 12)) < 1 / (1 + np.exp(difficulty - strength))).astype(float)
    # The strong get the hard half, the weak the easy one, and all three in the middle.
    right[strength[:, 0] > 0, :4] = np.nan
    right[strength[:, 0] <= 0, 8:] = np.nan

    found = fit(right)

    assert each(found, "difficulty") == pytest.approx(difficulty, abs=0.6)
    assert [item.n for item in found.items][:1] == [int((strength <= 0).sum())]


def test_abilities_follow_the_score_with_an_error():
    found = abilities(lsat(LSAT6_COUNTS, Slopes.COMMON), PATTERNS)
    by_score = [found.values[PATTERNS.sum(axis=1) == score] for score in range(6)]

    # With one slope the score says all there is.
    assert [np.ptp(group) for group in by_score] == pytest.approx([0] * 6, abs=1e-9)
    assert np.all(np.diff([group[0] for group in by_score]) > 0)
    assert np.all((found.errors > 0.6) & (found.errors < 1))
    assert 0 < abilities(lsat(LSAT6_COUNTS, Slopes.COMMON), LSAT6).reliability < 0.5


def test_who_answered_nothing_is_put_in_the_middle():
    found = abilities(lsat(LSAT6_COUNTS, Slopes.COMMON), [[np.nan] * 5])

    assert (found.values[0], found.errors[0]) == pytest.approx((0, 1), abs=1e-9)


def test_an_item_informs_most_at_its_difficulty():
    item = lsat(LSAT6_COUNTS, Slopes.COMMON).items[2]

    found = information(item, [item.difficulty - 1, item.difficulty, item.difficulty + 1])

    assert found[1] == pytest.approx(item.slope**2 / 4)
    assert found[0] == pytest.approx(found[2])
    assert found[0] < found[1]


def test_an_item_without_wrong_answers_is_left_out_by_name():
    marks = LSAT6.copy()
    marks[:, 1] = 1

    found = fit(marks, items=["a", "b", "c", "d", "e"])

    assert found.left_out == ("b",)
    assert each(found, "item") == ["a", "c", "d", "e"]


@pytest.mark.parametrize(("model", "people"), [(Slopes.COMMON, 29), (Slopes.FREE, 249)])
def test_too_few_people_give_no_model(model, people):
    found = fit(LSAT6[-people:], model)

    assert (found.silence, found.n, found.items, found.aic) == (Silence.TOO_FEW, people, (), None)


def test_partial_marks_are_refused():
    with pytest.raises(ValueError, match="right"):
        fit([[0.5, 1]] * 40)
