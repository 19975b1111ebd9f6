"""Planted pairs are found, honest people are left alone."""

import numpy as np
import pytest

from question_bank.analysis.collusion import STATISTIC, same_wrong_answers, tail
from question_bank.analysis.figures import Silence

PEOPLE, ITEMS = 60, 40


def sitting(seed, copied=0.0, pairs=0, drawn=1.0, strength=0.3):
    """Answers of a group; the first `pairs` neighbours share this part of their answers."""
    source = np.random.default_rng(seed)
    edge = source.normal(strength, 1, (PEOPLE, 1)) - source.normal(size=ITEMS)
    right = source.random((PEOPLE, ITEMS)) < 1 / (1 + np.exp(-edge))
    answers = np.full((PEOPLE, ITEMS), "A", dtype=object)
    for item in range(ITEMS):
        tempted = source.choice(list("BCD"), p=source.dirichlet([1, 1, 1]), size=PEOPLE)
        answers[~right[:, item], item] = tempted[~right[:, item]]
    planted = [(2 * each, 2 * each + 1) for each in range(pairs)]
    for first, second in planted:
        taken = source.random(ITEMS) < copied
        answers[second, taken], right[second, taken] = answers[first, taken], right[first, taken]
    given = source.random(answers.shape) <= drawn
    answers[~given] = None
    return answers.tolist(), right & given, planted


def screened(sittings):
    """Pairs found among the planted ones, all planted ones, and honest pairs that were named."""
    found = planted = false = 0
    for answers, right, pairs in sittings:
        named = {(pair.first, pair.second) for pair in same_wrong_answers(answers, right).pairs}
        found, planted, false = (
            found + len(named & {*pairs}),
            planted + len(pairs),
            false + len(named - {*pairs}),
        )
    return found, planted, false


def test_of_planted_pairs_most_are_found_and_nobody_else():
    found, planted, false = screened(sitting(seed, copied=1.0, pairs=4) for seed in range(10))

    assert planted == 40
    assert found >= 32
    assert false == 0


def test_half_copied_papers_are_found_less_often_and_nobody_else_is_named():
    found, planted, false = screened(sitting(seed, copied=0.8, pairs=4) for seed in range(10))

    assert found >= 0.4 * planted
    assert false == 0


def test_honest_groups_give_no_pair():
    # 40 sittings of 1,770 pairs each, at a risk of 1 % a sitting; weak groups share most wrong answers.
    assert screened(sitting(seed, strength=seed % 4 / 2 - 1) for seed in range(40)) == (0, 0, 0)


def test_drawn_papers_are_compared_on_what_both_were_given():
    answers, right, _ = sitting(1, copied=1.0, pairs=4, drawn=0.7)

    (pair, *_) = same_wrong_answers(answers, right).pairs

    assert all(answers[pair.first][item] == answers[pair.second][item] for item in pair.items)
    assert all(answers[pair.first][item] is not None for item in pair.items)


def test_a_pair_comes_with_its_evidence():
    answers, right, _ = sitting(2, copied=1.0, pairs=1, strength=-0.5)

    found = same_wrong_answers(answers, right)

    (pair,) = found.pairs
    assert (found.n, found.compared, found.statistic) == (60, 1770, STATISTIC)
    assert (pair.first, pair.second) == (0, 1)
    assert pair.same_wrong == pair.both_wrong == len(pair.items) == (~right[0]).sum()
    assert pair.expected < pair.same_wrong / 2
    assert pair.adjusted == pytest.approx(1770 * pair.p)


def test_the_same_right_answers_and_the_same_blanks_are_no_evidence():
    answers, right, _ = sitting(3)
    for row in (0, 1):
        answers[row] = ["A"] * 30 + [""] * 10
        right[row] = [True] * 30 + [False] * 10

    assert same_wrong_answers(answers, right).pairs == ()


def test_a_wrong_key_accuses_nobody():
    answers, right, _ = sitting(4)
    for item in range(10):
        right[:, item] = [row[item] == "B" for row in answers]

    assert same_wrong_answers(answers, right).pairs == ()


def test_too_few_people_cannot_be_compared():
    answers, right, _ = sitting(5)

    found = same_wrong_answers(answers[:19], right[:19])

    assert (found.silence, found.pairs, found.n) == (Silence.TOO_FEW, (), 19)


def test_the_tail_is_the_binomials_where_all_chances_are_equal():
    # P(at least 3 of 5 heads) = 16 / 32, P(5 of 5 sixes) = 6 ** -5.
    assert tail(np.full(5, 0.5), 3) == pytest.approx(0.5)
    assert tail(np.full(5, 1 / 6), 5) == pytest.approx(6**-5)
    assert tail(np.array([0.2, 0.5]), 1) == pytest.approx(0.6)


def test_tables_of_other_shapes_are_refused():
    with pytest.raises(ValueError, match="same people"):
        same_wrong_answers([["A", "B"]] * 30, np.ones((30, 3)))
