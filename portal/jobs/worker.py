"""The process that does long work. Huey only wakes it; what there is to do stands in the job table."""

import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

from flask import Flask

from portal.extensions import db
from portal.jobs import queue, sweeps


def make_huey(app: Flask) -> Any:
    # Imported here: it brings a database driver along, 11 MB that a job's own process never needs.
    from huey import RedisHuey, SqliteHuey

    if app.config["REDIS_URL"]:
        return RedisHuey("portal", url=app.config["REDIS_URL"])
    return SqliteHuey("portal", filename=str(Path(app.config["DATA_DIR"]) / "wake.db"))


def huey_of(app: Flask) -> Any:
    """The one of this process, made when it is first wanted, with the task that `wake` sends."""
    if "huey" not in app.extensions:
        app.extensions["huey"] = huey = make_huey(app)
        app.extensions["wake"] = huey.task(name="work")(lambda: work(app))
    return app.extensions["huey"]


def wake(app: Flask) -> None:
    huey_of(app)
    app.extensions["wake"]()


def register(app: Flask) -> None:
    """Wake the worker whenever a job has been committed; a lost wake-up only costs a minute."""
    queue.on_enqueue(lambda: wake(app))


def work(app: Flask) -> None:
    """Each job in a process of its own, which gives its memory back when it ends."""
    with app.app_context():
        waiting = queue.waiting_jobs()
        db.session.remove()
    for job_id in waiting:
        run_in_child(job_id)


def run_in_child(job_id: uuid.UUID) -> int:
    command = [sys.executable, "-m", "portal", "job", str(job_id)]
    return subprocess.run(command, check=False).returncode  # noqa: S603 - our own command, a UUID


def _sweep(app: Flask) -> None:
    with app.app_context():
        sweeps.run_due()
        db.session.remove()
    work(app)


def run_worker(app: Flask) -> None:
    from huey import crontab  # see make_huey

    huey = huey_of(app)
    huey.periodic_task(crontab(minute="*"), name="sweep")(lambda: _sweep(app))
    huey.create_consumer(workers=1, periodic=True, initial_delay=0.2, max_delay=1.0).run()
