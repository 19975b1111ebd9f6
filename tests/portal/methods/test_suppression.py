import itertools
import random

import numpy as np
import pytest

from portal.methods.suppression import suppress_groups, suppress_line, suppress_table


def possible_tables(counts, hidden, caps, rows_add_up=True, columns_add_up=True):
    """Every table a reader must think possible, by trying all: nothing of the code under test is used."""
    cells = [tuple(cell) for cell in np.argwhere(hidden)]
    row_left = np.where(hidden, counts, 0).sum(axis=1)
    column_left = np.where(hidden, counts, 0).sum(axis=0)
    last_of_row = {row: place for place, (row, _) in enumerate(cells)}
    last_of_column = {column: place for place, (_, column) in enumerate(cells)}
    values = [0] * len(cells)

    def fill(place):
        if place == len(cells):
            yield tuple(values)
            return
        row, column = cells[place]
        most = int(caps[row, column])
        if rows_add_up:
            most = min(most, int(row_left[row]))
        if columns_add_up:
            most = min(most, int(column_left[column]))
        for value in range(most + 1):
            if rows_add_up and last_of_row[row] == place and value != row_left[row]:
                continue
            if columns_add_up and last_of_column[column] == place and value != column_left[column]:
                continue
            values[place] = value
            row_left[row] -= value
            column_left[column] -= value
            yield from fill(place + 1)
            row_left[row] += value
            column_left[column] += value

    return cells, list(fill(0))


def assert_nothing_follows(counts, hidden, k, caps=None, **sums):
    table = np.array(counts)
    if caps is None:
        caps = np.minimum.outer(table.sum(axis=1), table.sum(axis=0))
    cells, tables = possible_tables(table, hidden, caps, **sums)
    assert tuple(int(table[cell]) for cell in cells) in tables
    for place, cell in enumerate(cells):
        seen = {values[place] for values in tables}
        assert len(seen) > 1, f"{cell} follows from the totals in {counts}"
        assert not (min(seen) >= 1 and max(seen) < k), f"{cell} is known to be in 1..{k - 1} in {counts}"


def random_table(chance, rows, columns, top):
    return [
        [chance.choice([0, 0, 1, 1, 2, chance.randint(0, top)]) for _ in range(columns)] for _ in range(rows)
    ]


def test_hiding_only_the_small_row_would_be_noticed():
    only_the_small_row = np.array([[True, True], [False, False]])

    with pytest.raises(AssertionError, match="follows from the totals"):
        assert_nothing_follows([[1, 2], [9, 8]], only_the_small_row, 5)


@pytest.mark.parametrize("seed", range(4))
def test_no_hidden_cell_of_a_crosstab_follows_from_its_totals(seed):
    chance = random.Random(seed)
    hidden_tables = 0

    for _ in range(60):
        counts = random_table(chance, chance.randint(2, 3), chance.randint(2, 3), 6)
        result = suppress_table(counts, k=3)
        if not result.withheld:
            assert_nothing_follows(counts, result.cells, 3)
            hidden_tables += result.any

    assert hidden_tables >= 5


@pytest.mark.parametrize("seed", range(4))
def test_no_hidden_group_of_a_table_of_groups_follows_from_its_totals(seed):
    chance = random.Random(100 + seed)
    hidden_tables = 0

    for _ in range(60):
        counts = random_table(chance, chance.randint(2, 3), chance.randint(2, 3), 6)
        result = suppress_groups(counts, k=3)
        if not result.withheld:
            assert_nothing_follows(counts, result.cells, 3)
            assert not [n for n in np.array(counts)[~result.cells] if 0 < n < 3]
            hidden_tables += result.any

    assert hidden_tables >= 5


@pytest.mark.parametrize("seed", range(4))
def test_options_chosen_together_are_protected_without_sums_of_rows(seed):
    chance = random.Random(200 + seed)
    hidden_tables = 0

    for _ in range(60):
        sizes = [chance.choice([1, 2, 3, 4]) for _ in range(chance.randint(2, 3))]
        counts = [[chance.randint(0, size) for _ in range(3)] for size in sizes]
        result = suppress_table(counts, k=3, row_sizes=sizes)
        if not result.withheld:
            caps = np.minimum.outer(np.array(sizes), np.array(counts).sum(axis=0))
            assert_nothing_follows(counts, result.cells, 3, caps, rows_add_up=False)
            hidden_tables += result.any

    assert hidden_tables >= 5


def test_hidden_cells_of_large_tables_leave_the_linear_system_open():
    chance = random.Random(7)

    for _ in range(20):
        counts = np.array([[chance.randint(0, 40) for _ in range(6)] for _ in range(8)])
        counts[chance.randrange(8)] = [1, 0, 1, 0, 0, 1]
        hidden = suppress_table(counts, k=5).cells
        cells = np.argwhere(hidden)
        by_row = [[cell[0] == row for cell in cells] for row in range(8)]
        by_column = [[cell[1] == column for cell in cells] for column in range(6)]
        system = np.array(by_row + by_column, dtype=float)
        for place in range(len(cells)):
            alone = np.eye(len(cells))[place]
            assert np.linalg.matrix_rank(np.vstack([system, alone])) > np.linalg.matrix_rank(system)


def test_rare_option_stays_in_groups_that_are_large_enough():
    assert not suppress_table([[40, 4, 2], [60, 3, 4]]).any


def test_small_row_is_hidden_together_with_the_next_smallest():
    result = suppress_table([[30, 20, 10], [20, 22, 9], [2, 1, 1], [6, 5, 7]])

    assert result.rows == (2, 3)
    assert not result.withheld


def test_both_margins_of_a_crosstab_obey():
    result = suppress_table([[30, 20, 1, 12], [25, 30, 1, 9], [31, 28, 1, 14]])

    assert result.cells[:, 2].all()
    assert result.cells[:, 3].all()
    assert not result.cells[:, :2].any()


def test_empty_rows_and_columns_are_not_hidden_for_their_zeros():
    result = suppress_table([[30, 0, 20], [0, 0, 0], [25, 0, 28]])

    assert not result.any


def test_rare_option_among_options_chosen_together_needs_no_second_column():
    result = suppress_table([[30, 20, 1], [25, 30, 2]], row_sizes=[40, 41])

    assert result.cells.tolist() == [[False, False, True]] * 2


def test_table_that_cannot_be_protected_is_withheld():
    assert suppress_table([[3, 0], [50, 0]]).withheld


def test_table_of_fewer_than_five_people_is_withheld():
    assert suppress_table([[1, 1], [1, 1]]).withheld


def test_cells_above_their_group_are_refused():
    with pytest.raises(ValueError, match="more answers"):
        suppress_table([[5, 2]], row_sizes=[4])


def test_counts_below_zero_are_refused():
    with pytest.raises(ValueError, match="below zero"):
        suppress_groups([[1, -1]])


def test_two_small_groups_in_different_rows_take_two_more_with_them():
    # 城镇 大 2, 小 5 / 乡村 大 1, 小 5: with the totals 7 and 6 each small cell would follow by subtraction.
    result = suppress_groups([[2, 5], [1, 5]])

    assert result.cells.all()


@pytest.mark.parametrize(
    ("sizes", "hidden"),
    [
        ([41, 78, 4, 22], [False, False, True, True]),
        ([41, 3, 4, 22], [False, True, True, False]),
        ([41, 1, 1, 22], [False, True, True, True]),
        ([41, 0, 22], [False, False, False]),
        ([3], [True]),
    ],
)
def test_hidden_groups_of_a_line_are_several_and_hold_k_together(sizes, hidden):
    assert suppress_line(sizes) == hidden


def test_every_small_table_of_two_by_two_is_safe():
    for a, b, c, d in itertools.product(range(5), repeat=4):
        result = suppress_table([[a, b], [c, d]], k=3)
        if not result.withheld:
            assert_nothing_follows([[a, b], [c, d]], result.cells, 3)
