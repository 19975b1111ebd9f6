"""Many tests at once: p-values adjusted so that looking often enough does not find what is not there."""

from __future__ import annotations

from collections.abc import Sequence


def holm(values: Sequence[float], tests: int | None = None) -> list[float]:
    """Holm's step-down adjustment (Scandinavian Journal of Statistics 1979): the risk of even one false find.

    `tests` is how many were made, where only the smallest p-values are given; the others must be greater.
    """
    made = _checked(values, tests)
    adjusted, highest = [0.0] * len(values), 0.0
    for rank, place in enumerate(sorted(range(len(values)), key=values.__getitem__)):
        highest = max(highest, min(1.0, (made - rank) * values[place]))
        adjusted[place] = highest
    return adjusted


def benjamini_hochberg(values: Sequence[float], tests: int | None = None) -> list[float]:
    """Benjamini and Hochberg's step-up adjustment (JRSS B 1995): the share of false finds among the finds."""
    made = _checked(values, tests)
    adjusted, lowest = [0.0] * len(values), 1.0
    ordered = sorted(range(len(values)), key=values.__getitem__)
    for rank in range(len(values), 0, -1):
        place = ordered[rank - 1]
        lowest = min(lowest, values[place] * made / rank)
        adjusted[place] = lowest
    return adjusted


def _checked(values: Sequence[float], tests: int | None) -> int:
    made = len(values) if tests is None else tests
    if made < len(values) or not all(0 <= value <= 1 for value in values):
        raise ValueError("P-values lie between 0 and 1, and there are as many tests at least.")
    return made
