"""A question as a form asks it: names by place, parts by number, options by letter. Nothing here depends on
the key: answers are read back by `sheets`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from portal.quizzes import item_texts, sheets
from portal.quizzes.asked import Asked
from question_bank.items import TRUE, Blank, ItemType, Option


@dataclass(frozen=True, slots=True)
class Offered:
    """One option as it is shown: `option` is None for plain true and false."""

    letter: str
    option: Option | None
    words: str = ""


def name(asked: Asked, part: object = None) -> str:
    return f"q{asked.place}" if part is None else f"q{asked.place}.{part}"


def offered(asked: Asked) -> list[Offered]:
    """The options in the order this person sees."""
    found = []
    for place, key in enumerate(sheets.order(asked)):
        option = asked.item.option(key)
        words = ""
        if asked.item.type is ItemType.TRUE_FALSE and not (option and (option.text or option.picture)):
            words, option = (_("True") if key == TRUE else _("False")), None
        found.append(Offered(item_texts.letter(place), option, words))
    return found


def stem(asked: Asked, sent: Mapping[str, str] | None = None) -> Markup:
    """The stem, its blanks as fields in their places."""
    numbers = {blank.key: n for n, blank in enumerate(asked.item.blanks, 1)}
    blanks = {blank.key: blank for blank in asked.item.blanks}

    def draw(key: str) -> Markup:
        return field(asked, blanks[key], numbers[key], sent)

    return item_texts.shown(asked.item.stem, asked.item, asked.bank_id, blank=draw)


def below(asked: Asked, sent: Mapping[str, str] | None = None) -> list[tuple[int, Markup]]:
    """Blanks the stem has no place for, with their numbers."""
    left = set(item_texts.unplaced(asked.item))
    pairs = enumerate(asked.item.blanks, 1)
    return [(n, field(asked, blank, n, sent)) for n, blank in pairs if blank.key in left]


def field(asked: Asked, blank: Blank, n: int, sent: Mapping[str, str] | None = None) -> Markup:
    label = _("Blank %(number)s", number=n)
    typed = (sent or {}).get(str(n), "")
    if not blank.choices:
        return Markup(
            '<input class="gapin" type="text" name="{}" value="{}" aria-label="{}" maxlength="500">'
        ).format(name(asked, n), typed, label)
    choices = Markup("").join(
        Markup("<option{}>{}</option>").format(Markup(" selected") if each == typed else "", each)
        for each in sorted(blank.choices)
    )
    return Markup(
        '<select class="gapin" name="{}" aria-label="{}"><option value=""></option>{}</select>'
    ).format(name(asked, n), label, choices)


def places(sent: Any, count: int) -> dict[str, int]:
    """Letters already put in order, with their numbers."""
    return {letter: n for n, letter in enumerate(sent or (), 1) if n <= count}
