"""Statements through the driver: compiled once a dialect, bound and read by the columns' own types.

On the busiest path SQLAlchemy's way from a statement to its rows costs more than the database does.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Connection, Dialect, Engine, Float, PoolProxiedConnection
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import DBAPIError

# Both know ON CONFLICT, and SQLAlchemy has no common word for it.
INSERT: dict[str, Any] = {"sqlite": sqlite_insert, "postgresql": postgresql_insert}
Convert = Callable[[Any], Any] | None
NOTICED_SECONDS = 0.1  # who has waited longer in the process waits that much less for the file


@dataclass(frozen=True, slots=True)
class Compiled:
    """`names` in the order of their places; what brings its own value is `fixed`."""

    text: str
    names: tuple[tuple[str, Convert], ...]
    by_place: bool
    fixed: dict[str, Any]
    make: Callable[..., Any]
    columns: tuple[Convert, ...]

    def bound(self, values: Mapping[str, Any]) -> Any:
        given = {**self.fixed, **values} if self.fixed else values
        if self.by_place:
            return [convert(given[name]) if convert else given[name] for name, convert in self.names]
        return {name: convert(given[name]) if convert else given[name] for name, convert in self.names}

    def row(self, found: Any) -> Any:
        pairs = zip(self.columns, found, strict=True)
        return self.make(*(convert(value) if convert else value for convert, value in pairs))


@lru_cache(maxsize=128)
def compiled(statement: Any, dialect: Dialect) -> Compiled:
    done = statement.compile(dialect=dialect)
    order = done.positiontup or list(done.binds)  # a name may have several places
    columns = list(statement.exported_columns)
    return Compiled(
        text=str(done),
        names=tuple(
            (name, done.binds[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in order
        ),
        by_place=done.positiontup is not None,
        fixed={name: done.binds[name].value for name in order if not done.binds[name].required},
        make=namedtuple("Row", [column.key for column in columns]),
        columns=tuple(_reader(column.type, dialect) for column in columns),
    )


def _reader(kind: Any, dialect: Dialect) -> Convert:
    """Both drivers give floats as what they are; SQLAlchemy would first ask which number it is."""
    if isinstance(kind, Float):
        return None
    return cast(Convert, kind.dialect_impl(dialect).result_processor(dialect, None))


class Wire:
    """One transaction."""

    def __init__(self, connection: PoolProxiedConnection, dialect: Dialect) -> None:
        self.dialect = dialect
        self.written = False
        self.known: dict[Any, Any] = {}  # what others' hand-ins in this transaction have read already
        self._connection, self._cursor = connection, connection.cursor()

    def begin(self, waited: float) -> None:
        """psycopg begins by itself; SQLite must hear at once that there is something to write."""
        if self.dialect.name != "sqlite":
            return
        if waited < NOTICED_SECONDS:
            self._cursor.execute("BEGIN IMMEDIATE")
            return
        self._cursor.execute("PRAGMA busy_timeout")
        (usual,) = self._cursor.fetchall()[0]
        self._cursor.execute(f"PRAGMA busy_timeout={max(1, usual - int(1000 * waited))}")
        try:
            self._cursor.execute("BEGIN IMMEDIATE")
        finally:
            self._cursor.execute(f"PRAGMA busy_timeout={usual}")

    def first(self, statement: Any, values: Mapping[str, Any]) -> Any:
        """The first row, or None."""
        form = self._run(statement, values)
        found = self._cursor.fetchone()
        return None if found is None else form.row(found)

    def all(self, statement: Any, values: Mapping[str, Any]) -> list[Any]:
        form = self._run(statement, values)
        return [form.row(found) for found in self._cursor.fetchall()]

    def insert(self, statement: Any, values: Mapping[str, Any]) -> bool:
        """True when the row is new, or the one that was meant has changed."""
        self._run(statement, values)
        new = self._cursor.rowcount == 1
        self.written = self.written or new
        return new

    def insert_all(self, statement: Any, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            form = compiled(statement, self.dialect)
            self._cursor.executemany(form.text, [form.bound(row) for row in rows])
            self.written = True

    def returning(self, statement: Any, values: Mapping[str, Any]) -> Any:
        """What an INSERT says of its new row; None where a key refused it."""
        found = self.first(statement, values)
        self.written = self.written or found is not None
        return found

    def commit(self) -> None:
        self._connection.commit()

    def close(self) -> None:
        """Before the next thread gets the connection."""
        self._cursor.close()

    def _run(self, statement: Any, values: Mapping[str, Any]) -> Compiled:
        form = compiled(statement, self.dialect)
        self._cursor.execute(form.text, form.bound(values))
        return form


@contextmanager
def transaction(engine: Engine, waited: float = 0.0) -> Iterator[Wire]:
    """On a connection of the engine's pool; what is not committed is taken back."""
    dialect = engine.dialect
    with _translating(dialect), closing(engine.raw_connection()) as connection:
        try:
            with closing(Wire(connection, dialect)) as wire:
                wire.begin(waited)
                yield wire
        except dialect.loaded_dbapi.Error as error:
            if dialect.is_disconnect(error, connection, None):
                connection.invalidate(error)
            raise


@contextmanager
def borrowed(connection: Connection) -> Iterator[Wire]:
    """In a transaction that somebody else began and will end."""
    dialect = connection.dialect
    with _translating(dialect), closing(Wire(connection.connection, dialect)) as wire:
        yield wire


@contextmanager
def _translating(dialect: Dialect) -> Iterator[None]:
    """Errors of the driver leave as SQLAlchemy's, and without values: they are somebody's answers."""
    try:
        yield
    except dialect.loaded_dbapi.Error as error:
        base = dialect.loaded_dbapi.Error
        raise DBAPIError.instance(None, None, error, base, hide_parameters=True, dialect=dialect) from error
