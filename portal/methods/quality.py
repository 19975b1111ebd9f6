"""Marks of careless or foreign answers. A flag never deletes; figures are shown with and without."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

FASTEST_SECONDS = 20.0
SHARE_OF_MEDIAN = 1 / 3
MEDIAN_NEEDS = 10  # before that the usual time of this questionnaire is not known
STRAIGHT_ITEMS = 5
BURST_ANSWERS = 4
BURST_WINDOW = timedelta(minutes=10)


class Flag(StrEnum):
    SPEEDER = "speeder"
    STRAIGHT = "straight"
    BURST = "burst"


def usual_seconds(times: Sequence[float]) -> float | None:
    """Median of the earlier answers, None while there are too few to know."""
    return median(times) if len(times) >= MEDIAN_NEEDS else None


def is_speeder(seconds: float, usual: float | None = None) -> bool:
    """Under 20 s, or under a third of the usual time."""
    return seconds < FASTEST_SECONDS or (usual is not None and seconds < usual * SHARE_OF_MEDIAN)


def is_straight(scale_answers: Sequence[int | None], minimum: int = STRAIGHT_ITEMS) -> bool:
    """The same point on every answered scale item, given enough of them; None is unanswered."""
    given = [answer for answer in scale_answers if answer is not None]
    return len(given) >= minimum and len(set(given)) == 1


def is_burst(
    at: datetime,
    earlier: Iterable[datetime],
    answers: int = BURST_ANSWERS,
    window: timedelta = BURST_WINDOW,
) -> bool:
    """This answer is at least the fourth one from the same device within ten minutes.

    `earlier` are the times of the same hashed device in the same survey. Two or three people who share
    a phone in one shop are usual and stay unmarked.
    """
    recent = sum(1 for moment in earlier if timedelta(0) <= at - moment <= window)
    return recent + 1 >= answers


def bursts(
    sent: Sequence[tuple[str, datetime]],
    answers: int = BURST_ANSWERS,
    window: timedelta = BURST_WINDOW,
) -> set[int]:
    """Positions of all answers that lie in a burst, seen afterwards; an empty device hash is nobody's."""
    by_device: dict[str, list[tuple[datetime, int]]] = {}
    for position, (device, at) in enumerate(sent):
        if device:
            by_device.setdefault(device, []).append((at, position))
    found: set[int] = set()
    for group in by_device.values():
        group.sort()
        for start in range(len(group) - answers + 1):
            run = group[start : start + answers]
            if run[-1][0] - run[0][0] <= window:
                found.update(position for _, position in run)
    return found


def flags(
    seconds: float,
    usual: float | None,
    scale_answers: Sequence[int | None],
    at: datetime,
    earlier_of_device: Iterable[datetime],
) -> frozenset[Flag]:
    """Everything said about one answer at hand-in; only this set needs to stay."""
    marks = {
        Flag.SPEEDER: is_speeder(seconds, usual),
        Flag.STRAIGHT: is_straight(scale_answers),
        Flag.BURST: is_burst(at, earlier_of_device),
    }
    return frozenset(flag for flag, raised in marks.items() if raised)
