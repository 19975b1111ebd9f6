"""Is a quiz item well formed? What has errors cannot be made final, asked or marked."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from question_bank.items import (
    FALSE,
    HARDEST,
    MARKER,
    SUITABLE,
    TRUE,
    Accepted,
    Bank,
    Item,
    ItemType,
    Picture,
)
from question_bank.problems import Problem, Severity
from question_bank.questionnaires import KEY, Text
from question_bank.structure import LONGEST_TEXT, MOST_OPTIONS

LONGEST_STEM = 20_000
MOST_SWAPPED = 10
"""Blanks that may be answered in any order are matched by trying out; more would take too long."""

_KEY = re.compile(KEY, re.ASCII)
_PART_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}", re.ASCII)
_ADDRESS = re.compile(r"https?://\S{1,2000}", re.ASCII)
_CHOOSING = frozenset({ItemType.SINGLE, ItemType.MULTIPLE, ItemType.ORDERING})
_WITH_OPTIONS = _CHOOSING | {ItemType.TRUE_FALSE, ItemType.MATCHING}
_KEYED = frozenset({ItemType.SINGLE, ItemType.MULTIPLE, ItemType.TRUE_FALSE})


def problems(item: Item) -> list[Problem]:
    """What is wrong with the item, in the order of the screen; errors forbid making it final."""
    found = [*_words(item), *_options(item), *_key(item), *_pictures(item), *_about(item)]
    for check in _OF_TYPE.get(item.type, ()):
        found += check(item)
    return found


def bank_problems(bank: Bank) -> list[Problem]:
    """What is wrong with the bank as a whole; its items are judged one by one."""
    found = [] if bank.items else [_problem("no_quiz_items", None)]
    keys = [item.key for item in bank.items]
    found += [_problem("duplicate_key", key, key=key) for key in _repeated(keys)]
    materials = [material.key for material in bank.materials]
    found += [_problem("duplicate_key", None, key=key) for key in _repeated(materials)]
    for item in bank.items:
        if item.material is not None and item.material not in materials:
            found.append(_problem("material_unknown", item.key, material=item.material))
    return found


def _problem(code: str, item: str | None, severity: Severity = Severity.ERROR, **params: object) -> Problem:
    return Problem(severity, code, item, params)


def _has_words(text: Text) -> bool:
    return any(words.strip() for words in text.values())


def _words(item: Item) -> Iterator[Problem]:
    if not _KEY.fullmatch(item.key):
        yield _problem("bad_key", item.key, key=item.key)
    if not _has_words(item.stem) and not item.pictures:
        yield _problem("empty_stem", item.key)
    short = [*(option.text for option in item.options), *(pair.text for pair in item.pairs), *item.hints]
    limits = [(item.stem, LONGEST_STEM), (item.explanation, LONGEST_STEM), (item.model_answer, LONGEST_STEM)]
    for text, limit in [*limits, *((text, LONGEST_TEXT) for text in short)]:
        for words in text.values():
            if len(words) > limit:
                yield _problem("content_too_long", item.key, length=len(words), limit=limit)


def _options(item: Item) -> Iterator[Problem]:
    if item.options and item.type not in _WITH_OPTIONS:
        yield _problem("options_out_of_place", item.key)
    if item.type in _CHOOSING and len(item.options) < 2:
        yield _problem("options_missing", item.key, least=2)
    if len(item.options) > MOST_OPTIONS:
        yield _problem("too_many_options", item.key, count=len(item.options), limit=MOST_OPTIONS)
    yield from _part_keys(item, [option.key for option in item.options])
    for option in item.options:
        # The usual words for true and false need not be written out.
        if item.type is not ItemType.TRUE_FALSE and not _has_words(option.text) and option.picture is None:
            yield _problem("option_without_text", item.key, option=option.key)
        if option.fraction is not None and not -1 <= option.fraction <= 1:
            yield _problem("bad_fraction", item.key)


def _part_keys(item: Item, keys: Sequence[str]) -> Iterator[Problem]:
    for key in keys:
        if not _PART_KEY.fullmatch(key):
            yield _problem("bad_key", item.key, key=key)
    yield from (_problem("duplicate_key", item.key, key=key) for key in _repeated(keys))


def _key(item: Item) -> Iterator[Problem]:
    if item.type not in _KEYED | {ItemType.ORDERING}:
        return
    if item.type in _KEYED and not item.right:
        yield _problem("key_missing", item.key)
    if item.type in (ItemType.SINGLE, ItemType.TRUE_FALSE) and len(item.right) > 1:
        yield _problem("too_many_right", item.key, count=len(item.right))
    known = {option.key for option in item.options}
    if item.type is ItemType.TRUE_FALSE:
        known = {TRUE, FALSE}
    yield from (_problem("right_unknown", item.key, option=key) for key in item.right if key not in known)
    yield from (_problem("duplicate_key", item.key, key=key) for key in _repeated(item.right))


def _pictures(item: Item) -> Iterator[Problem]:
    names = {picture.name for picture in item.pictures}
    yield from (_problem("duplicate_key", item.key, key=name) for name in _repeated(_names(item.pictures)))
    for picture in item.pictures:
        if not _has_words(picture.alt):
            yield _problem("picture_without_words", item.key, Severity.HINT, picture=picture.name)
    used = [option.picture for option in item.options] + [pair.picture for pair in item.pairs]
    for name in used:
        if name is not None and name not in names:
            yield _problem("picture_unknown", item.key, picture=name)
    places = names | {blank.key for blank in item.blanks}
    marked = {name for words in item.stem.values() for name in MARKER.findall(words)}
    for name in sorted(marked - places):
        yield _problem("marker_unknown", item.key, Severity.WARNING, marker=name)


def _names(pictures: Sequence[Picture]) -> list[str]:
    return [picture.name for picture in pictures]


def _about(item: Item) -> Iterator[Problem]:
    if item.difficulty is not None and not 1 <= item.difficulty <= HARDEST:
        yield _problem("bad_difficulty", item.key, limit=HARDEST)
    if item.points < 0 or item.lower_bound > item.upper_bound:
        yield _problem("bad_points", item.key)
    if item.rule is not None and item.rule not in SUITABLE[item.type]:
        yield _problem("rule_unsuitable", item.key)
    if item.source.url and not _ADDRESS.fullmatch(item.source.url):
        yield _problem("bad_address", item.key)
    if item.knowledge_point and not all(part.strip() for part in item.knowledge_point.split("/")):
        yield _problem("bad_path", item.key)


def _true_false(item: Item) -> Iterator[Problem]:
    if any(option.key not in (TRUE, FALSE) for option in item.options):
        yield _problem("true_false_options", item.key)


def _blanks(item: Item) -> Iterator[Problem]:
    if not item.blanks:
        yield _problem("blanks_missing", item.key)
    if item.any_order and len(item.blanks) > MOST_SWAPPED:
        yield _problem("too_many_swapped", item.key, limit=MOST_SWAPPED)
    yield from _part_keys(item, [blank.key for blank in item.blanks])
    for blank in item.blanks:
        if not any(answer.numeric or answer.text.strip() for answer in blank.accepted):
            yield _problem("blank_without_answer", item.key, blank=blank.key)
        yield from _accepted(item, blank.accepted)


def _numeric(item: Item) -> Iterator[Problem]:
    if not item.accepted:
        yield _problem("key_missing", item.key)
    elif not all(answer.numeric or answer.fraction <= 0 for answer in item.accepted):
        yield _problem("bad_number", item.key)
    yield from _accepted(item, item.accepted)


def _accepted(item: Item, accepted: Sequence[Accepted]) -> Iterator[Problem]:
    for answer in accepted:
        low, high = answer.minimum, answer.maximum
        if answer.tolerance < 0 or (low is not None and high is not None and low > high):
            yield _problem("bad_number", item.key)
        if not -1 <= answer.fraction <= 1:
            yield _problem("bad_fraction", item.key)
    if accepted and max(answer.fraction for answer in accepted) < 1:
        yield _problem("never_full", item.key, Severity.WARNING)


def _pairs(item: Item) -> Iterator[Problem]:
    if len(item.pairs) < 2:
        yield _problem("pairs_missing", item.key, least=2)
    yield from _part_keys(item, [pair.key for pair in item.pairs])
    for pair in item.pairs:
        if not _has_words(pair.text) and pair.picture is None:
            yield _problem("pair_without_text", item.key, pair=pair.key)
        if item.option(pair.option) is None:
            yield _problem("pair_unknown_option", item.key, pair=pair.key, option=pair.option)


def _order(item: Item) -> Iterator[Problem]:
    if sorted(item.right) != sorted(option.key for option in item.options):
        yield _problem("order_incomplete", item.key)


_OF_TYPE = {
    ItemType.TRUE_FALSE: (_true_false,),
    ItemType.FILL_IN: (_blanks,),
    ItemType.NUMERIC: (_numeric,),
    ItemType.MATCHING: (_pairs,),
    ItemType.ORDERING: (_order,),
}


def _repeated(keys: Sequence[str]) -> list[str]:
    return [key for key, count in Counter(keys).items() if count > 1]
