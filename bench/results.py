"""Figures of 20 items: the one query layer against numpy counting columns that lie in memory."""

import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

import numpy as np

from bench.filled import ITEMS, OPTIONS, fill, survey_and_manager
from bench.measuring import DATABASES, Line, at_most, installation
from portal.extensions import db
from portal.results import frame
from portal.results.asking import Asked
from portal.results.query import Results
from portal.surveys.models import Survey
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
            built = seconds(lambda: frame.frame_of(survey, state), 1)
            name = f"{database}, {count:,} x {ITEMS}"
            if count == SIZES[-1]:
                limit = 5 if database == DATABASES[0] else 10
                yield at_most(f"projection rebuilt, {name}", built, limit, " s")
            else:
                yield Line(f"projection rebuilt, {name}", f"{built:.2f} s")
            if database == DATABASES[0]:
                yield from against_numpy(survey, person, count)
            survey_id = survey.id
            db.session.rollback()
        if database == DATABASES[0] and count == REPORT_AT:
            yield report_page(app, survey_id, person)
        with app.app_context():
            db.engine.dispose()


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
