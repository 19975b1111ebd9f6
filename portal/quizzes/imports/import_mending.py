"""A row as a person types it into the little form of the preview, written as in the workbook template.

The words go the way those of a file go (`question_bank.exchange`): `AC`, `对`, `三;3|客户` mean the same.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from portal.quizzes.imports.import_reading import Told
from question_bank import checks
from question_bank.checks_repeats import Prints, prints
from question_bank.exchange.chinese_writing import answer_of
from question_bank.exchange.excel_writing import KINDS
from question_bank.exchange.item_content import Draft, letters
from question_bank.exchange.question_building import Builder
from question_bank.exchange.raw_questions import Raw
from question_bank.items import MARKER, Bank, Item, ItemType, Option, Pair
from question_bank.problems import Problem, Severity
from question_bank.questionnaires import Text, say

GAP = "____"
TYPES = tuple(KINDS)
_ABOUT_THE_WHOLE = {"no_quiz_items", "exact_repeat", "contradiction", "near_repeat", "material_unknown"}
_PAIR = re.compile(r"\s*(.*?)\s*(?:=|→|->)\s*(.*?)\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form: one line per option, the key as in the template, matching pairs as `a = b`."""

    type: ItemType
    stem: str = ""
    options: Sequence[str] = ()
    key: str = ""
    pairs: str = ""
    explanation: str = ""
    knowledge_point: str = ""
    difficulty: int | None = None
    points: float = 1


def typed(item: Item, base: str) -> Typed:
    """The item as it would be typed."""
    blanks = {blank.key for blank in item.blanks}

    def gap(found: re.Match[str]) -> str:
        return GAP if found[1] in blanks else found[0]

    keys = dict(zip([each.key for each in item.options], letters(len(item.options)), strict=True))
    matching = item.type is ItemType.MATCHING
    listed = () if matching or item.type is ItemType.TRUE_FALSE else item.options
    return Typed(
        type=item.type, stem=MARKER.sub(gap, say(item.stem, base)),
        options=[say(option.text, base) for option in listed],
        key="" if matching else answer_of(item, keys, lambda text: say(text, base)),
        pairs=_pairs_typed(item, base) if matching else "", explanation=say(item.explanation, base),
        knowledge_point=item.knowledge_point, difficulty=item.difficulty, points=item.points,
    )  # fmt: skip


def mended(old: Item, new: Typed, base: str) -> tuple[Item, list[Problem]]:
    """The item as typed, and what could not be understood; what the form does not show stays as it was."""
    raw = Raw(
        line=1, stem=[new.stem], kind=KINDS.get(new.type, ""), key=new.key or None, key_line=1,
        options=[(name, words) for name, words in zip(letters(len(new.options)), new.options, strict=True)],
        explanation=[new.explanation] if new.explanation else [],
    )  # fmt: skip
    draft = Draft()
    if new.type is not ItemType.MATCHING:
        Builder(draft, base).add(raw)
    read = draft.items[0] if draft.items else Item(key="q1", type=new.type, stem={base: new.stem})
    values = {
        "type": new.type, "stem": _said(old.stem, read.stem, base), "right": read.right,
        "blanks": read.blanks, "accepted": read.accepted, "any_order": read.any_order,
        "options": _options(old, read, base),
        "model_answer": _said(old.model_answer, read.model_answer, base), "pairs": (),
        "explanation": _said(old.explanation, {base: new.explanation}, base), "points": new.points,
        "knowledge_point": new.knowledge_point.strip("/ "), "difficulty": new.difficulty,
        "rule": read.rule or (old.rule if old.type is new.type else None),
    }  # fmt: skip
    if new.type is ItemType.MATCHING:
        values |= _pairs(new, base)
    item = msgspec.structs.replace(old, **_only_changed(old, new, values, base))
    told = [each for each in draft.problems if each.severity is not Severity.HINT and _is_of_reading(each)]
    return item, told


def judge(item: Item, base: str, on: date, also: Sequence[Problem] = ()) -> tuple[str, Prints, list[Told]]:
    """Its mark (as in the child), its prints, and what the checks say of it."""
    linted = checks.lint(Bank(base_language=base, items=(item,)), on)
    found = [*also, *(each for each in linted if each.item and each.code not in _ABOUT_THE_WHOLE)]
    errors = [each for each in found if each.severity is Severity.ERROR]
    mark = "w" if any(each.severity is Severity.WARNING for each in found) else "."
    if errors:
        mark = "k" if all(each.code == "duplicate_options" for each in errors) else "e"
    return mark, prints(item, base), [Told.of(each) for each in found]


def _is_of_reading(problem: Problem) -> bool:
    """What only the reader can say: the checks say the rest of what came out."""
    return problem.code in ("key_not_read", "two_keys", "key_is_date", "blank_count", "kind_and_key")


def _said(old: Text, new: Text, base: str) -> dict[str, str]:
    words = new.get(base, "")
    return {tag: said for tag, said in {**old, base: words}.items() if said}


def _options(old: Item, read: Item, base: str) -> tuple[Option, ...]:
    """With the picture, place and feedback that the option of that letter had."""
    before = dict(zip(letters(len(old.options)), old.options, strict=True))
    return tuple(
        msgspec.structs.replace(
            before[option.key], key=option.key, text=_said(before[option.key].text, option.text, base)
        )
        if option.key in before
        else option
        for option in read.options
    )


def _only_changed(old: Item, new: Typed, values: dict[str, object], base: str) -> dict[str, object]:
    """Answers with tolerance or choices say more than the form: they stay where nobody typed other ones."""
    before = typed(old, base)
    if old.type is new.type is ItemType.TRUE_FALSE:
        values["options"] = old.options
    if old.type is new.type and before.key == new.key and before.stem == new.stem:
        for name in ("blanks", "accepted", "stem"):
            values[name] = getattr(old, name)
    return values


def _pairs_typed(item: Item, base: str) -> str:
    lines = []
    for pair in item.pairs:
        option = item.option(pair.option)
        lines.append(f"{say(pair.text, base)} = {say(option.text, base) if option else ''}")
    return "\n".join([*lines, *(f"= {say(each.text, base)}" for each in item.distractors)])


def _pairs(new: Typed, base: str) -> dict[str, object]:
    options: dict[str, Option] = {}
    pairs = []
    for number, line in enumerate(filter(str.strip, new.pairs.splitlines()), 1):
        found = _PAIR.fullmatch(line)
        left, right = (found[1], found[2]) if found else (line.strip(), "")
        if right and right not in options:
            options[right] = Option(key=f"o{len(options) + 1}", text={base: right})
        if left:
            key = options[right].key if right else ""
            pairs.append(Pair(key=f"p{number}", text={base: left}, option=key))
    return {
        "pairs": tuple(pairs),
        "options": tuple(options.values()),
        "right": (),
        "blanks": (),
        "accepted": (),
    }
