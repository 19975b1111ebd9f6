"""An answer and a key in words, with the letters in the order the person saw."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from portal.i18n import say
from portal.quizzes.banks import item_texts
from portal.quizzes.banks.item_answer_words import accepted_words
from question_bank.items import FALSE, TRUE, Blank, Item, ItemType, Option, Pair

BETWEEN, OR, TO, THEN = "；", " / ", " → ", " → "


def answer_words(item: Item, answer: Any, order: Sequence[str] = ()) -> str:
    """What was answered; empty for nothing. `order` is that of the options on the paper."""
    if answer in (None, "", [], {}, ()):
        return ""
    if isinstance(answer, Mapping):
        return _parts(item, answer)
    chosen = [answer] if isinstance(answer, str) else list(answer)
    if item.type in (ItemType.NUMERIC, ItemType.ESSAY):
        return str(answer)
    if item.type is ItemType.ORDERING:
        return THEN.join(option_words(item, key, order, with_letter=False) for key in chosen)
    if item.type is ItemType.MULTIPLE:
        chosen = sorted(chosen, key=lambda key: _place(item, key, order))
    return BETWEEN.join(option_words(item, key, order) for key in chosen)


def key_words(item: Item, order: Sequence[str] = ()) -> str:
    """What would have been right; for an essay its model answer."""
    if item.type is ItemType.ESSAY:
        return say(item.model_answer)
    if item.type is ItemType.NUMERIC:
        return OR.join(accepted_words(each) for each in item.accepted if each.fraction > 0)
    if item.type is ItemType.FILL_IN:
        return BETWEEN.join(_blank(item, place, blank) for place, blank in enumerate(item.blanks, 1))
    if item.type is ItemType.MATCHING:
        return BETWEEN.join(_pair(item, pair, pair.option) for pair in item.pairs)
    return answer_words(item, item.right, order)


def option_words(item: Item, key: str, order: Sequence[str] = (), with_letter: bool = True) -> str:
    """“B 找内勤”, or the words alone for true and false."""
    option = item.option(key)
    if item.type is ItemType.TRUE_FALSE:
        said = say(option.text) if option else ""
        return said or {TRUE: _("True"), FALSE: _("False")}.get(key, key)
    words = _option(option) or key
    return f"{item_texts.letter(_place(item, key, order))} {words}" if with_letter else words


def stem_words(item: Item) -> str:
    """The stem as one line of words."""
    return item_texts.plain(say(item.stem))


def _place(item: Item, key: str, order: Sequence[str]) -> int:
    keys = list(order) or [option.key for option in item.options]
    return keys.index(key) if key in keys else len(keys)


def _option(option: Option | None) -> str:
    return "" if option is None else say(option.text) or option.picture or ""


def _parts(item: Item, answer: Mapping[str, Any]) -> str:
    if item.type is ItemType.MATCHING:
        pairs = [pair for pair in item.pairs if pair.key in answer]
        return BETWEEN.join(_pair(item, pair, str(answer[pair.key])) for pair in pairs)
    places = {blank.key: place for place, blank in enumerate(item.blanks, 1)}
    told = sorted(answer.items(), key=lambda each: places.get(each[0], 0))
    return BETWEEN.join(_numbered(item, places.get(key, 0), str(words)) for key, words in told)


def _pair(item: Item, pair: Pair, option: str) -> str:
    return f"{say(pair.text) or pair.picture or pair.key}{TO}{_option(item.option(option)) or option}"


def _blank(item: Item, place: int, blank: Blank) -> str:
    return _numbered(
        item, place, OR.join(accepted_words(each) for each in blank.accepted if each.fraction > 0)
    )


def _numbered(item: Item, place: int, words: str) -> str:
    """Where there are several blanks each says which one it is."""
    return f"{place}: {words}" if len(item.blanks) > 1 else words
