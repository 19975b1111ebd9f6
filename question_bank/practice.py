"""Practice over days: when an item comes back (FSRS-6), the wrong-question book, and today's ten.

Everything counts in calendar days of the organisation. The scheduler counts whole blocks of 24 hours and
accepts nothing but `timezone.utc`, so each day is handed to it as that date's midnight in UTC.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from random import Random
from zoneinfo import ZoneInfo

import msgspec
from fsrs import Card, Scheduler, State
from fsrs import Rating as Rating

LEAST_FOR_HABIT = 10
"""Answers of a person before their own quick and slow are known."""
SLOW, QUICK = 0.8, 0.5
"""Slower than the 80th, as quick as the 50th percentile of the person's own seconds."""
EASY_AFTER = 3
LEAVES_AFTER = 2
TODAY = 10

_SCHEDULER = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)


class Memory(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one person is believed to remember of one item."""

    stability: float
    difficulty: float
    reviewed_on: date
    due_on: date


class Wrong(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """An entry of the wrong-question book: last wrong on which day, and right on which days since."""

    wrong_on: date
    right_on: tuple[date, ...] = ()


class Tempo(msgspec.Struct, frozen=True, kw_only=True):
    """How quick an answer was for this person."""

    slow: bool = False
    quick: bool = False


@dataclass(frozen=True, slots=True)
class Practised:
    """One item as one person stands to it; `matters` when it belongs to a problem that is being worked on."""

    id: str
    memory: Memory | None = None
    wrong: bool = False
    matters: bool = False


def day_of(at: datetime, zone: ZoneInfo) -> date:
    """The calendar day of a moment where the organisation is."""
    return at.astimezone(zone).date()


def review(memory: Memory | None, rating: Rating, on: date) -> Memory:
    """What is remembered after answering on that day; None is an item never seen."""
    if memory is not None:
        on = max(on, memory.reviewed_on)
    card, _ = _SCHEDULER.review_card(_card(memory, on), rating, _midnight(on))
    # Once reviewed, a card always has both; the library's types do not say so.
    return Memory(
        stability=card.stability or 0.0,
        difficulty=card.difficulty or 0.0,
        reviewed_on=on,
        due_on=card.due.date(),
    )


def recall(memory: Memory, on: date) -> float:
    """The chance that the item is still known on that day."""
    return float(_SCHEDULER.get_card_retrievability(_card(memory, on), _midnight(on)))


def tempo(seconds: float, earlier: Sequence[float]) -> Tempo:
    """Slow or quick against the person's own earlier answers; neither while there are too few."""
    if len(earlier) < LEAST_FOR_HABIT:
        return Tempo()
    return Tempo(slow=seconds > _percentile(earlier, SLOW), quick=seconds <= _percentile(earlier, QUICK))


def rate(right: bool, pace: Tempo | None = None, sure: bool = True, quick_before: int = 0) -> Rating:
    """The rating an answer stands for; `quick_before` counts the quick right answers just before this one.

    Wrong is Again; right but slow or not sure is Hard; right and quick for the third time running is Easy.
    """
    pace = pace or Tempo()
    if not right:
        return Rating.Again
    if pace.slow or not sure:
        return Rating.Hard
    return Rating.Easy if pace.quick and quick_before + 1 >= EASY_AFTER else Rating.Good


def wrong_after(entry: Wrong | None, right: bool, on: date) -> Wrong | None:
    """The entry of the wrong-question book after an answer; it leaves after two right days."""
    if not right:
        return Wrong(wrong_on=on)
    if entry is None:
        return None
    days = tuple(sorted({*entry.right_on, on}))
    return None if len(days) >= LEAVES_AFTER else Wrong(wrong_on=entry.wrong_on, right_on=days)


def today(
    pool: Iterable[Practised],
    on: date,
    seed: int,
    count: int = TODAY,
    most_new: int = TODAY,
    apart: Iterable[Collection[str]] = (),
) -> list[str]:
    """The items of today, the same all day for a seed: due ones, then wrong ones, then new ones.

    Within each, items of a problem come first, then what is most likely forgotten. If that is not enough,
    what falls due next fills the places. No two of a set in `apart` come on one day.
    """
    random = Random(f"today {seed} {on.isoformat()}")  # noqa: S311 - no secret
    ranked = sorted(
        (_rank(practised, on), random.random(), practised.id)
        for practised in sorted(pool, key=lambda p: p.id)
    )
    twins: dict[str, set[str]] = {}
    for group in apart:
        for name in group:
            twins.setdefault(name, set()).update(group)
    chosen: list[str] = []
    new = 0
    for rank, _, name in ranked:
        is_new = rank[0] == _NEW
        if len(chosen) == count or (is_new and new == most_new) or twins.get(name, set()) & set(chosen):
            continue
        chosen.append(name)
        new += is_new
    return chosen


_DUE, _WRONG, _NEW, _LATER = range(4)


def _rank(practised: Practised, on: date) -> tuple[int, bool, float]:
    memory = practised.memory
    if memory is not None and memory.due_on <= on:
        return _DUE, not practised.matters, recall(memory, on)
    if practised.wrong:
        return _WRONG, not practised.matters, 0.0 if memory is None else recall(memory, on)
    if memory is None:
        return _NEW, not practised.matters, 0.0
    return _LATER, not practised.matters, float((memory.due_on - on).days)


def _card(memory: Memory | None, on: date) -> Card:
    # An own id: without one the library takes the clock and sleeps a millisecond.
    if memory is None:
        return Card(card_id=1, due=_midnight(on))
    return Card(
        card_id=1,
        state=State.Review,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=_midnight(memory.due_on),
        last_review=_midnight(memory.reviewed_on),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def _percentile(values: Sequence[float], share: float) -> float:
    """Linear between the two nearest values, as numpy's default."""
    ordered = sorted(values)
    position = share * (len(ordered) - 1)
    low = int(position)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (position - low)
