"""An installation of its own, as an office would have it: tables, one open survey, and the real server."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError

from flask import Flask

from portal import clock, create_app
from portal.distribution.models import Kind
from portal.distribution.services import add_channel, live_code
from portal.extensions import db
from portal.people.models import UnitKind
from portal.people.services import create_unit
from portal.surveys.services import create_survey, publish
from portal.surveys.templates import builtin_template
from tests.databases import create_schema

ROOT = Path(__file__).parents[2]
START_SECONDS = 30
# Many visitors share the loopback address; the trusted proxy's header tells them apart.
SETTINGS = {"PORTAL_TRUSTED_PROXIES": "1", "PORTAL_BASE_URL": "http://127.0.0.1"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Installation:
    """Its database at `url`, its files in `folder`; the open survey answers under `code`."""

    folder: Path
    url: str
    code: str = ""
    survey_id: uuid.UUID = field(default_factory=uuid.uuid4)
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        own = {"DATABASE_URL": self.url, "PORTAL_DATA_DIR": str(self.folder), "PORTAL_SECRET_KEY": "k" * 40}
        return {**os.environ, **SETTINGS, **own, **self.settings}

    def app(self) -> Flask:
        """The application in this process, on the same database as the server."""
        settings = {"TESTING": True, "SECRET_KEY": "k" * 40, "DATA_DIR": self.folder}
        return create_app({**settings, "SQLALCHEMY_DATABASE_URI": self.url})


def install(folder: Path, url: str, template: str = "T1") -> Installation:
    """Tables, a county, and a published survey from this template, with one poster's code."""
    made = Installation(folder, url)
    app = made.app()
    create_schema(app)
    with app.app_context():
        made.code, made.survey_id = open_survey(template)
        db.session.commit()
        db.engine.dispose()
    return made


def open_survey(template: str) -> tuple[str, uuid.UUID]:
    pattern, at = builtin_template(template), clock.now()
    county = create_unit(name="Changtai", kind=UnitKind.COUNTY, parent=None, actor=None, at=at)
    survey = create_survey(
        unit=county, questionnaire=pattern.questionnaire, mode=pattern.mode, audience=pattern.audience,
        actor=None, at=at, template_code=template, purpose=pattern.purpose,
    )  # fmt: skip
    publish(survey, actor=None, at=at)
    channel = add_channel(survey, name="Poster", kind=Kind.PRINT, actor=None, at=at)
    code = live_code(channel=channel)
    assert code is not None
    return code.code, survey.id


class Server:
    """`portal serve`, or another command that serves, as a process that may be killed."""

    def __init__(self, command: list[str], environment: dict[str, str], port: int, log: Path) -> None:
        self.command, self.environment, self.port, self.log = command, environment, port, log
        self.process: subprocess.Popen[bytes] | None = None
        self.groups: list[int] = []

    def start(self, wait: bool = True) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        self.groups.append(self.process.pid)
        if wait:
            self.wait()

    def wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.answers():
                return
            time.sleep(0.05)
        raise TimeoutError(f"the server does not answer:\n{self.log.read_text()[-2000:]}")

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def workers(self) -> list[int]:
        return children(self.pid)

    def kill(self) -> None:
        """kill -9 of the master; its workers are left to notice for themselves."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """At once, with every process that ever belonged to it."""
        for group in self.groups:
            with suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)
        if self.process is not None:
            self.process.wait()


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(each) for each in found]


def portal_server(installation: Installation, workers: int = 2) -> Server:
    port = free_port()
    words = ["serve", "--bind", f"127.0.0.1:{port}", "--workers", str(workers)]
    command = [sys.executable, "-m", "portal", *words]
    return Server(command, installation.environment, port, installation.folder / "server.log")
