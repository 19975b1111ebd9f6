"""What the parts of a paper are called, on screen and on paper."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.i18n import current_language, say
from portal.quizzes.models import PaperKind
from question_bank.items import Item, ItemType, Rule
from question_bank.papers import PaperRule

SECTIONS: dict[ItemType, Any] = {
    ItemType.SINGLE: _l("Single choice questions"),
    ItemType.MULTIPLE: _l("Multiple choice questions"),
    ItemType.TRUE_FALSE: _l("True or false questions"),
    ItemType.FILL_IN: _l("Fill-in questions"),
    ItemType.NUMERIC: _l("Number questions"),
    ItemType.MATCHING: _l("Matching questions"),
    ItemType.ORDERING: _l("Ordering questions"),
    ItemType.ESSAY: _l("Short answer questions"),
}
SHORT: dict[ItemType, Any] = {
    ItemType.SINGLE: _l("Single choice"),
    ItemType.MULTIPLE: _l("Multiple choice"),
    ItemType.TRUE_FALSE: _l("True or false"),
    ItemType.FILL_IN: _l("Fill in blanks"),
    ItemType.NUMERIC: _l("Number to work out"),
    ItemType.MATCHING: _l("Match pairs"),
    ItemType.ORDERING: _l("Put in order"),
    ItemType.ESSAY: _l("Short answer"),
}
MARKING: dict[Rule, Any] = {
    Rule.ALL_OR_NOTHING: _l("all right or nothing"),
    Rule.MISSING_SHARE: _l("missing ones cost their share, a wrong one all"),
    Rule.MISSING_HALF: _l("missing ones leave half, a wrong one nothing"),
    Rule.PER_OPTION: _l("by the worth of each option"),
    Rule.EDC: _l("each option judged right counts"),
    Rule.HALVES: _l("each wrong judgement halves the points"),
    Rule.PER_PART: _l("each part by itself"),
    Rule.ADJACENT: _l("neighbours in the right order count"),
    Rule.POSITION: _l("each step in its right place counts"),
}
KINDS: dict[PaperKind, Any] = {
    PaperKind.FIXED: _l("One paper for all"),
    PaperKind.DRAWN: _l("Drawn for each person"),
}
MINUTES = {
    ItemType.SINGLE: 1.0, ItemType.MULTIPLE: 1.5, ItemType.TRUE_FALSE: 0.5, ItemType.FILL_IN: 1.0,
    ItemType.NUMERIC: 2.0, ItemType.MATCHING: 2.0, ItemType.ORDERING: 1.5, ItemType.ESSAY: 8.0,
}  # fmt: skip
"""Our guess of the time an item takes, for the estimate on the page only."""

_DIGITS = "零一二三四五六七八九十"
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def section_title(rule: PaperRule | None, types: Iterable[ItemType]) -> str:
    """The rule's own title, else what its questions are."""
    own = say(rule.title) if rule is not None else ""
    if own:
        return own
    kinds = set(types) or set(rule.types if rule is not None else ())
    return str(SECTIONS[kinds.pop()]) if len(kinds) == 1 else _("Mixed questions")


def numeral(number: int) -> str:
    """一, 二 … 二十一 for parts of a paper; Roman in English."""
    if current_language() == "en":
        return _roman(number)
    tens, ones = divmod(number, 10)
    if number <= 10:
        return _DIGITS[number]
    return (_DIGITS[tens] if tens > 1 else "") + "十" + (_DIGITS[ones] if ones else "")


def _roman(number: int) -> str:
    text = ""
    for worth, letters in _ROMAN:
        while number >= worth:
            text, number = text + letters, number - worth
    return text


def figure(value: float) -> str:
    """2, not 2.0; 2.5 stays."""
    return f"{round(value, 2):g}"


def minutes_of(item: Item) -> float:
    return MINUTES.get(item.type, 1.0)


def worded(old: Mapping[str, str], text: str) -> dict[str, str]:
    """What was typed in the page's language, beside the words of other languages."""
    if text == say(old):
        return dict(old)
    language = "en" if current_language() == "en" else "zh-Hans"
    return {tag: words for tag, words in {**old, language: text}.items() if words}
