"""Accepted answers of blanks and numbers as one line each, to show and to type."""

import re

from question_bank.items import Accepted

_RANGE = re.compile(r"^\s*(-?[\d.]+)\s*(?:\.\.|…|~|～|至|to)\s*(-?[\d.]+)\s*$")
_NUMBER = re.compile(r"^\s*(-?[\d.]+(?:[eE][+-]?\d+)?)\s*(?:(?:±|\+-|\+/-)\s*([\d.]+))?\s*$")


def accepted_words(answer: Accepted) -> str:
    """`三`, `12.5`, `12.5 ± 0.5`, `10 .. 12`; what is worth less than all says how much."""
    share = "" if answer.fraction == 1 else f" ({answer.fraction * 100:g}%)"
    return line_of(answer) + share


def line_of(answer: Accepted) -> str:
    if answer.value is not None:
        return f"{answer.value:.12g}" + (f" ± {answer.tolerance:.12g}" if answer.tolerance else "")
    if answer.minimum is not None or answer.maximum is not None:
        low = "" if answer.minimum is None else f"{answer.minimum:.12g}"
        high = "" if answer.maximum is None else f"{answer.maximum:.12g}"
        return f"{low} .. {high}"
    return answer.text


def number_of(line: str) -> Accepted | None:
    """A number, a number with tolerance or a range; None for words that are none of these."""
    try:
        if found := _RANGE.match(line):
            return Accepted(minimum=float(found[1]), maximum=float(found[2]))
        if found := _NUMBER.match(line):
            return Accepted(value=float(found[1]), tolerance=float(found[2] or 0))
    except ValueError:
        return None
    return None
