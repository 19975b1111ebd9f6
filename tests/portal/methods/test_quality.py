from datetime import UTC, datetime, timedelta

import pytest

from portal.methods.quality import Flag, bursts, flags, is_burst, is_speeder, is_straight, usual_seconds

NOON = datetime(2012, 2, 20, 4, 0, tzinfo=UTC)


def minutes(*values):
    return [NOON + timedelta(minutes=value) for value in values]


@pytest.mark.parametrize(
    ("seconds", "usual", "fast"),
    [(19.9, None, True), (20, None, False), (39, 120, True), (40, 120, False), (19, 30, True)],
)
def test_speeder_is_under_twenty_seconds_or_a_third_of_the_usual_time(seconds, usual, fast):
    assert is_speeder(seconds, usual) is fast


def test_usual_time_is_unknown_until_ten_have_answered():
    assert usual_seconds([100.0] * 9) is None
    assert usual_seconds([60.0] * 5 + [120.0] * 5) == 90


@pytest.mark.parametrize(
    ("answers", "straight"),
    [([3] * 5, True), ([3] * 4, False), ([3, 3, 3, 3, 4], False), ([None, 5, 5, 5, 5, 5], True), ([], False)],
)
def test_straight_line_is_one_point_on_five_scales(answers, straight):
    assert is_straight(answers) is straight


def test_fourth_answer_of_a_device_in_ten_minutes_is_a_burst():
    assert is_burst(minutes(9)[0], minutes(0, 3, 6))
    assert not is_burst(minutes(9)[0], minutes(0, 3))
    assert not is_burst(minutes(11)[0], minutes(0, 3, 6))


def test_whole_burst_is_found_afterwards_and_other_devices_stay():
    times = minutes(0, 1, 2, 3, 4, 60)
    sent = list(zip(["a", "a", "b", "a", "a", "a"], times, strict=True))

    assert bursts(sent) == {0, 1, 3, 4}


def test_answers_without_a_device_are_never_a_burst():
    assert bursts([("", moment) for moment in minutes(0, 1, 2, 3)]) == set()


def test_flags_of_one_answer_are_named():
    found = flags(12, 120, [5, 5, 5, 5, 5], NOON, [])

    assert found == {Flag.SPEEDER, Flag.STRAIGHT}
