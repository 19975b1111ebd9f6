"""From an uploaded file to a sheet: what kind it is, which table in it is meant, where its header stands."""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import msgspec
from flask_babel import gettext as _

from portal.sheets import packages, texts
from portal.sheets.cells import clean, excel_changed, rounded_by_excel
from portal.sheets.columns import Columns, ambiguous, guess_mapping
from portal.sheets.model import (
    LONGEST_CELL,
    MEGABYTE,
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_ROWS,
    Problem,
    Row,
    Sheet,
    SheetError,
)

ZIP, OLE = b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
CHILD = Path(__file__).with_name("child.py")
CHILD_SECONDS = 20
HEADER_WITHIN = 20
REASONS = ("错误原因", "Reason")
NOTES = ("填写说明", "说明", "instructions", "notes")


class Table(msgspec.Struct):
    """One sheet of a workbook as the child process hands it over."""

    name: str
    first_line: int
    rows: list[list[str]]
    damaged: list[tuple[int, int]]

    def lines(self) -> list[Row]:
        return [Row(self.first_line + n, tuple(map(str.strip, cells))) for n, cells in enumerate(self.rows)]


class Book(msgspec.Struct):
    sheets: list[Table] = []
    refused: str = ""


# Made once here: two threads must not make msgspec learn a type at the same moment.
_read_book = msgspec.json.Decoder(Book).decode


def read_workbook(content: bytes, name: str, columns: Columns = ()) -> Sheet:
    """The table of an xlsx, xls, ods or csv file whose header fits `columns` best."""
    if not content:
        raise SheetError(_("The file is empty."))
    if len(content) > MOST_BYTES:
        most = MOST_BYTES // MEGABYTE
        raise SheetError(
            _("The file is larger than %(most)s MB. Copy the rows you need into a new one.", most=most)
        )
    if content.startswith((ZIP, b"PK")):
        found = packages.inspect(content)
        return _choose(_unpack(content), columns, found.formulas)
    if content.startswith(OLE):
        if ENCRYPTED in content:
            raise _protected()
        return _choose(_unpack(content), columns, 0)
    _refuse_markup(content)
    return _sheet(name, texts.read_rows(content), columns, even=True)


def _protected() -> SheetError:
    return SheetError(_("The file is protected by a password. Save it without one."))


def _refuse_markup(content: bytes) -> None:
    start = content[:2000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<meta", b"<?xml", b"<body")):
        raise SheetError(
            _(
                "This is a web page that only calls itself a workbook. "
                "Open it in Excel, save it as .xlsx and upload that."
            )
        )
    if start.startswith((b"%pdf", b"\x89png", b"gif8", b"\xff\xd8", b"{\\rtf")):
        raise SheetError(_("The file is no workbook. Save it as .xlsx or .csv and upload it again."))


def _unpack(content: bytes) -> list[Table]:
    try:
        done = subprocess.run(  # noqa: S603 - our own script, fed by standard input
            [sys.executable, "-I", str(CHILD)],
            input=content,
            capture_output=True,
            timeout=CHILD_SECONDS,
            check=False,
        )
        book = _read_book(done.stdout) if done.returncode == 0 else Book(refused="large")
    except (subprocess.TimeoutExpired, msgspec.DecodeError) as error:
        raise packages.too_large() from error
    if book.refused == "password":
        raise _protected()
    if book.refused == "large":
        raise packages.too_large()
    if book.refused or not book.sheets:
        raise SheetError(
            _(
                "The workbook cannot be read: it is damaged, protected by a password, or very old. "
                "Save it as .xlsx."
            )
        )
    return book.sheets


def _choose(tables: list[Table], columns: Columns, formulas: int) -> Sheet:
    written = [table for table in tables if any(any(row) for row in table.rows)]
    candidates = [table for table in written if table.name.strip().casefold() not in NOTES] or written
    if not candidates:
        raise SheetError(_("The workbook is empty."))
    lines = {table.name: table.lines() for table in candidates}
    best = max(candidates, key=lambda table: _fit(lines[table.name], columns))
    notices = []
    if len(candidates) > 1:
        notices.append(
            _("The file has %(n)s sheets; “%(name)s” was read.", n=len(candidates), name=best.name)
        )
    if formulas:
        notices.append(_("%(n)s cells hold formulas; their last results were read.", n=formulas))
    damaged = {(best.first_line + y, x) for y, x in best.damaged}
    return _sheet(best.name, lines[best.name], columns, damaged=damaged, notices=notices)


def _fit(rows: list[Row], columns: Columns) -> tuple[int, int]:
    place = _header_place(rows, columns)
    return len(guess_mapping(rows[place].cells, columns)), len(rows)


def _header_place(rows: list[Row], columns: Columns) -> int:
    """Below the title: the line with most known headings, else the first with most filled cells."""
    first = range(min(HEADER_WITHIN, len(rows)))

    def score(place: int) -> tuple[int, int, int]:
        cells = rows[place].cells
        return len(guess_mapping(cells, columns)), min(sum(map(bool, cells)), 3), -place

    return max(first, key=score)


def _sheet(
    name: str,
    lines: list[Row],
    columns: Columns,
    *,
    damaged: Iterable[tuple[int, int]] = (),
    notices: Iterable[str] = (),
    even: bool = False,
) -> Sheet:
    rows = [row for row in lines if any(row.cells)]
    if not rows:
        raise SheetError(_("The file is empty."))
    top = rows[_header_place(rows, columns)]
    below = [row for row in rows if row.line > top.line]
    header = _header(top, below)
    _refuse_header(header, columns)
    if len(below) > MOST_ROWS:
        raise packages.too_large()
    problems = [Problem(line, excel_changed(), column) for line, column in sorted(damaged) if line > top.line]
    problems += _rounded(header, below) + _unstorable(below)
    if even:
        problems += _uneven(len(top.cells), below)
    return Sheet(name, header, top.line, tuple(below), tuple(problems), tuple(notices))


def _header(top: Row, below: list[Row]) -> tuple[str, ...]:
    last = max((place for place, cell in enumerate(top.cells) if cell), default=0)
    return tuple(clean(" ".join(cell.split())) for cell in top.cells[: last + 1])


def _refuse_header(header: tuple[str, ...], columns: Columns) -> None:
    if len(header) > MOST_COLUMNS:
        raise packages.too_large()
    for heading in ambiguous(header, columns):
        raise SheetError(
            _("Two columns are called “%(heading)s”. Rename or delete one of them.", heading=heading)
        )


def _rounded(header: tuple[str, ...], rows: list[Row]) -> list[Problem]:
    return [
        Problem(row.line, excel_changed(), column)
        for column in range(len(header))
        if rounded_by_excel([row.cell(column) for row in rows])
        for row in rows
        if len(row.cell(column)) > 15
    ]


def _unstorable(rows: list[Row]) -> list[Problem]:
    return [
        Problem(row.line, _("holds a text that is too long or cannot be stored"), column)
        for row in rows
        for column, cell in enumerate(row.cells)
        if len(cell) > LONGEST_CELL or "\0" in cell or any("\ud800" <= letter <= "\udfff" for letter in cell)
    ]


def _uneven(width: int, rows: list[Row]) -> list[Problem]:
    return [
        Problem(
            row.line, _("The line has %(n)s columns, the header %(width)s.", n=len(row.cells), width=width)
        )
        for row in rows
        if len(row.cells) != width
    ]
