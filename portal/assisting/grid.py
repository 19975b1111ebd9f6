"""A questionnaire as the lines of a paper: options have numbers, and what is typed are those numbers.

The paper is printed from the same lines, so what stands beside a box is what is typed for it.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from portal.responses.sheet import Group, Question, Sheet

SCALES = frozenset({"rating", "nps", "kano", "gap"})
CONSENT = "_consent"
MANY_DIGITS = 9  # up to so many options, 135 can only mean 1, 3 and 5
_SEPARATORS = re.compile(r"[\s,，、;；.．/]+")
_DAY = re.compile(r"(\d{4})[\s\-/.年](\d{1,2})[\s\-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})")
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Box:
    """An option: its number on the paper, what it is stored as, its words."""

    number: str
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to type. `kind` is one, many, ranking, text, number or date."""

    name: str
    item: str
    number: str
    stem: str
    kind: str
    boxes: tuple[Box, ...] = ()
    part: str = ""
    hint: str = ""
    required: bool = False
    conditional: bool = False
    low: str = ""
    high: str = ""
    long: bool = False

    @property
    def is_scale(self) -> bool:
        """Numbers without words: they stand side by side on the paper."""
        return bool(self.boxes) and all(box.label == box.value for box in self.boxes)


class Mistyped(ValueError):
    """What was typed means nothing on this line."""


def lines(sheet: Sheet, consent: Sequence[str] = ()) -> list[Line]:
    """`consent` are the question and its two answers, asked before the first personal item."""
    found: list[Line] = []
    for question in sheet.questions:
        if consent and question.item.key == sheet.first_personal:
            found.append(_consent(*consent))
        found += _lines(question)
    return found


def _consent(stem: str, agree: str, refuse: str) -> Line:
    return Line(CONSENT, CONSENT, "", stem, "one", (Box("1", "yes", agree), Box("2", "no", refuse)))


def _lines(question: Question) -> Iterator[Line]:
    number = str(question.number or "")
    key, required = question.item.key, question.item.required
    common: dict[str, Any] = {"item": key, "required": required, "conditional": question.rule is not None}
    if question.places:
        counted = enumerate(question.places, start=1)
        boxes = tuple(Box(str(n), place.name, place.label) for n, place in counted)
        yield Line(
            key, number=number, stem=question.stem, kind="ranking", boxes=boxes, hint=question.hint, **common
        )
    elif question.groups:
        yield from _groups(question, number, common)
    elif question.type in ("long_text", "short_text", "number", "date"):
        kind = question.type if question.type in ("number", "date") else "text"
        yield Line(
            key, number=number, stem=question.stem, kind=kind, hint=question.hint or question.unit,
            long=question.type == "long_text", **common,
        )  # fmt: skip


def _groups(question: Question, number: str, common: Mapping[str, Any]) -> Iterator[Line]:
    several = len(question.groups) > 1
    for place, group in enumerate(question.groups):
        yield Line(
            group.name,
            number=f"{number}{LETTERS[place % 26]}" if several else number,
            stem=question.stem,
            part=group.label if several else "",
            kind="many" if group.many else "one",
            boxes=boxes_of(question.type, group),
            hint=question.hint if place == 0 else "",
            low=group.low,
            high=group.high,
            **common,
        )


def boxes_of(kind: str, group: Group) -> tuple[Box, ...]:
    """A step of a scale is its own number; other options are counted."""
    counted = enumerate(group.choices, start=1)
    return tuple(
        Box(choice.value if kind in SCALES else str(n), choice.value, choice.label) for n, choice in counted
    )


def understand(
    typed: Mapping[str, str], lines: Sequence[Line]
) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Fields as the respondent's page would send them, and what is wrong by the line's name."""
    fields: dict[str, list[str]] = {}
    wrong: dict[str, str] = {}
    for line in lines:
        text = typed.get(line.name, "").strip()
        if not text:
            continue
        try:
            fields |= _fields(line, text)
        except Mistyped as mistake:
            wrong[line.name] = str(mistake)
    return fields, wrong


def _fields(line: Line, text: str) -> dict[str, list[str]]:
    if line.kind == "ranking":
        return {box.value: [str(place)] for place, box in enumerate(_chosen(line, text), start=1)}
    if line.kind == "date":
        return {line.name: [_day(text)]}
    if not line.boxes:
        return {line.name: [text]}
    chosen = _chosen(line, text)
    if line.kind == "one" and len(chosen) > 1:
        raise Mistyped(_("Only one number here."))
    return {line.name: [box.value for box in chosen]}


def _chosen(line: Line, text: str) -> list[Box]:
    known = {box.number: box for box in line.boxes}
    numbers = [part for part in _SEPARATORS.split(unicodedata.normalize("NFKC", text)) if part]
    several = line.kind in ("many", "ranking") and len(known) <= MANY_DIGITS
    if several and len(numbers) == 1 and numbers[0] not in known:
        numbers = list(numbers[0])
    strange = [number for number in numbers if number not in known]
    if strange or not numbers:
        raise Mistyped(
            _(
                "There is no box %(typed)s; the numbers are %(first)s to %(last)s.",
                typed="、".join(strange)[:40] or text[:40],
                first=line.boxes[0].number,
                last=line.boxes[-1].number,
            )
        )
    if len(set(numbers)) < len(numbers):
        raise Mistyped(_("The same number stands here twice."))
    return [known[number] for number in numbers]


def _day(text: str) -> str:
    found = _DAY.fullmatch(text)
    if found is None:
        return text
    year, month, day = (part for part in found.groups() if part is not None)
    return f"{year}-{int(month):02}-{int(day):02}"
