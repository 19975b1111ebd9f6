"""How fast people answered, from the journals: times of items against the others', and of whole attempts."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import numpy as np
from sqlalchemy import select

from portal.extensions import db
from portal.quizzes.analysis.analysis_data import Sat, Sitting
from portal.quizzes.models import Attempt, JournalEntry, Noted
from question_bank.analysis.marks import NEARLY

TOGETHER = 0.7
"""Seconds: what comes closer than this was sent together after a pause of the net, and says nothing."""
PART_OF_MEDIAN, LONGEST = 0.1, 10.0
"""Wise and Ma's normative threshold (NT10, 2012): a tenth of the usual time of an item, 10 s at most."""
LEAST_TIMES = 10
LEAST_QUICK, LEAST_SHARE = 3, 0.2
OUTLYING = 3.5
"""Iglewicz and Hoaglin's bound for the modified z-score (1993), here of the logarithm of the time."""
LEAST_PEOPLE = 20
OFTEN_LEFT = 6

Times = Mapping[uuid.UUID, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Quick:
    """Somebody who answered items faster than they can be read; `right` of them were right."""

    sat: Sat
    quick: int
    timed: int
    right: int
    items: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Fast:
    """A whole attempt far faster than the others'."""

    sat: Sat
    seconds: int
    median: float


@dataclass(frozen=True, slots=True)
class Left:
    """How often the page was left: information. `often` are the attempts that did so six times or more."""

    counts: tuple[tuple[str, int], ...]
    often: tuple[tuple[Sat, int], ...]


@dataclass(frozen=True, slots=True)
class Pace:
    quick: tuple[Quick, ...]
    fast: tuple[Fast, ...]
    left: Left
    timed: int


def pace(sitting: Sitting) -> Pace:
    facts = _facts(sitting)
    times = _item_times(sitting, {key: started for key, (started, _s, _l) in facts.items()})
    seconds = {key: took for key, (_started, took, _left) in facts.items() if took}
    return Pace(
        quick_answers(sitting, times), fast_attempts(sitting.sat, seconds), _left_page(sitting.sat, facts),
        sum(1 for each in times.values() if each),
    )  # fmt: skip


def seconds_of(started: datetime, entries: Iterable[tuple[str, datetime]]) -> dict[str, float]:
    """The time each item took: from the answer before it to its own. `entries` in the journal's order.

    Several items received at the same moment, or nearly, came after a pause of the net: of them, and of
    nothing else, no time is known.
    """
    found: dict[str, float] = defaultdict(float)
    unknown: set[str] = set()
    before = started
    for at, batch in groupby(entries, key=lambda entry: entry[1]):
        items = list(dict.fromkeys(item for item, _at in batch))
        took = (at - before).total_seconds()
        if len(items) > 1 or took < TOGETHER:
            unknown.update(items)
        else:
            found[items[0]] += took
        before = at
    return {item: took for item, took in found.items() if item not in unknown}


def quick_answers(sitting: Sitting, times: Times) -> tuple[Quick, ...]:
    bounds = _bounds(times)
    found = [
        quick
        for sat in sitting.sat
        if (quick := _quick(sat, times.get(sat.id, {}), bounds, sitting)) is not None
    ]
    return tuple(sorted(found, key=lambda each: -each.quick))


def fast_attempts(people: Sequence[Sat], seconds: Mapping[uuid.UUID, int]) -> tuple[Fast, ...]:
    timed = [sat for sat in people if sat.id in seconds]
    if len(timed) < LEAST_PEOPLE:
        return ()
    logs = np.log([seconds[sat.id] for sat in timed])
    middle = float(np.median(logs))
    spread = float(np.median(np.abs(logs - middle)))
    if spread < NEARLY:
        return ()
    scores = 0.6745 * (logs - middle) / spread
    found = [
        Fast(sat, seconds[sat.id], float(np.exp(middle)))
        for sat, score in zip(timed, scores, strict=True)
        if score < -OUTLYING
    ]
    return tuple(sorted(found, key=lambda each: each.seconds))


def _bounds(times: Times) -> dict[str, float]:
    """Below which time an answer to each item is quicker than reading it."""
    by_item: defaultdict[str, list[float]] = defaultdict(list)
    for own in times.values():
        for item, took in own.items():
            by_item[item].append(took)
    return {
        item: min(LONGEST, PART_OF_MEDIAN * float(np.median(taken)))
        for item, taken in by_item.items()
        if len(taken) >= LEAST_TIMES
    }


def _quick(sat: Sat, own: Mapping[str, float], bounds: Mapping[str, float], sitting: Sitting) -> Quick | None:
    timed = [item for item in own if item in bounds and item in sitting.asked]
    quick = [item for item in timed if own[item] < bounds[item]]
    if len(quick) < max(LEAST_QUICK, LEAST_SHARE * len(timed)):
        return None
    right = sum((sat.marks[item]["fraction"] or 0) >= 1 - NEARLY for item in quick if item in sat.marks)
    numbers = sorted(sitting.asked[item].number for item in quick)
    return Quick(sat, len(quick), len(timed), right, tuple(numbers))


def _left_page(people: Sequence[Sat], facts: Mapping[uuid.UUID, tuple[datetime, int, int]]) -> Left:
    counts = [(sat, facts[sat.id][2]) for sat in people if sat.id in facts]
    steps = (("0", 0, 0), ("1—2", 1, 2), ("3—5", 3, 5), (f"{OFTEN_LEFT}+", OFTEN_LEFT, 10**9))
    lines = tuple((name, sum(low <= n <= high for _sat, n in counts)) for name, low, high in steps)
    often = sorted((pair for pair in counts if pair[1] >= OFTEN_LEFT), key=lambda pair: -pair[1])
    return Left(lines, tuple(often))


def _facts(sitting: Sitting) -> dict[uuid.UUID, tuple[datetime, int, int]]:
    """When each attempt began, how long it took, how often its page was left."""
    wanted = {sat.id for sat in sitting.sat}
    query = select(Attempt.id, Attempt.started_at, Attempt.seconds, Attempt.left_count)
    rows = db.session.execute(query.where(Attempt.quiz_id == sitting.quiz.id))
    return {row.id: (row.started_at, row.seconds or 0, row.left_count) for row in rows if row.id in wanted}


def _item_times(sitting: Sitting, started: Mapping[uuid.UUID, datetime]) -> dict[uuid.UUID, dict[str, float]]:
    query = (
        select(JournalEntry.attempt_id, JournalEntry.item_id, JournalEntry.received_at)
        .where(JournalEntry.quiz_id == sitting.quiz.id, JournalEntry.kind == Noted.ANSWER)
        .where(JournalEntry.item_id.is_not(None))
        .order_by(JournalEntry.attempt_id, JournalEntry.n)
    )
    entries: defaultdict[uuid.UUID, list[tuple[str, datetime]]] = defaultdict(list)
    for row in db.session.execute(query):
        if row.attempt_id in started:
            entries[row.attempt_id].append((str(row.item_id), row.received_at))
    return {key: seconds_of(started[key], own) for key, own in entries.items()}
