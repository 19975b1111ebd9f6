"""The machine's own count of seconds, by which an attempt's time runs whatever is done to the clock.

The clock of a machine may be set: by hand, by its time server, after a pause of the whole machine. Its count
of seconds since it was started is not. An attempt remembers how far the clock stood before that count when
it was begun; where the two have moved apart since, the clock was set, and the difference is taken out again.
"""

import time
import uuid
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

NOTICED = 2.0
"""Seconds; less is the usual trembling of a clock that is kept right."""
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@lru_cache(maxsize=1)
def machine() -> str:
    """Which start of which machine this is; of which process, where the system does not tell."""
    try:
        return _BOOT_ID.read_text().strip()[:36]
    except OSError:
        return str(uuid.uuid4())


def ahead() -> float:
    """How far the clock stands before the machine's count of seconds."""
    counter = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.time() - time.clock_gettime(counter)


def step(begun_on: str | None, clock_ahead: float | None) -> timedelta:
    """How far the clock was set since then; nothing where that cannot be told, or is not worth telling."""
    if clock_ahead is None or begun_on != machine():
        return timedelta(0)
    seconds = ahead() - clock_ahead
    return timedelta(seconds=seconds) if abs(seconds) > NOTICED else timedelta(0)


def moved(due_at: datetime | None, begun_on: str | None, clock_ahead: float | None) -> datetime | None:
    """A moment that was set when an attempt was begun, on the clock as it stands now."""
    return None if due_at is None else due_at + step(begun_on, clock_ahead)
