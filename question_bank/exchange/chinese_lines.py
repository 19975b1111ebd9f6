"""Reads a question bank in Chinese text line by line; each line becomes part of a question or a remark."""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from question_bank.exchange import chinese_patterns as patterns
from question_bank.exchange.chinese_answers import AnswerSection
from question_bank.exchange.chinese_options import inside, lone, split, starts
from question_bank.exchange.item_content import MOST_QUESTIONS, Draft
from question_bank.exchange.key_reading import BLANK, KEY_INSIDE, letters_in, truth_in
from question_bank.exchange.raw_questions import Raw, kind_of
from question_bank.items import ItemType, Picture
from question_bank.structure import MOST_OPTIONS

LONGEST_LINE = 2_000
"""Longer lines are words, and nothing is looked for in them."""
PATIENCE = 1_000
"""Lines that belong to no question after which the file is no question bank."""
SAMPLE = 3_000
"""Lines from which it is told whether questions have numbers."""
AHEAD = 8

_ASKING = re.compile(
    rf"[?？]\s*$|{BLANK.pattern}|{KEY_INSIDE.pattern}|简述|论述|试述|名词解释|请(?:说明|写出|列举)"
)
_SPACES = re.compile(r"[ \t\u3000\xa0]{20,}")
_EDGES = " \t\u3000\xa0\ufeff\u200b\f\v"
_CLAUSE_END = "。！？!?;；.)）”"
_GLUED = re.compile(rf"(?<=[{_CLAUSE_END}])\s*(\d{{1,4}})\s*[、.．](?!\d)")
_LOOSE_END = ",，;；、"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file with the pictures that stand in it."""

    number: int
    text: str
    pictures: tuple[Picture, ...] = ()


@dataclass(slots=True)
class _State:
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


class LineReader:
    """Turns lines into raw questions; everything else is told to the draft."""

    def __init__(self, lines: Iterable[Line], draft: Draft) -> None:
        rest = (Line(each.number, clean(each.text), each.pictures) for each in lines)
        first = list(islice(rest, SAMPLE))
        self._lines = chain(first, rest)
        self._window: deque[Line] = deque()
        self._draft = draft
        self._state = _State(numbered=_numbered(first))

    def read(self) -> list[Raw]:
        """All questions of the file."""
        state = self._state
        while line := self._advance():
            if self._hopeless(line):
                break
            if not line.text:
                state.blank = True
                continue
            for piece in self._pieces(line.text):
                self._piece(line, piece)
                state.blank = False
            self._keep_pictures(line)
        for raw in state.raws:
            self._trim(raw)
        return self._without_words(state.raws)

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

    # what is glued on one line

    def _pieces(self, text: str) -> Iterator[str]:
        if len(text) > LONGEST_LINE:
            yield text
            return
        rest = text
        if (head := patterns.GLUED_HEAD.search(rest)) and not patterns.HEAD.fullmatch(rest):
            if head.start():
                yield rest[: head.start()]
            yield head[0].strip()
            rest = rest[head.end() :]
        while rest:
            cut = self._cut(rest)
            yield rest[:cut].rstrip(_EDGES)
            rest = rest[cut:].lstrip(_EDGES)

    def _cut(self, text: str) -> int:
        """Where the next key, explanation or question begins on this line; its length if nothing does."""
        cuts = [len(text)]
        for pattern in (patterns.INNER_KEY, patterns.INNER_EXPLANATION):
            cuts += [found.start() for found in islice(pattern.finditer(text), 2)]
        explains = patterns.EXPLANATION.match(text) or patterns.KEY.match(text)
        if self._state.answers is None and (explains or self._state.part in ("explanation", "key")):
            following = self._state.last + 1
            begun = (found for found in _GLUED.finditer(text) if int(found[1]) == following > 1)
            cuts += [found.start() for found in islice(begun, 1)]
        return min(cut for cut in cuts if cut > 0)

    # one piece of a line

    def _piece(self, line: Line, text: str) -> None:
        if len(text) > LONGEST_LINE:
            self._words(line, text)
            return
        if self._state.answers is not None and self._answer_section(line, text):
            return
        readers = (
            self._noise,
            self._head,
            self._tail,
            self._judge,
            self._key,
            self._explanation,
            self._field,
        )
        if any(reader(line, text) for reader in readers):
            return
        if self._options(line, text) or self._numbered_stem(line, text):
            return
        self._words(line, text)

    def _noise(self, line: Line, text: str) -> bool:
        if not patterns.NOISE.fullmatch(text):
            return False
        if self._current:
            self._current.closed = True
        self._draft.hint("noise_left_out", line.number, text=text)
        return True

    def _head(self, line: Line, text: str) -> bool:
        head = patterns.HEAD.fullmatch(text)
        if head:
            self._open_section(head[1])
            if each := patterns.POINTS_EACH.search(text):
                self._state.points = float(each[1])
            return True
        chapter = patterns.CHAPTER.fullmatch(text)
        if chapter and (self._current is None or self._current.complete):
            self._state.chapter = chapter[1].strip()
            self._open_section(self._state.kind)
            return True
        return False

    def _open_section(self, kind: str) -> None:
        state = self._state
        if state.raws and not any(raw.complete or raw.kind for raw in state.raws):
            for raw in state.raws:
                for number, text in zip(raw.stem_lines, raw.stem, strict=True):
                    self._draft.hint("before_first", number, text=text)
            state.raws.clear()
        state.section += 1
        state.kind, state.points, state.part, state.last, state.inner = kind, None, "head", 0, 0

    def _tail(self, line: Line, text: str) -> bool:
        """Whether the answers of all questions begin here."""
        if not patterns.TAIL.fullmatch(text) or not self._state.raws:
            return False
        following = list(self._next_lines())
        heads = [each for each in following[:3] if patterns.HEAD.fullmatch(each)]
        first = next((each for each in following if not patterns.HEAD.fullmatch(each)), "")
        if not (patterns.TAIL_START.fullmatch(first) and (heads or self._tail_fits(first, following))):
            return False
        self._state.answers = AnswerSection(self._state.raws, self._draft)
        return True

    def _tail_fits(self, first: str, following: Sequence[str]) -> bool:
        """Numbered keys, not the points of a long answer or the next question."""
        current = self._current
        return (
            current is not None and current.key is None and not any(starts(each) for each in following[1:2])
        )

    def _answer_section(self, line: Line, text: str) -> bool:
        """Keys after the questions; False when questions begin anew."""
        answers = self._state.answers
        if answers is None:
            return False
        following = list(self._next_lines())
        first = next((each for each in following if not patterns.HEAD.fullmatch(each)), "")
        if head := patterns.HEAD.fullmatch(text):
            if patterns.TAIL_START.fullmatch(first):
                answers.open_section(head[1])
                return True
        elif not (patterns.MARKED.match(text) and following and starts(following[0]) == "A"):
            answers.line(line.number, text)
            return True
        self._state.answers = None
        return False

    def _judge(self, line: Line, text: str) -> bool:
        found = patterns.JUDGE.fullmatch(text)
        if not found or self._current is None:
            return False
        self._current.kind, self._current.closed, self._state.part = found[1] + "题", True, "none"
        return True

    def _key(self, line: Line, text: str) -> bool:
        found = patterns.KEY.fullmatch(text)
        current = self._current
        if not found or current is None:
            return False
        said = found[1].strip(_EDGES)
        if current.key:
            self._draft.remark("two_keys", line.number, first=current.key, second=said)
            return True
        current.key, current.key_line, self._state.part = said, line.number, "key"
        return True

    def _explanation(self, line: Line, text: str) -> bool:
        found = patterns.EXPLANATION.fullmatch(text)
        if not found or self._current is None:
            return False
        if said := found[1].strip(_EDGES):
            self._current.explanation.append(said)
        self._current.closed, self._state.part = True, "explanation"
        return True

    def _field(self, line: Line, text: str) -> bool:
        found = patterns.FIELDS.fullmatch(text)
        if not found or self._current is None:
            return False
        name, said = patterns.FIELD_NAMES[found[1]], found[2].strip(_EDGES)
        if name != "points":
            setattr(self._current, name, said)
        elif figure := re.fullmatch(r"(\d{1,3}(?:\.\d+)?)\s*分?", said):
            self._current.points = float(figure[1])
        else:
            self._draft.remark("bad_figure", line.number, value=said, field="points")
        self._current.closed, self._state.part = True, "none"
        return True

    # answers to choose from

    def _options(self, line: Line, text: str) -> bool:
        current, part = self._current, self._state.part
        if current is None or part in ("explanation", "head"):
            return False
        current.unlabelled &= not (self._state.blank and current.options)
        if current.unlabelled and part in ("stem", "option"):
            current.options.append((chr(65 + min(len(current.options), 25)), text))
            self._state.part = "option"
            return True
        letter = starts(text)
        if letter is None or (part in ("key", "none") and current.options):
            return False
        if not current.options and letter != "A":
            return False
        return self._add_options(current, line, split(text, next(self._next_lines(), "")))

    def _add_options(self, current: Raw, line: Line, options: list[tuple[str, str]]) -> bool:
        known = dict(current.options)
        if len(current.options) > MOST_OPTIONS:
            return False
        for letter, text in options:
            if known.get(letter) == text:
                self._draft.hint("not_understood", line.number, text=f"{letter} {text}")
            else:
                current.options.append((letter, text))
        self._state.part = "option"
        return True

    # stems

    def _numbered_stem(self, line: Line, text: str) -> bool:
        found = patterns.BRACKETED.fullmatch(text) or patterns.MARKED.fullmatch(text)
        marked = found is not None
        found = found or patterns.BARE.fullmatch(text)
        if not found or (not self._state.numbered and not self._after_head()):
            return False
        number = int(found[1])
        said = next(part for part in found.groups()[1:] if part)
        if not self._begins(number, marked, text):
            if marked and self._current is not None:
                self._state.inner = number
            return False
        self._begin(line, said.strip(_EDGES), number)
        return True

    def _after_head(self) -> bool:
        return self._state.part == "head"

    def _begins(self, number: int, marked: bool, text: str) -> bool:
        """Whether this number begins a question, and not a point of a list or a decimal."""
        state, current = self._state, self._current
        if patterns.DECIMAL.match(text) and number != state.last + 1:
            return False
        if current is None or state.part == "head":
            return marked or number == state.last + 1 == 1 or (number == 1 and not marked)
        if number == state.last + 1:
            if state.inner and number == state.inner + 1:
                return starts(next(self._next_lines(), "")) == "A"
            return current.complete or (marked and (self._answerable(current) or self._asks()))
        if not marked or not current.complete:
            return False
        if state.part in ("explanation", "key") and not self._asks():
            return False
        return number > state.last or self._asks()

    def _answerable(self, current: Raw) -> bool:
        """Whether the question before could stand without answers to choose from."""
        stem = " ".join(current.stem)
        written = kind_of(current.kind) in (ItemType.FILL_IN, ItemType.ESSAY, ItemType.TRUE_FALSE)
        return written or bool(BLANK.search(stem) or KEY_INSIDE.search(stem)) or not self._state.inner

    def _asks(self) -> bool:
        """Whether answers to choose from, or a key, follow soon."""
        for text in list(self._next_lines())[:2]:
            if starts(text) == "A" or patterns.KEY.match(text) or patterns.JUDGE.match(text):
                return True
            if patterns.MARKED.match(text):
                return False
        return False

    def _begin(self, line: Line, text: str, number: int | None) -> None:
        state = self._state
        if number is not None:
            self._count(line, number)
        raw = Raw(
            line=line.number,
            number=number,
            section=state.section,
            kind=state.kind,
            points=state.points,
            knowledge_point=state.chapter,
        )
        state.raws.append(raw)
        state.part, state.inner = "stem", 0
        self._stem(raw, text)

    def _count(self, line: Line, number: int) -> None:
        state = self._state
        if state.last and number == 1 and state.part != "head":
            state.section += 1
        elif state.last and number != state.last + 1:
            self._draft.hint("number_gap", line.number, previous=state.last, number=number)
        state.last, state.numbered = number, True

    def _stem(self, raw: Raw, text: str) -> None:
        """Takes the type, the points and glued answers off the words of the question."""
        if found := patterns.FIRST_WORD.match(text):
            raw.kind = found[1] or raw.kind
            text = text[found.end() :]
        if found := patterns.SCORE.search(text):
            raw.points = float(found[1] or found[2])
            text = (text[: found.start()] + text[found.end() :]).strip(_EDGES)
        square = bool(patterns.SQUARE_TAG.search(text))
        if found := patterns.TAG.search(text):
            raw.kind = found[1]
            text = (text[: found.start()].rstrip(_EDGES) + text[found.end() :]).strip(_EDGES)
        following = next(self._next_lines(), "")
        raw.unlabelled = square and self._bare_options(raw, following)
        text, options = inside(text, following)
        raw.stem.append(text.strip(_EDGES))
        raw.stem_lines.append(raw.line)
        if options:
            raw.options += options
            self._state.part = "option"

    def _bare_options(self, raw: Raw, following: str) -> bool:
        """Whether the answers below have no letters, as pasted from some survey sites."""
        choosing = kind_of(raw.kind) in (ItemType.SINGLE, ItemType.MULTIPLE)
        if not choosing or not following or patterns.KEY.match(following) or patterns.MARKED.match(following):
            return False
        return lone(following) or starts(following) is None

    # words that are none of all this

    def _words(self, line: Line, text: str) -> None:
        state, current = self._state, self._current
        if current is None or state.part == "head":
            self._before(line, text)
        elif self._opens_unnumbered(current):
            if state.numbered:
                self._draft.hint("number_missing", line.number, item=None)
            self._begin(line, text, None)
        elif state.part == "stem":
            joined, options = inside(text, next(self._next_lines(), ""))
            current.stem.append(joined)
            current.stem_lines.append(line.number)
            current.options += options
        elif state.part == "option" and not state.blank and current.options:
            letter, said = current.options[-1]
            current.options[-1] = (letter, f"{said}\n{text}")
            self._draft.hint("option_line_joined", line.number, text=text)
        elif state.part == "explanation":
            current.explanation.append(text)
        elif state.part == "key" and not letters_in(current.key or "") and not truth_in(current.key or ""):
            current.key = f"{current.key}\n{text}".strip()
        else:
            self._draft.remark("not_understood", line.number, text=text)

    def _opens_unnumbered(self, current: Raw) -> bool:
        """Whether a question without a number begins: the one before is done, and answers follow."""
        state = self._state
        if not current.complete or (state.part == "explanation" and not state.blank):
            return False
        if state.numbered:
            return state.part != "explanation" and self._asks()
        waiting = state.part == "key" and not current.key
        return state.blank and not waiting

    def _before(self, line: Line, text: str) -> None:
        """Words before the first question of the file or of a section."""
        state = self._state
        if not state.numbered or (state.part == "head" and self._asks()):
            self._begin(line, text, None)
        elif not state.raws and not self._draft.title and not state.section:
            self._draft.title = text[:200]
        else:
            self._draft.hint("before_first", line.number, text=text)

    # afterwards

    def _keep_pictures(self, line: Line) -> None:
        if self._current:
            self._current.pictures += line.pictures

    def _trim(self, raw: Raw) -> None:
        """Takes off a comma that only the last answer ends with: it parted the questions of a web page."""
        ends = [text[-1:] for _, text in raw.options]
        if ends and ends[-1] in _LOOSE_END and ends[-1] and not set(ends[:-1]) & set(_LOOSE_END):
            letter, text = raw.options[-1]
            raw.options[-1] = (letter, text[:-1].rstrip())
            self._draft.hint("mark_removed", raw.line, mark=ends[-1])

    def _without_words(self, raws: list[Raw]) -> list[Raw]:
        """Unnumbered words that nothing answers are no questions, nor is a list in which nothing is asked."""
        kept = []
        asked = any(raw.complete or kind_of(raw.kind) or _ASKING.search(" ".join(raw.stem)) for raw in raws)
        for raw in raws:
            if not asked or (raw.number is None and not raw.complete):
                for number, text in zip(raw.stem_lines, raw.stem, strict=True):
                    self._draft.remark("not_understood", number, text=text)
            else:
                kept.append(raw)
        return kept


def clean(text: str) -> str:
    """A line without its outer blanks and without long runs of them."""
    return _SPACES.sub(" " * 8, text).strip(_EDGES)


def _numbered(lines: Sequence[Line]) -> bool:
    """Whether most questions of the file have numbers."""
    numbers = first = keys = 0
    for line in lines:
        text = line.text[:80]
        numbers += bool(patterns.MARKED.match(text) or patterns.BRACKETED.match(text))
        first += starts(text) == "A"
        keys += bool(patterns.KEY.match(text))
    return numbers > 0.6 * max(first, keys) or not max(first, keys)
