import itertools
import random

import numpy as np
import pytest

from portal.methods.suppression import coarsen, conditions_allowed, filter_allowed, released_count, waiting


@pytest.mark.parametrize(
    ("size", "without", "allowed"),
    [
        (318, [], True),
        (0, [40], True),
        (4, [40], False),
        (40, [44], False),
        (40, [40, 45], True),
        (40, [45, 43], False),
    ],
)
def test_filter_is_answered_only_if_its_set_and_what_each_condition_removes_hold_none_or_five(
    size, without, allowed
):
    assert filter_allowed(size, without) is allowed


def test_two_conditions_that_together_remove_one_person_are_refused():
    in_district = [True] * 20 + [False]
    is_small = [True] * 20 + [False]

    assert filter_allowed(20, [20, 20])
    assert not conditions_allowed([in_district, is_small])


def test_allowed_filters_never_differ_from_a_wider_one_by_one_to_four():
    chance = random.Random(3)
    answered = 0

    for _ in range(300):
        lines = np.array([[chance.random() < 0.7 for _ in range(30)] for _ in range(3)])
        if chance.random() < 0.5:
            lines[1] = lines[0]
        if conditions_allowed(lines):
            answered += 1
            size = lines.all(axis=0).sum()
            for kept in itertools.chain.from_iterable(itertools.combinations(range(3), n) for n in range(3)):
                wider = lines[list(kept)].all(axis=0).sum() if kept else 30
                assert wider - size == 0 or wider - size >= 5

    assert 20 <= answered < 300


@pytest.mark.parametrize(("people", "allowed"), [(0, True), (4, False), (5, True)])
def test_no_filter_at_all_is_a_group_like_any_other(people, allowed):
    assert conditions_allowed(np.ones((0, people), dtype=bool)) is allowed


@pytest.mark.parametrize(
    ("total", "closed", "released", "pending", "missing"),
    [
        (4, False, 0, 4, 1),
        (5, False, 5, 0, 0),
        (13, False, 10, 3, 2),
        (13, True, 13, 0, 0),
        (0, False, 0, 0, 0),
    ],
)
def test_figures_advance_in_whole_steps_until_the_close(total, closed, released, pending, missing):
    assert released_count(total, 5, closed) == released
    assert waiting(total, 5, closed) == (pending, missing)


def test_finest_column_is_dropped_until_every_combination_holds_five():
    rows = [("城区", "一类", "小", f"C{place % 4}") for place in range(10)]
    rows += [("北片", "一类", "小", f"C{place % 4}") for place in range(6)]

    result = coarsen(rows)

    assert result.kept == (0, 1, 2)
    assert set(result.rows) == {("城区", "一类", "小"), ("北片", "一类", "小")}
    assert len(result.rows) == 16


def test_rows_that_fit_are_left_alone():
    rows = [("城区", "一类")] * 5 + [("北片", "二类")] * 5

    assert coarsen(rows).kept == (0, 1)


def test_export_of_fewer_than_five_rows_is_withheld():
    assert coarsen([("城区", "一类")] * 4).withheld
    assert not coarsen([]).withheld
