"""Papers of unequal difficulty: what was expected of each, and scores as if all had been alike.

The method, in words: when a paper is drawn, the share of right answers to expect on it is worked out from
earlier answers to its items, or from their stated difficulty. The adjusted score adds to a score what its
paper was expected to be harder than the papers of all those who sat (or takes off what it was easier), and
stays between 0 and 1: a linear adjustment of means (Kolen & Brennan, Test Equating, 3rd ed., 2.1 with equal
spreads). It informs; nobody passes or fails by it.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean

from sqlalchemy import select

from portal.extensions import db
from portal.quizzes.models import PaperKind, Quiz, QuizDraw, QuizPaper
from portal.quizzes.results.result_people import Line


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One drawn paper: what was expected, who sat it as the attempt that counts, and what they scored."""

    number: int
    expected: float
    n: int
    mean: float
    adjusted: float


@dataclass(frozen=True, slots=True)
class Papers:
    """`expected` of each paper by number, their mean over those who sat, and the lines of papers sat."""

    expected: Mapping[int, float]
    level: float
    lines: list[PaperLine]

    @property
    def hardest(self) -> PaperLine:
        return min(self.lines, key=lambda line: line.expected)

    @property
    def easiest(self) -> PaperLine:
        return max(self.lines, key=lambda line: line.expected)

    def adjusted(self, line: Line) -> float | None:
        """The score of this person as if the paper had been as hard as all papers together."""
        return None if line.standing is None else self.of(line.standing.share, self._expected_of(line))

    def of(self, share: float, expected: float) -> float:
        return min(1.0, max(0.0, share + self.level - expected))

    def _expected_of(self, line: Line) -> float:
        return fmean(self.expected[each.paper_n] for each in line.counted)


def papers(quiz: Quiz, lines: Iterable[Line]) -> Papers | None:
    """None where everybody sat the same paper."""
    rules = db.session.get(QuizDraw, quiz.id)
    if rules is None or rules.kind != PaperKind.DRAWN or quiz.papers < 2:
        return None
    done = [line for line in lines if line.standing is not None]
    if not done:
        return None
    expected = _expected(quiz.id)
    by_number: defaultdict[int, list[float]] = defaultdict(list)
    for line in done:
        for attempt, marking in _marked(line):
            by_number[attempt].append(marking)
    level = fmean(expected[each.paper_n] for line in done for each in line.counted)
    found = Papers(expected, level, [])
    for number, shares in sorted(by_number.items()):
        mean = fmean(shares)
        adjusted = found.of(mean, expected[number])
        found.lines.append(PaperLine(number, expected[number], len(shares), mean, adjusted))
    return found


def _marked(line: Line) -> list[tuple[int, float]]:
    """(paper, share) of each attempt that counts."""
    shares = {marking.attempt_id: marking.share for marking in line.markings}
    return [(each.paper_n, shares[each.id]) for each in line.counted if each.id in shares]


def _expected(quiz_id: uuid.UUID) -> dict[int, float]:
    query = select(QuizPaper.number, QuizPaper.expected).where(QuizPaper.quiz_id == quiz_id)
    return {number: expected for number, expected in db.session.execute(query)}
