"""Adjusted p-values, against the fifteen of Benjamini and Hochberg's own example (1995, section 3.2)."""

import pytest

from portal.methods.multiplicity import benjamini_hochberg, holm

PUBLISHED = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
    0.7590, 1.0,
]  # fmt: skip


def test_the_published_example_rejects_four_by_false_discovery_and_three_one_by_one():
    assert sum(p <= 0.05 for p in benjamini_hochberg(PUBLISHED)) == 4
    assert sum(p <= 0.05 for p in holm(PUBLISHED)) == 3


def test_adjusted_values_follow_the_definitions_whatever_the_order():
    assert holm([0.04, 0.01, 0.03, 0.02]) == pytest.approx([0.06, 0.04, 0.06, 0.06])
    assert benjamini_hochberg([0.04, 0.01, 0.03, 0.02]) == pytest.approx([0.04] * 4)


def test_tests_that_are_not_listed_count():
    assert holm([0.001, 0.002], tests=10) == pytest.approx([0.01, 0.018])
    with pytest.raises(ValueError, match="as many tests"):
        holm([0.1, 0.2], tests=1)
