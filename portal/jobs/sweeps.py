"""Work that looks at the state of the database now and then and mends what it finds.

A sweep must be able to run at any time, twice, or not at all for a day. It commits its own work.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import current_app

from portal import clock
from portal.extensions import db

Sweep = Callable[[datetime], None]
_sweeps: dict[str, tuple[timedelta, Sweep]] = {}
_last_run: dict[str, datetime] = {}


def sweep(name: str, *, minutes: int) -> Callable[[Sweep], Sweep]:
    """Register a function that the worker calls about every so many minutes."""

    def register(function: Sweep) -> Sweep:
        _sweeps[name] = (timedelta(minutes=minutes), function)
        return function

    return register


def run_due(at: datetime | None = None) -> list[str]:
    """Run what is due; one that fails is logged and must not keep the others from running."""
    at = at or clock.now()
    done = []
    for name, (every, function) in _sweeps.items():
        if name in _last_run and at - _last_run[name] < every:
            continue
        _last_run[name] = at
        try:
            function(at)
            done.append(name)
        except Exception:  # one broken sweep must not stop the others; the fault is logged whole
            current_app.logger.exception("sweep %s failed", name)
            db.session.rollback()
    return done
