"""The names of form fields, and what an HTML form's texts mean before they are checked.

| item                | fields                                    |
|---------------------|-------------------------------------------|
| one value           | `q1`                                      |
| multiple            | `q1` repeated                             |
| kano                | `q1.f`, `q1.d`, `q1.i`                    |
| gap                 | `q1.e`, `q1.p`                            |
| matrix              | `q1.<row>`                                |
| ranking             | `q1.<option>`, its text is the place      |
| date                | `q1` (yyyy-mm-dd) or `q1.y` `q1.m` `q1.d` |
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from question_bank.answer_values import Refused
from question_bank.columns import kano_parts
from question_bank.questionnaires import ItemType, SurveyItem

Fields = Mapping[str, Sequence[str]]

_NUMBER = re.compile(r"[+-]?[0-9]{1,13}(?:\.[0-9]{1,6})?", re.ASCII)
_NUMERIC = frozenset({ItemType.RATING, ItemType.NPS, ItemType.NUMBER})


def parts(item: SurveyItem) -> tuple[str, ...]:
    """What follows the dot in the item's field names; empty when its key alone is the name."""
    if item.type is ItemType.KANO:
        return kano_parts(item)
    if item.type is ItemType.GAP:
        return ("e", "p")
    if item.type is ItemType.MATRIX:
        return tuple(row.key for row in item.rows)
    if item.type is ItemType.RANKING:
        return tuple(option.key for option in item.options)
    return ("y", "m", "d") if item.type is ItemType.DATE else ()


def names(item: SurveyItem) -> tuple[str, ...]:
    """Every form field that belongs to the item."""
    if item.type is ItemType.INFORMATION:
        return ()
    own = tuple(f"{item.key}.{part}" for part in parts(item))
    return (item.key, *own) if not own or item.type is ItemType.DATE else own


def value(item: SurveyItem, fields: Fields) -> object:
    """What the form says about this item, shaped as in a document; None when it says nothing."""
    if item.type is ItemType.DATE:
        return _day(item, fields)
    if item.type is ItemType.RANKING:
        return _places(item, fields)
    if parts(item):
        return _parts(item, fields)
    given = fields.get(item.key, ())
    if item.type is ItemType.MULTIPLE:
        return list(given) or None
    if not given or not given[0].strip():
        return None
    return number(given[0]) if item.type in _NUMERIC else given[0]


def number(text: str, part: str | None = None) -> int | float:
    """A typed number; full-width digits count, anything else is refused."""
    typed = unicodedata.normalize("NFKC", text).strip() if len(text) < 60 else ""
    if not _NUMBER.fullmatch(typed):
        raise Refused("not_a_number", part)
    return float(typed) if "." in typed else int(typed)


def _first(fields: Fields, name: str) -> str:
    given = fields.get(name, ())
    return given[0].strip() if given else ""


def _parts(item: SurveyItem, fields: Fields) -> dict[str, object] | None:
    given = {part: _first(fields, f"{item.key}.{part}") for part in parts(item)}
    filled = {part: text for part, text in given.items() if text}
    if not filled:
        return None
    if item.type is ItemType.MATRIX:
        return dict(filled)
    return {part: number(text, part) for part, text in filled.items()}


def _places(item: SurveyItem, fields: Fields) -> list[str] | None:
    places: dict[int | float, str] = {}
    for key in parts(item):
        text = _first(fields, f"{item.key}.{key}")
        if not text:
            continue
        place = number(text, key)
        if place in places:
            raise Refused("same_rank", key)
        places[place] = key
    return [places[place] for place in sorted(places)] or None


def _day(item: SurveyItem, fields: Fields) -> str | None:
    whole = _first(fields, item.key)
    if whole:
        return whole
    year, month, day = (_first(fields, f"{item.key}.{part}") for part in parts(item))
    if not (year or month or day):
        return None
    try:
        return f"{number(year):04}-{number(month):02}-{number(day):02}"
    except Refused:
        raise Refused("not_a_date") from None
