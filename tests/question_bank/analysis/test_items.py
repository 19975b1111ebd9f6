"""Facility, discrimination and the other figures of an item."""

import numpy as np
import pytest

from question_bank.analysis.correlation import correlation
from question_bank.analysis.figures import Least, Silence
from question_bank.analysis.groups import group_size, memberships
from question_bank.analysis.items import item_statistics
from question_bank.analysis.marks import mark_table
from tests.question_bank.analysis.published_data import LSAT6, MOODLE_ITEMS, MOODLE_MARKS


def rasch_marks(people, items, seed):
    source = np.random.default_rng(seed)
    edge = source.normal(size=(people, 1)) - source.normal(size=items)
    return (source.random((people, items)) < 1 / (1 + np.exp(-edge))).astype(float)


def test_lsat6_has_the_published_facilities():
    found = item_statistics(mark_table(LSAT6))

    assert [item.facility.value for item in found] == pytest.approx([0.924, 0.709, 0.553, 0.763, 0.870])
    assert {item.facility.n for item in found} == {1000}


def test_lsat6_correlates_with_the_total_as_published():
    totals = LSAT6.sum(axis=1)

    found = [correlation(item, totals) for item in LSAT6.T]

    # Rizopoulos 2006 prints 0.566 for the second: cut, not rounded.
    assert found == pytest.approx([0.3620, 0.5668, 0.6184, 0.5344, 0.4354], abs=6e-5)


def test_moodles_numbers_come_out_as_fractions():
    found = item_statistics(mark_table(MOODLE_MARKS))

    for name, theirs in (
        ("facility", np.array(MOODLE_ITEMS["facility"])),
        ("discrimination", np.array(MOODLE_ITEMS["discrimination_index"]) / 100),
        ("efficiency", np.array(MOODLE_ITEMS["discriminative_efficiency"]) / 100),
        ("effective_weight", np.array(MOODLE_ITEMS["effective_weight"]) / 100),
    ):
        assert [getattr(item, name).value for item in found] == pytest.approx(theirs, abs=1e-9)


def test_greatest_marks_scale_nothing_but_the_weights():
    plain = item_statistics(mark_table(LSAT6))
    weighty = item_statistics(mark_table(LSAT6 * 2, maxima=[2] * 5))

    assert [item.facility for item in plain] == [item.facility for item in weighty]
    assert weighty[0].discrimination.value == pytest.approx(plain[0].discrimination.value)
    assert weighty[0].intended_weight == pytest.approx(0.2)


def test_an_item_is_compared_with_what_each_person_was_given():
    marks = rasch_marks(3000, 30, seed=5)
    marks[:, 0] = np.random.default_rng(6).integers(2, size=3000)  # tells nothing
    marks[np.random.default_rng(7).random(marks.shape) < 0.8] = np.nan

    found = item_statistics(mark_table(marks))

    uncorrected = np.corrcoef(marks[given := ~np.isnan(marks[:, 0]), 0], np.nanmean(marks[given], axis=1))[
        0, 1
    ]
    assert uncorrected > 0.3
    assert found[0].discrimination.interval.low < 0 < found[0].discrimination.interval.high
    assert found[1].discrimination.value > 0.1
    assert found[1].n == (~np.isnan(marks[:, 1])).sum()


def test_on_a_drawn_paper_weights_are_not_said():
    marks = rasch_marks(60, 4, seed=1)
    marks[0, 0] = np.nan

    found = item_statistics(mark_table(marks))

    assert {item.effective_weight.silence for item in found} == {Silence.DRAWN}
    assert {item.intended_weight for item in found} == {None}


def test_below_the_least_number_nothing_is_said_but_n():
    (item, *_) = item_statistics(mark_table(MOODLE_MARKS[:9]))

    figures = (item.facility, item.discrimination, item.efficiency, item.groups, item.effective_weight)
    assert {(figure.value, figure.interval, figure.silence, figure.n) for figure in figures} == {
        (None, None, Silence.TOO_FEW, 9)
    }
    assert item.deviation is None
    assert [remark.code for remark in item.remarks] == ["too_few"]


def test_the_least_number_can_be_set():
    (item, *_) = item_statistics(mark_table(MOODLE_MARKS[:9]), least=Least(facility=5))

    assert item.facility.value == pytest.approx(MOODLE_MARKS[:9, 0].mean())
    assert item.facility.rough


def test_an_item_everybody_has_right_discriminates_nothing():
    marks = rasch_marks(40, 5, seed=2)
    marks[:, 0] = 1

    (item, *_) = item_statistics(mark_table(marks))

    assert (item.facility.value, item.discrimination.silence) == (1.0, Silence.NO_SPREAD)
    assert item.efficiency.silence is Silence.NO_SPREAD
    assert item.facility.interval.high == 1.0


def test_an_item_that_works_against_the_total_has_no_weight():
    marks = rasch_marks(200, 5, seed=3)
    marks[:, 0] = marks[:, 1:].sum(axis=1) < 2

    (item, *others) = item_statistics(mark_table(marks))

    assert item.effective_weight.silence is Silence.NEGATIVE_COVARIANCE
    assert sum(other.effective_weight.value for other in others) == pytest.approx(1)


def test_people_tied_at_the_cut_share_the_places():
    upper, lower = memberships(np.array([5.0, 4, 4, 4, 1, 0, 0]), 2 / 7)

    assert upper.tolist() == pytest.approx([1, 1 / 3, 1 / 3, 1 / 3, 0, 0, 0])
    assert lower.tolist() == [0, 0, 0, 0, 0, 1, 1]


def test_the_order_of_people_never_changes_the_groups():
    marks = rasch_marks(41, 6, seed=4)
    mixed = np.random.default_rng(1).permutation(marks)

    first, again = (item_statistics(mark_table(each)) for each in (marks, mixed))

    assert [item.groups.value for item in first] == pytest.approx([item.groups.value for item in again])


@pytest.mark.parametrize(("n", "size"), [(100, 27), (50, 14), (10, 3), (1, 1)])
def test_the_ends_are_27_percent_rounded(n, size):
    assert group_size(n) == size


def test_marks_below_nothing_have_a_facility():
    marks = np.column_stack([np.tile([3.0, -6.0, 2.0, 1.0], 10), np.tile([1.0, 0.0], 20)])

    (item, _) = item_statistics(mark_table(marks, maxima=[3, 1]))

    assert item.facility.value == pytest.approx(0)
    assert item.facility.interval.low < 0 < item.facility.interval.high


@pytest.mark.parametrize(
    ("marks", "maxima"),
    [([1, 0], None), ([[2, 0]], None), ([[1, 0]], [1, 0]), ([[1, 0]], [1]), ([[float("inf"), 0]], None)],
)
def test_a_table_that_makes_no_sense_is_refused(marks, maxima):
    with pytest.raises(ValueError, match=r"(?i)mark"):
        mark_table(marks, maxima)


def test_people_who_were_given_nothing_do_not_count():
    assert mark_table([[1, 0], [np.nan, np.nan]]).people == 1
