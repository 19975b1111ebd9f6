"""From an uploaded file to what a reader made of it, kept as a file of chunks that pages fetch one by one.

The reader runs in a process of its own with limits (`import_child.py`). What it writes is kept as it is:
chunks of 50 rows, each a JSON line, and `About` as the last line; the last ten bytes say where that begins.
"""

import io
import json
import subprocess
import sys
import zipfile
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any

import msgspec
from flask_babel import gettext as _

from portal.errors import PortalError
from portal.quizzes.models import ItemImport
from portal.storage import files
from portal.storage.models import StoredFile
from question_bank.items import Item
from question_bank.items import Material as MaterialText
from question_bank.problems import Problem, Severity

CHILD = Path(__file__).with_name("import_child.py")
CHUNK = 50
PLACE = 10
KEPT = 4
MEGABYTE = 1024 * 1024
SMALL_TEXT = 300_000
SMALL_XML, SMALL_PACKAGE, FEW_PICTURES = 4 * MEGABYTE, 8 * MEGABYTE, 20
REFUSED_AT_ONCE, MOST_RATIO = 96 * MEGABYTE, 200
"""A package that claims more is made to burst; the reader says so without looking inside."""
ZIP = b"PK\x03\x04"


class Unreadable(PortalError):
    """A file that is none of items, or that would burst; the sentence says why."""

    status = 422


class TooSlow(PortalError):
    """More work than a page may wait for."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the reader may use: bytes of address space, seconds of processor and of waiting."""

    memory: int
    seconds: int
    patience: int


WHILE_WAITING = Limits(512 * MEGABYTE, 4, 8)
AS_A_JOB = Limits(1024 * MEGABYTE, 240, 280)


class Told(msgspec.Struct, array_like=True, frozen=True):
    """A finding: severity, code of its sentence, what that speaks of, line and sheet of the file."""

    severity: str
    code: str
    params: dict[str, Any] = {}
    line: int | None = None
    sheet: str = ""

    @classmethod
    def of(cls, problem: Problem) -> "Told":
        return cls(problem.severity.value, problem.code, problem.params, problem.line, problem.sheet)

    @property
    def is_error(self) -> bool:
        return self.severity == Severity.ERROR


class Row(msgspec.Struct, array_like=True, frozen=True):
    """One question of the file: where it stands, the lines it was read from, what is wrong with it."""

    item: Item
    line: int | None
    sheet: str
    source: list[tuple[int, str]]
    problems: list[Told]


class Known(msgspec.Struct, array_like=True, frozen=True):
    """An item of the bank that asks the same: its id, its number, and what counts as right there."""

    item_id: str
    number: int
    right: str


class About(msgspec.Struct):
    """The whole file. `marks` holds a letter per row (see `mark` of the child), `chunks` where each begins;
    `bank` what the bank held that asks the same, `problem_ids` and `indicator_codes` what names stand for."""

    format: str
    readable: bool
    rows: int
    language: str
    chunks: list[int]
    marks: str
    asked: list[str]
    right: list[str]
    stems: list[str]
    general: list[Told]
    problems: dict[str, int]
    indicators: dict[str, int]
    materials: dict[str, MaterialText]
    files: dict[str, str]
    title: str = ""
    bank: dict[str, Known] = {}
    problem_ids: dict[str, str] = {}
    indicator_codes: dict[str, str] = {}
    pictures: dict[str, str] = {}


class Heading(msgspec.Struct, array_like=True, frozen=True):
    """A column of a table: its heading, what it seems to mean, and what stands below it."""

    name: str
    meaning: str
    samples: list[str]


class Table(msgspec.Struct, array_like=True, frozen=True):
    """One sheet: its rows as text, the first with this line number."""

    name: str
    first_line: int
    rows: list[list[str]]


# Made once here: two threads must not make msgspec learn a type at the same moment.
_about = msgspec.json.Decoder(About)
_rows = msgspec.json.Decoder(list[Row])
_headings = msgspec.json.Decoder(list[Heading])
_tables = msgspec.json.Decoder(list[Table])
_encoder = msgspec.json.Encoder()


def is_small(content: bytes) -> bool:
    """Whether a page may wait for it: about 500 questions, a second."""
    if not content.startswith(ZIP):
        return len(content) <= SMALL_TEXT
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return True  # the reader has a sentence for it
    xml = sum(each.file_size for each in members if each.filename.lower().endswith((".xml", ".rels")))
    pictures = sum("/media/" in each.filename for each in members)
    whole = sum(each.file_size for each in members)
    if whole > REFUSED_AT_ONCE or whole > MOST_RATIO * max(len(content), SMALL_TEXT):
        return True
    return xml <= SMALL_XML and whole <= SMALL_PACKAGE and pictures <= FEW_PICTURES


def read(
    content: bytes, name: str, mapping: Mapping[str, str], *, base: str, on: date, limits: Limits
) -> tuple[bytes, About]:
    """The chunks, and what is said about the whole; Unreadable where there is nothing to look at."""
    told = {"mapping": dict(mapping), "base": base, "on": on.isoformat()}
    answer = _ask("items", content, name, limits, **told)
    cut = answer.rfind(b"\n") + 1
    try:
        about = _about.decode(answer[cut:])
    except msgspec.ValidationError as error:  # a sentence instead
        raise Unreadable(str(msgspec.json.decode(answer))) from error
    if not about.readable:
        first = about.general[0]
        raise Unreadable(str(_(_template(first), **first.params) if first.params else _(_template(first))))
    return answer[:cut], about


def headings(content: bytes, name: str) -> list[Heading]:
    return _headings.decode(_ask("headings", content, name, WHILE_WAITING))


def tables(content: bytes, name: str) -> list[Table]:
    return _tables.decode(_ask("tables", content, name, AS_A_JOB))


def _ask(want: str, content: bytes, name: str, limits: Limits, **told: Any) -> bytes:
    head = {"want": want, "name": name, "memory": limits.memory, "seconds": limits.seconds, **told}
    command = [sys.executable, "-I", str(CHILD)]
    given = json.dumps(head).encode() + b"\n" + content
    try:
        done = subprocess.run(  # noqa: S603 - our own script, fed by standard input
            command, input=given, capture_output=True, timeout=limits.patience, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise TooSlow(_too_much()) from error
    if done.returncode:
        raise TooSlow(_too_much())
    return done.stdout


def _too_much() -> str:
    return str(_("The file is too large or too tangled to be read. Divide it into several."))


def _template(told: Told) -> str:
    return Problem(Severity(told.severity), told.code).template


def packed(chunks: bytes, about: About) -> bytes:
    """As it is kept."""
    return chunks + _encoder.encode(about) + f"{len(chunks):0{PLACE}d}".encode()


_kept: "OrderedDict[str, About]" = OrderedDict()
_lock = Lock()


def about(run: ItemImport) -> About:
    """What is said about the whole file, decoded once per process."""
    file = _file(run)
    key = str(file.id)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    start = int(files.read_part(file, file.size - PLACE, file.size))
    found = _about.decode(files.read_part(file, start, file.size - PLACE))
    with _lock:
        _kept[key] = found
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def chunks_of(run: ItemImport) -> bytes:
    """All rows as they are kept, to be kept once more beside something new about them."""
    file = _file(run)
    return files.read_part(file, 0, about(run).chunks[-1]) if about(run).rows else b""


def rows_at(run: ItemImport, wanted: list[int]) -> dict[int, Row]:
    """These rows; each chunk they are in is fetched once."""
    found: dict[int, Row] = {}
    for chunk in sorted({row // CHUNK for row in wanted}):
        inside = _chunk(run, chunk)
        found |= {row: inside[row % CHUNK] for row in wanted if row // CHUNK == chunk}
    return found


def all_rows(run: ItemImport) -> Iterator[Row]:
    """Every row in the order of the file, without holding them all."""
    for chunk in range(len(about(run).chunks) - 1):
        yield from _chunk(run, chunk)


def _chunk(run: ItemImport, chunk: int) -> list[Row]:
    places = about(run).chunks
    return _rows.decode(files.read_part(_file(run), places[chunk], places[chunk + 1]))


def _file(run: ItemImport) -> StoredFile:
    if run.read_file is None:
        raise Unreadable(_("The file of this import is not kept any more. Upload it once more."))
    return run.read_file
