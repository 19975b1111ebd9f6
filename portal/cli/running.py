"""Start the portal: everything in one command, or each process by itself."""

import multiprocessing
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from typing import Any, NoReturn

import click

from portal.cli.context import stop

THREADS = 8
POLL_SECONDS = 0.5
FORK = multiprocessing.get_context("fork")


def _prepare() -> Any:
    """An application whose catalogues are compiled and whose tables are those of this release."""
    from portal import create_app, i18n
    from portal.extensions import db

    i18n.compile_catalogues()
    app = create_app()
    migrate_apart(app)
    with app.app_context():
        db.engine.dispose()  # connections must not be shared with the processes forked from here
    return app


def apart(work: Callable[..., None], *args: Any) -> None:
    """Do it in a process of its own: what it imports and holds would stay with the web workers for ever."""
    process = FORK.Process(target=work, args=args)
    process.start()
    process.join()
    if process.exitcode:
        sys.exit(process.exitcode)


def migrate_apart(app: Any) -> None:
    apart(migrate_database, app)


def migrate_database(app: Any) -> None:
    """Bring the tables to this release; a newer database is refused rather than guessed at."""
    from alembic.util.exc import CommandError

    from portal import schema

    try:
        schema.upgrade(app)
    except CommandError as error:
        stop(f"The database was written by a newer release of the portal: {error}")


def _serve(app: Any, bind: str, workers: int) -> None:
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):
        def load_config(self) -> None:
            settings = {
                "bind": bind, "workers": workers, "worker_class": "gthread", "threads": THREADS,
                "preload_app": True, "timeout": 30, "graceful_timeout": 10, "keepalive": 5,
                "limit_request_line": 2048,
                "forwarded_allow_ips": "127.0.0.1", "loglevel": "warning", "control_socket_disable": True,
            }  # fmt: skip
            for name, value in settings.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Any:
            return app

    Server().run()


def _work(app: Any) -> None:
    from portal.jobs.worker import run_worker

    run_worker(app)


class Supervisor:
    """Keeps the processes running until told to stop; a background one that dies is started again."""

    def __init__(self, processes: dict[str, Callable[[], None]]) -> None:
        self.targets = processes
        self.running: dict[str, Any] = {}
        self.stopping = False

    def run(self) -> NoReturn:
        for name in self.targets:
            self._start(name)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while not self.stopping and self.running["web"].is_alive():
            for name, process in list(self.running.items()):
                if name != "web" and not process.is_alive():
                    self._start(name)
            time.sleep(POLL_SECONDS)
        self._end_all()
        sys.exit(0 if self.stopping else 1)

    def _start(self, name: str) -> None:
        self.running[name] = FORK.Process(target=_unsupervised, args=(self.targets[name],), name=name)
        self.running[name].start()

    def _stop(self, number: int, frame: Any) -> None:
        self.stopping = True

    def _end_all(self) -> None:
        for process in self.running.values():
            if process.is_alive():
                process.terminate()
        for process in self.running.values():
            process.join(15)


def _unsupervised(target: Callable[[], None]) -> None:
    """A child started later inherits the supervisor's handlers, and would not stop when told to."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    target()


@click.command("run")
@click.option("--bind", default="0.0.0.0:8000", show_default=True, help="Address and port to answer on.")
@click.option("--workers", default=2, show_default=True, help="Web processes.")
@click.option("--demo/--no-demo", default=True, help="Load the demo county when the database is empty.")
def run(bind: str, workers: int, demo: bool) -> None:
    """Start everything: the web server and the background jobs, with the demo county on an empty database."""
    from portal.cli import welcome

    refuse_taken(bind)
    os.environ.setdefault("PORTAL_BASE_URL", welcome.address_of(bind))
    app = _prepare()
    apart(_greet, app, bind, demo)
    Supervisor({"web": lambda: _serve(app, bind, workers), "worker": lambda: _work(app)}).run()


def _greet(app: Any, bind: str, demo: bool) -> None:
    from portal.cli import welcome

    with app.app_context():
        welcome.greet(bind, demo)


def refuse_taken(bind: str) -> None:
    """Say so before anything is loaded, not after."""
    host, _, port = bind.rpartition(":")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except (OSError, ValueError) as error:
            stop(
                f"The portal cannot answer on {bind} ({error}). Choose another, e.g. --bind 0.0.0.0:8080.",
                2,
            )


@click.command("serve")
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="Address and port to answer on.")
@click.option("--workers", default=2, show_default=True, help="Web processes.")
def serve(bind: str, workers: int) -> None:
    """The web server alone, behind the proxy. Never loads demo data."""
    _serve(_prepare(), bind, workers)


@click.command("worker")
def worker() -> None:
    """The background jobs alone."""
    _work(_prepare())


def register(group: click.Group) -> None:
    for command in (run, serve, worker):
        group.add_command(command)
