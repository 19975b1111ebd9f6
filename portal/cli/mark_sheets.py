"""A sheet of marks as people keep it: with or without names, greatest marks and a column of totals."""

from dataclasses import dataclass

from portal.cli.csv_tables import CsvTable, Row, TableProblem, number

MAX = "max"
PEOPLE = {"", "person", "people", "name", "id", "no", "no.", "login", "姓名", "人员", "工号", "编号", "序号"}
NOT_GIVEN = float("nan")
ENOUGH_TO_TELL = 3
ROUNDED = 1e-3


@dataclass(frozen=True, slots=True)
class MarkSheet:
    """NaN where a cell is empty; `left_out` are columns that are no questions (totals)."""

    names: tuple[str, ...]
    marks: list[list[float]]
    maxima: list[float]
    maxima_given: bool
    left_out: tuple[str, ...]


def read_marks(table: CsvTable) -> MarkSheet:
    """TableProblem, with its line, for what cannot be marks."""
    names, rows, has_max = list(table.header), list(table.rows), table.rows[0].cells[0].lower() == MAX
    # A bare “max” in front of the greatest marks, where people have no names.
    bare = has_max and len(rows[0].cells) == len(names) + 1
    skipped = 1 if not bare and (has_max or _names_people(table)) else 0
    names = names[skipped:]
    if not names or not all(names) or len(set(names)) < len(names):
        raise TableProblem("Every question needs a column with a name of its own.", 1)
    people = rows[1:] if has_max else rows
    if not people:
        raise TableProblem("There is no row of marks.")
    marks = [_numbers(row, names, skipped) for row in people]
    total = _has_total(marks)
    if total:
        marks = [row[:-1] for row in marks]
    asked = names[: len(marks[0])]
    if has_max:
        most = _maxima(_numbers(rows[0], names, 1)[: len(asked)], rows[0].line)
        _check_within(marks, most, asked, people)
    else:
        most = _greatest_seen(marks)
    return MarkSheet(tuple(asked), marks, most, has_max, tuple(names[len(asked) :]))


def _names_people(table: CsvTable) -> bool:
    """By its name, or because it holds words, or just counts 1, 2, 3."""
    cells = [row.cells[0] for row in table.rows]
    if table.header[0].lower() in PEOPLE:
        return True
    counting = [str(n + 1) for n in range(len(cells))]
    words = sum(1 for cell in cells if cell and not cell.replace(".", "", 1).lstrip("-").isdigit())
    return words > len(cells) / 2 or (len(cells) >= ENOUGH_TO_TELL and cells == counting)


def _numbers(row: Row, names: list[str], skipped: int) -> list[float]:
    cells = [*row.cells[skipped:]]
    if len(cells) > len(names):
        raise TableProblem(f"{len(cells)} marks, but {len(names)} questions.", row.line)
    cells += [""] * (len(names) - len(cells))
    return [
        number(cell, name, row.line) if cell else NOT_GIVEN for cell, name in zip(cells, names, strict=True)
    ]


def _maxima(values: list[float], line: int) -> list[float]:
    if not all(value > 0 for value in values):
        raise TableProblem("The greatest mark of every question is a number above 0.", line)
    return values


def _has_total(marks: list[list[float]]) -> bool:
    """Whether the last column only adds up the others."""
    if len(marks) < ENOUGH_TO_TELL or len(marks[0]) <= ENOUGH_TO_TELL:
        return False
    sums = [sum(mark for mark in row[:-1] if mark == mark) for row in marks]
    return max(sums) > 1 and all(
        abs(total - row[-1]) < ROUNDED for row, total in zip(marks, sums, strict=True)
    )


def _check_within(marks: list[list[float]], maxima: list[float], names: list[str], rows: list[Row]) -> None:
    for row, line in zip(marks, rows, strict=True):
        for mark, most, name in zip(row, maxima, names, strict=True):
            if mark > most:
                raise TableProblem(f"{mark:g} marks in column {name}, but {most:g} is the most.", line.line)


def _greatest_seen(marks: list[list[float]]) -> list[float]:
    """1 for a question whose marks go no higher, else the highest mark anybody has."""
    return [max([1.0, *(mark for mark in column if mark > 1)]) for column in zip(*marks, strict=True)]
