"""Chance decides who, the tables decide how many."""

from collections import Counter

import pytest

from portal.demo import obstacle_plan, shops
from portal.demo.dealing import deal, deal_all, new_random, response_id


def test_every_value_is_dealt_exactly_as_often_as_its_table_says() -> None:
    dealt = deal_all(new_random(), range(342), {"a": 121, "b": 104, "c": 117}, lambda row, value: 1.0 + row)

    assert Counter(dealt) == {"a": 121, "b": 104, "c": 117}


def test_rows_left_over_get_nothing() -> None:
    dealt = deal(new_random(), range(10), {"a": 3})

    assert Counter(dealt) == {"a": 3, None: 7}


def test_a_row_with_much_more_weight_is_drawn_first() -> None:
    dealt = deal(new_random(), range(100), {"a": 10}, lambda row, value: 1e9 if row < 10 else 1e-9)

    assert [row for row, value in enumerate(dealt) if value == "a"] == list(range(10))


def test_a_table_that_does_not_fit_its_rows_is_refused() -> None:
    with pytest.raises(ValueError, match="3 values for 4 rows"):
        deal_all(new_random(), range(4), {"a": 3})


def test_the_same_seed_plans_the_same_answers_and_the_same_shops() -> None:
    first, second = new_random(), new_random()

    answers = [obstacle_plan.plan(first), obstacle_plan.plan(second)]
    registers = [shops.january(first, answers[0]), shops.january(second, answers[1])]

    assert answers[0] == answers[1]
    assert registers[0] == registers[1]
    assert response_id(first) == response_id(second)
