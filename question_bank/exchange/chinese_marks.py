"""Lines that say what they are: heads, keys, explanations, noise."""

import re
from collections.abc import Sequence

from question_bank.exchange import chinese_patterns as patterns
from question_bank.exchange.chinese_answers import AnswerSection
from question_bank.exchange.chinese_options import starts
from question_bank.exchange.chinese_window import EDGES, Line, LineWindow


class MarkReader(LineWindow):
    """Reads lines that begin with a word of their own."""

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
        said = found[1].strip(EDGES)
        if current.key:
            self._draft.remark("two_keys", line.number, first=current.key, second=said)
            return True
        current.key, current.key_line, self._state.part = said, line.number, "key"
        return True

    def _explanation(self, line: Line, text: str) -> bool:
        found = patterns.EXPLANATION.fullmatch(text)
        if not found or self._current is None:
            return False
        if said := found[1].strip(EDGES):
            self._current.explanation.append(said)
        self._current.closed, self._state.part = True, "explanation"
        return True

    def _field(self, line: Line, text: str) -> bool:
        found = patterns.FIELDS.fullmatch(text)
        if not found or self._current is None:
            return False
        name, said = patterns.FIELD_NAMES[found[1]], found[2].strip(EDGES)
        if name != "points":
            setattr(self._current, name, said)
        elif figure := re.fullmatch(r"(\d{1,3}(?:\.\d+)?)\s*分?", said):
            self._current.points = float(figure[1])
        else:
            self._draft.remark("bad_figure", line.number, value=said, field="points")
        self._current.closed, self._state.part = True, "none"
        return True
