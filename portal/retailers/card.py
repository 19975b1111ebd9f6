"""A shop's customer file as it is shown: 18 lines with source and day, personal ones masked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.retailers.fields import FIELDS, NAME, PHONE, TOTAL, FileField
from portal.retailers.models import Retailer
from portal.retailers.words import ORIGINS
from portal.templating import masked_phone


@dataclass(frozen=True, slots=True)
class CardLine:
    field: FileField
    value: str
    masked: bool
    origin: Any
    as_of: date | None


def value_of(retailer: Retailer, key: str) -> str:
    if key == NAME:
        return retailer.name
    if key == PHONE:
        return retailer.phone or ""
    row = retailer.file.get(key)
    return row.value if row else ""


def _line(retailer: Retailer, field: FileField, revealed: bool) -> CardLine:
    value, row = value_of(retailer, field.key), retailer.file.get(field.key)
    hidden = bool(value) and field.is_sensitive and not revealed
    shown = masked(field.key, value) if hidden else value
    origin = ORIGINS.get(row.origin, row.origin) if row and value else ""
    return CardLine(field, shown, hidden, origin, row.as_of if row and value else None)


def card(retailer: Retailer, revealed: bool = False) -> list[CardLine]:
    return [_line(retailer, field, revealed) for field in FIELDS]


def completeness(retailer: Retailer) -> tuple[int, int]:
    """k of 18."""
    return sum(bool(value_of(retailer, field.key)) for field in FIELDS), TOTAL


def _first(value: str) -> str:
    return f"{value[:1]}***"


def _mail(value: str) -> str:
    name, at, host = value.partition("@")
    return f"{name[:1]}***{at}{host}"


def _year(value: str) -> str:
    return f"{value[:4]}-**-**"


def _whole(value: str) -> str:
    return "***"


MASKS: dict[str, Callable[[str], str]] = {
    PHONE: masked_phone,
    "spare_phone": masked_phone,
    "birth_date": _year,
    "email": _mail,
    "nation": _whole,
}


def masked(key: str, value: str) -> str:
    return MASKS.get(key, _first)(value)
