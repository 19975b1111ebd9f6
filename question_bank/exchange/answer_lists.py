"""JSON as scripts and exam programs keep it: a list of questions with their answers, under changing names."""

from collections.abc import Mapping, Sequence
from typing import cast

from question_bank.exchange.item_content import Draft, ItemContent, language_of
from question_bank.exchange.question_building import Builder
from question_bank.exchange.raw_questions import Raw

_STEM = ("q", "question", "stem", "title", "题干", "题目")
_ANSWERS = ("a", "answers", "options", "choices", "选项")
_TEXT = ("option", "text", "content", "label", "answer", "value")
_RIGHT = ("correct", "isCorrect", "is_correct", "right")
_SAID = ("explain", "explanation", "analysis", "解析")
_KEY = ("key", "answer", "correct_answer", "答案")


def recognises(tree: object) -> bool:
    """A list whose members are objects with a question in them."""
    if not isinstance(tree, list) or not tree:
        return False
    return any(isinstance(each, dict) and _first(each, _STEM) is not None for each in tree[:5])


def read(tree: object, source: bytes) -> ItemContent:
    """The questions; members that hold none are told by their place in the list."""
    members = cast("list[object]", tree)
    draft = Draft()
    builder = Builder(draft, language_of(source[:20_000].decode("utf-8", "ignore")))
    for number, member in enumerate(members, 1):
        if draft.full:
            break
        raw = _raw(member, number) if isinstance(member, dict) else None
        if raw is None:
            draft.error("not_understood", number, text=str(member))
        else:
            builder.add(raw)
    return draft.content(builder.language)


def _raw(member: Mapping[str, object], number: int) -> Raw | None:
    stem = _first(member, _STEM)
    if not isinstance(stem, str) or not stem.strip():
        return None
    raw = Raw(line=number, stem=[stem.strip()])
    right = _answers(raw, _first(member, _ANSWERS))
    said = _first(member, _SAID)
    raw.explanation = [said] if isinstance(said, str) and said.strip() else []
    key = _first(member, _KEY)
    if right:
        raw.key = "".join(right)
    elif isinstance(key, str):
        raw.key = key
    return raw


def _answers(raw: Raw, answers: object) -> list[str]:
    """Puts the options into the raw question; the letters of the right ones."""
    if not isinstance(answers, Sequence) or isinstance(answers, str):
        return []
    right = []
    for place, answer in enumerate(answers[:26]):
        letter = chr(65 + place)
        if isinstance(answer, dict):
            text = _first(answer, _TEXT)
            if _first(answer, _RIGHT) is True:
                right.append(letter)
        else:
            text = answer
        raw.options.append((letter, str(text if text is not None else "").strip()))
    return right


def _first(member: Mapping[str, object], names: Sequence[str]) -> object:
    return next((member[name] for name in names if name in member), None)
