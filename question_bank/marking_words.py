"""Is what somebody typed one of the accepted answers? Words and numbers as people write them on phones."""

import re
import unicodedata
from fractions import Fraction

from question_bank.items import Accepted
from question_bank.numerals import number

_LABEL = re.compile(
    r"\s*(?:(?:正确|参考)?答案?\s*[:：]\s*|[【\[]\s*答案\s*[】\]]\s*[:：]?\s*"
    r"|[①-⑳]\s*|[（(]\s*[0-9A-Za-z]{1,2}\s*[)）]\s*|[0-9A-Za-z]{1,2}\s*[)）.、．:：](?![0-9０-９])\s*)"
)
_QUOTES = str.maketrans("‘’‚‛“”„‟′″「」『』—–−‐‑", '\'\'\'\'""""\'"""""-----')
_ENDS = " \t\n.,;:!?。，；：！？、"
# Spaces mean nothing beside Chinese characters; between Latin words they do.
_LOOSE = re.compile(r"(?<=[\u2e80-\u9fff\uf900-\ufaff])\s+|\s+(?=[\u2e80-\u9fff\uf900-\ufaff])")
_SPACES = re.compile(r"\s+")


def worth(typed: str, accepted: tuple[Accepted, ...], case_sensitive: bool = False, unit: str = "") -> float:
    """What the best fitting accepted answer is worth; 0 when none fits."""
    hit = best(typed, accepted, case_sensitive, unit)
    return hit.fraction if hit else 0.0


def best(
    typed: str, accepted: tuple[Accepted, ...], case_sensitive: bool = False, unit: str = ""
) -> Accepted | None:
    """The fitting accepted answer that is worth most, for its points and its feedback."""
    fitting = [answer for answer in accepted if _fits(typed, answer, case_sensitive, unit)]
    return max(fitting, key=lambda answer: answer.fraction, default=None)


def fold(text: str, case_sensitive: bool = False) -> str:
    """The text as it is compared: NFKC, plain quotes and dashes, single spaces, lower case, no end marks."""
    folded = unicodedata.normalize("NFKC", text.translate(_QUOTES)).translate(_QUOTES)
    folded = _LOOSE.sub("", _SPACES.sub(" ", folded)).strip(_ENDS)
    return folded if case_sensitive else folded.casefold()


def without_label(text: str) -> str:
    """The text without what some people put before an answer: `答：`, `A.`, `①`, `(2)`."""
    while (label := _LABEL.match(text)) and label.end() < len(text):
        text = text[label.end() :]
    return text


def _fits(typed: str, answer: Accepted, case_sensitive: bool, unit: str) -> bool:
    # A label is only taken off when the text does not fit as it stands: "A.M." may be the answer itself.
    return any(
        _number_fits(text, answer, unit) if answer.numeric else _words_fit(text, answer, case_sensitive)
        for text in dict.fromkeys((typed, without_label(typed)))
    )


def _words_fit(typed: str, answer: Accepted, case_sensitive: bool) -> bool:
    given, wanted = fold(typed, case_sensitive), fold(answer.text, case_sensitive)
    if answer.wildcard and "*" in answer.text:
        return _wild(given, wanted)
    if given == wanted:
        return True
    figure = number(wanted)
    return figure is not None and number(given) == figure


def _wild(given: str, pattern: str) -> bool:
    """Whether the pieces between the stars follow each other, in linear time; `\\*` is a star."""
    pieces = [piece.replace("\0", "*") for piece in pattern.replace("\\*", "\0").split("*")]
    if len(pieces) == 1:
        return given == pieces[0]
    first, *middle, last = pieces
    if not given.startswith(first) or not given.endswith(last) or len(given) < len(first) + len(last):
        return False
    position, end = len(first), len(given) - len(last)
    for piece in middle:
        found = given.find(piece, position, end)
        if found < 0:
            return False
        position = found + len(piece)
    return True


def _number_fits(typed: str, answer: Accepted, unit: str) -> bool:
    given = number(_without_unit(fold(typed), fold(unit)))
    if given is None:
        return False
    if answer.value is not None:
        return abs(given - _exact(answer.value)) <= _exact(answer.tolerance)
    low, high = answer.minimum, answer.maximum
    return (low is None or given >= _exact(low)) and (high is None or given <= _exact(high))


def _without_unit(typed: str, unit: str) -> str:
    return typed.removesuffix(unit).strip() if unit else typed


def _exact(value: float) -> Fraction:
    # 0.1 as people write it, not its binary neighbour: 1.2 lies within 1.1 +- 0.1.
    return Fraction(repr(value))
