"""Handing out exact counts at random: what every distribution of the demo is made with."""

import random
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

SEED = 20120201
SHANGHAI = ZoneInfo("Asia/Shanghai")
SUNDAY = 6
Row = TypeVar("Row")
Value = TypeVar("Value")


def new_random() -> random.Random:
    return random.Random(SEED)  # noqa: S311 - the same demo every time, no secret


def response_id(rng: random.Random) -> uuid.UUID:
    return uuid.UUID(int=rng.getrandbits(128), version=4)


def deal(
    rng: random.Random,
    rows: Sequence[Row],
    counts: Mapping[Value, int],
    weight: Callable[[Row, Any], float] = lambda row, value: 1.0,
) -> list[Any]:
    """One value per row, each value exactly as often as `counts` says; the rows left over get None.

    A row with twice the weight for a value is twice as likely to be drawn for it.
    """
    dealt: list[Any] = [None] * len(rows)
    left = list(range(len(rows)))
    for value, n in counts.items():
        if n > len(left):
            raise ValueError(f"{n} of {value} for {len(left)} rows")
        luck = {i: rng.random() ** (1 / weight(rows[i], value)) for i in left}
        drawn = sorted(left, key=luck.__getitem__, reverse=True)[:n]
        for i in drawn:
            dealt[i] = value
        taken = set(drawn)
        left = [i for i in left if i not in taken]
    return dealt


def deal_all(
    rng: random.Random,
    rows: Sequence[Row],
    counts: Mapping[Value, int],
    weight: Callable[[Row, Any], float] = lambda row, value: 1.0,
) -> list[Value]:
    """As `deal`, where every row gets a value."""
    if sum(counts.values()) != len(rows):
        raise ValueError(f"{sum(counts.values())} values for {len(rows)} rows")
    return deal(rng, rows, counts, weight)


def office_day(rng: random.Random, first: date, last: date) -> date:
    """A day from first to last, not a Sunday."""
    while True:
        day = first + timedelta(days=rng.randrange((last - first).days + 1))
        if day.weekday() != SUNDAY:
            return day


def office_time(rng: random.Random, first: date, last: date) -> datetime:
    """A second of office hours, as aware UTC."""
    day = office_day(rng, first, last)
    hour, minutes = rng.choice(((8, 210), (14, 210)))
    start = datetime.combine(day, time(hour, 20), SHANGHAI)
    return (start + timedelta(seconds=rng.randrange(minutes * 60))).astimezone(UTC)


def morning(year: int, month: int, day: int) -> datetime:
    """Nine o'clock in the county."""
    return datetime(year, month, day, 9, 0, tzinfo=SHANGHAI).astimezone(UTC)
