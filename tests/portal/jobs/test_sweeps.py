"""Recurring work runs when it is due, and one fault does not stop the rest."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask

from portal.jobs import sweeps
from tests.factories import NOW


@pytest.fixture
def alone() -> Iterator[None]:
    """No other sweeps than the test's own."""
    kept, last = dict(sweeps._sweeps), dict(sweeps._last_run)
    sweeps._sweeps.clear()
    yield
    sweeps._sweeps.clear()
    sweeps._sweeps.update(kept)
    sweeps._last_run.clear()
    sweeps._last_run.update(last)


def test_a_sweep_runs_again_only_after_its_time(app: Flask, alone: None) -> None:
    seen: list[datetime] = []
    sweeps.sweep("bin", minutes=60)(seen.append)

    for minutes in (0, 30, 61):
        sweeps.run_due(NOW + timedelta(minutes=minutes))

    assert seen == [NOW, NOW + timedelta(minutes=61)]


def test_a_sweep_that_fails_leaves_the_others_running(app: Flask, alone: None) -> None:
    seen: list[datetime] = []

    @sweeps.sweep("broken", minutes=1)
    def broken(at: datetime) -> None:
        raise ZeroDivisionError

    sweeps.sweep("fine", minutes=1)(seen.append)

    assert sweeps.run_due(NOW) == ["fine"]
