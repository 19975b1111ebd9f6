"""What was read from a spreadsheet: a header, rows with their line numbers, and what is wrong with them."""

from dataclasses import dataclass

from portal.errors import PortalError

MEGABYTE = 1024 * 1024
MOST_BYTES = 8 * MEGABYTE
MOST_ROWS = 50_000
MOST_COLUMNS = 200
MOST_CELLS = 1_000_000
LONGEST_CELL = 32_767  # what Excel itself holds in a cell


class SheetError(PortalError):
    """The whole file cannot be used; the message says why, and what to do."""

    status = 422


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one line; `column` is a place in the header, None means the line."""

    line: int
    message: str
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One line; `line` is the number the spreadsheet program shows beside it."""

    line: int
    cells: tuple[str, ...]

    def cell(self, column: int) -> str:
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    header: tuple[str, ...]
    header_line: int
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()
    notices: tuple[str, ...] = ()
