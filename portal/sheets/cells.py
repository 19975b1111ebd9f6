"""What may stand in a cell: each function gives the value or says what is wrong with it."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from flask_babel import gettext as _

from portal.sheets.columns import BadCell, Parse

SCIENTIFIC = re.compile(r"^[+-]?\d(\.\d+)?E\+?\d+$", re.IGNORECASE)
UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\x00-\x08\x0b-\x1f\x7f]")
PHONE = re.compile(r"^(1\d{10}|0\d{2,3}-?\d{7,8}(-\d{1,6})?|\d{7,8}|[48]00-?\d{3}-?\d{4}|\+\d{6,15})$")
DATE = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(\s+0?0:00(:00)?)?$")
EXACT = 15
EXCEL_ROUNDED = re.compile(r"^\d{15}0+$")


def clean(value: str) -> str:
    return unicodedata.normalize("NFC", UNSEEN.sub("", value)).strip()


def excel_changed() -> str:
    return _("Excel has changed the last digits. Format the column as text, type the number again")


def short_text(most: int) -> Parse:
    def parse(value: str) -> str:
        value = clean(value)
        if len(value) > most:
            raise BadCell(_("has %(n)s characters, at most %(most)s fit", n=len(value), most=most))
        return value

    return parse


def number_text(most: int = 30) -> Parse:
    """A number that is a name (licence, staff number): digits and letters, nothing lost."""

    def parse(value: str) -> str:
        value = unicodedata.normalize("NFKC", clean(value)).replace(" ", "")
        if SCIENTIFIC.match(value):
            raise BadCell(excel_changed())
        if not re.fullmatch(rf"[0-9A-Za-z-]{{1,{most}}}", value):
            raise BadCell(_("“%(value)s” is not a number; only digits and letters are", value=value[:40]))
        return value

    return parse


def phone(value: str) -> str:
    value = unicodedata.normalize("NFKC", clean(value)).replace(" ", "").replace("－", "-")
    value = value.removeprefix("+86").removeprefix("'")
    if SCIENTIFIC.match(value):
        raise BadCell(excel_changed())
    if re.fullmatch(r"[2-9]\d{9,10}", value):
        raise BadCell(_("“%(value)s” has lost its leading zero; format the column as text", value=value))
    if not PHONE.match(value):
        raise BadCell(_("“%(value)s” is not a telephone number", value=value[:40]))
    return value


def day(value: str) -> str:
    """A date as text: 2026-11-21, whatever separator it was typed with."""
    found = DATE.match(clean(value))
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        found = None
    raise BadCell(_("“%(value)s” is not a date like 2026-11-21", value=value[:40]))


def whole_number(least: int, most: int) -> Parse:
    def parse(value: str) -> int:
        digits = unicodedata.normalize("NFKC", clean(value)).removesuffix(".0").removesuffix("档")
        if not digits.isdecimal() or not least <= int(digits) <= most:
            raise BadCell(
                _(
                    "“%(value)s” is not a number from %(least)s to %(most)s",
                    value=value[:40],
                    least=least,
                    most=most,
                )
            )
        return int(digits)

    return parse


def one_of(words: Mapping[str, str]) -> Parse:
    """`words` maps every accepted spelling, casefolded, to what is stored; the first of each is offered."""

    first: dict[str, str] = {}
    for word, stored in words.items():
        first.setdefault(stored, word)

    def parse(value: str) -> str:
        found = words.get(unicodedata.normalize("NFKC", clean(value)).casefold())
        if found is None:
            offered = "、".join(first.values())
            raise BadCell(
                _("“%(value)s” is not known; write one of: %(offered)s", value=value[:40], offered=offered)
            )
        return found

    return parse


def rounded_by_excel(values: list[str]) -> bool:
    """True where every long number of a column ends in zeros after its fifteenth digit."""
    long = [value for value in values if len(value) > EXACT and value.isdecimal()]
    return len(long) > 4 and all(EXCEL_ROUNDED.match(value) for value in long)
