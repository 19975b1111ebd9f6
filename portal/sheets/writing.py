"""Workbooks we hand out: every text stays a text, so a licence keeps its digits and no formula ever runs."""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from portal.sheets.columns import Columns
from portal.sheets.model import Sheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REASON = "错误原因"
NOTES_SHEET = "填写说明"
EXAMPLE = "示例"
EMPTY_LINES = 2000  # so many lines of the template are formatted as text before anybody types
SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class Workbook:
    """A thin cover over XlsxWriter: only texts and plain numbers can be written."""

    def __init__(self) -> None:
        # Imported here: only a download needs it, the web process does not.
        import xlsxwriter

        self._buffer = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._buffer, SAFE)
        self.text = self._book.add_format({"num_format": "@", "valign": "top"})
        self.head = self._book.add_format(
            {
                "bold": True,
                "num_format": "@",
                "bg_color": "#EAF2FB",
                "bottom": 1,
                "text_wrap": True,
                "valign": "top",
            }
        )
        self.must = self._book.add_format(
            {"bold": True, "num_format": "@", "bg_color": "#EAF2FB", "bottom": 1, "font_color": "#B3261E"}
        )
        self.red = self._book.add_format(
            {"font_color": "#B3261E", "bold": True, "text_wrap": True, "valign": "top"}
        )
        self.grey = self._book.add_format({"num_format": "@", "font_color": "#4A5763", "italic": True})

    def add(self, name: str) -> Any:
        return self._book.add_worksheet(name)

    def write(self, sheet: Any, line: int, cells: Iterable[str], style: Any, first: int = 0) -> None:
        for place, cell in enumerate(cells, first):
            if cell:
                sheet.write_string(line, place, cell, style)

    def content(self) -> bytes:
        self._book.close()
        return self._buffer.getvalue()


def faulty_rows(sheet: Sheet, errors: Mapping[int, Sequence[str]]) -> bytes:
    """The lines named in `errors` under the same header, with a red column that says why."""
    book = Workbook()
    page = book.add(_sheet_name(sheet.name))
    page.set_column(0, 0, 46)
    page.set_column(1, len(sheet.header), 16, book.text)
    page.freeze_panes(1, 1)
    old = [place for place, heading in enumerate(sheet.header) if heading == REASON]
    book.write(page, 0, [REASON, *_without(sheet.header, old)], book.head)
    faulty = [row for row in sheet.rows if row.line in errors]
    for line, row in enumerate(faulty, 1):
        page.write_string(line, 0, "\n".join(errors[row.line]), book.red)
        book.write(page, line, _without(row.cells, old), book.text, first=1)
    return book.content()


def _without(cells: Sequence[str], places: list[int]) -> list[str]:
    return [cell for place, cell in enumerate(cells) if place not in places]


def _sheet_name(name: str) -> str:
    """Excel refuses some characters and more than 31 of them."""
    return "".join(letter for letter in name if letter not in "[]:*?/\\'")[:31] or "Sheet1"


def template(name: str, columns: Columns, notes: Iterable[str] = ()) -> bytes:
    """An empty workbook with two example lines and a second sheet that explains the columns."""
    book = Workbook()
    page = book.add(_sheet_name(name))
    _head(book, page, columns)
    for line in (1, 2):
        cells = [column.example for column in columns]
        book.write(page, line, [f"{EXAMPLE}{line}", *cells[1:]], book.grey)
    explained = book.add(NOTES_SHEET)
    explained.set_column(0, 0, 18, book.text)
    explained.set_column(1, 1, 8)
    explained.set_column(2, 3, 60)
    for line, column in enumerate(columns):
        must = "*" if column.required else ""
        book.write(explained, line, [column.heading, must, str(column.hint), column.example], book.text)
    for line, note in enumerate(notes, len(columns) + 1):
        book.write(explained, line, [note], book.text)
    return book.content()


def register(name: str, columns: Columns, rows: Iterable[Sequence[str]]) -> bytes:
    """Rows under the headings of the template, so that the file can be imported again without loss."""
    book = Workbook()
    page = book.add(_sheet_name(name))
    _head(book, page, columns)
    last = 0
    for last, cells in enumerate(rows, 1):
        book.write(page, last, cells, book.text)
    page.autofilter(0, 0, max(last, 1), len(columns) - 1)
    return book.content()


def _head(book: Workbook, page: Any, columns: Columns) -> None:
    for place, column in enumerate(columns):
        page.set_column(place, place, column.width, book.text)
        heading = f"{column.heading}*" if column.required else column.heading
        page.write_string(0, place, heading, book.must if column.required else book.head)
    page.freeze_panes(1, 0)
