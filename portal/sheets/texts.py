"""Text files with columns: which encoding, which separator, and which line is broken."""

import codecs
import csv
import io
import re

from flask_babel import gettext as _

from portal.sheets.model import LONGEST_CELL, MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Row, SheetError

SEPARATORS = (",", "\t", ";")
CHINESE = re.compile("[\u4e00-\u9fff]")
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decoded(content: bytes) -> str:
    encoding = _encoding(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise SheetError(
            _(
                "Line %(line)s holds characters in another encoding than the rest. "
                "Save the file as UTF-8 or as .xlsx.",
                line=line,
            )
        ) from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise SheetError(_("Line %(line)s holds a character that cannot be stored (NUL).", line=line))
    return text.removeprefix("\ufeff")


def _encoding(content: bytes) -> str:
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return encoding
    zeros = content[:4000].count(0)
    if zeros > len(content[:4000]) // 8:
        return "utf-16-be" if content[:4000:2].count(0) > zeros // 2 else "utf-16-le"
    try:
        content.decode()
    except UnicodeDecodeError as error:
        # Chinese that is sound UTF-8 does not come about by chance: the file is UTF-8, and broken.
        return "utf-8" if CHINESE.search(content[: error.start].decode()) else "gb18030"
    return "utf-8"


def separator(text: str) -> str:
    """The one that the first lines hold most of, outside quotes."""
    start = "".join(text[:4000].split('"')[::2])
    return max(SEPARATORS, key=start.count)


def read_rows(content: bytes) -> list[Row]:
    text = decoded(content)
    if "\n" not in text:
        text = text.replace("\r", "\n")  # old Excel on a Mac ends its lines so
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator(text), strict=True)
    rows: list[Row] = []
    cells, line = 0, 1
    try:
        for values in reader:
            cells += len(values)
            _refuse_size(line, values, len(rows), cells)
            rows.append(Row(line, tuple(value.strip() for value in values)))
            line = reader.line_num + 1
    except csv.Error as error:
        raise SheetError(
            _("Line %(line)s is broken: a quotation mark is not closed, or a text is too long.", line=line)
        ) from error
    return rows


def _refuse_size(line: int, values: list[str], rows: int, cells: int) -> None:
    if len(values) > MOST_COLUMNS:
        raise SheetError(
            _(
                "Line %(line)s has %(n)s columns; at most %(most)s can be read.",
                line=line,
                n=len(values),
                most=MOST_COLUMNS,
            )
        )
    if rows > MOST_ROWS or cells > MOST_CELLS:
        raise SheetError(
            _("The file has more than %(most)s rows. Split it and upload the parts.", most=MOST_ROWS)
        )
    if any(len(value) > LONGEST_CELL for value in values):
        raise SheetError(_("Line %(line)s holds a text that is too long for a cell.", line=line))
