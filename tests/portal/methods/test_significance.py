"""Differences of shares against chance, with published examples."""

import pytest

from portal.methods.significance import difference_p, fisher_exact


def test_large_groups_are_compared_by_pooled_z():
    # Physicians' Health Study, Agresti, Categorical Data Analysis: chi-squared 25.01 on 1 df.
    assert difference_p(189, 11034, 104, 11037) == pytest.approx(5.7e-7, rel=0.01)


def test_convictions_of_like_sex_twins():
    # Fisher's example in R, fisher.test: p = 0.0005367.
    assert fisher_exact(2, 17, 10, 13) == pytest.approx(0.0005367, abs=5e-8)


def test_where_fewer_than_five_are_expected_the_exact_test_is_used():
    assert difference_p(9, 10, 3, 10) == fisher_exact(9, 10, 3, 10)
    assert difference_p(2, 17, 10, 13) < fisher_exact(2, 17, 10, 13)


def test_the_lady_tasting_tea():
    # Agresti, table 3.8: three of four right, two-sided p = 0.486.
    assert fisher_exact(3, 4, 1, 4) == pytest.approx(0.486, abs=5e-4)


def test_no_difference_is_always_chance():
    assert difference_p(0, 10, 0, 20) == 1.0
    assert difference_p(50, 100, 50, 100) == pytest.approx(1.0)


def test_which_group_comes_first_does_not_matter():
    assert difference_p(56, 70, 48, 80) == pytest.approx(difference_p(48, 80, 56, 70))


@pytest.mark.parametrize("counts", [(1, 0, 1, 2), (3, 2, 1, 2), (-1, 2, 1, 2)])
def test_counts_that_are_no_shares_are_refused(counts):
    with pytest.raises(ValueError, match="share"):
        difference_p(*counts)
