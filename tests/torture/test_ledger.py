"""Receipt means stored: every answered submission is there exactly once, whatever is killed meanwhile.

The last two tests are controls: without the key, or with a promise before the commit, the same comparison
must find the damage.
"""

import random
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url

from tests.torture import faults, hasty_server
from tests.torture.conftest import SECONDS, Outcome
from tests.torture.installation import Installation, Server, free_port, install
from tests.torture.postgresql import Cluster

pytestmark = pytest.mark.slow
Serve = Callable[[Installation], Server]
Torture = Callable[..., Outcome]
LUCK = random.Random(20261121)


def database_file(installation: Installation) -> Path:
    return Path(str(make_url(installation.url).database))


def test_nothing_is_lost_when_workers_are_killed(
    installation: Installation, serve: Serve, torture: Torture
) -> None:
    server = serve(installation)

    outcome = torture(server, installation, faults.kill_workers(server, LUCK))

    assert outcome.verdict.faultless, outcome.verdict
    assert outcome.crowd.faults == []
    assert outcome.strikes >= SECONDS * 0.7
    assert outcome.verdict.acked >= SECONDS * 20
    assert outcome.recognised >= 20
    assert outcome.crowd.counts["gave up"] == 0


def test_nothing_is_lost_when_the_master_is_killed(
    installation: Installation, serve: Serve, torture: Torture
) -> None:
    server = serve(installation)

    outcome = torture(server, installation, faults.kill_master(server, every=2.0))

    assert outcome.verdict.faultless, outcome.verdict
    assert outcome.crowd.faults == []
    assert outcome.strikes >= 1
    assert outcome.recognised >= 20
    assert outcome.crowd.counts["gave up"] == 0


@pytest.mark.postgres
def test_nothing_is_lost_when_postgresql_restarts_and_dies(
    tmp_path: Path, cluster: Cluster, serve: Serve, torture: Torture
) -> None:
    installation = install(tmp_path, cluster.create_database("torture"))
    server = serve(installation)
    ways = ("fast", "immediate", "kill")

    outcome = torture(server, installation, faults.restart_database(cluster, ways, every=1.0))

    assert outcome.verdict.faultless, outcome.verdict
    assert outcome.crowd.faults == []
    assert outcome.strikes >= len(ways)
    assert outcome.crowd.counts["503"] > 0
    assert outcome.recognised >= 20
    assert outcome.crowd.counts["gave up"] == 0


@pytest.mark.sqlite
def test_a_locked_database_says_come_back_and_loses_nothing(
    installation: Installation, serve: Serve, torture: Torture
) -> None:
    server = serve(installation)
    lock = faults.lock_sqlite(database_file(installation), seconds=7.0, pause=0.5)

    outcome = torture(server, installation, lock)

    assert outcome.verdict.faultless, outcome.verdict
    assert outcome.crowd.faults == []
    assert outcome.crowd.counts["503"] > 0
    assert outcome.verdict.acked >= len(outcome.crowd.clients)
    assert outcome.crowd.counts["gave up"] == 0


def test_without_the_unique_key_the_ledger_finds_duplicates(
    installation: Installation, serve: Serve, torture: Torture, database: str
) -> None:
    drop_keys(installation, database)
    server = serve(installation)

    outcome = torture(server, installation, faults.kill_workers(server, LUCK), seconds=4)

    assert outcome.verdict.duplicated > 0
    assert not outcome.verdict.faultless


def drop_keys(installation: Installation, database: str) -> None:
    """The same table without any key: `ON CONFLICT DO NOTHING` then never meets a conflict."""
    statements = [
        "CREATE TABLE keyless AS SELECT * FROM response",
        "DROP TABLE response" + (" CASCADE" if database == "postgresql" else ""),
        "ALTER TABLE keyless RENAME TO response",
    ]
    engine = create_engine(installation.url)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


@pytest.mark.sqlite
def test_a_promise_before_the_commit_is_found_out(tmp_path: Path, database: str, torture: Torture) -> None:
    path, port = tmp_path / "hasty.db", free_port()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE response (id TEXT PRIMARY KEY, receipt TEXT, answers TEXT)")
        connection.execute("PRAGMA journal_mode = WAL")
    command = [sys.executable, "-m", hasty_server.__name__, f"127.0.0.1:{port}"]
    installation = Installation(
        tmp_path, f"sqlite:///{path}", code="HASTY2", settings={"HASTY_DATABASE": str(path)}
    )
    server = Server(command, installation.environment, port, tmp_path / "server.log")
    server.start()

    try:
        outcome = torture(server, installation, faults.kill_workers(server, LUCK), seconds=4)
    finally:
        server.stop()

    assert outcome.verdict.lost > 0
