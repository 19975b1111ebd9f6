"""The ceiling: bare Flask, the raw driver, a table of a key and a text, one durable INSERT a request.

`python -m bench.bare HOST:PORT DATABASE_URL PAGE`: GET answers the page in this file with its headers.
"""

import json
import sqlite3
import sys
import threading
import uuid
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask, Response, request

from portal.extensions import SQLITE_PRAGMAS

# As the database refuses a second one; what it answers is as long as the portal's answer.
RECEIPT = json.dumps({"next": "/r/ABCD2345", "receipt": "ABCD2345"}) + "\n"


class Sqlite:
    statement = "INSERT INTO bare VALUES (?, ?)"

    def __init__(self, url: str) -> None:
        self.path, self.own = url.partition("///")[2], threading.local()
        self.connection().execute(
            "CREATE TABLE IF NOT EXISTS bare (id BLOB PRIMARY KEY, doc TEXT) WITHOUT ROWID"
        )

    def connection(self) -> sqlite3.Connection:
        if not hasattr(self.own, "connection"):
            self.own.connection = sqlite3.connect(self.path, isolation_level=None)
            for pragma in SQLITE_PRAGMAS:
                self.own.connection.execute(pragma)
        return self.own.connection

    def insert(self, key: uuid.UUID, doc: str) -> None:
        connection = self.connection()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(self.statement, (key.bytes, doc))
        connection.execute("COMMIT")


class Postgresql:
    statement = "INSERT INTO bare VALUES (%s, %s)"

    def __init__(self, url: str) -> None:
        self.url, self.own = url.replace("+psycopg", ""), threading.local()
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS bare (id uuid PRIMARY KEY, doc text)")

    def insert(self, key: uuid.UUID, doc: str) -> None:
        if not hasattr(self.own, "connection"):
            self.own.connection = psycopg.connect(self.url, autocommit=True)
        self.own.connection.execute(self.statement, (key, doc))


def make_app(url: str, page: Path) -> Flask:
    app = Flask(__name__)
    store = Sqlite(url) if url.startswith("sqlite") else Postgresql(url)
    head, _, body = page.read_bytes().partition(b"\r\n\r\n")
    headers = [tuple(line.split(": ", 1)) for line in head.decode().split("\r\n")]

    @app.get("/healthz")
    def health() -> str:
        return "ok"

    @app.get("/s/<code>")
    def show(code: str) -> Response:
        return Response(body, headers=headers)

    @app.post("/s/<code>")
    def keep(code: str) -> Response:
        store.insert(uuid.uuid4(), request.get_data(as_text=True))
        return Response(RECEIPT, 201, mimetype="application/json")

    return app


def serve(bind: str, url: str, page: Path) -> None:
    from gunicorn.app.base import BaseApplication

    class Bare(BaseApplication):
        def load_config(self) -> None:
            settings = {
                "bind": bind,
                "workers": 2,
                "worker_class": "gthread",
                "threads": 8,
                "preload_app": True,
            }
            for name, value in (settings | {"loglevel": "warning", "control_socket_disable": True}).items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return make_app(url, page)

    Bare().run()


if __name__ == "__main__":
    serve(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
