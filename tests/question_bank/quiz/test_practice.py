"""FSRS-6 through py-fsrs; the intervals and states are those its own tests publish."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from question_bank.practice import (
    Memory,
    Practised,
    Rating,
    Tempo,
    Wrong,
    day_of,
    rate,
    recall,
    review,
    tempo,
    today,
    wrong_after,
)

DAY = date(2026, 3, 2)


def after(days: int) -> date:
    return DAY + timedelta(days=days)


def intervals(*ratings: Rating) -> list[int]:
    """Days to the next review when each review happens on the day it is due."""
    memory, on, found = None, DAY, []
    for rating in ratings:
        memory = review(memory, rating, on)
        found.append((memory.due_on - on).days)
        on = memory.due_on
    return found


@pytest.mark.parametrize(
    ("rating", "days"), [(Rating.Again, 1), (Rating.Hard, 1), (Rating.Good, 2), (Rating.Easy, 8)]
)
def test_first_answers_come_back_after_1_1_2_or_8_days(rating, days):
    assert intervals(rating) == [days]


def test_a_chain_of_answers_comes_back_after_the_known_days():
    good, again = [Rating.Good], [Rating.Again]

    assert intervals(*good * 4, *again, *good * 3) == [2, 11, 46, 163, 5, 12, 28, 59]


def test_the_memory_after_six_answers_is_the_one_py_fsrs_publishes():
    # py-fsrs tests/test_basic.py, test_memo_state: stability 53.62691, difficulty 6.3574867
    memory, on = None, DAY
    for rating, days in zip([Rating.Again, *[Rating.Good] * 5], (0, 0, 1, 3, 8, 21), strict=True):
        on += timedelta(days=days)
        memory = review(memory, rating, on)

    assert memory.stability == pytest.approx(53.62691, abs=1e-4)
    assert memory.difficulty == pytest.approx(6.3574867, abs=1e-4)


def test_the_interval_ends_where_recall_falls_to_nine_tenths():
    memory = review(None, Rating.Good, DAY)

    assert recall(memory, DAY) == 1
    assert recall(memory, memory.due_on) == pytest.approx(0.9, abs=0.02)


def test_yesterday_is_another_day_though_it_is_less_than_24_hours_ago():
    # 08:05 yesterday and 08:00 today: fed with the times, the library would call it the same day.
    shanghai = ZoneInfo("Asia/Shanghai")
    first = day_of(datetime(2026, 3, 2, 0, 5, tzinfo=UTC), shanghai)
    second = day_of(datetime(2026, 3, 3, 0, 0, tzinfo=UTC), shanghai)

    memory = review(review(None, Rating.Again, first), Rating.Good, second)

    assert memory == review(review(None, Rating.Again, DAY), Rating.Good, after(1))
    assert memory != review(review(None, Rating.Again, DAY), Rating.Good, DAY)


def test_the_day_is_that_of_the_organisation():
    late = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)

    assert day_of(late, ZoneInfo("Asia/Shanghai")) == DAY
    assert day_of(late, ZoneInfo("UTC")) == date(2026, 3, 1)


def test_an_answer_that_arrives_late_never_turns_time_back():
    memory = review(None, Rating.Good, after(3))

    assert review(memory, Rating.Good, DAY).reviewed_on == after(3)


SECONDS = [float(n) for n in range(1, 11)]


@pytest.mark.parametrize(
    ("seconds", "pace"),
    [(9, Tempo(slow=True)), (8, Tempo()), (5.5, Tempo(quick=True)), (6, Tempo()), (1, Tempo(quick=True))],
)
def test_slow_and_quick_are_measured_against_the_person(seconds, pace):
    # numpy: percentile(1..10, 80) = 8.2, percentile(1..10, 50) = 5.5
    assert tempo(seconds, SECONDS) == pace


def test_nobody_is_slow_before_ten_answers():
    assert tempo(600, SECONDS[:9]) == Tempo()


@pytest.mark.parametrize(
    ("right", "pace", "sure", "quick_before", "rating"),
    [
        (False, None, True, 0, Rating.Again),
        (False, Tempo(quick=True), True, 5, Rating.Again),
        (True, None, True, 0, Rating.Good),
        (True, Tempo(slow=True), True, 0, Rating.Hard),
        (True, None, False, 0, Rating.Hard),
        (True, Tempo(quick=True), True, 1, Rating.Good),
        (True, Tempo(quick=True), True, 2, Rating.Easy),
        (True, Tempo(quick=True), False, 2, Rating.Hard),
        (True, Tempo(), True, 2, Rating.Good),
    ],
)
def test_an_answer_becomes_a_rating(right, pace, sure, quick_before, rating):
    assert rate(right, pace, sure, quick_before) is rating


def test_a_wrong_answer_enters_the_book_and_two_right_days_leave_it():
    entry = wrong_after(None, False, DAY)
    entry = wrong_after(entry, True, after(1))

    assert entry == Wrong(wrong_on=DAY, right_on=(after(1),))
    assert wrong_after(entry, True, after(2)) is None


def test_right_twice_on_one_day_does_not_leave_the_book():
    entry = wrong_after(Wrong(wrong_on=DAY), True, after(1))

    assert wrong_after(entry, True, after(1)) == entry


def test_wrong_again_starts_the_count_anew():
    entry = wrong_after(Wrong(wrong_on=DAY, right_on=(after(1),)), False, after(2))

    assert entry == Wrong(wrong_on=after(2))


def test_a_right_answer_outside_the_book_changes_nothing():
    assert wrong_after(None, True, DAY) is None


def known(due: int, stability: float = 5) -> Memory:
    return Memory(stability=stability, difficulty=5, reviewed_on=after(-20), due_on=after(due))


def test_today_takes_due_items_first_then_wrong_ones_then_new_ones_then_the_next():
    pool = [
        Practised("later", known(9)),
        Practised("new"),
        Practised("new-problem", matters=True),
        Practised("wrong", known(5), wrong=True),
        Practised("due", known(-1)),
        Practised("due-forgotten", known(-1, stability=1)),
        Practised("due-problem", known(0), matters=True),
    ]

    chosen = today(pool, DAY, seed=1)

    assert chosen == ["due-problem", "due-forgotten", "due", "wrong", "new-problem", "new", "later"]


def test_today_has_ten_items_and_no_more_new_ones_than_allowed():
    pool = [Practised(f"new{n}") for n in range(30)] + [
        Practised(f"later{n}", known(n + 1)) for n in range(8)
    ]

    chosen = today(pool, DAY, seed=1, most_new=4)

    assert len(chosen) == 10
    assert sum(name.startswith("new") for name in chosen) == 4


def test_today_is_the_same_all_day_and_another_tomorrow():
    pool = [Practised(f"new{n}") for n in range(30)]

    assert today(pool, DAY, seed=4) == today(reversed(pool), DAY, seed=4)
    assert today(pool, DAY, seed=4) != today(pool, after(1), seed=4)
    assert today(pool, DAY, seed=4) != today(pool, DAY, seed=5)


def test_twins_do_not_come_on_one_day():
    pool = [Practised("one"), Practised("two"), Practised("three")]

    assert len(today(pool, DAY, seed=1, apart=[{"one", "two"}])) == 2
