"""What an item analysis starts from: the attempts that are looked at, as a table of marks and choices."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.extensions import db
from portal.people.models import Tree
from portal.quizzes.awareness import awareness_figures
from portal.quizzes.banks import wording
from portal.quizzes.models import (
    Attempt,
    Counting,
    FrozenItem,
    Marking,
    Quiz,
    QuizKind,
    Treatment,
)
from portal.quizzes.papers import drawing
from question_bank.analysis.marks import MarkTable, mark_table
from question_bank.items import Item

COUNTED, FIRST, LAST, BEST, ALL = "counted", "first", "last", "best", "all"
CHOICES = {
    COUNTED: _l("the attempt that counts"),
    FIRST: _l("first attempts"),
    LAST: _l("last attempts"),
    BEST: _l("best attempts"),
    ALL: _l("all attempts"),
}
BY_RULE = {Counting.BEST: BEST, Counting.LAST: LAST, Counting.FIRST: FIRST, Counting.MEAN: ALL}


@dataclass(frozen=True, slots=True)
class Sat:
    """A sealed attempt as its current marking has it. `person` is None where nobody may be known."""

    id: uuid.UUID
    person: uuid.UUID | None
    number: int
    unit_id: uuid.UUID
    paper_n: int
    total: float
    possible: float
    passed: bool | None
    pending: int
    marks: Mapping[str, Mapping[str, Any]]
    answers: Mapping[str, Any]

    @property
    def share(self) -> float:
        return self.total / self.possible if self.possible else 0.0


@dataclass(frozen=True, slots=True)
class Asked:
    """An item of the quiz: its number on the paper, the wording asked, and the one whose key marks it."""

    id: str
    number: int
    row: FrozenItem
    item: Item
    key: Item


@dataclass(frozen=True)
class Sitting:
    """All of a quiz that is looked at. `waiting` counts the marks an item still waits for."""

    quiz: Quiz
    which: str
    sat: Sequence[Sat]
    everything: Sequence[Sat]
    asked: Mapping[str, Asked]
    waiting: Mapping[str, int] = field(default_factory=dict)

    @property
    def repeated(self) -> bool:
        """Whether somebody sat more than once, so that it matters which attempts are looked at."""
        people = [each.person for each in self.everything if each.person is not None]
        return len(set(people)) < len(people)

    @cached_property
    def table(self) -> MarkTable | None:
        """Fractions of points: a row an attempt, NaN where the item was not on the paper.

        Left out: what a regrade dropped or gave to everybody, and what waits for a person.
        """
        names = [
            each.id
            for each in self.asked.values()
            if each.row.treatment == Treatment.NORMAL and each.id not in self.waiting
        ]
        held = {name for sat in self.sat for name in sat.marks}
        names = [name for name in names if name in held]
        if not names or not self.sat:
            return None
        place = {name: column for column, name in enumerate(names)}
        fractions, most = np.full((len(self.sat), len(names)), np.nan), np.ones(len(names))
        for line, sat in enumerate(self.sat):
            for name, given in sat.marks.items():
                column = place.get(name)
                if column is not None:
                    fractions[line, column] = given["fraction"]
                    most[column] = given["of"] or 1.0
        fractions = fractions[~np.isnan(fractions).all(axis=1)]
        return mark_table(fractions * most, most, names)

    @cached_property
    def rows(self) -> Sequence[Sat]:
        """The attempts behind the lines of the table, in its order."""
        names = set(self.table.items) if self.table is not None else set()
        return [sat for sat in self.sat if not names.isdisjoint(sat.marks)]

    def choice_of(self, sat: Sat, item: str) -> Any:
        return sat.answers.get(item)


def read(quiz: Quiz, which: str = COUNTED, units: frozenset[uuid.UUID] | None = None) -> Sitting:
    """`units` narrows to the people of these; None: everybody."""
    everything = _responses(quiz, units) if quiz.kind == QuizKind.AWARENESS else _attempts(quiz)
    if units is not None:
        everything = [sat for sat in everything if sat.unit_id in units]
    which = which if which in CHOICES else COUNTED
    sat = chosen(everything, BY_RULE[Counting(quiz.counting)] if which == COUNTED else which)
    return Sitting(quiz, which, sat, everything, asked_of(quiz), _waiting(sat))


def asked_of(quiz: Quiz) -> dict[str, Asked]:
    """The items a quiz froze, in the order of its paper or pool."""
    frozen = sorted(drawing.frozen(quiz.id).items(), key=lambda each: each[1].position)
    found = wording.wordings(pair for _id, row in frozen for pair in _both(row))
    return {
        name: Asked(name, place, row, found[row.item_id, row.n], found[row.item_id, row.key_n])
        for place, (name, row) in enumerate(frozen, start=1)
    }


def chosen(everything: Sequence[Sat], which: str) -> list[Sat]:
    """One attempt of each person, or all of them; of equal ones the earlier."""
    if which == ALL:
        return list(everything)
    best: dict[object, Sat] = {}
    for sat in everything:
        known = best.get(sat.person or sat.id)
        if known is None or _before(sat, known, which):
            best[sat.person or sat.id] = sat
    return list(best.values())


def _before(sat: Sat, known: Sat, which: str) -> bool:
    if which == BEST:
        return (sat.share, -sat.number) > (known.share, -known.number)
    return sat.number < known.number if which == FIRST else sat.number > known.number


def _both(row: FrozenItem) -> Iterable[tuple[uuid.UUID, int]]:
    return (row.item_id, row.n), (row.item_id, row.key_n)


def _attempts(quiz: Quiz) -> list[Sat]:
    columns = (
        Attempt.id, Attempt.account_id, Attempt.retailer_id, Attempt.number, Attempt.unit_id, Attempt.paper_n,
        Attempt.answers, Marking.total, Marking.possible, Marking.passed, Marking.pending, Marking.marks,
    )  # fmt: skip
    query = (
        select(*columns)
        .join(Marking, (Marking.quiz_id == Attempt.quiz_id) & (Marking.attempt_id == Attempt.id))
        .where(Attempt.quiz_id == quiz.id, Attempt.handed_in_at.is_not(None), Marking.is_current)
        .order_by(Attempt.handed_in_at, Attempt.number, Attempt.id)
    )
    return [
        Sat(
            row.id, row.account_id or row.retailer_id, row.number, row.unit_id, row.paper_n, row.total,
            row.possible, row.passed, row.pending, row.marks, (row.answers or {}).get("answers") or {},
        )
        for row in db.session.execute(query)
    ]  # fmt: skip


def _responses(quiz: Quiz, units: frozenset[uuid.UUID] | None) -> list[Sat]:
    """Answers without names, as many as the page of the check may count: each item is worth one point, right
    or wrong by the key of its day."""
    rows = awareness_figures.showable(quiz, Tree.load().below(quiz.unit_id) if units is None else units)
    return [
        Sat(
            row.id, None, 1, row.unit_id, row.paper_n, row.count_right, len(row.right), None, 0,
            {item: {"fraction": float(right), "of": 1.0} for item, right in row.right.items()}, row.answers,
        )
        for row in sorted(rows, key=lambda row: row.id)
    ]  # fmt: skip


def _waiting(sat: Iterable[Sat]) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in sat:
        if each.pending:
            for item, given in each.marks.items():
                if given["fraction"] is None:
                    found[item] = found.get(item, 0) + 1
    return found
