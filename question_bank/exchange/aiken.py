"""Aiken: a stem, lettered answers, ANSWER; single choice and nothing else (Moodle 5.1's rules)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from question_bank.exchange.item_content import Draft, ItemContent, WrittenItems, language_of, letters
from question_bank.exchange.item_remarks import languages_left, speaker, type_left, unsaid, with_material
from question_bank.exchange.plain_text import decode_utf8, stored
from question_bank.items import Bank, Item, ItemType, Option
from question_bank.problems import Problem, Severity
from question_bank.questionnaires import Text

NAME = "aiken"
ENDING = ".aiken.txt"
FORMAT = "Aiken"

_OPTION = re.compile(r"([A-Z])[).][ \t]?(.*)")
_ANSWER = re.compile(r"ANSWER:\s*([A-Za-z])?")
_LOOK = re.compile(rb"(?m)^ANSWER:[ \t]*[A-Z]")
_KNOWN = frozenset({"options", "right", "markup"})


def recognises(source: bytes, name: str) -> bool:
    """A line that starts with ANSWER: in capitals."""
    return bool(_LOOK.search(source[:200_000]))


@dataclass(slots=True)
class _Open:
    """The question whose ANSWER has not come yet."""

    line: int
    stem: str
    options: list[tuple[str, str]] = field(default_factory=list)


def read(source: bytes) -> ItemContent:
    """The questions, and by line what is no question."""
    draft = Draft()
    text = stored(decode_utf8(source))
    language = language_of(text[:20_000])
    current: _Open | None = None
    for number, line in enumerate(text.split("\n"), 1):
        if len(line.strip()) > 1 and not draft.full:
            current = _line(draft, current, number, line.strip(), language)
    if current:
        draft.error("aiken_open", current.line, text=current.stem)
    return draft.content(language)


def _line(draft: Draft, current: _Open | None, number: int, line: str, language: str) -> _Open | None:
    if answer := _ANSWER.match(line):
        if current is None:
            draft.error("aiken_answer_first", number)
        else:
            _close(draft, current, answer[1], language)
        return None
    if option := _OPTION.fullmatch(line):
        if current is None:
            draft.error("aiken_option_first", number)
        else:
            current.options.append((option[1], option[2].strip()))
        return current
    if current is not None:
        draft.error("aiken_open", current.line, text=current.stem)
    return _Open(number, line)


def _close(draft: Draft, current: _Open, answer: str | None, language: str) -> None:
    if len(current.options) < 2:
        draft.error("aiken_few_options", current.line, text=current.stem)
        return
    item = Item(
        key=draft.next_key,
        type=ItemType.SINGLE,
        stem={language: current.stem},
        options=tuple(Option(key=key, text=_text(language, words)) for key, words in current.options),
        right=(answer.upper(),) if answer else (),
    )
    draft.add(item, current.line)


def _text(language: str, words: str) -> Text:
    return {language: words} if words else {}


def write(bank: Bank, files: Mapping[str, bytes]) -> WrittenItems:
    """Single choice and true/false; everything else is left out and named."""
    bank, joined = with_material(bank)
    remarks, blocks = [*languages_left(bank, FORMAT), *joined], []
    say = speaker(bank)
    for item in bank.items:
        reason = _impossible(item)
        if item.type not in (ItemType.SINGLE, ItemType.TRUE_FALSE):
            remarks.append(type_left(item, FORMAT))
        elif reason:
            params: dict[str, object] = {"format": FORMAT, "reason": reason}
            remarks.append(Problem(Severity.ERROR, "item_not_said", item.key, params))
        else:
            remarks += unsaid(item, _KNOWN, FORMAT, _details(item))
            options = _options(item, say(item.stem), [(each.key, say(each.text)) for each in item.options])
            blocks.append(options)
    return WrittenItems("\n".join(blocks).encode(), remarks)


def _options(item: Item, stem: str, options: list[tuple[str, str]]) -> str:
    if item.type is ItemType.TRUE_FALSE:
        options = [("true", "True"), ("false", "False")]
    keys = letters(len(options))
    answer = next(key for key, option in zip(keys, options, strict=True) if option[0] in item.right)
    lines = [f"{key}) {' '.join(option[1].split())}" for key, option in zip(keys, options, strict=True)]
    return "\n".join([" ".join(stem.split()), *lines, f"ANSWER: {answer}", ""])


def _impossible(item: Item) -> str:
    if len(item.right) != 1:
        return "no single right answer"
    return "more than 26 answers" if len(item.options) > 26 else ""


def _details(item: Item) -> list[str]:
    found = []
    if any(option.feedback for option in item.options):
        found.append("feedback on answers")
    if any(option.fraction not in (None, 0, 1) for option in item.options):
        found.append("marks per answer")
    if any(option.pinned for option in item.options):
        found.append("answers kept in place")
    return found
