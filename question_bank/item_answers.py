"""An answer to a quiz item in its one canonical form, whatever a page or an examiner sent.

single, true_false   option key               multiple, ordering   option keys
fill_in              blank key to words       matching             pair key to option key
numeric, essay       words                    nothing answered     None
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from question_bank.documents import clean_text
from question_bank.errors import ItemError, QuestionnaireError
from question_bank.items import FALSE, TRUE, Item, ItemType

Answer = str | tuple[str, ...] | dict[str, str] | None

LONGEST_ANSWER = 20_000
_ONE = frozenset({ItemType.SINGLE, ItemType.TRUE_FALSE})
_WORDS = frozenset({ItemType.NUMERIC, ItemType.ESSAY})


def canonical(item: Item, raw: object) -> Answer:
    """The answer in canonical form; ItemError for what this item cannot have been answered with."""
    if raw is None or item.type is ItemType.INFORMATION:
        return None
    if item.type in _ONE:
        return _one(item, raw)
    if item.type in _WORDS:
        return _words(raw)
    if item.type is ItemType.MULTIPLE:
        return _several(item, raw)
    return _sequence(item, raw) if item.type is ItemType.ORDERING else _by_part(item, raw)


def answered(answer: Answer) -> bool:
    """Whether there is anything in it."""
    return any(answer.values()) if isinstance(answer, dict) else bool(answer)


def _one(item: Item, raw: object) -> str | None:
    if isinstance(raw, bool):
        raw = TRUE if raw else FALSE
    if not isinstance(raw, str):
        raise ItemError("answer_unreadable")
    known = (TRUE, FALSE) if item.type is ItemType.TRUE_FALSE else [option.key for option in item.options]
    return _known(raw, known) if raw else None


def _words(raw: object) -> str | None:
    if isinstance(raw, bool) or not isinstance(raw, (str, int, float)):
        raise ItemError("answer_unreadable")
    try:
        words = clean_text(str(raw))
    except QuestionnaireError as error:
        raise ItemError("answer_unreadable") from error
    if len(words) > LONGEST_ANSWER:
        raise ItemError("answer_unreadable")
    return words if words.strip() else None


def _several(item: Item, raw: object) -> tuple[str, ...] | None:
    chosen = {_known(key, _option_keys(item)) for key in _strings(raw)}
    return tuple(key for key in _option_keys(item) if key in chosen) or None


def _sequence(item: Item, raw: object) -> tuple[str, ...] | None:
    order = tuple(dict.fromkeys(_known(key, _option_keys(item)) for key in _strings(raw)))
    return order or None


def _by_part(item: Item, raw: object) -> dict[str, str] | None:
    if not isinstance(raw, Mapping):
        raise ItemError("answer_unreadable")
    parts = [part.key for part in (item.blanks or item.pairs)]
    given = {_known(part, parts): value for part, value in cast("Mapping[object, object]", raw).items()}
    if item.type is ItemType.MATCHING:
        chosen = {part: value for part, value in given.items() if value}
        found = {part: _known(value, _option_keys(item)) for part, value in chosen.items()}
    else:
        words = {part: _words(value) for part, value in given.items() if value is not None}
        found = {part: value for part, value in words.items() if value}
    return found or None


def _option_keys(item: Item) -> list[str]:
    return [option.key for option in item.options]


def _strings(raw: object) -> Iterable[object]:
    if not isinstance(raw, Sequence) or isinstance(raw, str):
        raise ItemError("answer_unreadable")
    return raw


def _known(part: object, known: Iterable[str]) -> str:
    if not isinstance(part, str) or part not in known:
        raise ItemError("answer_unknown_part", part=str(part)[:80])
    return part
