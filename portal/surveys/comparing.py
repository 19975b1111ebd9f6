"""Two versions side by side, question by question, and what the differences do to the indicator."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from msgspec.structs import replace

from portal.i18n import current_language
from portal.surveys import content, showing
from portal.surveys.models import Survey
from question_bank.changes import Change, Effect, diff, item_changes, worst
from question_bank.questionnaires import Questionnaire, SurveyItem, say

KINDS = {
    "added": _l("new question"),
    "removed": _l("question removed"),
    "moved": _l("moved"),
    "wording": _l("words of the question"),
    "hint": _l("hint"),
    "explanation": _l("explanation"),
    "unit": _l("unit"),
    "functional": _l("words with it"),
    "dysfunctional": _l("words without it"),
    "labels": _l("words of the scale"),
    "scale": _l("scale"),
    "type": _l("type"),
    "indicator": _l("indicator"),
    "right": _l("right answer"),
    "logic": _l("show-when rule"),
    "required": _l("required"),
    "limits": _l("how many to choose"),
    "role": _l("part it plays"),
    "touchpoint": _l("touchpoint"),
    "purpose": _l("personal data"),
    "randomise": _l("order of the answers"),
    "ask_importance": _l("importance"),
    "option_added": _l("answer added"),
    "option_removed": _l("answer removed"),
    "option_renamed": _l("words of an answer"),
    "option_theme": _l("theme of an answer"),
    "option_exclusive": _l("clears the others"),
    "options_moved": _l("order of the answers"),
    "row_added": _l("row added"),
    "row_removed": _l("row removed"),
    "row_renamed": _l("words of a row"),
    "rows_moved": _l("order of the rows"),
}
EFFECTS = {
    Effect.HARMLESS: ("ok", _l("stays comparable")),
    Effect.MEANING: ("warn", _l("may shift the meaning")),
    Effect.BREAKS: ("bad", _l("not comparable")),
}
BROKEN = "break"


@dataclass(frozen=True, slots=True)
class Line:
    """One difference in words."""

    what: str
    before: str
    after: str
    lamp: str
    effect: str


@dataclass(frozen=True, slots=True)
class Block:
    """The differences of one question; `decide` where the same indicator would join unlike figures."""

    key: str
    name: str
    indicator: str | None
    lines: list[Line]
    decide: bool


def compare(survey: Survey, old: int, new: int) -> list[Block]:
    """Blocks in the order of the newer version; 0 is the draft."""
    earlier = content.published(survey, old)
    later = content.draft(survey) if new == 0 else content.published(survey, new)
    return blocks(earlier, later)


def blocks(earlier: Questionnaire, later: Questionnaire) -> list[Block]:
    grouped: dict[str, list[Change]] = {}
    for change in diff(earlier, later):
        grouped.setdefault(change.item, []).append(change)
    return [_block(key, changes, earlier, later) for key, changes in grouped.items()]


def undecided(earlier: Questionnaire, later: Questionnaire) -> list[SurveyItem]:
    """Questions that keep their indicator though their answers cannot stand beside the old ones."""
    known = {item.key: item for item in earlier.items}
    return [
        item
        for item in later.items
        if item.key in known
        and item.indicator
        and item.indicator == known[item.key].indicator
        and worst(item_changes(known[item.key], item, later.base_language)) is Effect.BREAKS
    ]


def broken(asked: Questionnaire, keys: set[str], version: int) -> Questionnaire:
    """The questions of these keys feed an indicator of their own from this version on: a trend break."""
    sections = []
    for section in asked.sections:
        items = tuple(
            replace(item, indicator=f"{item.indicator}.v{version}"[:60]) if item.key in keys else item
            for item in section.items
        )
        sections.append(replace(section, items=items))
    return replace(asked, sections=tuple(sections))


def lines_of(changes: list[Change], earlier: Questionnaire, later: Questionnaire) -> list[Line]:
    return [_line(change, earlier, later) for change in changes]


def _block(key: str, changes: list[Change], earlier: Questionnaire, later: Questionnaire) -> Block:
    item = next((each for each in (*later.items, *earlier.items) if each.key == key), None)
    stem = say(item.stem, current_language(), later.base_language) if item else key
    number = later.numbered().get(key)
    name = _("Question %(number)s: %(words)s", number=number, words=stem) if number else stem
    decide = key in {each.key for each in undecided(earlier, later)}
    return Block(key, name, item.indicator if item else None, lines_of(changes, earlier, later), decide)


def _line(change: Change, earlier: Questionnaire, later: Questionnaire) -> Line:
    lamp, effect = EFFECTS[change.effect]
    what = str(KINDS.get(change.kind, change.kind))
    if change.kind == "logic":
        before = showing.in_words(str(change.before or ""), earlier, current_language())
        after = showing.in_words(str(change.after or ""), later, current_language())
    else:
        before, after = _shown(change.before), _shown(change.after)
    return Line(what, before, after, lamp, str(effect))


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict) and all(isinstance(words, str) for words in value.values()):
        return say(value, current_language())
    if isinstance(value, dict):
        return " / ".join(_shown(part) for part in value.values())
    if isinstance(value, list | tuple):
        return ", ".join(_shown(part) for part in value)
    return str(value)
