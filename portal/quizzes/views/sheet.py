"""A question as whoever answers sees it: letters for options, numbers for parts, nothing of its key."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from portal.quizzes import item_texts, sheets
from portal.quizzes.asked import Asked
from portal.quizzes.item_texts import letter
from portal.quizzes.views.blueprint import bp
from question_bank.item_sheets import without_key
from question_bank.items import FALSE, TRUE, Item, ItemType, Option

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
