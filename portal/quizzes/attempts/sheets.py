"""Answers between a page and the journal.

A page names options by the letters it shows and parts by their number; the keys of a document stay on the
server, for their order may be the order in which the author wrote the right one first.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.quizzes.attempts.asked import Asked
from portal.quizzes.banks.item_texts import letter
from question_bank import item_answers
from question_bank.errors import ItemError
from question_bank.item_answers import Answer
from question_bank.items import FALSE, TRUE, ItemType

ONE = frozenset({ItemType.SINGLE, ItemType.TRUE_FALSE})
LETTERS = ONE | {ItemType.MULTIPLE, ItemType.ORDERING}
PARTS = frozenset({ItemType.FILL_IN, ItemType.MATCHING})
CERTAINTIES = (1, 2, 3)


def order(asked: Asked) -> tuple[str, ...]:
    """The keys of its options as this person sees them."""
    if asked.item.type is ItemType.TRUE_FALSE:
        return (TRUE, FALSE)
    return asked.question.options or tuple(option.key for option in asked.item.options)


def read(asked: Asked, sent: object) -> Answer:
    """The canonical answer of what a page sent; ItemError for what this question cannot be answered with."""
    kind = asked.item.type
    if sent is None or sent == "" or kind not in LETTERS | PARTS:
        return item_answers.canonical(asked.item, sent)
    keys = {letter(place): key for place, key in enumerate(order(asked))}
    if kind in ONE:
        return item_answers.canonical(asked.item, _key(keys, sent))
    if kind in PARTS:
        return item_answers.canonical(asked.item, _by_part(asked, keys, sent))
    if not isinstance(sent, list):
        raise ItemError("answer_unreadable")
    return item_answers.canonical(asked.item, [_key(keys, each) for each in sent] or None)


def show(asked: Asked, answer: Any) -> Any:
    """A canonical answer as the page has it: letters and numbers of parts, or words."""
    letters = {key: letter(place) for place, key in enumerate(order(asked))}
    kind = asked.item.type
    if answer is None:
        return {} if kind in PARTS else [] if kind in LETTERS - ONE else ""
    if kind in ONE:
        return letters.get(answer, "")
    if kind in PARTS:
        given = {str(n): answer[part] for n, part in enumerate(_parts(asked), 1) if part in answer}
        matching = kind is ItemType.MATCHING
        return {n: letters.get(value, "") if matching else value for n, value in given.items()}
    return [letters[key] for key in answer if key in letters] if kind in LETTERS else answer


def from_form(asked: Asked, form: Any) -> object:
    """What a form without script says of this question."""
    name, kind = f"q{asked.place}", asked.item.type
    if kind is ItemType.MULTIPLE:
        return form.getlist(name)
    if kind is ItemType.ORDERING:
        return _ranked(form, name, len(order(asked)))
    if kind in PARTS:
        return {str(n): form.get(f"{name}.{n}", "") for n, _part in enumerate(_parts(asked), 1)}
    return form.get(name, "")


def _ranked(form: Any, name: str, count: int) -> list[str]:
    """Who was given a number, by that number; equal ones in the order of the page."""
    given = [(form.get(f"{name}.{letter(place)}", ""), place) for place in range(count)]
    ranked = sorted((int(number), place) for number, place in given if number.isdecimal())
    return [letter(place) for _number, place in ranked]


def _parts(asked: Asked) -> Sequence[str]:
    return [part.key for part in (asked.item.blanks or asked.item.pairs)]


def _by_part(asked: Asked, keys: Mapping[str, str], sent: object) -> dict[str, object]:
    if not isinstance(sent, Mapping):
        raise ItemError("answer_unreadable")
    parts = {str(n): part for n, part in enumerate(_parts(asked), 1)}
    matching = asked.item.type is ItemType.MATCHING
    return {
        _key(parts, n): _key(keys, value) if matching and value else value
        for n, value in sent.items()
    }  # fmt: skip


def _key(keys: Mapping[str, str], shown: object) -> str:
    if not isinstance(shown, str) or shown not in keys:
        raise ItemError("answer_unknown_part", part=str(shown)[:80])
    return keys[shown]
