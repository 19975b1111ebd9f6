"""A question as whoever answers sees it: letters for options, numbers for parts, nothing of its key."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from portal.i18n import current_language
from portal.quizzes.attempts import sheets
from portal.quizzes.attempts.asked import Asked, Sheet
from portal.quizzes.banks import item_texts
from portal.quizzes.banks.item_texts import letter
from portal.quizzes.views.blueprint import bp
from question_bank.item_sheets import without_key
from question_bank.items import FALSE, TRUE, Item, ItemType, Material, Option

TYPES = {
    ItemType.SINGLE: _l("One choice"),
    ItemType.MULTIPLE: _l("Several choices"),
    ItemType.TRUE_FALSE: _l("True or false"),
    ItemType.FILL_IN: _l("Fill in"),
    ItemType.NUMERIC: _l("Number"),
    ItemType.MATCHING: _l("Match"),
    ItemType.ORDERING: _l("Put in order"),
    ItemType.ESSAY: _l("In own words"),
}
TRUTH = {TRUE: ("✓", _l("True")), FALSE: ("✗", _l("False"))}
KEPT = 8_000
CERTAINTIES = {1: _l("Not very"), 2: _l("Quite"), 3: _l("Very")}


@dataclass(frozen=True, slots=True)
class Choice:
    """`letter` is what the page sends, `sign` what stands before the words; `words` replace missing ones."""

    letter: str
    sign: str
    option: Option | None
    words: Any


@dataclass(frozen=True, slots=True)
class Shown:
    """`item` is without its key, and its options are in the order of this paper."""

    place: int
    item_id: uuid.UUID
    bank_id: uuid.UUID
    kind: str
    points: float
    item: Item
    choices: Sequence[Choice]

    @property
    def type_word(self) -> str:
        return str(TYPES[ItemType(self.kind)])

    @property
    def blank_numbers(self) -> dict[str, int]:
        return {blank.key: number for number, blank in enumerate(self.item.blanks, 1)}


@dataclass(frozen=True, slots=True)
class Line:
    """A question in its place in an exam, with what is answered so far; `n` is the entry that says so."""

    paper: tuple[uuid.UUID, int, bool]  # the quiz, which of its papers, whether certainty is asked
    asked: Asked
    n: int
    given: Any
    certainty: int | None
    answered: bool
    flagged: bool
    material: Material | None
    same_material: bool

    @property
    def place(self) -> int:
        return self.asked.place

    @property
    def untouched(self) -> bool:
        return not (self.n or self.flagged)


def line_of(
    paper: tuple[uuid.UUID, int, bool], sheet: Sheet, each: Asked, said: Any, flags: set[str]
) -> Line:
    n, answer, certainty = said or (0, None, None)
    before = sheet.asked[each.place - 2] if each.place > 1 else None
    material = sheet.materials.get(each.material_id) if each.material_id else None
    same = material is not None and before is not None and before.material_id == each.material_id
    return Line(
        paper, each, n, sheets.show(each, answer), certainty, answer is not None,
        each.question.item in flags, material, same,
    )  # fmt: skip


@bp.app_template_global()
def exam_question(line: Line) -> Markup:
    """Drawn once a process and language as long as nobody has touched it: a paper never changes."""
    if not line.untouched:
        return _drawn(line)
    key = (*line.paper, line.place, current_language())
    found = _untouched.get(key)
    if found is None:
        if len(_untouched) >= KEPT:
            _untouched.clear()
        found = _untouched[key] = _drawn(line)
    return found


def _drawn(line: Line) -> Markup:
    certainties = CERTAINTIES if line.paper[2] else {}
    return Markup(render_template("quizzes/_exam_question.html", each=line, certainties=certainties))  # noqa: S704


_untouched: dict[tuple[Any, ...], Markup] = {}


@bp.app_template_global()
def asked_question(asked: Asked) -> Shown:
    return Shown(
        asked.place, asked.item_id, asked.bank_id, asked.item.type.value, asked.question.points,
        without_key(asked.item, asked.question.options), _choices(asked),
    )  # fmt: skip


@bp.app_template_global()
def stem_words(shown: Shown) -> Any:
    """The stem; where a gap has its number, the field for it stands below."""
    numbers = shown.blank_numbers
    return item_texts.shown(
        shown.item.stem, shown.item, shown.bank_id,
        blank=lambda key: Markup('<span class="gap">（{}）</span>').format(numbers[key]),
    )  # fmt: skip


def _choices(asked: Asked) -> list[Choice]:
    if asked.item.type not in sheets.LETTERS | {ItemType.MATCHING}:
        return []
    found = []
    for place, key in enumerate(sheets.order(asked)):
        option = asked.item.option(key)
        clean = (
            None
            if option is None
            else Option(key=letter(place), text=option.text, picture=option.picture, markup=option.markup)
        )
        sign, words = TRUTH.get(key, ("", "")) if asked.item.type is ItemType.TRUE_FALSE else ("", "")
        found.append(Choice(letter(place), sign or letter(place), clean, words))
    return found
