"""What changed between two versions of a quiz item, and so what has to be done about earlier results."""

from collections.abc import Callable
from enum import StrEnum

import msgspec

from question_bank.items import Accepted, Item, ItemType


class Change(StrEnum):
    """The kinds of change, gravest first.

    After `key` earlier attempts may be regraded; after `options` figures start anew; `wording` may shift how
    hard it is; `about` (explanation, source, tags) touches no result.
    """

    KEY = "key"
    OPTIONS = "options"
    WORDING = "wording"
    ABOUT = "about"


def changes(old: Item, new: Item) -> tuple[Change, ...]:
    """Every kind of change from old to new, gravest first; nothing when only the key of the item differs."""
    return tuple(kind for kind, part in _PARTS.items() if part(old) != part(new))


def comparable(old: Item, new: Item) -> bool:
    """Whether facility before and after may stand in one figure."""
    return not {Change.KEY, Change.OPTIONS} & set(changes(old, new))


def _key(item: Item) -> object:
    ordered = item.right if item.type is ItemType.ORDERING else tuple(sorted(item.right))
    blanks = [(b.key, _counting(b.accepted), b.case_sensitive, b.weight) for b in item.blanks]
    fractions = {option.key: option.fraction for option in item.options if option.fraction is not None}
    pairs = [(pair.key, pair.option) for pair in item.pairs]
    bounds = (item.rule, item.lower_bound, item.upper_bound, item.any_order)
    return ordered, blanks, _counting(item.accepted), pairs, fractions, bounds


def _counting(accepted: tuple[Accepted, ...]) -> list[Accepted]:
    """What counts, without what is said about it."""
    return [msgspec.structs.replace(answer, feedback={}) for answer in accepted]


def _options(item: Item) -> object:
    choices = [blank.choices for blank in item.blanks]
    return item.type, {option.key for option in item.options}, {pair.key for pair in item.pairs}, choices


def _wording(item: Item) -> object:
    options = [(option.key, option.text, option.picture) for option in item.options]
    pairs = [(pair.key, pair.text, pair.picture) for pair in item.pairs]
    return item.stem, options, pairs, item.pictures, item.material, item.unit, item.hints, item.markup


def _about(item: Item) -> object:
    feedback = {option.key: option.feedback for option in item.options if option.feedback}
    answers = [*item.accepted, *(answer for blank in item.blanks for answer in blank.accepted)]
    spoken = (item.explanation, item.feedback, feedback, [a.feedback for a in answers if a.feedback])
    placed = (item.knowledge_point, item.difficulty, item.tags, item.source, item.expires_on)
    marked = (item.model_answer, item.guide, item.points)
    linked = (item.indicator, item.problem, item.sop, item.name, item.foreign_id)
    pinned = {option.key for option in item.options if option.pinned}
    return spoken, placed, marked, linked, item.shuffle, pinned


_PARTS: dict[Change, Callable[[Item], object]] = {
    Change.KEY: _key,
    Change.OPTIONS: _options,
    Change.WORDING: _wording,
    Change.ABOUT: _about,
}
