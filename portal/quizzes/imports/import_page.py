"""The preview of an import: counts, faults by place, a page of rows with source and question side by side."""

from dataclasses import dataclass
from typing import Any

import msgspec
from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from portal.quizzes.banks import item_texts, item_words
from portal.quizzes.imports import import_reading
from portal.quizzes.imports.import_applying import with_values
from portal.quizzes.imports.import_reading import About, Row, Told
from portal.quizzes.imports.import_states import FOR_ALL, State, States, Twin
from portal.quizzes.models import ItemImport
from portal.quizzes.results.answer_words import key_words
from question_bank.items import Item, Material
from question_bank.problems import Problem, Severity

PAGE = 20
FORMATS = {
    "excel": "Excel", "word": "Word", "moodle_xml": "Moodle XML", "qti2": "QTI 2", "qti3": "QTI 3",
    "canvas": "Canvas", "json": "JSON", "aiken": "Aiken", "cloze": "Cloze", "gift": "GIFT",
    "missing_word": "Missing word", "chinese_text": _l("Plain text"),
}  # fmt: skip
MOST_FAULTS = 10
MOST_GENERAL = 8
VIEWS = ("", "look", *(state.value for state in State), "lines")


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row of the preview, ready to be drawn."""

    n: int
    state: State
    row: Row
    item: Item
    problems: list[Told]
    twin: Twin | None
    mended: bool
    decided: dict[str, Any]
    material: Material | None

    @property
    def errors(self) -> list[Told]:
        return [each for each in self.problems if each.severity == Severity.ERROR]

    @property
    def keepable(self) -> bool:
        """Whether somebody's word is enough: nothing forbids asking it."""
        return all(each.code == "duplicate_options" for each in self.errors)


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one page of one view."""

    rows: list[ShownRow]
    found: int
    n: int
    pages: int


def page_of(run: ItemImport, states: States, shown: str, n: int) -> Page:
    wanted = states.having(shown)
    pages = max(1, -(-len(wanted) // PAGE))
    n = max(1, min(n, pages))
    part = wanted[(n - 1) * PAGE : n * PAGE]
    return Page(shown_rows(run, states, part), len(wanted), n, pages)


def shown_rows(run: ItemImport, states: States, rows: list[int]) -> list[ShownRow]:
    read, about = import_reading.rows_at(run, rows), import_reading.about(run)
    return [_shown(run, about, states, row, read[row]) for row in rows]


def _shown(run: ItemImport, about: About, states: States, row: int, read: Row) -> ShownRow:
    decided = run.decisions.get(str(row), {})
    mended = "item" in decided
    item = msgspec.convert(decided["item"], Item) if mended else read.item
    problems = [msgspec.convert(each, Told) for each in decided["problems"]] if mended else read.problems
    return ShownRow(
        row + 1, states.states[row], read, with_values(item, run.decisions.get(FOR_ALL, {})),
        sorted(problems, key=lambda each: list(Severity).index(Severity(each.severity))),
        states.twins.get(row), mended, decided, about.materials.get(item.material or ""),
    )  # fmt: skip


def faults(run: ItemImport, states: States) -> list[ShownRow]:
    """The first rows that wait for somebody."""
    return shown_rows(run, states, states.having(State.MEND)[:MOST_FAULTS])


def told_words(told: Told) -> str:
    """The sentence of a finding."""
    return item_words.problem_words(Problem(Severity(told.severity), told.code, None, told.params))


def place_words(told: Told | Row) -> str:
    """“Line 17”, with the sheet where there are several."""
    if told.line is None:
        return _("The whole file")
    place = _("Line %(line)s", line=told.line)
    return f"{told.sheet} · {place}" if told.sheet else place


def twin_words(twin: Twin) -> str:
    if twin.row is not None:
        number = twin.row + 1
        if twin.agrees:
            return _("The same question as row %(number)s of this file.", number=number)
        return _("The same question as row %(number)s of this file, with another key.", number=number)
    if twin.agrees:
        return _("The bank has this question already: number %(number)s.", number=twin.number)
    return _("Same question, other key: number %(number)s of the bank.", number=twin.number)


def words(run: ItemImport, text: Any, item: Item | Material, markup: Any = None) -> Markup:
    """A text of a row, with pictures that only the import has so far."""

    def address(sha256: str) -> str:
        return url_for("quizzes.import_picture", import_id=run.id, sha256=sha256)

    return item_texts.shown(text, item, run.bank_id, markup=markup, address=address)


def answer(item: Item) -> str:
    """The key in words; letters that name no option stay letters."""
    known = {option.key for option in item.options}
    stray = [key for key in item.right if key not in known and key not in ("true", "false")]
    if stray:
        return ", ".join(item.right)
    return key_words(item)
