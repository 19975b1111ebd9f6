"""Reads a question bank in Chinese text line by line; each line becomes part of a question or a remark."""

import re
from collections.abc import Iterator
from itertools import islice

from question_bank.exchange import chinese_patterns as patterns
from question_bank.exchange.chinese_marks import MarkReader
from question_bank.exchange.chinese_options import inside
from question_bank.exchange.chinese_stems import StemReader
from question_bank.exchange.chinese_window import EDGES, Line
from question_bank.exchange.key_reading import BLANK, KEY_INSIDE, letters_in, truth_in
from question_bank.exchange.raw_questions import Raw, kind_of

LONGEST_LINE = 2_000
"""Longer lines are words, and nothing is looked for in them."""
_ASKING = re.compile(
    rf"[?？]\s*$|{BLANK.pattern}|{KEY_INSIDE.pattern}|简述|论述|试述|名词解释|请(?:说明|写出|列举)"
)
_CLAUSE_END = "。！？!?;；.)）”"
_GLUED = re.compile(rf"(?<=[{_CLAUSE_END}])\s*(\d{{1,5}})\s*[、.．](?!\d)")
_LOOSE_END = ",，;；、"


class LineReader(MarkReader, StemReader):
    """Turns lines into raw questions; everything else is told to the draft."""

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
            yield rest[:cut].rstrip(EDGES)
            rest = rest[cut:].lstrip(EDGES)

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
