import pytest

from portal.methods.satisfaction import ces, csat, mean, nps, nps_of_counts, nps_of_scores, rating


# Formula of Rocks 2016, The American Statistician 70:365-372 (adjusted Wald); values worked by hand:
# (50.75-20.75)/103 = .291262, variance .694175-.084834 = .609341 -> se .076915, 29.126 +/- 15.075.
def test_nps_has_the_adjusted_interval():
    result = nps(50, 30, 20)

    assert result.value == pytest.approx(30)
    assert (result.interval.low, result.interval.high) == pytest.approx((14.05113, 44.201297), abs=1e-5)


def test_nps_of_one_class_still_has_width_and_stays_on_the_scale():
    result = nps(5, 0, 0)

    assert result.value == 100
    assert result.interval.low == pytest.approx(17.491453, abs=1e-5)
    assert result.interval.high == 100


# Reichheld 2003, Harvard Business Review 81(12): 0-6 detractors, 7-8 passives, 9-10 promoters.
def test_scores_fall_into_the_three_published_classes():
    result = nps_of_scores([0, 6, 7, 8, 9, 10])

    assert (result.promoters, result.passives, result.detractors, result.value) == (2, 2, 2, 0)


@pytest.mark.parametrize("score", [-1, 11])
def test_score_outside_the_scale_is_refused(score):
    with pytest.raises(ValueError, match="not on the scale"):
        nps_of_scores([9, score])


def test_nps_needs_eleven_counts():
    with pytest.raises(ValueError, match="0 to 10"):
        nps_of_counts([1] * 10)


def test_nps_of_nobody_is_no_number():
    assert nps(0, 0, 0).value is None


def test_satisfaction_is_the_share_of_the_two_best_answers():
    score = csat([2, 3, 10, 40, 45])

    assert (score.top.count, score.top.base, score.top.share) == (85, 100, 0.85)
    assert score.top.interval.scaled(100).low == pytest.approx(76.7164, abs=1e-4)
    assert score.mean.value == pytest.approx(4.23)
    assert score.hundred == pytest.approx(80.75)


def test_effort_is_a_mean_of_seven_points_and_the_share_that_agrees():
    score = ces([1, 2, 3, 10, 20, 34, 30])

    assert score.mean.value == pytest.approx(5.68)
    assert score.top.share == pytest.approx(0.84)


@pytest.mark.parametrize(("measure", "points"), [(csat, 7), (ces, 5)])
def test_measures_refuse_another_scale(measure, points):
    with pytest.raises(ValueError, match="points"):
        measure([1] * points)


def test_rating_of_nobody_is_no_number():
    score = rating([0, 0, 0])

    assert (score.top.share, score.mean.value, score.hundred) == (None, None, None)


# NIST/SEMATECH e-Handbook 1.3.5.2, ZARR13.DAT: N=195, mean 9.261460, sd 0.02278881 -> 9.258242..9.264679.
def test_interval_of_the_mean_is_the_published_one_when_rebuilt_from_its_moments():
    spread = 0.02278881 * (194 / 195) ** 0.5
    half, even = 97, 1
    edge = spread * (195 / (2 * half)) ** 0.5

    result = mean({9.261460 - edge: half, 9.261460: even, 9.261460 + edge: half})

    assert result.deviation == pytest.approx(0.02278881, abs=1e-8)
    assert (result.interval.low, result.interval.high) == pytest.approx((9.258242, 9.264679), abs=2e-6)


@pytest.mark.parametrize(
    ("counts", "middle"), [({1: 1, 5: 1}, 3), ({1: 2, 5: 1}, 1), ({2: 1, 3: 3, 4: 4}, 3.5)]
)
def test_median_is_between_the_two_middle_answers(counts, middle):
    assert mean(counts).median == middle


def test_one_answer_has_a_mean_but_no_interval():
    result = mean({4: 1})

    assert (result.value, result.interval) == (4, None)
