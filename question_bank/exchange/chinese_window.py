"""Lines of a question bank with those that follow in sight, and what is known so far."""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from question_bank.exchange import chinese_patterns as patterns
from question_bank.exchange.chinese_answers import AnswerSection
from question_bank.exchange.chinese_options import starts
from question_bank.exchange.item_content import MOST_QUESTIONS, Draft
from question_bank.exchange.raw_questions import Raw
from question_bank.items import Picture

PATIENCE = 1_000
"""Lines that belong to no question after which the file is no question bank."""
SAMPLE = 3_000
"""Lines from which it is told whether questions have numbers."""
AHEAD = 8

_SPACES = re.compile(r"[ \t\u3000\xa0]{20,}")
EDGES = " \t\u3000\xa0\ufeff\u200b\f\v"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file with the pictures that stand in it."""

    number: int
    text: str
    pictures: tuple[Picture, ...] = ()


@dataclass(slots=True)
class State:
    """Where in the file the reader is."""

    section: int = 0
    kind: str = ""
    points: float | None = None
    chapter: str = ""
    last: int = 0
    inner: int = 0
    part: str = ""
    blank: bool = False
    numbered: bool = True
    answers: AnswerSection | None = None
    stopped: bool = False
    raws: list[Raw] = field(default_factory=list)


class LineWindow:
    """Passes over the lines; keeps the next ones in sight and the questions so far."""

    def __init__(self, lines: Iterable[Line], draft: Draft) -> None:
        rest = (Line(each.number, clean(each.text), each.pictures) for each in lines)
        first = list(islice(rest, SAMPLE))
        self._lines = chain(first, rest)
        self._window: deque[Line] = deque()
        self._draft = draft
        self._state = State(numbered=_numbered(first))

    def _advance(self) -> Line | None:
        """The next line; those after it are kept in sight."""
        self._window += islice(self._lines, 2 * AHEAD + 1 - len(self._window))
        return self._window.popleft() if self._window else None

    def _hopeless(self, line: Line) -> bool:
        """Whether more is wrong than a question bank can have wrong."""
        asked = len(self._state.raws)
        if asked > MOST_QUESTIONS or self._draft.told > PATIENCE + 4 * asked:
            self._draft.error("stopped", line.number, number=line.number)
            return True
        return False

    @property
    def _current(self) -> Raw | None:
        return self._state.raws[-1] if self._state.raws else None

    def _next_lines(self) -> Iterator[str]:
        """The next lines with words in them."""
        for line in self._window:
            if line.text:
                yield line.text

    def _asks(self) -> bool:
        """Whether answers to choose from, or a key, follow soon."""
        for text in list(self._next_lines())[:2]:
            if starts(text) == "A" or patterns.KEY.match(text) or patterns.JUDGE.match(text):
                return True
            if patterns.MARKED.match(text):
                return False
        return False


def clean(text: str) -> str:
    """A line without its outer blanks and without long runs of them."""
    return _SPACES.sub(" " * 8, text).strip(EDGES)


def _numbered(lines: Sequence[Line]) -> bool:
    """Whether most questions of the file have numbers."""
    numbers = first = keys = 0
    for line in lines:
        text = line.text[:80]
        numbers += bool(patterns.MARKED.match(text) or patterns.BRACKETED.match(text))
        first += starts(text) == "A"
        keys += bool(patterns.KEY.match(text))
    return numbers > 0.6 * max(first, keys) or not max(first, keys)
