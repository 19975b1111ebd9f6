"""A workbook of answers: rows with labels and codes, comments apart, and the figures with native charts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from portal.i18n import say
from portal.results.exports.comments import all_comments
from portal.results.exports.rows import Cell, Rows
from portal.results.figures import ItemTable
from portal.results.query import Results
from portal.results.tallying import Line, Part

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
MOST_LINES = 1_048_576 - 2
LONGEST = 32_767
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
CHART_ROWS = 16
Step = Callable[[int], None]


def write_workbook(rows: Rows, path: Path, step: Step) -> int:
    # Imported here: only an export needs it, the web process does not.
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), OPTIONS)
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    grey = book.add_format({"font_color": "#4A5763"})
    done = _write_rows(book.add_worksheet(_("Answers")), rows, (bold, grey), step)
    _write_comments(book.add_worksheet(_("Comments")), rows.results, bold)
    _write_figures(book, book.add_worksheet(_("Figures")), rows.results, (bold, grey))
    book.close()
    return done


def _write_rows(page: Any, rows: Rows, styles: Sequence[Any], step: Step) -> int:
    page.freeze_panes(2, 1)
    page.set_column(0, len(rows.heads), 14)
    for place, head in enumerate(rows.heads):
        page.write_string(0, place, clean(head.label), styles[0])
    for place, head in enumerate(rows.heads):
        page.write_string(1, place, head.code, styles[1])
    line = 2
    for piece in rows.pieces():
        columns = [_clean_column(column) for column in piece]
        writers = [(place, _writer(page, column)) for place, column in enumerate(columns)]
        for cells in zip(*columns, strict=True):
            if line > MOST_LINES:
                return line - 2
            for (place, write), cell in zip(writers, cells, strict=True):
                if cell is not None:
                    write(line, place, cell)
            line += 1
        step(line - 2)
    return line - 2


def _writer(page: Any, column: Sequence[Cell]) -> Any:
    """All cells of a column are of one kind, so it is looked at once."""
    sample = next((cell for cell in column if cell is not None), None)
    if isinstance(sample, str):
        return page.write_string
    return page.write_datetime if isinstance(sample, date) else page.write_number


def _clean_column(column: Sequence[Cell]) -> Sequence[Cell]:
    if isinstance(column, range):
        return column
    known = {cell: clean(cell) if isinstance(cell, str) else cell for cell in set(column)}
    return [known[cell] for cell in column]


def clean(text: str) -> str:
    """What a workbook can hold: no control characters, not more than Excel reads in a cell."""
    return UNPRINTABLE.sub("", text)[:LONGEST]


def _write_comments(page: Any, results: Results, bold: Any) -> None:
    page.set_column(0, 0, 40)
    page.set_column(1, 1, 90)
    page.write_string(0, 0, _("Question"), bold)
    page.write_string(0, 1, _("Words"), bold)
    for line, (question, words) in enumerate(all_comments(results), 1):
        if line > MOST_LINES:
            return
        page.write_string(line, 0, clean(question))
        page.write_string(line, 1, clean(words))


def _write_figures(book: Any, page: Any, results: Results, styles: Sequence[Any]) -> None:
    """Below each other: a table and beside it a bar chart of the same cells."""
    page.set_column(0, 0, 40)
    page.set_column(1, 5, 11)
    percent = book.add_format({"num_format": "0.0%"})
    line = 0
    for table in results.tables():
        page.write_string(line, 0, clean(say(table.item.stem)), styles[0])
        line += 1
        if table.hidden:
            page.write_string(line, 0, table.hidden, styles[1])
            line += 2
            continue
        for part in table.parts:
            line = _write_part(book, page, table, part, line, (styles[1], percent))


def _write_part(book: Any, page: Any, table: ItemTable, part: Part, line: int, styles: Sequence[Any]) -> int:
    grey, percent = styles
    heads = [say(part.label), _("Count"), _("Answered"), _("Share"), _("Low"), _("High")]
    for place, head in enumerate(heads):
        page.write_string(line, place, clean(head), grey)
    first = line + 1
    for line, each in enumerate(part.lines, first):
        _write_line(page, line, each, percent)
    last = first + len(part.lines) - 1
    if part.lines:
        _add_chart(book, page, say(table.item.stem), first, last)
    return max(last + 1, first - 1 + CHART_ROWS if part.lines else first) + 1


def _write_line(page: Any, line: int, each: Line, percent: Any) -> None:
    page.write_string(line, 0, clean(say(each.label) or each.label.get("und", "") or each.key))
    page.write_number(line, 1, each.count)
    page.write_number(line, 2, each.base)
    if each.share is not None and each.interval is not None:
        for place, value in enumerate((each.share, each.interval.low, each.interval.high), 3):
            page.write_number(line, place, value, percent)


def _add_chart(book: Any, page: Any, title: str, first: int, last: int) -> None:
    chart = book.add_chart({"type": "bar"})
    name = page.get_name()
    chart.add_series(
        {
            "categories": [name, first, 0, last, 0],
            "values": [name, first, 3, last, 3],
            "data_labels": {"value": True},
            "fill": {"color": "#0A4D8C"},
        }
    )
    # A title with !A1 in it would be taken for a cell, of another book perhaps, and looked up there.
    words = title[:80].replace("!", "\N{FULLWIDTH EXCLAMATION MARK}")
    chart.set_title({"name": words, "name_font": {"size": 11}})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"num_format": "0%", "min": 0})
    chart.set_size({"width": 520, "height": 280})
    page.insert_chart(first - 1, 7, chart)
