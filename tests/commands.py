"""The `portal` command on the database of the test, in this process: a new one takes seconds to start."""

from contextvars import Context
from typing import Any

from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import Connection, Engine, event

from portal.cli import main
from portal.extensions import db


class Command:
    """`portal("survey", "check", path, "--json")` gives `.exit_code`, `.stdout` and `.stderr`."""

    def __init__(self, app: Flask) -> None:
        self.engine = db.engine
        self.environment = {
            "DATABASE_URL": self.engine.url.render_as_string(hide_password=False),
            "PORTAL_DATA_DIR": str(app.config["DATA_DIR"]),
            "PORTAL_SECRET_KEY": app.config["SECRET_KEY"],
            "PORTAL_BASE_URL": app.config["BASE_URL"],
        }

    def __call__(self, *words: Any, **options: Any) -> Result:
        db.session.commit()
        engines: set[Engine] = set()

        def notice(connection: Connection) -> None:
            engines.add(connection.engine)

        event.listen(Engine, "engine_connect", notice)
        try:
            runner = CliRunner(env=self.environment)
            return Context().run(runner.invoke, main, [str(word) for word in words], **options)
        finally:
            event.remove(Engine, "engine_connect", notice)
            # The command makes an application of its own; the process would have ended with it.
            for engine in engines - {self.engine}:
                engine.dispose()
