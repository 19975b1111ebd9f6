"""Looks through a workbook before it is unpacked into tables: a few bytes may claim a million cells."""

import re
from collections import Counter

from question_bank.errors import ItemError
from question_bank.exchange.zip_reading import Package

MOST_ROWS, MOST_COLUMNS = 60_100, 200
MOST_CELLS = 1_500_000
MOST_LETTERS = 24_000_000
MOST_SHEETS = 30

_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]{0,400}?\br="([A-Z]{1,3})(\d{1,7})"')
_ANY_CELL = re.compile(rb"<(?:\w+:)?(?:c|row)[\s>/]")
_SHARED = re.compile(rb't="s"[^>]{0,200}>\s{0,20}<(?:\w+:)?v>(\d{1,7})<')
_ENTRY = re.compile(rb"<(?:\w+:)?si[\s>/]")
_FORBIDDEN = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def inspect(content: bytes) -> None:
    """ItemError for what is no workbook, is damaged, or would burst."""
    with Package(content) as package:
        if not package.has("xl/workbook.xml"):
            raise ItemError("zip_damaged")
        sheets = [name for name in package.names if "/worksheets/" in name and name.endswith(".xml")]
        lengths = _lengths(package)
        cells, used = 0, Counter[int]()
        for name in sheets:
            text = _checked(package.read(name))
            cells += len(_ANY_CELL.findall(text))
            _refuse_far(text)
            used.update(map(int, _SHARED.findall(text)))
            if cells > MOST_CELLS:
                raise ItemError("zip_bomb")
        letters = sum(count * lengths[index] for index, count in used.items() if index < len(lengths))
        if letters > MOST_LETTERS or len(sheets) > MOST_SHEETS:
            raise ItemError("zip_bomb")
        for name in package.names:
            if name.endswith((".xml", ".rels")) and name not in sheets:
                _checked(package.read(name))


def _refuse_far(text: bytes) -> None:
    far_row = far_column = 1
    for letters, digits in _CELL.findall(text):
        far_row, far_column = max(far_row, int(digits)), max(far_column, _column(letters))
    # Cells beyond the limits, or so far apart that the table between them is nearly empty.
    if far_row > MOST_ROWS or far_column > MOST_COLUMNS or far_row * far_column > 2 * MOST_CELLS:
        raise ItemError("too_many_lines", limit=MOST_ROWS)


def _lengths(package: Package) -> list[int]:
    """How long each shared text is, in bytes."""
    if not package.has("xl/sharedStrings.xml"):
        return []
    text = _checked(package.read("xl/sharedStrings.xml"))
    places = [found.start() for found in _ENTRY.finditer(text)]
    return [end - start for start, end in zip(places, [*places[1:], len(text)], strict=True)]


def _checked(text: bytes) -> bytes:
    if _FORBIDDEN.search(text) or text[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise ItemError("xml_forbidden")
    return text


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
