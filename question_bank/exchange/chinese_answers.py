"""The answers of a paper when they stand apart, after all questions."""

from collections import defaultdict

from question_bank.exchange import chinese_patterns as patterns
from question_bank.exchange.item_content import Draft
from question_bank.exchange.raw_questions import Raw, kind_of, plain


class AnswerSection:
    """Gives each key to its question, by section and number."""

    def __init__(self, raws: list[Raw], draft: Draft) -> None:
        self._draft = draft
        self._by_number: dict[int, list[Raw]] = defaultdict(list)
        for raw in raws:
            if raw.number is not None:
                self._by_number[raw.number].append(raw)
        self._kinds = {raw.section: raw.kind for raw in raws}
        self._section: int | None = None
        self._known = False
        self._last = 0
        self._target: Raw | None = None
        self._explaining = False

    def open_section(self, kind: str) -> None:
        """The next section of questions of this kind."""
        after = -1 if self._section is None else self._section
        later = [section for section in sorted(self._kinds) if section > after]
        same = [section for section in later if kind_of(self._kinds[section]) == kind_of(kind)]
        self._section = (same or later or [after])[0]
        self._known, self._last, self._target = True, 0, None

    def line(self, number: int, text: str) -> None:
        """One line of the section."""
        if explanation := patterns.EXPLANATION.fullmatch(text):
            self._explain(number, explanation[1])
        elif ranges := list(patterns.TAIL_RANGE.finditer(text)):
            for found in ranges:
                self._range(number, int(found[1]), int(found[2]), found[3])
        elif pairs := self._pairs(text):
            for asked, key in pairs:
                self._answer(number, asked, key)
        elif entry := patterns.TAIL_ENTRY.fullmatch(text):
            self._answer(number, int(entry[1]), entry[2].strip())
        elif (said := patterns.KEY.fullmatch(text)) and self._target is not None and not self._target.key:
            self._target.key, self._target.key_line = said[1].strip(), number
        else:
            self._continue(number, text)

    def _pairs(self, text: str) -> list[tuple[int, str]]:
        """`1.A 2.B 3.C`: only when the line holds nothing else."""
        found = list(patterns.TAIL_PAIR.finditer(text))
        rest = patterns.TAIL_PAIR.sub("", text)
        if len(found) < 2 or not patterns.BETWEEN.fullmatch(rest):
            return []
        return [(int(each[1]), each[2]) for each in found]

    def _range(self, line: int, first: int, last: int, keys: str) -> None:
        parts = plain(keys).replace(",", " ").replace("、", " ").replace(";", " ").split()
        count = last - first + 1
        if len(parts) != count:
            parts = list("".join(parts))
        if len(parts) != count:
            self._draft.error("not_understood", line, text=f"{first}-{last} {keys}")
            return
        for offset, key in enumerate(parts):
            self._answer(line, first + offset, key)

    def _answer(self, line: int, number: int, key: str) -> None:
        if not self._known and number <= self._last:
            self._section = (self._section or 0) + 1
        self._last, self._explaining = number, False
        self._target = self._find(number)
        if self._target is None:
            self._draft.error("answer_without_question", line, number=number)
        elif self._target.key:
            first = self._target.key
            self._draft.remark("two_keys", line, first=first, second=key)
        else:
            self._target.key, self._target.key_line = key, line

    def _find(self, number: int) -> Raw | None:
        """The question with this number: of this section, else the only one, else the first still open."""
        found = self._by_number.get(number, [])
        here = [raw for raw in found if raw.section == self._section]
        if self._known and (here or len(found) != 1):
            return here[0] if here else None
        if len(found) == 1:
            return found[0]
        return next((raw for raw in found if not raw.key), found[0] if found else None)

    def _explain(self, line: int, text: str) -> None:
        if self._target is None:
            self._draft.remark("not_understood", line, text=text)
            return
        self._explaining = True
        if text.strip():
            self._target.explanation.append(text.strip())

    def _continue(self, line: int, text: str) -> None:
        if self._target is None:
            self._draft.remark("not_understood", line, text=text)
        elif self._explaining:
            self._target.explanation.append(text)
        else:
            self._target.key = f"{self._target.key or ''}\n{text}".strip()
