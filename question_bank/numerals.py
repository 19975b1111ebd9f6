"""Numbers as people write them: `1,200`, `１２`, `3/4`, `75%`, `十二`, `两千零五`, `二〇二四`."""

import re
import unicodedata
from fractions import Fraction

LONGEST = 40

_DIGITS = {
    character: value
    for characters in ("〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖", "零壹貳參肆伍陸柒捌玖")
    for value, character in enumerate(characters)
} | {"两": 2, "兩": 2}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_PLAIN = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:e[+-]?\d{1,2})?", re.ASCII)
_RATIO = re.compile(r"([+-]?\d{1,15})/(\d{1,15})", re.ASCII)


def number(text: str) -> Fraction | None:
    """The exact number the whole text stands for, or None."""
    plain = (
        unicodedata.normalize("NFKC", text)
        .strip()
        .replace(" ", "")
        .replace("−", "-")
        .replace("⁄", "/")
        .lower()
    )
    if not plain or len(plain) > LONGEST:
        return None
    if plain.startswith("百分之"):
        share = number(plain.removeprefix("百分之"))
        return None if share is None else share / 100
    if plain.endswith("%"):
        share = number(plain.removesuffix("%"))
        return None if share is None else share / 100
    return _arabic(plain) if plain[0].isascii() else _chinese(plain)


def _arabic(text: str) -> Fraction | None:
    if ratio := _RATIO.fullmatch(text):
        return Fraction(int(ratio[1]), int(ratio[2])) if int(ratio[2]) else None
    if not any(character.isdigit() for character in text.split("e")[0]) or not _PLAIN.fullmatch(text):
        return None
    return Fraction(text.replace(",", ""))


def _chinese(text: str) -> Fraction | None:
    negative = text[0] in "负負"
    whole, point, decimals = (text[1:] if negative else text).partition("点")
    value = _whole(whole)
    if value is None or (point and (not decimals or any(d not in _DIGITS for d in decimals))):
        return None
    digits = "".join(str(_DIGITS[d]) for d in decimals)
    exact = value + (Fraction(int(digits), 10 ** len(digits)) if digits else 0)
    return -exact if negative else exact


def _whole(text: str) -> Fraction | None:
    if all(character in _DIGITS for character in text):
        # A year or a number read out digit by digit; two digits are rather a word: 一一, 三七.
        spelled = "".join(str(_DIGITS[character]) for character in text)
        return Fraction(int(spelled)) if len(text) == 1 or len(text) > 2 else None
    for myriad, size in sorted(_MYRIADS.items(), key=lambda pair: -pair[1]):
        if myriad in text:
            return _around(text, myriad, size)
    return _below_myriad(text)


def _around(text: str, myriad: str, size: int) -> Fraction | None:
    left, _, right = text.partition(myriad)
    high = _whole(left) if left else None
    low = _whole(right.lstrip("零〇")) if right.strip("零〇") else Fraction(0)
    return None if high is None or low is None or low >= size else high * size + low


def _below_myriad(text: str) -> Fraction | None:
    """`二千零五十`: each digit times the unit after it, units falling; a bare 十 means 一十."""
    total, digit, last = 0, None, 10_000
    for position, character in enumerate(text):
        if character in _DIGITS and (digit is None or digit == 0):
            digit = _DIGITS[character]
        elif character in _UNITS and _UNITS[character] < last and (digit or position == 0):
            last = _UNITS[character]
            total += (digit or 1) * last
            digit = None
        else:
            return None
    return Fraction(total + (digit or 0))
