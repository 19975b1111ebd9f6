"""Installations to torture, and how long: `make torture SECONDS=600` sets TORTURE_SECONDS."""

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir

import pytest

from tests.databases import Databases
from tests.torture.clients import Crowd
from tests.torture.faults import Fault
from tests.torture.installation import Installation, Server, install, portal_server
from tests.torture.ledger import Verdict, compare
from tests.torture.postgresql import Cluster

SECONDS = float(os.environ.get("TORTURE_SECONDS", "6"))


@dataclass(frozen=True)
class Outcome:
    """What the ledgers say, what the clients saw, and how often the fault struck."""

    verdict: Verdict
    crowd: Crowd
    strikes: int

    @property
    def recognised(self) -> int:
        """Retries that were given the receipt of the first time."""
        return self.crowd.counts["200"]


@pytest.fixture
def installation(tmp_path: Path, databases: Databases, database: str) -> Installation:
    return install(tmp_path, databases.new_url(database))


@pytest.fixture
def cluster(testrun_uid: str, worker_id: str) -> Iterator[Cluster]:
    """Apart from the suite's own server, for it is going to be killed."""
    made = Cluster(Path(gettempdir(), f"portal-torture-{testrun_uid[:8]}-{worker_id}"))
    yield made
    made.remove()


@pytest.fixture
def serve() -> Iterator[Callable[[Installation], Server]]:
    started: list[Server] = []

    def start(installation: Installation) -> Server:
        started.append(portal_server(installation))
        started[-1].start()
        return started[-1]

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def torture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Load and faults at once for some seconds, then the comparison of the ledgers with the database."""

    def run(
        server: Server, installation: Installation, fault: Fault, seconds: float = SECONDS, url: str = ""
    ) -> Outcome:
        crowd, ended = Crowd(server.port, installation.code, tmp_path), threading.Event()
        with ThreadPoolExecutor(1) as apart:
            crowd.start()
            striking = apart.submit(fault, ended)
            ended.wait(seconds)
            ended.set()
            strikes = striking.result()
            crowd.stop()
        outcome = Outcome(compare(tmp_path, url or installation.url), crowd, strikes)
        with capsys.disabled():
            if seconds > 60:
                print(f"\n{strikes} strikes, {outcome.verdict}, {dict(crowd.counts)}")
                print(f"slowest {crowd.slowest:.1f} s")
        return outcome

    return run
