"""Unpacks a workbook apart from the server: run as a script, within limits it sets itself.

Reads the file from standard input and writes JSON, so that a workbook made to exhaust memory or
time ends this process and no other. Imports nothing of the portal: it has to start at once.
"""

import datetime
import io
import json
import resource
import sys
from typing import Any

import python_calamine

MEMORY = 512 * 1024 * 1024
SECONDS = 5
MOST_CELLS = 4_000_000
MOST_LETTERS = 12_000_000
EXACT_DIGITS = 10**15  # a spreadsheet number holds fifteen digits; what follows is lost


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return format(value, ".0f") if value == int(value) else format(value, ".15g")
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return value.isoformat(" ") if isinstance(value, datetime.datetime) else str(value)


def is_damaged(value: Any) -> bool:
    return isinstance(value, int | float) and abs(value) >= EXACT_DIGITS


def read_sheet(sheet: Any) -> dict[str, Any]:
    top, left = sheet.start or (0, 0)
    raw = sheet.to_python(skip_empty_area=True)
    fill_merged(raw, sheet.merged_cell_ranges or [], top, left)
    damaged = [[y, x + left] for y, row in enumerate(raw) for x, cell in enumerate(row) if is_damaged(cell)]
    rows = [[""] * left + [text(cell) for cell in row] for row in raw]
    if sum(len(cell) for row in rows for cell in row) > MOST_LETTERS:
        raise MemoryError("one long text may stand in thousands of cells")
    return {"name": sheet.name, "first_line": top + 1, "rows": rows, "damaged": damaged}


def fill_merged(rows: list[list[Any]], ranges: list[Any], top: int, left: int) -> None:
    """A value that spans several lines is said on each of them."""
    for (first_row, first_column), (last_row, _last_column) in ranges:
        y, x = first_row - top, first_column - left
        if not (0 <= y < len(rows) and 0 <= x < len(rows[y])):
            continue
        for below in range(y + 1, min(last_row - top + 1, len(rows))):
            rows[below][x] = rows[y][x]


def read(content: bytes) -> dict[str, Any]:
    try:
        book = python_calamine.load_workbook(io.BytesIO(content))
        shown = [each.name for each in book.sheets_metadata if "Visible" in str(each.visible)]
        sheets = [book.get_sheet_by_name(name) for name in shown[:20]]
        if sum(sheet.width * sheet.height for sheet in sheets) > MOST_CELLS:
            return {"refused": "large"}
        return {"sheets": [read_sheet(sheet) for sheet in sheets]}
    except python_calamine.PasswordError:
        return {"refused": "password"}
    except (python_calamine.CalamineError, python_calamine.XmlError, python_calamine.ZipError, ValueError):
        return {"refused": "damaged"}
    except (MemoryError, OverflowError):
        return {"refused": "large"}


if __name__ == "__main__":
    limit()
    sys.stdout.write(json.dumps(read(sys.stdin.buffer.read())))
