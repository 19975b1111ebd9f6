"""Start the portal: everything in one command, or each process by itself."""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

import click

from portal.cli.context import stop

THREADS = 8
POLL_SECONDS = 0.5


def _prepare(database: bool = True) -> Any:
    """An application whose catalogues are compiled and whose tables are those of this release."""
    from portal import create_app, i18n
    from portal.extensions import db

    i18n.compile_catalogues()
    app = create_app()
    if database:
        migrate_database(app)
    with app.app_context():
        db.engine.dispose()  # connections must not be shared with the processes forked from here
    return app


def migrate_database(app: Any) -> None:
    """Bring the tables to this release; a newer database is refused rather than guessed at."""
    from alembic.util.exc import CommandError
    from flask_migrate import upgrade

    app.config["DATA_DIR"].mkdir(parents=True, exist_ok=True)
    with app.app_context():
        try:
            upgrade()
        except CommandError as error:
            stop(f"The database was written by a newer release of the portal: {error}")


def _serve(app: Any, bind: str, workers: int) -> None:
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            settings = {
                "bind": bind, "workers": workers, "worker_class": "gthread", "threads": THREADS, "preload_app": True,
                "timeout": 30, "graceful_timeout": 10, "keepalive": 5, "limit_request_line": 2048,
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


def supervise(processes: dict[str, Callable[[], None]]) -> None:
    """Keep the processes running until told to stop; a background process that dies is started again."""
    fork = multiprocessing.get_context("fork")
    running = {name: fork.Process(target=target, name=name) for name, target in processes.items()}
    for process in running.values():
        process.start()
    stopping: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: stopping.append(received))
    while not stopping and running["web"].is_alive():
        for name, process in running.items():
            if not process.is_alive() and name != "web":
                running[name] = fork.Process(target=processes[name], name=name)
                running[name].start()
        time.sleep(POLL_SECONDS)
    for process in running.values():
        if process.is_alive() and process.pid:
            os.kill(process.pid, signal.SIGTERM)
    for process in running.values():
        process.join(15)
    sys.exit(0 if stopping else 1)


@click.command("run")
@click.option("--bind", default="0.0.0.0:8000", show_default=True, help="Address and port to answer on.")
@click.option("--workers", default=2, show_default=True, help="Web processes.")
@click.option("--demo/--no-demo", default=True, help="Load the demo county when the database is empty.")
def run(bind: str, workers: int, demo: bool) -> None:
    """Start everything: the web server and the background jobs, with the demo county on an empty database."""
    from portal.cli import welcome

    os.environ.setdefault("PORTAL_BASE_URL", welcome.address_of(bind))
    app = _prepare()
    with app.app_context():
        welcome.greet(bind, demo)
    supervise({"web": lambda: _serve(app, bind, workers), "worker": lambda: _work(app)})


@click.command("serve")
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="Address and port to answer on.")
@click.option("--workers", default=2, show_default=True, help="Web processes.")
def serve(bind: str, workers: int) -> None:
    """The web server alone, behind the proxy. Never loads demo data."""
    _serve(_prepare(), bind, workers)


@click.command("worker")
def worker() -> None:
    """The background jobs alone."""
    _work(_prepare(database=False))


def register(group: click.Group) -> None:
    for command in (run, serve, worker):
        group.add_command(command)
