"""What columns an import knows, which heading means which, and what a line says under them."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _

from portal.sheets.model import Problem, Row, Sheet

Parse = Callable[[str], Any]
EXAMPLES = ("示例", "范例", "example")
BRACKETS = re.compile(r"[(（【\[].*?[)）】\]]")
NOISE = re.compile(r"[\s*＊:：/、_-]+")
SHORTEST_PART = 2


class BadCell(ValueError):
    """A cell that cannot be used; the message is shown beside its line."""


def as_text(value: str) -> str:
    return value


@dataclass(frozen=True, slots=True)
class Column:
    """`heading` is what the template prints; `synonyms` are what offices write instead."""

    key: str
    heading: str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    parse: Parse = as_text
    hint: Any = ""
    example: str = ""
    width: int = 14


Columns = tuple[Column, ...]
Mapped = Mapping[str, int]


@dataclass(slots=True)
class Line:
    """One row of a sheet as an import understands it."""

    line: int
    values: dict[str, Any] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


@lru_cache(maxsize=4096)
def folded(heading: str) -> str:
    """许可证号* , 许可证号（必填） and "Licence No." are told apart by nothing but their words."""
    plain = unicodedata.normalize("NFKC", heading).casefold()
    return NOISE.sub("", BRACKETS.sub("", plain)).rstrip(".")


def names(column: Column) -> set[str]:
    return {folded(name) for name in (column.key, column.heading, *column.synonyms)}


def guess_mapping(header: Iterable[str], columns: Columns) -> dict[str, int]:
    """Which column of the file is meant by each of ours: the same words first, then words within words."""
    headings = [folded(heading) for heading in header]
    mapping: dict[str, int] = {}
    for column in columns:
        known = names(column)
        place = next((i for i, heading in enumerate(headings) if heading in known), None)
        if place is not None and place not in mapping.values():
            mapping[column.key] = place
    for column in columns:
        if column.key not in mapping:
            _guess_within(column, headings, mapping)
    return mapping


def _guess_within(column: Column, headings: list[str], mapping: dict[str, int]) -> None:
    words = [word for word in names(column) if len(word) > SHORTEST_PART and word != folded(column.key)]
    for place, heading in enumerate(headings):
        if place not in mapping.values() and any(word in heading for word in words):
            mapping[column.key] = place
            return


def ambiguous(header: Iterable[str], columns: Columns) -> list[str]:
    """Known headings that stand there twice: nobody can say which is meant."""
    known = set().union(*(names(column) for column in columns)) if columns else None
    counts = Counter(heading for heading in header if heading)
    return [text for text, n in counts.items() if n > 1 and (known is None or folded(text) in known)]


def missing(mapping: Mapped, columns: Columns) -> list[Column]:
    return [column for column in columns if column.required and column.key not in mapping]


def is_example(row: Row) -> bool:
    first = next((cell for cell in row.cells if cell), "")
    return first.casefold().startswith(EXAMPLES)


def parse_rows(sheet: Sheet, mapping: Mapped, columns: Columns) -> list[Line]:
    """Every line that is no example, with its values or what is wrong with it."""
    wrong: dict[int, list[Problem]] = {}
    used = set(mapping.values())
    for problem in sheet.problems:
        if problem.column is None or problem.column in used:
            wrong.setdefault(problem.line, []).append(problem)
    return [
        _parse(row, mapping, columns, wrong.get(row.line, [])) for row in sheet.rows if not is_example(row)
    ]


def _parse(row: Row, mapping: Mapped, columns: Columns, problems: list[Problem]) -> Line:
    line = Line(row.line, errors=[problem.message for problem in problems])
    broken = {problem.column for problem in problems}
    for column in columns:
        place = mapping.get(column.key)
        if place is None or place in broken:
            continue
        text = row.cell(place)
        try:
            line.values[column.key] = _value(column, text)
        except BadCell as error:
            line.errors.append(f"{column.heading}: {error}")
    return line


def _value(column: Column, text: str) -> Any:
    if text:
        return column.parse(text)
    if column.required:
        raise BadCell(_("is empty"))
    return None
