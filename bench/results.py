"""Figures of 20 items: the one query layer against numpy counting columns that lie in memory."""

import time
import uuid
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

import numpy as np

from bench.filled import ITEMS, OPTIONS, fill, survey_and_manager
from bench.growth import settle
from bench.measuring import DATABASES, Line, at_most, installation
from portal.extensions import db
from portal.results import frame
from portal.results.asking import Asked
from portal.results.query import Results
from portal.results.reading import FACTS, PORTION
from portal.surveys.models import State, Survey
from tests.signing_in import session_cookie

SIZES = (10_000, 100_000, 1_000_000)
REPORT_AT = 100_000


def seconds(work: Callable[[], object], rounds: int = 5) -> float:
    spent = []
    for _round in range(rounds):
        started = time.perf_counter()
        work()
        spent.append(time.perf_counter() - started)
    return median(spent)


def resident(count: int) -> tuple[list[Any], Any]:
    luck = np.random.default_rng(7)
    columns = [luck.integers(1, OPTIONS + 1, count, dtype=np.int8) for _item in range(ITEMS)]
    return columns, luck.random(count)


def figures(survey: Survey, person: Any, weighted: bool) -> Callable[[], object]:
    """Everything a report of all items computes, after the frame has been opened."""
    strata = survey.strata

    def work() -> object:
        survey.strata = strata if weighted else {}
        return list(Results(survey, person, Asked(), survey.closed_at).tables())

    return work


def forget() -> None:
    frame._frames.clear()
    frame._checked.clear()


def cold(work: Callable[[], object]) -> Callable[[], object]:
    def run() -> object:
        forget()
        return work()

    return run


def of_size(database: str, count: int) -> Iterator[Line]:
    with installation(database) as installed:
        app = installed.app()
        with app.app_context(), app.test_request_context():
            survey, person = survey_and_manager()
            fill(survey, count)
            state = survey.state_at(survey.closed_at)
            settle()
            yield from projection(survey, state, database, count)
            if database == DATABASES[0]:
                yield from against_numpy(survey, person, count)
            survey_id = survey.id
            db.session.rollback()
        if database == DATABASES[0] and count == REPORT_AT:
            yield report_page(app, survey_id, person)
        with app.app_context():
            db.engine.dispose()


def projection(survey: Survey, state: State, database: str, count: int) -> Iterator[Line]:
    """By the clock, by the processor, and beside the bare driver that only fetches the same columns."""

    def rebuild() -> None:
        frame.store_of(survey.id).clear()
        forget()
        assert len(frame.frame_of(survey, state)) == count

    rounds = 1 if count == SIZES[-1] else 3
    busy = time.process_time()
    built = seconds(rebuild, rounds)
    busy = (time.process_time() - busy) / rounds
    bare = seconds(lambda: fetched(survey.id), rounds)
    name = f"projection rebuilt, {database}, {count:,} x {ITEMS}"
    words = f"{name}: {built:.2f} s, of which {busy:.2f} s at work here; only fetching takes {bare:.2f} s"
    yield Line(words, f"{built / bare:.2f} x")
    if count == SIZES[-1]:
        yield at_most(name, built, 5 if database == DATABASES[0] else 10, " s")


def fetched(survey_id: uuid.UUID) -> int:
    """All that a frame is made of, row by row, with nothing done to it."""
    raw = db.session.connection().connection
    cursor = raw.cursor() if db.engine.dialect.name == "sqlite" else raw.driver_connection.cursor("rows")
    mark, own = ("?", survey_id.hex) if db.engine.dialect.name == "sqlite" else ("%s", survey_id)
    names = ", ".join(("id", "version_n", "received_on", "seconds", *FACTS, "answers"))
    cursor.execute(f"SELECT {names} FROM response WHERE survey_id = {mark}", (own,))
    count = 0
    while rows := cursor.fetchmany(PORTION):
        count += len(rows)
    cursor.close()
    return count


def against_numpy(survey: Survey, person: Any, count: int) -> Iterator[Line]:
    columns, weights = resident(count)
    plain = seconds(lambda: [np.bincount(column.view(np.uint8)) for column in columns])
    heavy = seconds(lambda: [np.bincount(column, weights=weights) for column in columns])
    work, weighted = figures(survey, person, False), figures(survey, person, True)
    first = seconds(cold(work), 3)
    warm = seconds(work)
    title = f"report of {count:,} x {ITEMS}"
    judged = count == SIZES[-1]
    for what, took, base, limit in (
        ("warm", warm, plain, 3.0), ("cold", first, plain, 10.0), ("weighted", seconds(weighted), heavy, 4.0)
    ):  # fmt: skip
        words = f"{title}, {what}: {took * 1000:.0f} ms against {base * 1000:.0f} ms"
        ratio = took / base
        yield at_most(words, ratio, limit, " x") if judged else Line(words, f"{ratio:.1f} x")


def report_page(app: Any, survey_id: Any, person: Any) -> Line:
    """The page of one item, as the server makes it for a manager who is signed in."""
    client = app.test_client()
    with app.app_context():
        person = db.session.merge(person)
        client.set_cookie(app.config["SESSION_COOKIE_NAME"], session_cookie(app, person))
        db.session.commit()
    assert client.get(f"/w/surveys/{survey_id}/report").status_code == 200
    took = seconds(lambda: client.get(f"/w/surveys/{survey_id}/report"), 9)
    return at_most(f"report page at {REPORT_AT:,}, warm, at the server", took * 1000, 100, " ms")


def run(short: bool) -> Iterator[Line]:
    for count in SIZES[:2] if short else SIZES:
        for database in DATABASES:
            yield from of_size(database, count)
