"""How often a survey's page was opened: counted in memory, written every few seconds, so approximate."""

import atexit
import threading
import uuid
from collections import Counter
from datetime import date
from typing import Any

from flask import Flask, current_app
from sqlalchemy import insert, select
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from portal.columns import random_id
from portal.extensions import db, reading_only
from portal.responses.models import OpenCount
from portal.surveys.models import Survey

EVERY_SECONDS = 5.0

Opened = tuple[uuid.UUID, uuid.UUID | None, date]
_counts: Counter[Opened] = Counter()
_lock = threading.Lock()
_timer: threading.Timer | None = None


def count(survey_id: uuid.UUID, channel_id: uuid.UUID | None, day: date) -> None:
    with _lock:
        _counts[(survey_id, channel_id, day)] += 1
    if not current_app.testing:
        _start_timer(current_app._get_current_object())  # type: ignore[attr-defined]


def forget() -> None:
    """Drop what was counted and not written."""
    with _lock:
        _counts.clear()


def flush() -> int:
    """Write what was counted; where the database is busy the counts wait for the next time."""
    with _lock:
        counted = dict(_counts)
        _counts.clear()
    if not counted:
        return 0
    rows: list[dict[str, Any]] = [
        {"id": random_id(), "survey_id": survey_id, "channel_id": channel_id, "day": day, "opened": opened}
        for (survey_id, channel_id, day), opened in counted.items()
    ]
    mode = reading_only.set(False)
    try:
        with db.engine.begin() as connection:
            # A survey that was removed meanwhile must not cost the others their counts.
            known = set(
                connection.scalars(select(Survey.id).where(Survey.id.in_({key[0] for key in counted})))
            )
            rows = [row for row in rows if row["survey_id"] in known]
            if rows:
                connection.execute(insert(OpenCount), rows)
    except OperationalError:
        with _lock:
            _counts.update(counted)
        raise
    finally:
        reading_only.reset(mode)
    return len(rows)


def _start_timer(app: Flask) -> None:
    global _timer
    with _lock:
        if _timer is not None:
            return
        _timer = threading.Timer(EVERY_SECONDS, _flush_in, (app,))
        _timer.daemon = True
        _timer.start()
        atexit.unregister(_flush_in)
        atexit.register(_flush_in, app)


def _flush_in(app: Flask) -> None:
    global _timer
    with _lock:
        _timer = None
    with app.app_context():
        try:
            flush()
        except SQLAlchemyError as error:
            app.logger.warning("open counts wait: %s", error)
