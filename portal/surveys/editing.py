"""What the editor does to a questionnaire: pure, each step gives a new one."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from msgspec.structs import replace

from question_bank.questionnaires import (
    CHOOSING,
    SILENT,
    ItemType,
    Option,
    Questionnaire,
    Row,
    Section,
    SurveyItem,
)

Part = TypeVar("Part")
SCALED = frozenset({ItemType.RATING, ItemType.GAP})
LABELLED = SCALED | {ItemType.NPS}
LIMITED = frozenset({ItemType.MULTIPLE, ItemType.RANKING})
LARGEST_STEP = 10


def find(asked: Questionnaire, key: str | None) -> SurveyItem | None:
    return next((item for item in asked.items if item.key == key), None)


def replace_item(asked: Questionnaire, item: SurveyItem) -> Questionnaire:
    sections = [
        replace(section, items=tuple(item if each.key == item.key else each for each in section.items))
        for section in asked.sections
    ]
    return replace(asked, sections=tuple(sections))


def insert_item(asked: Questionnaire, item: SurveyItem, after: str | None = None) -> Questionnaire:
    """Behind the item `after`, or before the closing fields (who filled this in, call back) at the end."""
    if after not in {each.key for each in asked.items}:
        after = _last_before_closing(asked)
    if after is not None:
        return _insert(asked, item, after, behind=True)
    first = asked.sections[0] if asked.sections else Section(key="main")
    first = replace(first, items=(item, *first.items))
    return replace(asked, sections=(first, *asked.sections[1:]))


def remove_item(asked: Questionnaire, key: str) -> Questionnaire:
    sections = [
        replace(section, items=tuple(each for each in section.items if each.key != key))
        for section in asked.sections
    ]
    return replace(asked, sections=tuple(sections))


def move_item(asked: Questionnaire, key: str, to: int) -> Questionnaire:
    """To the place `to` among all items, counted from 0; at a border it changes the section."""
    keys = [item.key for item in asked.items]
    if key not in keys:
        return asked
    here, to = keys.index(key), max(0, min(to, len(keys) - 1))
    if here == to:
        return asked
    item, rest = asked.item(key), remove_item(asked, key)
    return _insert(rest, item, keys[to], behind=to > here)


def new_item(asked: Questionnaire, kind: ItemType, taken: Iterable[str] = ()) -> SurveyItem:
    """An empty item of this type; a choice begins with two empty options."""
    return fitted(SurveyItem(key=asked.new_key(taken), type=kind, stem={}, required=kind not in SILENT))


def copied(item: SurveyItem, asked: Questionnaire, taken: Iterable[str] = ()) -> SurveyItem:
    """The same question under a key of its own; a part that only one item may play is not copied."""
    return replace(item, key=asked.new_key(taken), role=None)


def fitted(item: SurveyItem) -> SurveyItem:
    """Without what its type has no use for, and with the parts it cannot do without."""
    kind = item.type
    scaled = kind in SCALED or kind is ItemType.NUMBER
    options = item.options if kind in CHOOSING or kind is ItemType.KANO else ()
    if kind in CHOOSING and not options:
        options = (Option(key="o1", text={}), Option(key="o2", text={}))
    rows = item.rows if kind is ItemType.MATRIX else ()
    if kind is ItemType.MATRIX and not rows:
        rows = (Row(key="r1", text={}),)
    return replace(
        item,
        options=options,
        rows=rows,
        required=item.required and kind not in SILENT,
        choose_at_least=item.choose_at_least if kind in LIMITED else None,
        choose_at_most=item.choose_at_most if kind in LIMITED else None,
        minimum=item.minimum if scaled else None,
        maximum=item.maximum if scaled else None,
        unit=item.unit if kind is ItemType.NUMBER else {},
        labels=item.labels if kind in LABELLED else {},
        functional=item.functional if kind is ItemType.KANO else {},
        dysfunctional=item.dysfunctional if kind is ItemType.KANO else {},
        ask_importance=item.ask_importance and kind is ItemType.KANO,
        randomise=item.randomise and kind in CHOOSING,
        right=tuple(key for key in item.right if any(option.key == key for option in options)),
    )


def new_part_key(parts: Sequence[Option | Row], letter: str) -> str:
    """o7 after o6, whatever was removed in between, so that an old key is not given to a new meaning."""
    numbers = [int(part.key[1:]) for part in parts if part.key[:1] == letter and part.key[1:].isdecimal()]
    return f"{letter}{max(numbers, default=len(parts)) + 1}"


def shifted(parts: Sequence[Part], index: int, step: int) -> tuple[Part, ...]:
    """The parts with one of them a step up (-1) or down (1)."""
    found = list(parts)
    to = index + step
    if 0 <= index < len(found) and 0 <= to < len(found):
        found[index], found[to] = found[to], found[index]
    return tuple(found)


def without(parts: Sequence[Part], index: int) -> tuple[Part, ...]:
    return tuple(part for number, part in enumerate(parts) if number != index)


def _last_before_closing(asked: Questionnaire) -> str | None:
    keys = [item.key for item in asked.items if not item.role]
    return keys[-1] if keys else None


def _insert(asked: Questionnaire, item: SurveyItem, beside: str, *, behind: bool) -> Questionnaire:
    sections = []
    for section in asked.sections:
        items: list[SurveyItem] = []
        for each in section.items:
            pair = [each, item] if behind else [item, each]
            items += pair if each.key == beside else [each]
        sections.append(replace(section, items=tuple(items)))
    return replace(asked, sections=tuple(sections))
