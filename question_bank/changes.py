"""What changed between two versions of a questionnaire, and whether their answers may still be compared."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from question_bank.questionnaires import ItemType, Option, Questionnaire, Row, SurveyItem, Text


class Effect(StrEnum):
    """What a change does to comparison: nothing, it may shift the meaning, or it forbids comparing."""

    HARMLESS = "harmless"
    MEANING = "meaning"
    BREAKS = "breaks_comparison"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference; `part` is the option, row or language; `before` and `after` can be shown."""

    item: str
    kind: str
    effect: Effect
    part: str | None = None
    before: object = None
    after: object = None


def diff(old: Questionnaire, new: Questionnaire) -> list[Change]:
    """All differences of the items, in the order of the new version, removed items last."""
    earlier = {item.key: item for item in old.items}
    later = {item.key: item for item in new.items}
    found: list[Change] = []
    for key, item in later.items():
        if key in earlier:
            found += item_changes(earlier[key], item, new.base_language)
        else:
            found.append(Change(key, "added", Effect.HARMLESS, after=item.stem))
    found += _moves([key for key in earlier if key in later], [key for key in later if key in earlier])
    found += [
        Change(k, "removed", Effect.BREAKS, before=i.stem) for k, i in earlier.items() if k not in later
    ]
    return found


def item_changes(old: SurveyItem, new: SurveyItem, base: str) -> list[Change]:
    """The differences of one item; `base` is the language whose words decide the meaning."""
    found = [*_fields(old, new)]
    for name in ("stem", "functional", "dysfunctional", "hint", "explanation", "unit"):
        weak = name in ("hint", "explanation")
        found += _wording(new.key, name, None, getattr(old, name), getattr(new, name), base, weak)
    if old.labels != new.labels:
        found.append(Change(new.key, "labels", Effect.MEANING, None, old.labels, new.labels))
    found += _parts(new.key, "option", old.options, new.options, base)
    return found + _parts(new.key, "row", old.rows, new.rows, base)


def worst(changes: Sequence[Change]) -> Effect:
    """The gravest effect among them; harmless when there are none."""
    effects = {change.effect for change in changes}
    return next((effect for effect in (Effect.BREAKS, Effect.MEANING) if effect in effects), Effect.HARMLESS)


def keeps_indicator(old: SurveyItem, new: SurveyItem, base: str = "zh-Hans") -> bool:
    """Whether both feed the same indicator in the same way, so that they may stand side by side."""
    same = old.indicator is not None and old.indicator == new.indicator
    return same and worst(item_changes(old, new, base)) is not Effect.BREAKS


_FIELDS: dict[str, Effect] = {
    "type": Effect.BREAKS,
    "indicator": Effect.BREAKS,
    "right": Effect.BREAKS,
    "show_when": Effect.MEANING,
    "required": Effect.MEANING,
    "choose_at_least": Effect.MEANING,
    "choose_at_most": Effect.MEANING,
    "role": Effect.MEANING,
    "touchpoint": Effect.HARMLESS,
    "purpose": Effect.HARMLESS,
    "randomise": Effect.HARMLESS,
    "ask_importance": Effect.HARMLESS,
}
_KINDS = {"show_when": "logic", "choose_at_least": "limits", "choose_at_most": "limits"}
_SCALED = frozenset({ItemType.RATING, ItemType.GAP})


def _fields(old: SurveyItem, new: SurveyItem) -> Iterator[Change]:
    for name, effect in _FIELDS.items():
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Change(new.key, _KINDS.get(name, name), effect, None, before, after)
    if (old.minimum, old.maximum) != (new.minimum, new.maximum):
        effect = Effect.BREAKS if new.type in _SCALED else Effect.MEANING
        yield Change(new.key, "scale", effect, None, (old.minimum, old.maximum), (new.minimum, new.maximum))


def _wording(
    item: str, name: str, part: str | None, old: Text, new: Text, base: str, weak: bool = False
) -> Iterator[Change]:
    """One change per language; a translation that is added, or punctuation, changes no meaning."""
    kind = "wording" if name == "stem" else name
    for language in sorted({*old, *new}):
        before, after = old.get(language, ""), new.get(language, "")
        if before == after:
            continue
        light = weak or _bare(before) == _bare(after) or (language != base and not before)
        effect = Effect.HARMLESS if light else Effect.MEANING
        yield Change(item, kind, effect, part or language, before, after)


def _parts(
    item: str, name: str, old: Sequence[Option | Row], new: Sequence[Option | Row], base: str
) -> list[Change]:
    """Options or rows that came, went, were renamed, re-themed or moved."""
    earlier, later = {each.key: each for each in old}, {each.key: each for each in new}
    found: list[Change] = []
    for key, each in later.items():
        if key not in earlier:
            found.append(Change(item, f"{name}_added", Effect.MEANING, key, after=each.text))
            continue
        found += _wording(item, f"{name}_renamed", key, earlier[key].text, each.text, base)
        found += _option_fields(item, earlier[key], each)
    gone = [key for key in earlier if key not in later]
    found += [Change(item, f"{name}_removed", Effect.BREAKS, key, before=earlier[key].text) for key in gone]
    if [key for key in earlier if key in later] != [key for key in later if key in earlier]:
        found.append(Change(item, f"{name}s_moved", Effect.HARMLESS, None, list(earlier), list(later)))
    return found


def _option_fields(item: str, old: Option | Row, new: Option | Row) -> Iterator[Change]:
    if not isinstance(old, Option) or not isinstance(new, Option):
        return
    if old.theme != new.theme:
        yield Change(item, "option_theme", Effect.BREAKS, new.key, old.theme, new.theme)
    if old.exclusive != new.exclusive:
        yield Change(item, "option_exclusive", Effect.MEANING, new.key, old.exclusive, new.exclusive)


def _moves(old: list[str], new: list[str]) -> list[Change]:
    """Items that stand elsewhere among those that both versions have."""
    return [
        Change(key, "moved", Effect.HARMLESS, None, old.index(key) + 1, place)
        for place, key in enumerate(new, start=1)
        if old[place - 1] != key
    ]


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
