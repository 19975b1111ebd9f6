"""What a whole paper is worth: marks by question, the total, and whether it is passed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from question_bank.errors import PaperError
from question_bank.items import Item
from question_bank.marking import NEARLY_NOTHING, Mark, mark, with_certainty
from question_bank.papers import Paper, Question


@dataclass(frozen=True, slots=True)
class PaperResult:
    """Marks and points by item; `passed` is None without a pass mark and while open marks can decide it."""

    marks: Mapping[str, Mark]
    points: Mapping[str, float]
    possible: float
    open_points: float
    passed: bool | None

    @property
    def total(self) -> float:
        """The points so far."""
        return round(sum(self.points.values()), 6)

    @property
    def share(self) -> float:
        """The points so far as a share of what can be reached."""
        return self.total / self.possible if self.possible else 0.0

    @property
    def pending(self) -> tuple[str, ...]:
        """The items that wait for a person."""
        return tuple(item for item, given in self.marks.items() if given.pending)


def mark_paper(
    paper: Paper,
    items: Mapping[str, Item],
    answers: Mapping[str, object],
    manual: Mapping[str, float] | None = None,
    certainty: Mapping[str, int] | None = None,
    right_for_all: Collection[str] = (),
) -> PaperResult:
    """Marks a paper from the frozen versions; a question without an answer counts, with nothing.

    `items` are the versions asked, by the ids of the paper; `manual` the fractions people gave to what no
    rule can mark; `certainty` (1 to 3) turns on certainty-based marking; items in `right_for_all` count in
    full for everybody, answered or not. PaperError if a version is missing.
    """
    marks, points = {}, {}
    for question in paper.questions:
        if question.item not in items:
            raise PaperError("version_missing", item=question.item)
        given = _given(question, items, answers, right_for_all)
        if given.pending and question.item in (manual or {}):
            given = Mark(min(max((manual or {})[question.item], 0.0), 1.0))
        marks[question.item] = given
        sure = None if question.item in right_for_all else certainty
        points[question.item] = _points(question, given, sure)
    waiting = sum(question.points for question in paper.questions if marks[question.item].pending)
    passed = _passed(sum(points.values()), waiting, paper.pass_mark)
    return PaperResult(marks, points, paper.points, waiting, passed)


def _given(
    question: Question,
    items: Mapping[str, Item],
    answers: Mapping[str, object],
    right_for_all: Collection[str],
) -> Mark:
    if question.item in right_for_all:
        return Mark(1.0)
    return mark(items[question.item], answers.get(question.item), question.rule)


def _points(question: Question, given: Mark, certainty: Mapping[str, int] | None) -> float:
    if given.fraction is None:
        return 0.0
    if certainty is None or not given.answered:
        return round(given.fraction * question.points, 9)
    earned = with_certainty(given.fraction, certainty.get(question.item, 1))
    return round(earned * question.points, 9)


def _passed(total: float, waiting: float, pass_mark: float | None) -> bool | None:
    if pass_mark is None:
        return None
    if total >= pass_mark - NEARLY_NOTHING:
        return True
    return None if total + waiting >= pass_mark - NEARLY_NOTHING else False
