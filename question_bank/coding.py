"""Answers as numbers: one row of codes per response, in the order of `columns.columns`.

Two codes stand for no answer: MISSING (asked, not answered) and HIDDEN (not asked, its rule did not hold).
Scales never reach below zero, so neither is mistaken for an answer; columns of kind number use NaN for both.
"""

import math
from collections.abc import Callable, Mapping
from datetime import date

from question_bank import expressions
from question_bank.answers import rule_of
from question_bank.columns import Column, Kind, columns, columns_of
from question_bank.questionnaires import ItemType, Questionnaire, SurveyItem

MISSING = -1
HIDDEN = -2

Answers = Mapping[str, object]
Code = int | float


def encode(questionnaire: Questionnaire, column: Column, answers: Answers) -> Code:
    """The code of one cell; to code many rows take `encoder`."""
    place = [each.name for each in columns(questionnaire)].index(column.name)
    return encoder(questionnaire)(answers)[place]


def encoder(questionnaire: Questionnaire) -> Callable[[Answers], list[Code]]:
    """A function from canonical answers to one row of codes; made for millions of rows."""
    fillers, blank, rules = _plan(questionnaire)
    fill = fillers.get

    def code(answers: Answers) -> list[Code]:
        row = blank[:]
        for key, value in answers.items():
            filler = fill(key)
            if filler is not None:
                filler(row, value)
        for key, rule, start, hidden in rules:
            if key not in answers and not expressions.evaluate(rule, answers):
                row[start : start + len(hidden)] = hidden
        return row

    return code


_Filler = Callable[[list[Code], object], None]
_Rule = tuple[str, expressions.Expression, int, list[Code]]


def _plan(questionnaire: Questionnaire) -> tuple[dict[str, _Filler], list[Code], list[_Rule]]:
    """Who fills which places, what an unanswered row looks like, and which places a rule may hide."""
    fillers: dict[str, _Filler] = {}
    blank: list[Code] = []
    rules: list[_Rule] = []
    for item in questionnaire.items:
        own = columns_of(item)
        if not own:
            continue
        start = len(blank)
        fillers[item.key] = _filler(item, own, start)
        empty: Code = math.nan if item.type is ItemType.NUMBER else MISSING
        blank += [empty] * len(own)
        rule = rule_of(item.show_when)
        if rule is not None:
            hidden: Code = math.nan if item.type is ItemType.NUMBER else HIDDEN
            rules.append((item.key, rule, start, [hidden] * len(own)))
    return fillers, blank, rules


def _filler(item: SurveyItem, own: tuple[Column, ...], start: int) -> _Filler:
    if item.type is ItemType.MULTIPLE:
        return _marks([option.key for option in item.options], start)
    if item.type is ItemType.RANKING:
        return _ranks([option.key for option in item.options], start)
    if own[0].part is not None:
        codes = (
            {option.key: n for n, option in enumerate(item.options)} if item.type is ItemType.MATRIX else None
        )
        return _parts_filler({str(c.part): start + n for n, c in enumerate(own)}, codes)
    if item.type is ItemType.SINGLE:
        return _choice({option.key: n for n, option in enumerate(item.options)}, start)
    if item.type is ItemType.DATE:
        return _date(start)
    if own[0].kind is Kind.TEXT:
        return _text(start)
    return _number(start)


def _choice(codes: dict[str, int], place: int) -> _Filler:
    def fill(row: list[Code], value: object) -> None:
        row[place] = codes.get(value, MISSING)  # type: ignore[call-overload]

    return fill


def _number(place: int) -> _Filler:
    def fill(row: list[Code], value: object) -> None:
        if isinstance(value, (int, float)):
            row[place] = value

    return fill


def _text(place: int) -> _Filler:
    def fill(row: list[Code], value: object) -> None:
        if value:
            row[place] = 1

    return fill


def _date(place: int) -> _Filler:
    def fill(row: list[Code], value: object) -> None:
        row[place] = date.fromisoformat(str(value)).toordinal()

    return fill


def _marks(keys: list[str], start: int) -> _Filler:
    places = {key: start + n for n, key in enumerate(keys)}
    none_chosen: list[Code] = [0] * len(keys)

    def fill(row: list[Code], value: object) -> None:
        if isinstance(value, list):
            row[start : start + len(keys)] = none_chosen
            for key in value:
                if key in places:
                    row[places[key]] = 1

    return fill


def _ranks(keys: list[str], start: int) -> _Filler:
    places = {key: start + n for n, key in enumerate(keys)}

    def fill(row: list[Code], value: object) -> None:
        if isinstance(value, list):
            for rank, key in enumerate(value, start=1):
                if key in places:
                    row[places[key]] = rank

    return fill


def _parts_filler(places: dict[str, int], codes: dict[str, int] | None) -> _Filler:
    def fill(row: list[Code], value: object) -> None:
        if isinstance(value, dict):
            for part, inner in value.items():
                place = places.get(part)
                if place is not None:
                    row[place] = inner if codes is None else codes.get(inner, MISSING)

    return fill
