"""Does a full table make an answer slower? Whole visits with none and with many stored responses."""

from collections.abc import Iterator
from statistics import median

from sqlalchemy import select

from bench.filled import fill
from bench.http import visiting
from bench.load import load
from bench.measuring import DATABASES, Line, at_least, installation
from portal.extensions import db
from portal.surveys.models import Survey
from tests.torture.installation import Installation, portal_server

MANY, SOME = 1_000_000, 100_000
CONNECTIONS = 16


def fill_up(installed: Installation, count: int) -> None:
    app = installed.app()
    with app.app_context():
        survey = db.session.scalars(select(Survey).filter_by(id=installed.survey_id)).one()
        fill(survey, count)
        settle()
        db.engine.dispose()


def settle() -> None:
    """What the database does by itself after a bulk load, done now instead of during the measurement."""
    sqlite = db.engine.dialect.name == "sqlite"
    raw = db.engine.raw_connection()
    if not sqlite:
        raw.driver_connection.autocommit = True
    raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)" if sqlite else "VACUUM ANALYZE response")
    raw.invalidate()


def visits(installed: Installation, rounds: int, seconds: float) -> float:
    server = portal_server(installed)
    server.start()
    try:
        rates = [
            load(server.port, visiting(installed.code), CONNECTIONS, seconds) for _n in range(rounds + 1)
        ]
    finally:
        server.stop()
    if any(sample.errors for sample in rates):
        raise RuntimeError("visits failed")
    return median(sample.rate for sample in rates[1:]) / 2


def run(short: bool) -> Iterator[Line]:
    """Empty, full, empty, full: what the machine does meanwhile falls on both alike."""
    count, rounds, seconds = (SOME, 3, 2.0) if short else (MANY, 5, 4.0)
    for database in DATABASES:
        with installation(database) as bare, installation(database) as full:
            fill_up(full, count)
            rates: dict[str, list[float]] = {"empty": [], "full": []}
            for _turn in range(2 if short else 3):
                rates["empty"].append(visits(bare, rounds, seconds))
                rates["full"].append(visits(full, rounds, seconds))
            before, after = median(rates["empty"]), median(rates["full"])
            words = (
                f"visits with {count:,} stored against none, {database}: {after:.0f}/s against {before:.0f}/s"
            )
            yield at_least(words, after / before, 0.9)
