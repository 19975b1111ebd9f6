"""From what a question's lines say to an item: its type, its key, its blanks."""

import re
from collections.abc import Callable
from datetime import date

import msgspec

from question_bank.exchange.item_content import Draft
from question_bank.exchange.key_reading import (
    BLANK,
    KEY_INSIDE,
    blank_answers,
    is_date,
    letters_in,
    truth_in,
    truth_options,
)
from question_bank.exchange.raw_questions import Raw, kind_of, plain
from question_bank.item_structure import LONGEST_STEM
from question_bank.items import HARDEST, TRUE, Accepted, Blank, Item, ItemType, Option, Rule, Source
from question_bank.problems import Severity
from question_bank.questionnaires import Text

_ANY_ORDER = re.compile(r"乱序匹配|答案互斥|不分顺序|顺序不限")
_ALL_RIGHT = re.compile(r"全对得分")
_FIGURE = re.compile(r"-?\d+(?:\.\d+)?")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00:00)?")
_HARD = {
    "易": 1,
    "容易": 1,
    "简单": 1,
    "较易": 2,
    "中": 3,
    "中等": 3,
    "一般": 3,
    "较难": 4,
    "难": 5,
    "困难": 5,
}
_DOCUMENT = re.compile(r"(《[^》]{1,200}》(?:[（(][^)）]{1,60}[)）])?)\s*(.*)", re.DOTALL)
_CHOOSING = (ItemType.SINGLE, ItemType.MULTIPLE, ItemType.TRUE_FALSE)
_WRITTEN = (ItemType.FILL_IN, ItemType.NUMERIC)
_LIST = re.compile(r"[\s、,，;；]+")


class Builder:
    """Makes items of raw questions and adds them to a draft."""

    def __init__(self, draft: Draft, language: str) -> None:
        self.language = language
        self._draft = draft

    def add(self, raw: Raw) -> None:
        """One question more, with remarks about what had to be guessed."""
        stem = "\n".join(raw.stem).strip()
        key, stem = self._key_and_stem(raw, stem)
        if is_date(key):
            line = raw.key_line or raw.line
            self._draft.error("key_is_date", line, self._draft.next_key, value=key)
            key = ""
        kind = self._kind(raw, stem, key)
        item = Item(
            key=self._draft.next_key,
            type=kind,
            stem=self._words(stem),
            pictures=tuple(raw.pictures),
            explanation=self._words("\n".join(raw.explanation).strip()),
            points=1 if raw.points is None else raw.points,
            difficulty=self._difficulty(raw),
            knowledge_point=_path(raw.knowledge_point),
            tags=tuple(tag for tag in _LIST.split(raw.tags.strip()) if tag),
            source=self._source(raw.source),
            expires_on=self._day(raw),
            problem=raw.problem or None,
            indicator=raw.indicator or None,
        )
        item = msgspec.structs.replace(item, **_KINDS[kind](self, raw, stem, key))
        self._draft.add(item, raw.line, raw.key_line)

    def _key_and_stem(self, raw: Raw, stem: str) -> tuple[str, str]:
        """The key from its line, else from inside the stem, where an empty bracket takes its place."""
        key = (raw.key or "").strip()
        if len(stem) > LONGEST_STEM:
            return key, stem
        inside = [found for found in KEY_INSIDE.findall(stem) if _fits(found, raw)]
        choosing = bool(raw.options) or kind_of(raw.kind) in _CHOOSING
        truth = [truth_in(word) for word in inside]
        if not inside or not (choosing or any(truth)):
            return key, stem
        found = "".join(inside)
        if key and not _same(key, found):
            self._draft.remark("two_keys", raw.line, item=self._draft.next_key, first=key, second=found)
        return key or found, KEY_INSIDE.sub(lambda each: "(  )" if each[1] in inside else each[0], stem)

    def _kind(self, raw: Raw, stem: str, key: str) -> ItemType:
        """What the heading says, unless the options or the key speak against it."""
        named = kind_of(raw.kind) or _guess(raw, stem, key)
        letters = letters_in(key) if key else None
        several = len(letters or "") > 1
        if named is ItemType.SINGLE and raw.options and several:
            self._remark(raw, "kind_and_key", kind=raw.kind, count=len(letters or ""))
        if raw.options and (named in _WRITTEN or (named is ItemType.ESSAY and letters)):
            return ItemType.MULTIPLE if several else ItemType.SINGLE
        if named is ItemType.NUMERIC and not _FIGURE.fullmatch(plain(key).strip()):
            return ItemType.FILL_IN
        return named

    def choice(self, raw: Raw, stem: str, key: str) -> dict[str, object]:
        letters = letters_in(key) if key else ""
        truth = truth_in(key) if key else None
        if letters is None and truth and (meant := truth_options(raw.options)):
            letters = next((letter for letter, means in meant.items() if means == truth), "")
        if letters is None:
            letters = self._by_words(raw, key)
        if key and letters is None:
            self._remark(raw, "key_not_read", key=key)
        right = tuple(dict.fromkeys(letters or ""))
        return {"options": self._options(raw), "right": right}

    def _by_words(self, raw: Raw, key: str) -> str | None:
        """The letter of the option whose words are the key."""
        wanted = plain(key).strip(" 。.")
        return next((letter for letter, text in raw.options if plain(text).strip(" 。.") == wanted), None)

    def _options(self, raw: Raw) -> tuple[Option, ...]:
        found = [letter for letter, _ in raw.options]
        if found != sorted(set(found)):
            key, shown = self._draft.next_key, "".join(found)
            self._draft.remark("options_not_in_order", raw.line, item=key, letters=shown)
        return tuple(Option(key=letter, text=self._words(text)) for letter, text in raw.options)

    def ordering(self, raw: Raw, stem: str, key: str) -> dict[str, object]:
        return {**self.choice(raw, stem, key), "shuffle": True}

    def truth(self, raw: Raw, stem: str, key: str) -> dict[str, object]:
        truth = truth_in(key) if key else None
        letters = letters_in(key) if key else None
        meant = truth_options(raw.options) or {"A": TRUE, "B": "false"}
        if truth is None and letters in meant:
            truth = meant[letters]
        if key and truth is None:
            self._remark(raw, "key_not_read", key=key)
        return {"right": (truth,) if truth else ()}

    def blanks(self, raw: Raw, stem: str, key: str) -> dict[str, object]:
        any_order = bool(_ANY_ORDER.search(key))
        all_right = bool(_ALL_RIGHT.search(key))
        key = _ALL_RIGHT.sub("", _ANY_ORDER.sub("", key)).strip()
        places = len(BLANK.findall(stem))
        answers = blank_answers(key, places) if key else []
        if key and places and places != len(answers):
            self._remark(raw, "blank_count", blanks=places, answers=len(answers))
        count = max(places, len(answers), 1)
        answers += [[] for _ in range(count - len(answers))]
        names = iter(f"[[b{n}]]" for n in range(1, places + 1))
        marked = BLANK.sub(lambda _: next(names), stem)
        return {
            "stem": self._words(marked),
            "blanks": tuple(_blank(n, words) for n, words in enumerate(answers, 1)),
            "any_order": any_order,
            "rule": Rule.ALL_OR_NOTHING if all_right else None,
        }

    def numeric(self, raw: Raw, stem: str, key: str) -> dict[str, object]:
        return {"accepted": (Accepted(value=float(plain(key).strip())),)}

    def essay(self, raw: Raw, stem: str, key: str) -> dict[str, object]:
        return {"model_answer": self._words(key), "options": self._options(raw)}

    def _words(self, text: str) -> Text:
        return {self.language: text} if text else {}

    def _remark(self, raw: Raw, code: str, **params: object) -> None:
        line = raw.key_line or raw.line
        self._draft.remark(code, line, Severity.WARNING, self._draft.next_key, **params)

    def _difficulty(self, raw: Raw) -> int | None:
        said = plain(raw.difficulty).strip()
        if not said:
            return None
        if said in _HARD:
            return _HARD[said]
        if _FIGURE.fullmatch(said):
            figure = float(said)
            if figure == int(figure) and 1 <= figure <= HARDEST:
                return int(figure)
        self._remark(raw, "bad_figure", value=said, field="difficulty")
        return None

    def _day(self, raw: Raw) -> date | None:
        if not raw.expires.strip():
            return None
        found = _DAY.fullmatch(raw.expires.strip())
        try:
            if found:
                return date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            pass  # 30 February is told like any other word that is no day
        self._remark(raw, "bad_day", value=raw.expires.strip())
        return None

    def _source(self, said: str) -> Source:
        if said.startswith(("http://", "https://")):
            return Source(url=said)
        if found := _DOCUMENT.fullmatch(said.strip()):
            return Source(document=found[1], clause=found[2].strip())
        return Source(document=said.strip())


def _guess(raw: Raw, stem: str, key: str) -> ItemType:
    """What a question without a heading must be, by its options, its key and its blanks."""
    letters = letters_in(key) if key else None
    if raw.options:
        if truth_options(raw.options) and (not letters or len(letters) == 1):
            return ItemType.TRUE_FALSE
        return ItemType.MULTIPLE if letters and len(letters) > 1 else ItemType.SINGLE
    if truth_in(key):
        return ItemType.TRUE_FALSE
    return ItemType.FILL_IN if BLANK.search(stem) else ItemType.ESSAY


def _path(said: str) -> str:
    """A knowledge point with its levels parted by a slash."""
    return "/".join(part.strip() for part in re.split(r"[/>＞]", said) if part.strip())


def _blank(number: int, words: list[str]) -> Blank:
    return Blank(key=f"b{number}", accepted=tuple(Accepted(text=word) for word in words))


def _fits(found: str, raw: Raw) -> bool:
    """Whether what stands in a bracket can be a key: the abbreviation (VA) of a word is none."""
    letters = letters_in(found)
    if letters is None:
        return True
    known = {letter for letter, _ in raw.options} or set("ABCDEFGH")
    return set(letters) <= known and sorted(set(letters)) == list(letters)


def _same(first: str, second: str) -> bool:
    letters = letters_in(first)
    if letters and letters == letters_in(second):
        return True
    truth = truth_in(first)
    return truth is not None and truth == truth_in(second)


_KINDS: dict[ItemType, Callable[[Builder, Raw, str, str], dict[str, object]]] = {
    ItemType.SINGLE: Builder.choice,
    ItemType.MULTIPLE: Builder.choice,
    ItemType.TRUE_FALSE: Builder.truth,
    ItemType.FILL_IN: Builder.blanks,
    ItemType.NUMERIC: Builder.numeric,
    ItemType.ORDERING: Builder.ordering,
    ItemType.ESSAY: Builder.essay,
}
