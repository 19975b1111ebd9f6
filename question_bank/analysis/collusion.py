"""Pairs with more of the same wrong answers than chance gives: evidence to look at, never proof.

The statistic is the generalised binomial test (van der Linden & Sotaridona 2006) on wrong answers only: right
answers in common are no evidence. How often somebody is wrong at an item comes from that person's score and
the item's facility (Rasch); in which way, from what everybody outside the pair chose.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from question_bank.analysis.figures import Least, Silence
from question_bank.analysis.marks import Numbers

STATISTIC = "generalised binomial test on identical wrong answers"
ROUNDS = 200
SETTLED = 1e-6
RIDGE = 0.05  # keeps those with everything right or wrong finite
SMOOTHING = 0.5
LEAST_IN_COMMON = 2

Labels = NDArray[np.int64]
WRONG_NOWHERE = -1  # right, left blank or not given: nothing that could be copied


@dataclass(frozen=True, slots=True)
class Pair:
    """Rows of two people, how many wrong answers they share, how many chance would give, and how likely.

    `adjusted` is `p` times the number of pairs looked at (Bonferroni): the risk of one false pair in all.
    """

    first: int
    second: int
    same_wrong: int
    both_wrong: int
    expected: float
    p: float
    adjusted: float
    items: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Screening:
    """What a whole sitting showed; `pairs` are those beyond the risk, the clearest first."""

    n: int
    compared: int
    risk: float
    pairs: tuple[Pair, ...] = ()
    statistic: str = STATISTIC
    silence: Silence | None = None


def same_wrong_answers(
    answers: Sequence[Sequence[str | None]], right: ArrayLike, risk: float = 0.01, least: Least | None = None
) -> Screening:
    """`answers`: a row a person, None not given, "" left blank. `right` says which of them are right.

    `risk` is the chance of naming even one honest pair in the whole sitting.
    """
    correct = np.array(right, dtype=bool)
    n, wanted = len(answers), least or Least()
    if correct.ndim != 2 or any(len(row) != correct.shape[1] for row in answers) or len(correct) != n:
        raise ValueError("Answers and marks must be tables of the same people and items.")
    compared = n * (n - 1) // 2
    if n < max(wanted.collusion, 2):
        return Screening(n, compared, risk, silence=Silence.TOO_FEW)
    given = np.array([[each is not None for each in row] for row in answers])
    labels = _labels(answers, correct)
    wrong = _chance_of_wrong(correct, given)
    counts = _counts(labels)
    found = [
        _judge(first, second, labels, wrong, counts, compared)
        for first, second in _worth_a_look(labels, wrong, counts)
    ]
    flagged = sorted((pair for pair in found if pair.adjusted <= risk), key=lambda pair: pair.p)
    return Screening(n, compared, risk, tuple(flagged))


def _labels(answers: Sequence[Sequence[str | None]], correct: NDArray[np.bool_]) -> Labels:
    """Each wrong answer as a number within its item."""
    labels = np.full(correct.shape, WRONG_NOWHERE, dtype=np.int64)
    for column in range(correct.shape[1]):
        numbers: dict[str, int] = {}
        for row, each in enumerate(answers):
            answer = each[column]
            if answer and not correct[row, column]:
                labels[row, column] = numbers.setdefault(answer, len(numbers))
    return labels


def _chance_of_wrong(correct: NDArray[np.bool_], given: NDArray[np.bool_]) -> Numbers:
    """By a Rasch model in which everybody's expected score is their own; 0 where an item was not given."""
    ability, difficulty = np.zeros(len(correct)), np.zeros(correct.shape[1])
    for _ in range(ROUNDS):
        step = _step(correct, given, ability, difficulty, axis=1) - RIDGE * ability / given.sum(axis=1)
        ability = ability + np.clip(step, -1, 1)
        other = -_step(correct, given, ability, difficulty, axis=0)
        difficulty = difficulty + np.clip(other, -1, 1)
        if max(np.abs(step).max(), np.abs(other).max()) < SETTLED:
            break
    return np.asarray(given / (1 + np.exp(ability[:, np.newaxis] - difficulty)), dtype=np.float64)


def _step(
    correct: NDArray[np.bool_], given: NDArray[np.bool_], ability: Numbers, difficulty: Numbers, axis: int
) -> Numbers:
    chance = 1 / (1 + np.exp(difficulty - ability[:, np.newaxis]))
    residue = ((correct - chance) * given).sum(axis=axis)
    spread = (chance * (1 - chance) * given).sum(axis=axis)
    return np.asarray(residue / (spread + RIDGE), dtype=np.float64)


def _counts(labels: Labels) -> Numbers:
    """For each item how often each wrong answer was given; NaN where an item has fewer kinds of them."""
    kinds = labels.max(axis=0) + 1
    counts = np.full((labels.shape[1], max(int(kinds.max()), 1)), np.nan)
    for item, column in enumerate(labels.T):
        counts[item, : kinds[item]] = np.bincount(column[column != WRONG_NOWHERE], minlength=kinds[item])
    return counts


def _agreement(counts: Numbers) -> Numbers:
    """For each item how likely two people who are both wrong are wrong in the same way."""
    smooth = counts + SMOOTHING
    sums = np.nansum(smooth, axis=1)
    return np.asarray(np.nansum(smooth**2, axis=1) / np.maximum(sums, SMOOTHING) ** 2, dtype=np.float64)


def _worth_a_look(labels: Labels, wrong: Numbers, counts: Numbers) -> list[tuple[int, int]]:
    """Pairs well above what chance gives to the whole group: the exact test is only for these."""
    same = np.zeros((len(labels), len(labels)))
    for column in labels.T:
        same += (column[:, np.newaxis] == column) & (column != WRONG_NOWHERE)
    expected = (wrong * _agreement(counts)) @ wrong.T
    looked = np.triu((same >= LEAST_IN_COMMON) & (same > expected + 2 * np.sqrt(expected)), k=1)
    return [(int(first), int(second)) for first, second in np.argwhere(looked)]


def _judge(first: int, second: int, labels: Labels, wrong: Numbers, counts: Numbers, compared: int) -> Pair:
    one, other = labels[first], labels[second]
    both = (one != WRONG_NOWHERE) & (other != WRONG_NOWHERE)
    same = both & (one == other)
    outside = counts.copy()
    for each in (one, other):
        items = np.flatnonzero(each != WRONG_NOWHERE)
        outside[items, each[items]] -= 1
    chances = wrong[first] * wrong[second] * _agreement(outside)
    p = tail(chances, int(same.sum()))
    return Pair(
        first,
        second,
        int(same.sum()),
        int(both.sum()),
        float(chances.sum()),
        p,
        min(1.0, p * compared),
        tuple(int(each) for each in np.flatnonzero(same)),
    )


def tail(chances: Numbers, least: int) -> float:
    """P(at least this many happen) of independent events with chances of their own (Poisson binomial)."""
    counts = np.array([1.0])
    for chance in chances:
        counts = np.convolve(counts, [1 - chance, chance])
    return float(min(1.0, counts[least:].sum()))
