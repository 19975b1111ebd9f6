"""Answers to choose from, found by their rising letters: `A.16B.18C.20`, but not `维生素A.`"""

import re
from itertools import islice

LONGEST = 2_000
"""Longer lines are words without answers in them."""

_MARK = r"(?:[)）]\s*[.、．:：]?|[.、．:：]|[,，])"
_WIDE = {chr(65 + n): f"[{chr(65 + n)}{chr(0xFF21 + n)}]" for n in range(26)}
_FIRST = re.compile(
    rf"(?:[-•·]\s+)?(\*{{0,2}})[（(\[]?\s*([A-ZＡ-Ｚ])\s*(?:{_MARK}|\]|(?=\s))\s*(.*)", re.DOTALL
)
_LONE = re.compile(r"[（(]?([A-ZＡ-Ｚ])[)）]?")
_NEXT = {
    letter: re.compile(
        rf"\s*(?:(?<![A-Za-z])[（(]\s*{wide}\s*[)）]\s*[.、．:：]?|(?<![A-Za-z]){wide}\s*(?:[.、．:：]|[)）])|\s{{2,}}{wide}\s+|\t{wide}\s)"
    )
    for letter, wide in _WIDE.items()
}
_INSIDE = re.compile(r"(?<=[\s)）。?？:：_])(?:\*{2})?[（(]?\s*[AＡ]\s*[)）]?\s*[.、．:：]\s*(?=\S)")


def narrow(letter: str) -> str:
    """A full-width capital as a plain one."""
    return chr(ord(letter) - 0xFF21 + 65) if "Ａ" <= letter <= "Ｚ" else letter


def starts(text: str) -> str | None:
    """The letter of the answer a line begins with, if it begins with one."""
    found = _FIRST.match(text)
    return narrow(found[2]) if found else None


def split(text: str, next_line: str = "") -> list[tuple[str, str]]:
    """The answers on one line; `next_line` going on with the next letter says that they are not glued."""
    found = _FIRST.fullmatch(text)
    if not found:
        return []
    letter, rest, options = narrow(found[2]), found[3].replace("**", ""), []
    while letter < "Z":
        following = chr(ord(letter) + 1)
        glued = None if starts(next_line) == following else _NEXT[following].search(rest)
        if glued is None:
            break
        options.append((letter, rest[: glued.start()].strip()))
        letter, rest = following, rest[glued.end() :]
    options.append((letter, rest.strip()))
    return options


def inside(text: str, next_line: str = "") -> tuple[str, list[tuple[str, str]]]:
    """A stem without the answers that stand on its line, and these; at least A and B must be there."""
    if len(text) > LONGEST:
        return text, []
    for found in islice(_INSIDE.finditer(text), 3):
        options = split(text[found.start() :].strip(), next_line)
        if len(options) > 1:
            return text[: found.start()].rstrip(), options
    return text, []


def lone(text: str) -> bool:
    """Whether a line is nothing but a letter."""
    return bool(_LONE.fullmatch(text))
