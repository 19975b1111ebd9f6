"""Hand-ins of one process stand in line: the first one writes and commits for all who wait behind it.

Writers of one process never wait for each other inside the database, where SQLite lets them sleep and
starve, and those who come while somebody commits share the next commit. Nobody is told before it.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from portal.extensions import db, reading_only
from portal.wire import Wire, transaction

MOST_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Done:
    """What the work came to; what it wrote stays only where it says so."""

    value: Any
    stays: bool


Work = Callable[[Wire], Done]


class Turn:
    """One place in the line. Whoever is woken before it is over leads."""

    __slots__ = ("arrived", "error", "result", "told", "work")

    def __init__(self, work: Work) -> None:
        self.work = work
        self.arrived = time.monotonic()
        self.result: Done | None = None
        self.error: Exception | None = None
        self.told = threading.Lock()
        self.told.acquire()

    @property
    def waited(self) -> float:
        return time.monotonic() - self.arrived

    def outcome(self) -> Any:
        if self.result is None:
            raise self.error or RuntimeError("whoever led was stopped")
        return self.result.value


class Line:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._guard = threading.Lock()
        self._waiting: deque[Turn] = deque()
        self._led = False

    def run(self, work: Work) -> Any:
        """Committed, or taken back; an error is raised to the one whose work it was."""
        turn = Turn(work)
        if not self._leads(turn):
            turn.told.acquire()
        if turn.result is None and turn.error is None:
            self._lead(turn)
        return turn.outcome()

    def _leads(self, turn: Turn) -> bool:
        with self._guard:
            if self._led:
                self._waiting.append(turn)
                return False
            self._led = True
            return True

    def _lead(self, own: Turn) -> None:
        batch = [own]
        try:
            if not self._together(batch):
                for turn in batch:
                    self._alone(turn)
        except DBAPIError as error:  # of opening or committing: nobody's in particular
            for turn in batch:
                turn.error = error
        finally:
            self._hand_over(batch)

    def _together(self, batch: list[Turn]) -> bool:
        """False where one of them must be taken back: then nothing was stored."""
        with transaction(self.engine, batch[0].waited) as wire:
            self._take_along(batch)
            results = _attempt(batch, wire)
            if results is None:
                return False
            wire.commit()
        for turn, result in zip(batch, results, strict=True):
            turn.result = result
        return True

    def _take_along(self, batch: list[Turn]) -> None:
        with self._guard:
            while self._waiting and len(batch) < MOST_AT_ONCE:
                batch.append(self._waiting.popleft())

    def _alone(self, turn: Turn) -> None:
        try:
            with transaction(self.engine, turn.waited) as wire:
                result = turn.work(wire)
                if result.stays:
                    wire.commit()
            turn.result = result
        except Exception as error:  # raised again in the thread that asked, whatever it is
            turn.error = error

    def _hand_over(self, batch: list[Turn]) -> None:
        with self._guard:
            following = self._waiting.popleft() if self._waiting else None
            self._led = following is not None
        for turn in (following, *batch[1:]):
            if turn is not None:
                turn.told.release()


def _attempt(batch: list[Turn], wire: Wire) -> list[Done] | None:
    """What each came to; None as soon as one fails, or has written what must not stay."""
    results = []
    for turn in batch:
        wire.written = False
        try:
            result = turn.work(wire)
        except Exception:  # of any kind: neighbours must not feel it, and it comes again when alone
            return None
        if wire.written and not result.stays:
            return None
        results.append(result)
    return results


@contextmanager
def only_reading() -> Iterator[None]:
    """So that nobody holds the store's write lock while a request is being understood."""
    mode = reading_only.set(True)
    try:
        yield
    finally:
        reading_only.reset(mode)
        if db.session.registry.has():
            db.session.rollback()


def run(work: Work) -> Any:
    """In the line of this application's database. Work runs in whichever thread leads: it may ask
    nothing of the request, and nothing of the session."""
    if "line" not in current_app.extensions:
        current_app.extensions.setdefault("line", Line(db.engine))
    found: Line = current_app.extensions["line"]
    return found.run(work)
