"""Who chose which answer: the key and its distractors, per third of the group."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from question_bank.analysis.correlation import correlation
from question_bank.analysis.figures import Figure, Least, Silence, silent, wilson
from question_bank.analysis.groups import memberships
from question_bank.analysis.marks import Numbers

Choice = str | Collection[str] | None
THIRD = 1 / 3


@dataclass(frozen=True, slots=True)
class OptionLine:
    """One answer: how many chose it, how they did elsewhere, and its share in each third.

    `discrimination` is the correlation of choosing it with the rest: a distractor should be below 0.
    """

    option: str
    is_key: bool
    count: int
    share: Figure
    mean_rest: float | None
    discrimination: float | None
    upper: float | None
    middle: float | None
    lower: float | None


@dataclass(frozen=True, slots=True)
class OptionTable:
    """The answers of one item; `blank` people chose nothing, and count in n."""

    n: int
    blank: int
    lines: tuple[OptionLine, ...]

    @property
    def key(self) -> tuple[OptionLine, ...]:
        """The right answers."""
        return tuple(line for line in self.lines if line.is_key)

    @property
    def distractors(self) -> tuple[OptionLine, ...]:
        """The wrong ones."""
        return tuple(line for line in self.lines if not line.is_key)


def option_table(
    choices: Sequence[Choice],
    rest: Numbers,
    key: Collection[str],
    options: Sequence[str] | None = None,
    least: Least | None = None,
) -> OptionTable:
    """`rest` is MarkTable.rest of the item; None: not given the item, "" or (): left blank.

    Several answers chosen by one person come as a collection. `options` keeps those nobody chose.
    """
    wanted = least or Least()
    taken = [_chosen(choice) for choice in choices]
    asked = np.array([each is not None for each in taken], dtype=bool)
    sets = [each for each in taken if each is not None]
    scores = np.asarray(rest, dtype=np.float64)[asked]
    listed = list(options) if options is not None else sorted(set(key).union(*sets))
    thirds = _thirds(scores)
    lines = tuple(_line(option, option in key, sets, scores, thirds, wanted) for option in listed)
    return OptionTable(len(sets), sum(not each for each in sets), lines)


def _chosen(choice: Choice) -> frozenset[str] | None:
    if choice is None:
        return None
    if isinstance(choice, str):
        return frozenset({choice}) if choice else frozenset()
    return frozenset(choice)


def _thirds(scores: Numbers) -> tuple[Numbers, Numbers, Numbers] | None:
    known = ~np.isnan(scores)
    if known.sum() < 3:
        return None
    upper, lower = np.zeros(len(scores)), np.zeros(len(scores))
    upper[known], lower[known] = memberships(scores[known], THIRD)
    return upper, known - upper - lower, lower


def _line(
    option: str,
    is_key: bool,
    sets: Sequence[frozenset[str]],
    scores: Numbers,
    thirds: tuple[Numbers, Numbers, Numbers] | None,
    least: Least,
) -> OptionLine:
    chose = np.array([option in each for each in sets], dtype=bool)
    n, count = len(sets), int(chose.sum())
    if n < least.options:
        return OptionLine(option, is_key, count, silent(n, Silence.TOO_FEW), *[None] * 5)
    known = ~np.isnan(scores)
    mean = float(scores[chose & known].mean()) if (chose & known).any() else None
    along = correlation(chose[known].astype(np.float64), scores[known])
    parts = [float(third @ chose / third.sum()) for third in thirds] if thirds else [None] * 3
    share = Figure(count / n, n, wilson(count / n, n))
    return OptionLine(option, is_key, count, share, mean, along, *parts)
