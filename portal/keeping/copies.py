"""A copy of an installation that another one can be made from, on SQLite and on PostgreSQL alike.

The archive holds every table as lines of JSON, every stored file, and a manifest with counts and
SHA-256 sums. It is written from one snapshot of the database, while the portal runs.
"""

import hashlib
import io
import tarfile
import uuid
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

import msgspec
from sqlalchemy import Column, Connection, Date, Table, Uuid, func, insert, select, text

from portal import clock
from portal.columns import UtcDateTime
from portal.errors import Refused
from portal.extensions import Base, db, reading_only
from portal.storage import files
from portal.storage.models import StoredFile

BATCH = 1000
MANIFEST = "manifest.json"


def write_copy(target: Path) -> str:
    """Write the archive under its final name only when it is whole; returns a sentence."""
    draft = target.with_name(target.name + ".part")
    mode = reading_only.set(True)
    try:
        with tarfile.open(draft, "w:gz", compresslevel=4) as archive, _snapshot() as connection:
            tables = {table.name: _write_table(archive, connection, table) for table in _tables()}
            stored = _write_files(archive, connection)
            manifest = {
                "written_at": clock.now(),
                "revision": _revision(connection),
                "tables": tables,
                "files": stored,
            }
            _add(archive, MANIFEST, msgspec.json.encode(manifest))
    finally:
        reading_only.reset(mode)
    draft.replace(target)
    rows = sum(table["rows"] for table in tables.values())
    return f"{rows} rows of {len(tables)} tables and {len(stored)} files were written to {target}."


def _tables() -> list[Table]:
    return list(Base.metadata.sorted_tables)


def _snapshot() -> Connection:
    options = {} if db.engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    return db.engine.connect().execution_options(**options)


def _revision(connection: Connection) -> str:
    return str(connection.scalar(text("SELECT version_num FROM alembic_version")))


def _write_table(archive: tarfile.TarFile, connection: Connection, table: Table) -> dict[str, Any]:
    lines = io.BytesIO()
    count = 0
    encoder = msgspec.json.Encoder()
    for row in connection.execute(select(table).order_by(*table.primary_key)).mappings():
        lines.write(encoder.encode(dict(row)) + b"\n")
        count += 1
    content = lines.getvalue()
    _add(archive, f"tables/{table.name}.jsonl", content)
    return {"rows": count, "sha256": hashlib.sha256(content).hexdigest()}


def _write_files(archive: tarfile.TarFile, connection: Connection) -> dict[str, str]:
    stored = {}
    for row in connection.execute(select(StoredFile.id, StoredFile.sha256)):
        content = files.read_bytes(row.id)
        _add(archive, f"files/{row.id}", content)
        stored[str(row.id)] = row.sha256
    return stored


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    entry.mtime = int(clock.now().timestamp())
    archive.addfile(entry, io.BytesIO(content))


def restore_copy(source: Path) -> str:
    """Fill an empty installation of the same release; checks every sum before it writes anything."""
    try:
        with tarfile.open(source, "r:gz") as archive:
            manifest = msgspec.json.decode(_member(archive, MANIFEST).read())
            _check(archive, manifest)
            counts = _fill(archive, manifest)
    except (tarfile.TarError, EOFError, OSError, msgspec.MsgspecError) as error:
        raise Refused(f"{source} is damaged or is not a copy of a portal: {error}") from error
    lines = [f"{name}: {rows} rows" for name, rows in counts.items() if rows]
    return "\n".join(
        [*lines, f"files: {len(manifest['files'])}", "The copy was restored; every sum is right."]
    )


def _member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    try:
        member = archive.extractfile(name)
    except KeyError:
        member = None
    if member is None:
        raise Refused(f"The archive holds no {name}.")
    return member


def _check(archive: tarfile.TarFile, manifest: dict[str, Any]) -> None:
    sums = {f"tables/{name}.jsonl": table["sha256"] for name, table in manifest["tables"].items()}
    sums |= {f"files/{name}": digest for name, digest in manifest["files"].items()}
    for name, digest in sums.items():
        if hashlib.sha256(_member(archive, name).read()).hexdigest() != digest:
            raise Refused(f"{name} in the archive is damaged: its SHA-256 is not what the manifest says.")


def _fill(archive: tarfile.TarFile, manifest: dict[str, Any]) -> dict[str, int]:
    with db.engine.begin() as connection:
        if manifest["revision"] != _revision(connection):
            raise Refused(
                "The copy was written by another release. Restore it with that release, then upgrade."
            )
        for table in _tables():
            if connection.scalar(select(func.count()).select_from(table)):
                raise Refused("This installation is not empty. A copy is restored into an empty one only.")
        counts = {table.name: _fill_table(archive, connection, table) for table in _tables()}
        for name in manifest["files"]:
            files.write_bytes(uuid.UUID(name), _member(archive, f"files/{name}").read())
    return counts


def _fill_table(archive: tarfile.TarFile, connection: Connection, table: Table) -> int:
    readers = {column.name: _reader(column) for column in table.columns}
    count = 0
    for batch in _batches(_member(archive, f"tables/{table.name}.jsonl"), readers, _parents_first(table)):
        connection.execute(insert(table), batch)
        count += len(batch)
    return count


def _parents_first(table: Table) -> bool:
    return any(key.column.table is table for key in table.foreign_keys)


def _batches(lines: IO[bytes], readers: dict[str, Any], whole: bool) -> Iterator[list[dict[str, Any]]]:
    """Rows in portions; a table that points to itself comes whole, parents before children."""
    rows = [{key: readers[key](value) for key, value in msgspec.json.decode(line).items()} for line in lines]
    if whole:
        rows = _sorted_by_parent(rows)
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def _sorted_by_parent(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    known = {row["id"] for row in rows}
    placed: set[Any] = set()
    ordered: list[dict[str, Any]] = []
    waiting = rows
    while waiting:
        ready = [row for row in waiting if not (_pointed_at(row) & known) - placed - {row["id"]}]
        ordered += ready or waiting
        placed |= {row["id"] for row in ready or waiting}
        waiting = [row for row in waiting if row["id"] not in placed]
    return ordered


def _pointed_at(row: dict[str, Any]) -> set[Any]:
    return {value for key, value in row.items() if key != "id" and isinstance(value, uuid.UUID)}


def _reader(column: Column[Any]) -> Any:
    def unchanged(value: Any) -> Any:
        return value

    for kind, read in ((Uuid, uuid.UUID), (UtcDateTime, datetime.fromisoformat), (Date, date.fromisoformat)):
        if isinstance(column.type, kind):
            return lambda value, read=read: None if value is None else read(value)
    return unchanged
