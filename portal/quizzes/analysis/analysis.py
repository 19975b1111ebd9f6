"""The analysis of a quiz's items: figures of each, who chose what, and what to do about it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from flask_babel import gettext as _

from portal.quizzes.analysis import analysis_words as words
from portal.quizzes.analysis.analysis_data import Asked, Sitting
from portal.quizzes.banks.item_texts import letter
from portal.quizzes.models import Treatment
from question_bank.analysis.groups import memberships
from question_bank.analysis.items import ItemStatistics, item_statistics
from question_bank.analysis.marks import NEARLY, MarkTable, Numbers
from question_bank.analysis.options import OptionTable, option_table
from question_bank.analysis.paper_statistics import PaperStatistics, paper_statistics
from question_bank.analysis.remarks import Remark

FREQUENT = 5
WORST = {words.BAD: 0, words.WARN: 1, words.NONE: 3, words.OK: 2}


@dataclass(frozen=True, slots=True)
class Chosen:
    """One answer in the two ends of the group; people tied at a border count in part."""

    label: str
    text: str
    is_key: bool
    upper: float
    lower: float
    count: int


@dataclass(frozen=True, slots=True)
class Ends:
    """Who chose what among the best and the weakest 27 %, by what they did on all other items."""

    upper: float
    lower: float
    n: int
    blank: int
    lines: tuple[Chosen, ...]

    @property
    def shares_ties(self) -> bool:
        return any(
            abs(each - round(each)) > NEARLY for line in self.lines for each in (line.upper, line.lower)
        )

    @property
    def favourite(self) -> Chosen | None:
        """What most of the best chose."""
        return max(self.lines, key=lambda line: line.upper, default=None)


@dataclass(frozen=True)
class Line:
    """One item with its figures and what they mean; `right` of `figures.n` had it all right."""

    asked: Asked
    figures: ItemStatistics
    right: int

    @property
    def id(self) -> str:
        return self.asked.id

    @property
    def number(self) -> int:
        return self.asked.number

    @cached_property
    def verdict(self) -> words.Verdict:
        return words.verdict(self.remarks)

    @cached_property
    def remarks(self) -> list[Remark]:
        return words.remarks_of(self.figures)

    @property
    def advice(self) -> list[str]:
        return [sentence for sentence in map(words.advice, self.remarks) if sentence]

    def share_of(self, label: str) -> float | None:
        """The share that chose an option, None where the item has no such option."""
        lines = self.figures.options.lines if self.figures.options else ()
        return next((line.share.value for line in lines if line.option == label), None)

    @property
    def key_labels(self) -> list[str]:
        return [line.option for line in self.figures.options.key] if self.figures.options else []


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An item without figures, and why."""

    asked: Asked
    reason: str


@dataclass(frozen=True)
class Analysis:
    """What the items of one sitting say. Without attempts there are no lines."""

    sitting: Sitting
    lines: tuple[Line, ...]
    paper: PaperStatistics | None

    @property
    def n(self) -> int:
        return self.paper.n if self.paper else 0

    @cached_property
    def by_gravity(self) -> list[Line]:
        return sorted(self.lines, key=lambda line: (WORST[line.verdict.state], line.number))

    @cached_property
    def to_look_at(self) -> list[Line]:
        return [line for line in self.by_gravity if line.verdict.to_look_at]

    @cached_property
    def suspects(self) -> list[Line]:
        return [line for line in self.by_gravity if line.verdict.state == words.BAD]

    @cached_property
    def best(self) -> list[Line]:
        """The items that tell best who knows, to see what a good one looks like."""
        good = [line for line in self.lines if line.verdict.code == "good"]
        return sorted(good, key=lambda line: -(line.figures.discrimination.value or 0))

    @cached_property
    def left_out(self) -> list[LeftOut]:
        known = {line.id for line in self.lines}
        return [
            LeftOut(asked, _why_left_out(asked, self.sitting))
            for asked in self.sitting.asked.values()
            if asked.id not in known and asked.item.asked
        ]

    @property
    def labels(self) -> list[str]:
        """The columns of a list of options: A to the last letter any item uses."""
        most = max(
            (len(line.figures.options.lines) for line in self.lines if line.figures.options), default=0
        )
        return [letter(place) for place in range(min(most, 6))]

    def line(self, item: str) -> Line | None:
        return next((line for line in self.lines if line.id == item), None)

    def ends(self, line: Line) -> Ends | None:
        """None where there is nothing to choose, or too few to make groups of."""
        table, options = self.sitting.table, line.figures.options
        if table is None or options is None or line.figures.groups.value is None:
            return None
        return _ends(table, self.sitting, line, options)

    def frequent(self, line: Line) -> list[tuple[str, int]]:
        """The wrong words or numbers given most often, for items without options."""
        if line.asked.key.type not in words.TYPED:
            return []
        wrong = Counter(
            _as_words(given)
            for sat in self.sitting.rows
            if line.id in sat.marks and sat.marks[line.id]["fraction"] < 1 - NEARLY
            if (given := self.sitting.choice_of(sat, line.id)) not in (None, "", {}, [])
        )
        return [pair for pair in wrong.most_common(FREQUENT) if pair[1] > 1]


def analyse(sitting: Sitting) -> Analysis:
    table = sitting.table
    if table is None:
        return Analysis(sitting, (), None)
    options = {
        name: _options(sitting, table, column, sitting.asked[name])
        for column, name in enumerate(table.items)
        if sitting.asked[name].key.type in words.CHOOSING
    }
    found = item_statistics(table, options)
    right = np.nansum(table.fractions >= 1 - NEARLY, axis=0)
    lines = tuple(
        Line(sitting.asked[each.item], each, int(right[column])) for column, each in enumerate(found)
    )
    return Analysis(sitting, lines, paper_statistics(table, sitting.quiz.pass_mark))


def _options(sitting: Sitting, table: MarkTable, column: int, asked: Asked) -> OptionTable:
    """By the letters pages use, among those who were given the item."""
    named = words.letters(asked.key)
    given, rest = table.given[:, column], table.rest(column)
    taken = [
        _labels(sitting.choice_of(sat, asked.id), named)
        for sat, has in zip(sitting.rows, given, strict=True)
        if has
    ]
    key = [named[each] for each in words.right_keys(asked.key) if each in named]
    return option_table(taken, rest[given], key, list(named.values()))


def _labels(answer: Any, named: Mapping[str, str]) -> str | tuple[str, ...]:
    """One label, several, or "" for nothing."""
    if isinstance(answer, str):
        return named.get(answer, "")
    return tuple(named[key] for key in answer or () if key in named)


def _ends(table: MarkTable, sitting: Sitting, line: Line, options: OptionTable) -> Ends | None:
    column = table.items.index(line.id)
    rest = table.rest(column)
    known = ~np.isnan(rest)
    upper, lower = memberships(rest[known])
    named = words.letters(line.asked.key)
    sat = [each for each, has in zip(sitting.rows, known, strict=True) if has]
    taken = [_labels(sitting.choice_of(each, line.id), named) for each in sat]
    lines = tuple(
        _chosen(line.asked, key, label, taken, upper, lower, options) for key, label in named.items()
    )
    return Ends(float(upper.sum()), float(lower.sum()), options.n, options.blank, lines)


def _chosen(
    asked: Asked,
    key: str,
    label: str,
    taken: Sequence[str | tuple[str, ...]],
    upper: Numbers,
    lower: Numbers,
    options: OptionTable,
) -> Chosen:
    chose = np.array(
        [each == label if isinstance(each, str) else label in each for each in taken], dtype=np.float64
    )
    count = next((line.count for line in options.lines if line.option == label), 0)
    text = words.option_text(asked.key, key)
    return Chosen(
        label, text, key in words.right_keys(asked.key), float(upper @ chose), float(lower @ chose), count
    )


def _why_left_out(asked: Asked, sitting: Sitting) -> str:
    if asked.row.treatment == Treatment.DROPPED:
        return _("Dropped by a regrade.")
    if asked.row.treatment == Treatment.EVERYBODY:
        return _("Counted as right for everybody by a regrade.")
    if asked.id in sitting.waiting:
        return _("%(n)s answers wait to be marked by a person.", n=sitting.waiting[asked.id])
    return _("Nobody has been given it yet.")


def _as_words(given: Any) -> str:
    told = " / ".join(str(each) for each in given.values()) if isinstance(given, dict) else str(given)
    return " ".join(told.split())[:80]
