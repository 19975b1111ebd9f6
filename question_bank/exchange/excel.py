"""Question tables in workbooks: our template, SurveyKing's, and others by their headings."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import NamedTuple

from question_bank.errors import ItemError
from question_bank.exchange import excel_columns, excel_package
from question_bank.exchange.chinese_options import split
from question_bank.exchange.excel_writing import write
from question_bank.exchange.item_content import Draft, ItemContent, language_of
from question_bank.exchange.plain_text import decode, stored
from question_bank.exchange.question_building import Builder
from question_bank.exchange.raw_questions import Raw, kind_of
from question_bank.exchange.zip_reading import OLE, ZIP

NAME = "excel"
ENDING = ".xlsx"
__all__ = ["ENDING", "NAME", "headings", "read", "recognises", "tables", "write"]

_OWN = frozenset({"kind", "stem", "option:A", "key", "points", "difficulty"})
_SURVEYKING = frozenset({"number", "stem", "points", "explanation", "tags"})
_NUMBER = re.compile(r"\s*[（(]?\d{1,4}(?:\s*[.、．,，)）]\s*(?!\d)|\t\s*|(?=[\u4e00-\u9fff]))")
_STARS = re.compile(r"\s*\*{2}\s*(?=[A-ZＡ-Ｚ]\s*[.、．:：)）])")
_FIGURE = re.compile(r"\d{1,4}(?:\.\d+)?")
_SAMPLE = re.compile(r"示例\s*\d*")
NOTES = ("填写说明",)
"""Sheets that explain how to fill in a template."""
OURS = ("错误原因",)
"""Columns we wrote ourselves, beside rows that were given back."""


class Table(NamedTuple):
    """One sheet: its rows as text, the first with this line number."""

    name: str
    first_line: int
    rows: list[list[str]]


def recognises(source: bytes, name: str) -> bool:
    """A workbook, or a table in a .csv file."""
    lower = name.lower()
    packed = source.startswith(ZIP) and (b"xl/workbook.xml" in source or lower.endswith((".xlsx", ".xlsm")))
    return packed or lower.endswith((".csv", ".xls"))


def read(source: bytes, mapping: Mapping[str, str] | None = None) -> ItemContent:
    """The questions of all sheets with a question column.

    `mapping` (heading to field name, as in `excel_columns.FIELDS`) is what a person said about the columns.
    """
    draft = Draft()
    found = list(tables(source, draft))
    sample = "".join(cell for table in found for row in table.rows[:20] for cell in row)
    builder = Builder(draft, language_of(sample))
    for table in found:
        draft.sheet = table.name if len(found) > 1 else ""
        _read_table(table, draft, builder, mapping or {})
    draft.sheet = ""
    if not draft.items:
        draft.error("no_quiz_items")
    return draft.content(builder.language)


def tables(source: bytes, draft: Draft) -> Iterator[Table]:
    """The sheets of a workbook, or the one of a .csv file."""
    if source.startswith(OLE):
        raise ItemError("password" if "EncryptedPackage".encode("utf-16-le") in source else "old_excel")
    if not source.startswith(ZIP):
        rows = [[stored(cell) for cell in row] for row in _csv(decode(source, draft))]
        return iter([Table("csv", 1, rows)])
    excel_package.inspect(source)
    return _sheets(source)


def _csv(text: str) -> Iterator[list[str]]:
    first = text[: text.find("\n") + 1]
    mark = max(",\t;", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text), delimiter=mark)
    except csv.Error as error:
        raise ItemError("not_understood", text=str(error)) from error


def _sheets(source: bytes) -> Iterator[Table]:
    import python_calamine  # heavy: not for formats that are text

    try:
        book = python_calamine.load_workbook(io.BytesIO(source))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            top, left = sheet.start or (0, 0)
            rows = [[""] * left + [_cell(cell) for cell in row] for row in sheet.to_python()]
            yield Table(name, top + 1, rows)
    except (python_calamine.CalamineError, ValueError) as error:
        raise ItemError("zip_damaged") from error


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return format(value, ".0f") if value == int(value) else format(value, ".15g")
    if isinstance(value, (datetime, date)):
        return value.isoformat()[:10]
    return stored(str(value)).strip()


def _read_table(table: Table, draft: Draft, builder: Builder, mapping: Mapping[str, str]) -> None:
    rows = table.rows
    place = excel_columns.header_place(rows) if not mapping else _mapped_place(rows, mapping)
    if place is None:
        if table.name.strip() not in NOTES and any(any(row) for row in rows):
            draft.remark("no_heading", table.first_line, sheet=table.name)
        return
    columns = excel_columns.columns(rows[place]) | _said_columns(rows[place], mapping)
    line = table.first_line + place
    _tell_columns(table.name, rows[place], columns, line, draft, guessed=not mapping)
    for offset, row in enumerate(rows[place + 1 :], 1):
        if any(row) and not draft.full:
            _read_row(_Row(row, columns, line + offset), table.name, draft, builder)


class Heading(NamedTuple):
    """A column of a table: its heading, what it seems to mean ("" unknown), and what stands below it."""

    name: str
    meaning: str
    samples: tuple[str, ...]


def headings(source: bytes) -> list[Heading]:
    """The columns of all sheets that may hold questions, each heading once: to be asked about."""
    found: dict[str, Heading] = {}
    for table in tables(source, Draft()):
        place = _likely_place(table.rows)
        if place is None or table.name.strip() in NOTES:
            continue
        for column, name in enumerate(table.rows[place]):
            below = (row[column] for row in table.rows[place + 1 :] if column < len(row) and row[column])
            if name and name not in found:
                found[name] = Heading(name, excel_columns.meaning(name), tuple(islice(below, 2)))
    return list(found.values())


def _likely_place(rows: Sequence[Sequence[str]]) -> int | None:
    """The row of headings: the known one, else the first with several cells and something below it."""
    known = excel_columns.header_place(rows)
    if known is not None:
        return known
    filled = (n for n, row in enumerate(rows[:20]) if sum(map(bool, row)) > 1 and n + 1 < len(rows))
    return next(filled, None)


def _mapped_place(rows: Sequence[Sequence[str]], mapping: Mapping[str, str]) -> int | None:
    return next(
        (n for n, row in enumerate(rows[:20]) if set(mapping) <= {cell.strip() for cell in row}), None
    )


def _said_columns(header: Sequence[str], mapping: Mapping[str, str]) -> dict[str, int]:
    return {mapping[cell.strip()]: n for n, cell in enumerate(header) if mapping.get(cell.strip())}


def _tell_columns(
    sheet: str, header: Sequence[str], columns: Mapping[str, int], line: int, draft: Draft, *, guessed: bool
) -> None:
    template = columns.keys() >= _OWN or (columns.keys() >= _SURVEYKING and _sheet_kind(sheet))
    if guessed and not template:
        said = ", ".join(f"{header[place]} = {name}" for name, place in columns.items())
        draft.guess_of_columns(sheet, said, line)
    for place, heading in enumerate(header):
        if heading and heading not in OURS and place not in columns.values():
            draft.remark("column_unknown", line, column=heading)


class _Row:
    """The cells of one row by what they mean."""

    def __init__(self, cells: Sequence[str], columns: Mapping[str, int], line: int) -> None:
        self.cells, self.columns, self.line = cells, columns, line

    def get(self, name: str) -> str:
        """The text of a cell, "" where there is none."""
        place = self.columns.get(name)
        return self.cells[place].strip() if place is not None and place < len(self.cells) else ""

    def numbered(self, name: str) -> list[tuple[str, str]]:
        """The filled cells of `option:A`, `option:B` ... or `blank:1` ..., in order."""
        names = sorted((each for each in self.columns if each.startswith(name + ":")), key=_place)
        return [(each.partition(":")[2], self.get(each)) for each in names if self.get(each)]


def _place(name: str) -> tuple[int, str]:
    return len(name), name


def _read_row(row: _Row, sheet: str, draft: Draft, builder: Builder) -> None:
    if _SAMPLE.fullmatch(row.get("number")):
        draft.hint("sample_left_out", row.line)
        return
    stem = _NUMBER.sub("", row.get("stem"), count=1) if not row.get("number") else row.get("stem")
    if not stem.strip():
        draft.remark("row_without_stem", row.line, text=" ".join(cell for cell in row.cells if cell))
        return
    raw = Raw(line=row.line, stem=[stem.strip()], kind=row.get("kind") or _sheet_kind(sheet))
    raw.key, raw.key_line = row.get("key") or None, row.line
    raw.options = row.numbered("option") or _glued(row.get("options"), row.line, draft)
    blanks = row.numbered("blank")
    if blanks and not raw.key:
        raw.key = "|".join(text for _, text in blanks)
    raw.difficulty, raw.knowledge_point = row.get("difficulty"), row.get("knowledge_point")
    raw.explanation = [row.get("explanation")] if row.get("explanation") else []
    raw.source, raw.expires, raw.tags = row.get("source"), row.get("expires"), row.get("tags")
    raw.problem, raw.indicator = row.get("problem"), row.get("indicator")
    raw.points = _points(row, len(blanks), draft)
    builder.add(raw)


def _sheet_kind(sheet: str) -> str:
    return sheet if kind_of(sheet) is not None or "选择" in sheet else ""


def _points(row: _Row, blanks: int, draft: Draft) -> float | None:
    """The points of the question; SurveyKing says them per blank."""
    said = row.get("points")
    if not said:
        return None
    if not _FIGURE.fullmatch(said):
        draft.remark("bad_figure", row.line, value=said, field="points")
        return None
    return float(said) * max(blanks, 1)


def _glued(cell: str, line: int, draft: Draft) -> list[tuple[str, str]]:
    """The answers of a cell that holds them all: on lines, or one after the other."""
    text = _STARS.sub("\n", cell).strip()
    options: list[tuple[str, str]] = []
    lines = [part.strip() for part in re.split(r"\n|(?<=\S)[|｜](?=\S)", text) if part.strip()]
    for number, part in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        found = split(part, following)
        if found:
            options += found
        elif options:
            letter, said = options[-1]
            options[-1] = (letter, f"{said}\n{part}")
        else:
            return [(chr(65 + n), words) for n, words in enumerate(lines[:26])]
    return options
