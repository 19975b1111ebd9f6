"""Runs the numbered migrations of versions/ on the database of the running application."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.runtime.migration import MigrationContext
from flask import current_app

from portal.extensions import db


def render_column_type(kind: str, thing: Any, autogen: AutogenContext) -> str | bool:
    """Write our own column types as what they are in the database, so that old migrations never import us."""
    if kind == "type" and isinstance(thing, sa.types.TypeDecorator):
        return f"sa.{thing.impl_instance!r}"
    return False


def drop_empty_revision(migration: MigrationContext, revision: Any, directives: list[Any]) -> None:
    if (
        context.config.cmd_opts
        and context.config.cmd_opts.autogenerate
        and directives[0].upgrade_ops.is_empty()
    ):
        directives[:] = []


@contextmanager
def foreign_keys_off(connection: sa.Connection) -> Iterator[None]:
    """SQLite's batch mode drops the old table, and that must not delete the rows that point to it."""
    if connection.dialect.name != "sqlite":
        yield
        return
    sqlite = connection.connection.cursor()
    sqlite.execute("PRAGMA foreign_keys=OFF")
    yield
    if broken := sqlite.execute("PRAGMA foreign_key_check").fetchall():
        raise SystemExit(f"The migration left rows that point nowhere: {broken[:5]}")
    sqlite.execute("PRAGMA foreign_keys=ON")


def run_migrations(connection: sa.Connection) -> None:
    # Batch mode: SQLite can change a table only by copying it.
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=True,
        render_item=render_column_type,
        process_revision_directives=drop_empty_revision,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    raise SystemExit(
        "Migrations run on a database: set DATABASE_URL and run `portal run` or `flask db upgrade`."
    )

with current_app.app_context(), db.engine.connect() as connection, foreign_keys_off(connection):
    run_migrations(connection)
    connection.commit()
