"""What goes wrong, again and again, until told to stop: each returns how often it struck."""

import os
import random
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from tests.torture.installation import Server
from tests.torture.postgresql import Cluster

Fault = Callable[[threading.Event], int]


def kill_workers(server: Server, luck: random.Random) -> Fault:
    """kill -9 of a random worker every 0.3 to 0.8 seconds."""

    def strike(ended: threading.Event) -> int:
        times = 0
        while not ended.wait(luck.uniform(0.3, 0.8)):
            workers = server.workers()
            if workers:
                with suppress(ProcessLookupError):
                    os.kill(luck.choice(workers), signal.SIGKILL)
                    times += 1
        return times

    return strike


def kill_master(server: Server, every: float) -> Fault:
    """kill -9 of the master; the next one starts at once on the port its orphans still hold."""

    def strike(ended: threading.Event) -> int:
        times = 0
        while not ended.wait(every):
            server.kill()
            server.start()
            times += 1
        return times

    return strike


def restart_database(cluster: Cluster, ways: Sequence[str], every: float) -> Fault:
    """Each way at least once: `fast` and `immediate` as pg_ctl means them, `kill` -9 of the postmaster."""

    def strike(ended: threading.Event) -> int:
        times = 0
        while times < len(ways) or not ended.is_set():
            time.sleep(every)
            cluster.restart(ways[times % len(ways)])
            times += 1
        return times

    return strike


def lock_sqlite(path: Path, seconds: float, pause: float) -> Fault:
    """Another program holds the only right to write."""

    def strike(ended: threading.Event) -> int:
        times = 0
        while not ended.wait(pause):
            connection = sqlite3.connect(path, isolation_level=None, timeout=10)
            connection.execute("BEGIN IMMEDIATE")
            time.sleep(seconds)
            connection.execute("ROLLBACK")
            connection.close()
            times += 1
        return times

    return strike
