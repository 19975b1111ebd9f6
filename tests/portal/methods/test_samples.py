import pytest

from portal.methods.samples import (
    allocate,
    contacts_needed,
    detectable_rise,
    sample_size,
    sample_size_for_change,
)

# Krejcie & Morgan 1970, Educational and Psychological Measurement 30:607-610, Table 1 (rounded to nearest).
KREJCIE_MORGAN = {10: 10, 50: 44, 100: 80, 250: 152, 500: 217, 1200: 291, 1300: 297, 1500: 306, 9000: 368}


@pytest.mark.parametrize(("population", "published"), KREJCIE_MORGAN.items())
def test_sample_size_agrees_with_the_published_table(population, published):
    assert sample_size(population, 0.05) - published in (0, 1)


# Cochran 1977, 4.4: n0 = z2pq/e2, n = n0 / (1 + (n0-1)/N), rounded up.
@pytest.mark.parametrize(
    ("population", "margin", "n"),
    [
        (1188, 0.05, 291),
        (60, 0.05, 53),
        (1297, 0.03, 586),
        (1297, 0.05, 297),
        (None, 0.05, 385),
        (1, 0.05, 1),
    ],
)
def test_sample_size_is_rounded_up(population, margin, n):
    assert sample_size(population, margin) == n


@pytest.mark.parametrize(("population", "margin"), [(100, 0), (100, 1), (0, 0.05)])
def test_senseless_sample_questions_are_refused(population, margin):
    with pytest.raises(ValueError, match=r"margin|population"):
        sample_size(population, margin)


def test_contacts_follow_from_the_response_rate():
    assert contacts_needed(297, 0.35) == 849


# Fleiss 1981, Statistical Methods for Rates and Proportions, 3.2, without continuity correction.
@pytest.mark.parametrize(("before", "after", "n"), [(0.6, 0.7, 356), (0.66, 0.76, 323), (0.8, 0.85, 906)])
def test_change_needs_this_many_answers_per_wave(before, after, n):
    assert sample_size_for_change(before, after) == n


def test_smallest_rise_that_a_wave_can_show_inverts_the_sample_size():
    assert detectable_rise(356, 0.6) == pytest.approx(0.1, abs=2e-4)
    assert detectable_rise(2, 0.9) is None


def test_allocation_is_proportional_and_adds_up():
    shares = allocate({"城区": 311, "北片": 402, "东片": 305, "南片": 279}, 300)

    assert shares == {"城区": 72, "北片": 93, "东片": 71, "南片": 64}
    assert sum(shares.values()) == 300


def test_small_strata_get_the_floor_or_all_they_have():
    shares = allocate({"large": 20, "medium": 200, "small": 1077}, 297)

    assert shares["large"] == 20
    assert shares["medium"] == 43
    assert sum(shares.values()) == 297


def test_equal_remainders_go_to_the_first_stratum():
    assert allocate({"a": 50, "b": 50}, 61, floor=0) == {"a": 31, "b": 30}


@pytest.mark.parametrize("total", [59, 3000])
def test_totals_that_cannot_be_spread_are_refused(total):
    with pytest.raises(ValueError, match=r"smallest parts|more answers|More answers"):
        allocate({"a": 1000, "b": 1000}, total)
