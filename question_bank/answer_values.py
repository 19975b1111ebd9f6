"""Is this value an answer to this item? A reader gives the canonical answer or refuses with a code."""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date

from question_bank.columns import kano_parts
from question_bank.documents import storable
from question_bank.questionnaires import ItemType, SurveyItem

SHORT_LIMIT = 200
LONG_LIMIT = 1_000
LARGEST = 1_000_000_000_000

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_PHONE = re.compile(r"\+?[0-9(][0-9 ()-]{4,24}", re.ASCII)
_CONTROLS = dict.fromkeys([*range(1, 9), 11, 12, *range(14, 32), *range(127, 160)])


class Refused(ValueError):
    """Why a value is no answer; `part` is the row, option or side it concerns."""

    def __init__(self, code: str, part: str | None = None, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.part = part
        self.params = params


def canonical(item: SurveyItem, value: object) -> object:
    """The canonical answer; None when the value says nothing; Refused when it is no answer to this item."""
    return _READERS[item.type](item, value)


def text_limit(item: SurveyItem) -> int:
    """How many characters a text answer may have; `maximum` may make it shorter, never longer."""
    limit = LONG_LIMIT if item.type is ItemType.LONG_TEXT else SHORT_LIMIT
    return limit if item.maximum is None else max(1, min(limit, int(item.maximum)))


def clean_words(value: object, limit: int, lines: bool = False) -> str:
    """Trimmed text in NFC without control characters; Refused when it cannot be stored or is too long."""
    if not isinstance(value, str):
        raise Refused("wrong_type")
    if len(value) > 20 * limit:
        raise Refused("text_too_long", length=len(value), limit=limit)
    if not storable(value):
        raise Refused("bad_text")
    # Controls go first: taking them out can bring together letters that compose.
    words = value.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS)
    words = unicodedata.normalize("NFC", words)
    words = words.strip() if lines else " ".join(words.split())
    if len(words) > limit:
        raise Refused("text_too_long", length=len(words), limit=limit)
    return words


def _single(item: SurveyItem, value: object) -> str | None:
    return _option(item, value) if value != "" else None


def _option(item: SurveyItem, value: object, part: str | None = None) -> str:
    if not isinstance(value, str):
        raise Refused("wrong_type", part)
    if item.option(value) is None:
        raise Refused("not_an_option", part, value=shown(value))
    return value


def _multiple(item: SurveyItem, value: object) -> list[str] | None:
    chosen = set(_options(item, value))
    keys = [option.key for option in item.options if option.key in chosen]
    if not keys:
        return None
    _check_count(item, len(keys))
    for option in item.options:
        if option.exclusive and option.key in chosen and len(keys) > 1:
            raise Refused("exclusive", option.key)
    return keys


def _ranking(item: SurveyItem, value: object) -> list[str] | None:
    keys = _options(item, value)
    if not keys:
        return None
    if len(set(keys)) < len(keys):
        raise Refused("same_rank")
    _check_count(item, len(keys))
    full = min(item.choose_at_most or len(item.options), len(item.options))
    if item.required and item.choose_at_least is None and len(keys) < full:
        raise Refused("incomplete")
    return keys


def _options(item: SurveyItem, value: object) -> list[str]:
    """A list of option keys, checked before it is copied so that an endless list costs nothing."""
    if not isinstance(value, list):
        raise Refused("wrong_type")
    if len(value) > 10 * len(item.options) + 10:
        raise Refused("too_many", limit=item.choose_at_most or len(item.options))
    return [_option(item, key) for key in value if key != ""]


def _check_count(item: SurveyItem, count: int) -> None:
    if item.choose_at_most is not None and count > item.choose_at_most:
        raise Refused("too_many", limit=item.choose_at_most)
    if item.choose_at_least is not None and count < item.choose_at_least:
        raise Refused("too_few", limit=item.choose_at_least)


def _scale(item: SurveyItem, value: object) -> int | None:
    return None if value == "" else _step(item.scale(), value)


def _step(scale: range, value: object, part: str | None = None) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Refused("wrong_type", part)
    if value not in scale:
        raise Refused("not_an_option", part, value=shown(str(value)[:40]) if abs(value) < LARGEST else "…")
    return value


def _kano(item: SurveyItem, value: object) -> dict[str, object] | None:
    parts = _parts(value, kano_parts(item))
    return _sides({part: _step(range(1, 6), inner, part) for part, inner in parts.items()}, ("f", "d"))


def _gap(item: SurveyItem, value: object) -> dict[str, object] | None:
    parts = _parts(value, ("e", "p"))
    return _sides({part: _step(item.scale(), inner, part) for part, inner in parts.items()}, ("e", "p"))


def _sides(found: dict[str, int], needed: tuple[str, ...]) -> dict[str, object] | None:
    """A pair is an answer only with both sides."""
    if not found:
        return None
    for part in needed:
        if part not in found:
            raise Refused("incomplete", part)
    return dict(found)


def _matrix(item: SurveyItem, value: object) -> dict[str, object] | None:
    rows = [row.key for row in item.rows]
    parts = _parts(value, rows)
    found: dict[str, object] = {row: _option(item, parts[row], row) for row in rows if row in parts}
    if not found:
        return None
    if item.required and len(found) < len(rows):
        raise Refused("incomplete", next(row for row in rows if row not in found))
    return found


def _parts(value: object, known: list[str] | tuple[str, ...]) -> dict[str, object]:
    """The non-empty parts; a part nobody asked for is refused."""
    if not isinstance(value, Mapping):
        raise Refused("wrong_type")
    strange = next((part for part in value if part not in known), None)
    if strange is not None:
        raise Refused("not_an_option", value=shown(str(strange)))
    return {part: inner for part, inner in value.items() if inner != "" and inner is not None}


def _text(item: SurveyItem, value: object) -> str | None:
    words = clean_words(value, text_limit(item), lines=item.type is ItemType.LONG_TEXT)
    if item.purpose != "phone" or not words:
        return words or None
    phone = unicodedata.normalize("NFKC", words)
    if not _PHONE.fullmatch(phone):
        raise Refused("not_a_phone")
    return phone


def _number(item: SurveyItem, value: object) -> int | float | None:
    if value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Refused("wrong_type")
    if not abs(value) < LARGEST or math.isnan(value):
        raise Refused("not_a_number")
    _check_range(item, value)
    return int(value) if value == int(value) else value


def _check_range(item: SurveyItem, value: float) -> None:
    low, high = item.minimum, item.maximum
    if (low is None or value >= low) and (high is None or value <= high):
        return
    if low is None:
        raise Refused("above_maximum", maximum=plain(high))
    if high is None:
        raise Refused("below_minimum", minimum=plain(low))
    raise Refused("out_of_range", minimum=plain(low), maximum=plain(high))


def _date(item: SurveyItem, value: object) -> str | None:
    if not isinstance(value, str):
        raise Refused("wrong_type")
    if not value:
        return None
    try:
        if _DAY.fullmatch(value):
            return date.fromisoformat(value).isoformat()
    except ValueError:
        pass
    raise Refused("not_a_date")


def plain(number: float | None) -> str:
    """A limit as people write it: 5, not 5.0."""
    return "" if number is None else f"{number:g}"


def shown(value: str) -> str:
    """Hostile input cut and made printable, so that a message can quote it."""
    return value[:40].encode("utf-8", "replace").decode().replace("\0", "?")


def _nothing(item: SurveyItem, value: object) -> None:
    """Photos travel as files beside the answers, information asks nothing."""


_READERS: dict[ItemType, Callable[[SurveyItem, object], object]] = {
    ItemType.SINGLE: _single,
    ItemType.MULTIPLE: _multiple,
    ItemType.RATING: _scale,
    ItemType.NPS: _scale,
    ItemType.KANO: _kano,
    ItemType.GAP: _gap,
    ItemType.MATRIX: _matrix,
    ItemType.RANKING: _ranking,
    ItemType.SHORT_TEXT: _text,
    ItemType.LONG_TEXT: _text,
    ItemType.NUMBER: _number,
    ItemType.DATE: _date,
    ItemType.PHOTO: _nothing,
    ItemType.INFORMATION: _nothing,
}
