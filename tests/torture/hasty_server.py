"""The control that must be caught: it says "received" first and commits a moment later."""

import json
import os
import queue
import sqlite3
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

NUMBERS, MANY = {"q9"}, {"q5", "q7"}
LATER = 0.1
_waiting: queue.SimpleQueue[tuple[str, str, str]] = queue.SimpleQueue()
_writers: list[int] = []


def answers_of(fields: dict[str, list[str]]) -> dict[str, Any]:
    return {
        key: texts if key in MANY else int(texts[0]) if key in NUMBERS else texts[0]
        for key, texts in fields.items()
    }


def write_later() -> None:
    connection = sqlite3.connect(os.environ["HASTY_DATABASE"], isolation_level=None, timeout=30)
    while True:
        row = _waiting.get()
        time.sleep(LATER)
        connection.execute("BEGIN IMMEDIATE")
        while row:
            connection.execute("INSERT OR IGNORE INTO response VALUES (?, ?, ?)", row)
            row = () if _waiting.empty() else _waiting.get()
        connection.execute("COMMIT")


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    if os.getpid() not in _writers:
        _writers.append(os.getpid())
        threading.Thread(target=write_later, daemon=True).start()
    if environ["REQUEST_METHOD"] == "GET":
        start("200 OK", [])
        return [b""]
    fields = parse_qs(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode())
    sid = fields.pop("_id")[0]
    receipt = uuid.uuid5(uuid.NAMESPACE_OID, sid).hex[:8]
    _waiting.put((sid, receipt, json.dumps(answers_of(fields))))
    start("201 Created", [("Content-Type", "application/json")])
    return [json.dumps({"receipt": receipt}).encode()]


def serve(bind: str) -> None:
    from gunicorn.app.base import BaseApplication

    class Hasty(BaseApplication):
        def load_config(self) -> None:
            settings = {"bind": bind, "workers": 2, "worker_class": "gthread", "threads": 4}
            for name, value in (settings | {"loglevel": "warning", "control_socket_disable": True}).items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return application

    Hasty().run()


if __name__ == "__main__":
    serve(sys.argv[1])
