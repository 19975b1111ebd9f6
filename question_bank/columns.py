"""The flat variables of a questionnaire, for figures and exports: what each is called and how it is coded.

| item        | columns                      | kind   | code of an answered cell (`coding.encoder`)       |
|-------------|------------------------------|--------|---------------------------------------------------|
| single      | `q1`                         | choice | index of the chosen level, from 0                 |
| multiple    | `q1.<option>` one per option | mark   | 1 chosen, 0 not chosen (the item was answered)    |
| rating, nps | `q1`                         | scale  | the number itself                                 |
| kano        | `q1.f`, `q1.d`[, `q1.i`]     | scale  | 1-5 (1 like very much ... 5 dislike); importance  |
| gap         | `q1.e`, `q1.p`               | scale  | the number itself                                 |
| matrix      | `q1.<row>` one per row       | choice | index of the chosen level, from 0                 |
| ranking     | `q1.<option>` one per option | rank   | 1 first, 2 second ...; left out is missing        |
| number      | `q1`                         | number | the number itself; missing and hidden are NaN     |
| date        | `q1`                         | date   | days since 0001-01-01 (`date.toordinal`)          |
| texts       | `q1`                         | text   | 1: something was written (words stay in answers)  |

Information and photos have no column.
"""

from dataclasses import dataclass
from enum import StrEnum

from question_bank.questionnaires import ItemType, Option, Questionnaire, SurveyItem, Text


class Kind(StrEnum):
    """How the values of a column are to be read."""

    CHOICE = "choice"
    MARK = "mark"
    SCALE = "scale"
    RANK = "rank"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Level:
    """One value a column can take: its code, its stable key (what exports print) and its words."""

    code: int
    key: str
    text: Text
    theme: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One variable; `name` is unique and survives versions as long as item and option keys do.

    `label` is the item's stem; `part_label` names the option, row or side of a pair, {} if there is none.
    """

    name: str
    item: str
    part: str | None
    type: ItemType
    kind: Kind
    label: Text
    part_label: Text
    levels: tuple[Level, ...] = ()
    indicator: str | None = None
    theme: str | None = None


KANO_WORDS: tuple[Text, ...] = (
    {"zh-Hans": "很喜欢", "en": "I like it very much"},
    {"zh-Hans": "本来就该有", "en": "It should be that way"},
    {"zh-Hans": "无所谓", "en": "I do not mind"},
    {"zh-Hans": "能忍", "en": "I can live with it"},
    {"zh-Hans": "不喜欢", "en": "I do not like it"},
)
"""The five answers of both sides of a Kano pair, from 1 to 5."""

PARTS: dict[str, Text] = {
    "f": {"zh-Hans": "如果有", "en": "If it is there"},
    "d": {"zh-Hans": "如果没有", "en": "If it is not there"},
    "i": {"zh-Hans": "对您重要吗", "en": "How important is it to you"},
    "e": {"zh-Hans": "应该做到多好", "en": "How good it should be"},
    "p": {"zh-Hans": "实际做得怎样", "en": "How good it is"},
}
"""What the sides of Kano and expectation/perception pairs are called."""


def columns(questionnaire: Questionnaire) -> tuple[Column, ...]:
    """All columns in the order of the questionnaire; `encoder` returns its codes in the same order."""
    return tuple(column for item in questionnaire.items for column in columns_of(item))


def columns_of(item: SurveyItem) -> tuple[Column, ...]:
    """The columns of one item."""
    kind = _KINDS.get(item.type)
    if kind is None:
        return ()
    parts = _parts(item)
    if not parts:
        return (
            Column(item.key, item.key, None, item.type, kind, item.stem, {}, _levels(item), item.indicator),
        )
    return tuple(
        Column(
            f"{item.key}.{part}",
            item.key,
            part,
            item.type,
            kind,
            item.stem,
            label,
            _levels(item, part),
            item.indicator,
            theme,
        )
        for part, label, theme in parts
    )


_KINDS = {
    ItemType.SINGLE: Kind.CHOICE,
    ItemType.MATRIX: Kind.CHOICE,
    ItemType.MULTIPLE: Kind.MARK,
    ItemType.RATING: Kind.SCALE,
    ItemType.NPS: Kind.SCALE,
    ItemType.KANO: Kind.SCALE,
    ItemType.GAP: Kind.SCALE,
    ItemType.RANKING: Kind.RANK,
    ItemType.NUMBER: Kind.NUMBER,
    ItemType.DATE: Kind.DATE,
    ItemType.SHORT_TEXT: Kind.TEXT,
    ItemType.LONG_TEXT: Kind.TEXT,
}


def _parts(item: SurveyItem) -> list[tuple[str, Text, str | None]]:
    """Key, words and theme of each part of an item that has several."""
    if item.type in (ItemType.MULTIPLE, ItemType.RANKING):
        return [(option.key, option.text, option.theme) for option in item.options]
    if item.type is ItemType.MATRIX:
        return [(row.key, row.text, None) for row in item.rows]
    if item.type is ItemType.KANO:
        own = {"f": item.functional or PARTS["f"], "d": item.dysfunctional or PARTS["d"]}
        return [(key, own.get(key, PARTS[key]), None) for key in kano_parts(item)]
    if item.type is ItemType.GAP:
        return [(key, PARTS[key], None) for key in ("e", "p")]
    return []


def kano_parts(item: SurveyItem) -> tuple[str, ...]:
    """The sides of a Kano item: with it, without it, and how important where that is asked."""
    return ("f", "d", "i") if item.ask_importance else ("f", "d")


def _levels(item: SurveyItem, part: str | None = None) -> tuple[Level, ...]:
    if item.type in (ItemType.SINGLE, ItemType.MATRIX):
        return tuple(Level(n, o.key, o.text, o.theme) for n, o in enumerate(item.options))
    if item.type in (ItemType.MULTIPLE, ItemType.RANKING):
        return ()
    if item.type is ItemType.KANO and part != "i":
        return tuple(Level(n, str(n), words) for n, words in enumerate(kano_words(item.options), start=1))
    if item.type in (ItemType.RATING, ItemType.NPS, ItemType.GAP, ItemType.KANO):
        return tuple(Level(n, str(n), item.labels.get(str(n), {})) for n in item.scale())
    return ()


def kano_words(options: tuple[Option, ...]) -> tuple[Text, ...]:
    """The words of the five Kano answers: the item's own when it has exactly five, else the usual ones."""
    return tuple(option.text for option in options) if len(options) == 5 else KANO_WORDS
