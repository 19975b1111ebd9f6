"""Moodle's sentences with gaps: `{1:SHORTANSWER:=Paris#Yes~%50%Lyon}`."""

import html
import re
from collections.abc import Callable, Sequence

from question_bank.errors import ItemError
from question_bank.exchange.gift_items import accepted as words
from question_bank.exchange.gift_items import share
from question_bank.exchange.gift_writing import figure
from question_bank.items import Accepted, Blank
from question_bank.questionnaires import Text

GAP = re.compile(r"\{\s*(\d{0,4})\s*:\s*([A-Z_]{1,20})\s*:((?:\\.|[^}\\])*)\}", re.DOTALL)
LOOK = re.compile(rb"\{\s*\d{0,4}\s*:\s*(?:MULTICHOICE|SHORTANSWER|NUMERICAL|MC|MW|SA|NM)[A-Z_]{0,4}\s*:")
MOST_GAPS = 500

_WORDS = frozenset({"SHORTANSWER", "SA", "MW"})
_EXACT = frozenset({"SHORTANSWER_C", "SAC", "MWC"})
_NUMBERS = frozenset({"NUMERICAL", "NM"})
_CHOICE = re.compile(r"MULTICHOICE(?:_[VHS]{1,2})?|MC[VHS]{0,2}")
_PARTS = re.compile(r"(?<!\\)~")
_WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d*)?)%")
_SAID = re.compile(r"(?<!\\)#")
_ESCAPED = re.compile(r"\\([^*])")
_SPECIAL = re.compile(r'([}#~/"\\])')


def read(text: str, language: str, *, is_html: bool) -> tuple[str, tuple[Blank, ...]]:
    """The stem with places for the blanks, and the blanks; ItemError for a gap of another kind."""
    blanks: list[Blank] = []

    def place(found: re.Match[str]) -> str:
        if len(blanks) >= MOST_GAPS:
            raise ItemError("too_many_options", count=len(blanks) + 1, limit=MOST_GAPS)
        inside = html.unescape(found[3]) if is_html else found[3]
        blanks.append(_blank(f"b{len(blanks) + 1}", found[1], found[2], inside, language))
        return f"[[{blanks[-1].key}]]"

    return GAP.sub(place, text), tuple(blanks)


def _blank(key: str, weight: str, kind: str, inside: str, language: str) -> Blank:
    parts = [part for part in _PARTS.split(inside) if part.strip()]
    read_words = not (_CHOICE.fullmatch(kind) or kind in _NUMBERS)
    if read_words and kind not in _WORDS | _EXACT:
        raise ItemError("kind_not_read", kind=kind)
    answers = [_answer(part, kind in _NUMBERS, language) for part in parts]
    choices: tuple[str, ...] = ()
    if _CHOICE.fullmatch(kind):
        choices = tuple(dict.fromkeys(answer.text for answer in answers))
        answers = [answer for answer in answers if answer.fraction > 0 or answer.feedback]
    return Blank(
        key=key,
        accepted=tuple(answers),
        case_sensitive=kind in _EXACT,
        weight=float(weight or 1),
        choices=choices,
    )


def _answer(part: str, numeric: bool, language: str) -> Accepted:
    part, fraction = part.strip(), 0.0
    if part.startswith("="):
        part, fraction = part[1:], 1.0
    elif found := _WEIGHT.match(part):
        part, fraction = part[found.end() :], share(float(found[1]))
    text, *said = _SAID.split(part, maxsplit=1)
    text = _ESCAPED.sub(r"\1", " ".join(text.split()))
    said_text = _ESCAPED.sub(r"\1", " ".join(said[0].split())) if said else ""
    feedback: Text = {language: said_text} if said_text else {}
    if not numeric or text == "*":
        return words(text, fraction, feedback)
    value, _, tolerance = text.partition(":")
    try:
        return Accepted(
            value=float(value), tolerance=float(tolerance or 0), fraction=fraction, feedback=feedback
        )
    except ValueError as error:
        raise ItemError("gift_number", text=text) from error


def write(blank: Blank, say: Callable[[Text], str]) -> str:
    """One gap."""
    if blank.choices:
        kind, answers = "MULTICHOICE", _choices(blank)
    elif any(answer.numeric for answer in blank.accepted):
        kind, answers = "NUMERICAL", list(blank.accepted)
    else:
        kind = "SHORTANSWER_C" if blank.case_sensitive else "SHORTANSWER"
        answers = list(blank.accepted)
    return f"{{{figure(blank.weight)}:{kind}:{'~'.join(_written(each, say) for each in answers)}}}"


def _choices(blank: Blank) -> Sequence[Accepted]:
    known = {answer.text: answer for answer in blank.accepted}
    return [known.get(choice, Accepted(text=choice, fraction=0)) for choice in blank.choices]


def _written(answer: Accepted, say: Callable[[Text], str]) -> str:
    text = _escape(answer.text)
    if answer.value is not None:
        text = f"{figure(answer.value)}:{figure(answer.tolerance)}"
    elif not answer.wildcard:
        text = text.replace("*", "\\*")
    share = "=" if answer.fraction == 1 else f"%{figure(round(answer.fraction * 100, 5))}%"
    said = say(answer.feedback)
    return share + text + (f"#{_escape(said)}" if said else "")


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
