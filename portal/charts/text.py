"""How much room words take, and numbers as people read them."""

from __future__ import annotations

import math
import unicodedata

from portal.methods.intervals import Interval

WIDE, NARROW = 1.0, 0.56  # in units of the font size, measured on the fonts of tokens.css
ELLIPSIS = "…"
NICE_SHARES = (0.05, 0.1, 0.2, 0.25, 0.5, 0.75, 1.0)


def char_width(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    return WIDE if unicodedata.east_asian_width(character) in "WFA" else NARROW


def width(text: str, size: float = 12) -> float:
    """Pixels of a line: a Chinese character takes the font size, a Latin letter a little over half."""
    return size * sum(char_width(character) for character in text)


def clip(text: str, room: float, size: float = 12) -> str:
    """The text, or as much of it as fits with an ellipsis."""
    if width(text, size) <= room:
        return text
    kept, left = "", room - width(ELLIPSIS, size)
    for character in text:
        left -= size * char_width(character)
        if left < 0:
            break
        kept += character
    return kept.rstrip() + ELLIPSIS


def percent(share: float, places: int = 1) -> str:
    return f"{share * 100:.{places}f}%"


def percents(interval: Interval | None, places: int = 1) -> str:
    if interval is None:
        return ""
    return f"{interval.low * 100:.{places}f}–{interval.high * 100:.{places}f}%"


def plain(value: float) -> str:
    """Up to two decimals, thousands apart."""
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def nice_share(highest: float) -> float:
    """The end of a share axis: the first round value that holds it."""
    return next((end for end in NICE_SHARES if highest <= end + 1e-9), 1.0)


def nice_step(span: float, steps: int = 5) -> float:
    """1, 2 or 5 times a power of ten, so that about `steps` of them hold the span."""
    if span <= 0:
        return 1.0
    rough = span / steps
    power = float(10 ** math.floor(math.log10(rough)))
    return next(power * factor for factor in (1, 2, 5, 10) if rough <= power * factor * (1 + 1e-9))


def ticks(low: float, high: float, steps: int = 5, whole: bool = False) -> list[float]:
    """Round values from below `low` to above `high`; `whole` for counts, where half a person is nonsense."""
    step = nice_step(high - low, steps)
    if whole:
        step = max(1.0, step)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(place * step, 10) for place in range(first, max(last, first + 1) + 1)]
