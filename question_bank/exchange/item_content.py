"""What every reader and writer of a format for quiz items gives back."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Protocol

from question_bank import item_structure
from question_bank.documents import storable
from question_bank.errors import BankError
from question_bank.items import Bank, Item, Material
from question_bank.problems import Problem, Severity

MEGABYTE = 1024 * 1024
MOST_BYTES = 24 * MEGABYTE
MOST_QUESTIONS = 60_000
MOST_ALIKE = 2_000
"""Remarks with the same code after which the rest is only counted."""
LONGEST_QUOTE = 60
PATIENCE = 3_000
"""Remarks, beside four for each question, after which reading stops."""


class Place(NamedTuple):
    """Where in the file a question stands: its first line, the sheet of a workbook with several, and the
    line of its key where the answers stand apart."""

    line: int
    sheet: str = ""
    key_line: int | None = None


@dataclass(frozen=True, slots=True)
class ItemContent:
    """A bank, or None when the file could not be read; what is wrong by line; pictures by SHA-256; the
    places of the questions by key, where the reader knows them."""

    bank: Bank | None
    problems: list[Problem] = field(default_factory=list)
    files: Mapping[str, bytes] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)


class ItemFile(NamedTuple):
    """What a file held, and in which format: no bank when it could not be read at all."""

    format: str
    bank: Bank | None
    problems: list[Problem]
    files: Mapping[str, bytes]
    places: Mapping[str, Place] = {}

    @property
    def items(self) -> tuple[Item, ...]:
        """The questions, in the order of the file."""
        return self.bank.items if self.bank else ()


class WrittenItems(NamedTuple):
    """The file, and what its format could not say."""

    content: bytes
    remarks: list[Problem]


class ItemFormat(Protocol):
    """What a module of this package offers for quiz items."""

    NAME: str
    ENDING: str

    def recognises(self, source: bytes, name: str) -> bool:
        """Whether the file looks like this format; looks only at its name and first bytes."""

    def read(self, source: bytes) -> ItemContent:
        """The content and what is wrong with it; BankError when it cannot be read at all."""

    def write(self, bank: Bank, files: Mapping[str, bytes]) -> WrittenItems:
        """The file and what the format could not say."""


class Draft:
    """Collects questions, remarks and pictures while a file is read."""

    def __init__(self, limit: int = MOST_QUESTIONS) -> None:
        self.items: list[Item] = []
        self.materials: list[Material] = []
        self.problems: list[Problem] = []
        self.files: dict[str, bytes] = {}
        self.places: dict[str, Place] = {}
        self.title = ""
        self.sheet = ""
        self._limit = limit
        self.told = 0
        self._alike: Counter[str] = Counter()
        self._language: str | None = None

    @property
    def next_key(self) -> str:
        """The key the next question will have."""
        return f"q{len(self.items) + 1}"

    @property
    def full(self) -> bool:
        """Whether no more questions are taken, or more is wrong than a question bank can have wrong."""
        return len(self.items) >= self._limit or self.told > PATIENCE + 4 * len(self.items)

    def remark(
        self,
        code: str,
        line: int | None = None,
        severity: Severity = Severity.WARNING,
        item: str | None = None,
        **params: object,
    ) -> None:
        """Something to tell; texts in `params` are shortened to what a list can show."""
        self._alike[code] += 1
        self.told += 1
        if self._alike[code] <= MOST_ALIKE:
            shown = {
                name: quote(value) if isinstance(value, str) else value for name, value in params.items()
            }
            self.problems.append(Problem(severity, code, item, shown, line, self.sheet))

    def error(self, code: str, line: int | None = None, item: str | None = None, **params: object) -> None:
        """Something that has to be mended."""
        self.remark(code, line, Severity.ERROR, item, **params)

    def hint(self, code: str, line: int | None = None, item: str | None = None, **params: object) -> None:
        """Something that only helps."""
        self.remark(code, line, Severity.HINT, item, **params)

    def guess_of_columns(self, sheet: str, columns: str, line: int) -> None:
        """How the columns of a table were understood; said in full, because somebody has to confirm it."""
        params: dict[str, object] = {"sheet": sheet, "columns": columns[:600]}
        self.problems.append(Problem(Severity.WARNING, "columns_guessed", None, params, line, self.sheet))

    def add(self, item: Item, line: int | None, key_line: int | None = None) -> None:
        """A question with what its own checks say about it."""
        if self.full:
            self.error("too_many_questions", line, limit=self._limit)
            return
        self.items.append(item)
        if line is not None:
            self.places[item.key] = Place(line, self.sheet, key_line)
        for problem in item_structure.problems(item):
            self._alike[problem.code] += 1
            if self._alike[problem.code] <= MOST_ALIKE:
                self.problems.append(replace(problem, line=line, sheet=self.sheet))

    def picture(self, content: bytes) -> str:
        """Keeps the bytes; their name everywhere is their SHA-256."""
        digest = hashlib.sha256(content).hexdigest()
        self.files[digest] = content
        return digest

    def content(self, language: str) -> ItemContent:
        """Everything collected, in the order of the file."""
        for count in self._alike.values():
            if count > MOST_ALIKE:
                self.problems.append(
                    Problem(Severity.WARNING, "more_problems", None, {"count": count - MOST_ALIKE})
                )
        sheets = list(dict.fromkeys(problem.sheet for problem in self.problems))
        problems = sorted(self.problems, key=lambda each: (sheets.index(each.sheet), each.line or 0))
        title = {language: self.title} if self.title else {}
        bank = Bank(
            title=title,
            base_language=language,
            items=tuple(self.items),
            materials=tuple(self.materials),
        )
        return ItemContent(bank, problems, self.files, self.places)


def refused(error: BankError, line: int | None = None) -> ItemContent:
    """A file that could not be read at all."""
    return ItemContent(None, [Problem(Severity.ERROR, error.code, None, error.params, line)])


def quote(text: str) -> str:
    """The beginning of a text, for a remark."""
    clean = " ".join(text.split()) if storable(text) else repr(text)
    return clean if len(clean) <= LONGEST_QUOTE else clean[: LONGEST_QUOTE - 1] + "…"


def language_of(sample: str) -> str:
    """Chinese when there is any Chinese in it: a bank in English seldom quotes some."""
    return "zh-Hans" if any("\u4e00" <= letter <= "\u9fff" for letter in sample) else "en"


def letters(count: int) -> Sequence[str]:
    """Keys of options: A to Z, then numbers."""
    return [chr(65 + n) if n < 26 else str(n + 1) for n in range(count)]
