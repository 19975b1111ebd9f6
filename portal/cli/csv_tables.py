"""CSV files for `portal analyse`: read as Excel and people write them, faults named by line."""

import csv
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ENCODINGS = ("utf-8-sig", "gb18030")
DELIMITERS = ",;\t"


class TableProblem(Exception):
    """What is wrong with the file, and where."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message if line is None else f"line {line}: {message}")
        self.message = message
        self.line = line


@dataclass(frozen=True, slots=True)
class Row:
    """One line below the header."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A header and the lines below it that are not empty."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]

    def has(self, columns: Sequence[str]) -> bool:
        """Whether all of these columns are there, in any order and case."""
        return set(columns) <= {name.lower() for name in self.header}

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Line number and cells by column, the missing ones empty."""
        names = [name.lower() for name in self.header]
        for row in self.rows:
            if len(row.cells) > len(names):
                raise TableProblem(f"{len(row.cells)} cells, but {len(names)} columns.", row.line)
            cells = (*row.cells, *[""] * (len(names) - len(row.cells)))
            yield row.line, dict(zip(names, cells, strict=True))


def read_csv(path: Path) -> CsvTable:
    """UTF-8 or GB18030, separated by comma, semicolon or tab."""
    text = _decoded(path.read_bytes())
    first = text.lstrip().partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    try:
        lines = [(reader.line_num, cells) for cells in reader]
    except csv.Error as fault:
        raise TableProblem(f"This is not a CSV file: {fault}.") from fault
    filled = [(line, [cell.strip() for cell in cells]) for line, cells in lines]
    filled = [(line, cells) for line, cells in filled if any(cells)]
    if len(filled) < 2:
        raise TableProblem("The file needs a line of column names and at least one line below it.")
    return CsvTable(tuple(filled[0][1]), tuple(Row(line, tuple(cells)) for line, cells in filled[1:]))


def _decoded(source: bytes) -> str:
    if b"\0" in source:
        raise TableProblem("This is not a text file. Save the sheet as CSV first.")
    for encoding in ENCODINGS:
        try:
            return source.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableProblem("The letters are neither UTF-8 nor GB18030. Save the file as CSV UTF-8.")


def number(cell: str, column: str, line: int) -> float:
    """A finite number."""
    try:
        value = float(cell)
    except ValueError:
        raise TableProblem(f"“{cell}” in column {column} is not a number.", line) from None
    if not math.isfinite(value):
        raise TableProblem(f"“{cell}” in column {column} is not a number.", line)
    return value


def whole(cell: str, column: str, line: int) -> int:
    """A whole number that is not below 0."""
    value = number(cell, column, line)
    if value < 0 or value != int(value):
        raise TableProblem(f"“{cell}” in column {column} is not a count.", line)
    return int(value)
