"""The demo county as a file: loaded once in a test run, whoever of its workers asks first, and copied."""

import fcntl
import sqlite3
from pathlib import Path

from flask import Flask

from portal import clock, demo
from portal.extensions import db
from tests.databases import Databases


def app_with_demo(databases: Databases, shared: Path, own: Path) -> Flask:
    """An application on a copy in the folder `own`; `shared` is a folder of all workers of the run."""
    original, copy = shared / "demo-county.db", own / "demo.db"
    with (shared / "demo-county.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not original.exists():
            load(databases, original)
        _copy(original, copy)
    app = databases.new_app(f"sqlite:///{copy}")
    databases.made.append(app)
    return app


def load(databases: Databases, path: Path) -> None:
    app = databases.app_of_its_own("sqlite")
    with app.app_context():
        demo.load(clock.now())
        db.session.remove()
        _copy(Path(str(db.engine.url.database)), path)


def _copy(source: Path, target: Path) -> None:
    """By the database itself, so that what is still in its journal comes along."""
    connection = sqlite3.connect(source)
    connection.execute("VACUUM INTO ?", (str(target),))
    connection.close()
