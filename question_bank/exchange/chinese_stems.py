"""Where questions begin, and their answers to choose from."""

from question_bank.exchange import chinese_patterns as patterns
from question_bank.exchange.chinese_options import inside, lone, split, starts
from question_bank.exchange.chinese_window import EDGES, Line, LineWindow
from question_bank.exchange.key_reading import BLANK, KEY_INSIDE
from question_bank.exchange.raw_questions import Raw, kind_of
from question_bank.items import ItemType
from question_bank.structure import MOST_OPTIONS


class StemReader(LineWindow):
    """Reads numbered stems and lettered answers."""

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
        self._begin(line, said.strip(EDGES), number)
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
            text = (text[: found.start()] + text[found.end() :]).strip(EDGES)
        square = bool(patterns.SQUARE_TAG.search(text))
        if found := patterns.TAG.search(text):
            raw.kind = found[1]
            text = (text[: found.start()].rstrip(EDGES) + text[found.end() :]).strip(EDGES)
        following = next(self._next_lines(), "")
        raw.unlabelled = square and self._bare_options(raw, following)
        text, options = inside(text, following)
        raw.stem.append(text.strip(EDGES))
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
