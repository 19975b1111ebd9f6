"""Keys as people write them: letters, true and false in many words, the answers of blanks."""

import re

from question_bank.exchange.raw_questions import plain
from question_bank.items import FALSE, TRUE

_TRUE = frozenset(
    ["正确", "对", "√", "✓", "✔", "☑", "是", "t", "true", "y", "yes", "r", "right", "正確", "對", "v"]
)
_FALSE = frozenset(
    {"错误", "错", "×", "✗", "✘", "x", "否", "f", "false", "n", "no", "wrong", "錯誤", "錯"}
    | {"不对", "不正确", "╳"}
)
_SEPARATORS = re.compile(r"[\s、,，;；:：./／|和及与&+。．()（）\[\]【】]+")
_LETTERS = re.compile(r"[A-Z]{1,26}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T]00:00:00)?")
_GROUPS = re.compile(r"[（(]([^（()）]*)[)）]")
BLANK = re.compile(r"[_＿]{2,}|[（(][\s　\u00a0]*[)）]|\{\s*\}|【[\s　]*】|\[[\s　]+\]|﹍{2,}")
KEY_INSIDE = re.compile(
    r"[（(【]\s*((?:[A-ZＡ-Ｚ](?:\s*[、,，;；]?\s*[A-ZＡ-Ｚ]){0,9})|[√×✓✗✔✘]|对|错|正确|错误)\s*[)）】]"
)


def letters_in(key: str) -> str | None:
    """`A、C`, `ac`, `Ａ．` as `AC`; None where it is anything but letters."""
    bare = _SEPARATORS.sub("", plain(key)).upper()
    return bare if _LETTERS.fullmatch(bare) else None


def truth_in(key: str) -> str | None:
    """The key of a true/false item that a word or sign means, if it means one."""
    word = plain(key).strip(" \t。.．,，;；()[]【】*").casefold()
    if word in _TRUE:
        return TRUE
    return FALSE if word in _FALSE else None


def truth_options(options: list[tuple[str, str]]) -> dict[str, str] | None:
    """Which letter means true and which false, where the two options say just that."""
    # x and y are a key on paper, but quantities among answers to choose from.
    if len(options) != 2 or any(text.strip().casefold() in ("x", "y", "n", "v", "r") for _, text in options):
        return None
    meant = {letter: truth_in(text) for letter, text in options}
    if set(meant.values()) != {TRUE, FALSE}:
        return None
    return {letter: truth for letter, truth in meant.items() if truth}


def is_date(key: str) -> bool:
    """Whether a spreadsheet made a date of it."""
    return bool(_DATE.fullmatch(key.strip()))


def blank_answers(key: str, blanks: int) -> list[list[str]]:
    """The accepted answers of each blank: by brackets, by `|`, or by what gives the right number."""
    groups = _GROUPS.findall(key)
    if groups and not _GROUPS.sub("", key).strip(" ;；,，、"):
        return [_alternatives(group) for group in groups]
    if "|" in key or "｜" in key:
        return [_alternatives(part) for part in re.split(r"[|｜]", key)]
    if blanks <= 1:
        return [_alternatives(key)]
    for mark in (r"[;；]", r"[、]", r"[,，]", r"\s+"):
        parts = [part.strip() for part in re.split(mark, key.strip())]
        if len(parts) == blanks:
            return [[part] for part in parts]
    return [_alternatives(key)]


def _alternatives(part: str) -> list[str]:
    return [word for word in (each.strip() for each in re.split(r"[;；\n]", part)) if word]
