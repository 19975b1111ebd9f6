"""Workbooks as offices know them: a title over the table, 序号 first, the header frozen, dates as text."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import format_datetime
from flask_babel import gettext as _

from portal.sheets.cells import clean
from portal.sheets.writing import SAFE

Cell = str | int | float | bool | date | datetime | None
LONGEST = 32_767
NOT_IN_NAMES = "[]:*?/\\'"
HEAD_ROWS = 2  # title, header


@dataclass(frozen=True, slots=True)
class Head:
    """One column: its words, its width, and whether its numbers are shares."""

    label: str
    width: float = 12
    percent: bool = False


class OfficeBook:
    """Texts stay texts, so no formula ever runs; numbers stay numbers, so that Excel can reckon with them."""

    def __init__(self) -> None:
        # Imported here: only a download needs it, the web process does not.
        import xlsxwriter

        self._buffer = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._buffer, SAFE)
        add = self._book.add_format
        self._title = add({"bold": True, "font_size": 14, "align": "center", "valign": "vcenter"})
        self._head = add(
            {"bold": True, "bg_color": "#EAF2FB", "border": 1, "text_wrap": True, "valign": "vcenter"}
        )
        self._text = add({"num_format": "@", "valign": "top", "border": 1})
        self._number = add({"valign": "top", "border": 1})
        self._share = add({"num_format": "0.0%", "valign": "top", "border": 1})
        self._note = add({"font_color": "#4A5763", "italic": True})

    def table(
        self, name: str, title: str, heads: Sequence[Head], rows: Iterable[Sequence[Cell]], note: str = ""
    ) -> Any:
        """A sheet with 序号 before the given columns; returns it for a chart."""
        page = self._book.add_worksheet("".join(each for each in name if each not in NOT_IN_NAMES)[:31])
        columns = [Head(_("No."), 6), *heads]
        page.merge_range(0, 0, 0, max(len(columns) - 1, 1), "", self._title)
        page.write_string(0, 0, _cell_text(title), self._title)
        page.set_row(0, 28)
        for place, head in enumerate(columns):
            page.set_column(place, place, head.width)
            page.write_string(1, place, _cell_text(head.label), self._head)
        page.freeze_panes(HEAD_ROWS, min(3, len(columns)))
        last = 1
        for last, cells in enumerate(rows, HEAD_ROWS):
            page.write_number(last, 0, last - 1, self._number)
            for place, (head, cell) in enumerate(zip(heads, cells, strict=True), 1):
                self._write(page, last, place, head, cell)
        page.autofilter(1, 0, max(last, HEAD_ROWS), len(columns) - 1)
        if note:
            page.write_string(last + 2, 0, _cell_text(note), self._note)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0, 1)
        return page

    def bar_chart(self, page: Any, title: str, *, rows: int, labels: int, values: int) -> None:
        """A native chart of shares, of so many rows under the header, below the table."""
        if not rows:
            return
        chart = self._book.add_chart({"type": "bar"})
        name, first, last = page.get_name(), HEAD_ROWS, HEAD_ROWS + rows - 1
        chart.add_series(
            {
                "categories": [name, first, labels, last, labels],
                "values": [name, first, values, last, values],
                "data_labels": {"value": True},
                "fill": {"color": "#0A4D8C"},
            }
        )
        # A title with !A1 in it would be taken for a cell.
        words = _cell_text(title)[:80].replace("!", "\N{FULLWIDTH EXCLAMATION MARK}")
        chart.set_title({"name": words, "name_font": {"size": 11}})
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({"num_format": "0%", "min": 0, "max": 1})
        chart.set_size({"width": 560, "height": max(260, 40 + 26 * rows)})
        page.insert_chart(HEAD_ROWS + rows + 3, 1, chart)

    def content(self) -> bytes:
        self._book.close()
        return self._buffer.getvalue()

    def _write(self, page: Any, line: int, place: int, head: Head, cell: Cell) -> None:
        if cell is None:
            page.write_blank(line, place, None, self._number)
        elif isinstance(cell, bool):
            page.write_string(line, place, _("yes") if cell else _("no"), self._text)
        elif isinstance(cell, int | float):
            page.write_number(line, place, cell, self._share if head.percent else self._number)
        elif isinstance(cell, datetime):
            page.write_string(line, place, format_datetime(cell, "yyyy-MM-dd HH:mm"), self._text)
        elif isinstance(cell, date):
            page.write_string(line, place, cell.isoformat(), self._text)
        else:
            page.write_string(line, place, _cell_text(cell), self._text)


def _cell_text(text: str) -> str:
    return clean(text)[:LONGEST]
