"""Looks at a zipped workbook before anything unpacks it: what it claims, and what it really holds."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.sheets.model import MEGABYTE, MOST_CELLS, MOST_COLUMNS, MOST_ROWS, SheetError

MOST_MEMBERS = 1000
MOST_UNPACKED = 48 * MEGABYTE
MOST_RATIO = 200
SMALL = 4 * MEGABYTE
PIECE = 256 * 1024
# A cell that holds something: <c r="B7" ...> that is not closed at once.
CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*?(/?)>')
FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
DECLARED_TYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
OTHER_ENCODING = re.compile(rb"^(\xff\xfe|\xfe\xff|\x00<|<\x00)")


@dataclass(slots=True)
class Found:
    """What the sheets of a workbook hold together."""

    cells: int = 0
    formulas: int = 0


def inspect(content: bytes) -> Found:
    """Refuse what is not a workbook, cut off, or made to burst; say how many formulas it holds."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _refuse_claims(package.infolist())
            return _measure(package)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise SheetError(
            _("The file is incomplete or damaged. Save it once more in Excel and upload it again.")
        ) from error
    except RuntimeError as error:  # zipfile's word for a member that asks for a password
        raise SheetError(_("The file is protected by a password. Save it without one.")) from error


def _refuse_claims(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS:
        raise SheetError(_("The file holds too many parts to be a workbook. Save it as .xlsx in Excel."))
    names = {member.filename for member in members}
    if "xl/workbook.xml" not in names and "content.xml" not in names:
        raise SheetError(_("The file is no workbook. Save it as .xlsx or .csv and upload it again."))
    packed = sum(member.compress_size for member in members)
    unpacked = sum(member.file_size for member in members)
    if unpacked > MOST_UNPACKED or (unpacked > SMALL and unpacked > MOST_RATIO * packed):
        raise too_large()


def too_large() -> SheetError:
    return SheetError(
        _(
            "The workbook is too large: at most %(rows)s rows and %(columns)s columns can be read. "
            "Copy the rows you need into a new workbook.",
            rows=MOST_ROWS,
            columns=MOST_COLUMNS,
        )
    )


def _measure(package: zipfile.ZipFile) -> Found:
    found, unpacked = Found(), 0
    for member in package.infolist():
        if not member.filename.endswith((".xml", ".rels")):
            continue
        is_sheet = "/worksheets/" in member.filename
        for piece in _pieces(package, member):
            unpacked += len(piece)
            if unpacked > MOST_UNPACKED + PIECE:
                raise too_large()
            _look_at(piece, found, is_sheet)
    return found


def _pieces(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Pieces that end between two tags; what a member claims to hold is not believed."""
    rest = b""
    with package.open(member) as stream:
        while chunk := stream.read(PIECE):
            if not rest and OTHER_ENCODING.match(chunk):
                raise SheetError(
                    _("The workbook is written in a form that is not read here. Save it in Excel.")
                )
            piece = rest + chunk
            cut = piece.rfind(b"<")
            if cut <= 0 or len(piece) > 8 * PIECE:
                cut = len(piece)
            yield piece[:cut]
            rest = piece[cut:]
    yield rest


def _look_at(piece: bytes, found: Found, is_sheet: bool) -> None:
    if DECLARED_TYPE.search(piece):
        raise SheetError(_("The workbook holds declarations that Excel never writes, so it was not read."))
    if not is_sheet:
        return
    found.formulas += len(FORMULA.findall(piece))
    for letters, digits, closed in CELL.findall(piece):
        if not closed:
            found.cells += 1
            if int(digits) > MOST_ROWS + 100 or _column(letters) > MOST_COLUMNS:
                raise too_large()
    if found.cells > MOST_CELLS:
        raise too_large()


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
