"""What the examiner's two pages show: the sheet he fills in, and how it went."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal.extensions import db
from portal.quizzes.attempts import asked, examining, examining_answers, marks, sheets, sitting
from portal.quizzes.attempts.asked import Asked
from portal.quizzes.attempts.examining import Examined
from portal.quizzes.attempts.examining_answers import Seen
from portal.quizzes.models import Attempt, Marking, Quiz
from portal.quizzes.results.answer_words import answer_words, key_words
from question_bank.items import GuidePoint, Material

RIGHT = 1 - 1e-7


@dataclass(frozen=True, slots=True)
class Line:
    """One question to be examined. `seen` is what was ticked where the examiner judges himself."""

    asked: Asked
    given: Any
    seen: Seen | None
    key: str
    material: Material | None
    answered: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    quiz: Quiz
    attempt: Attempt
    who: Examined
    lines: Sequence[Line]

    @property
    def steps(self) -> int:
        return sum(len(line.asked.item.guide) for line in self.lines if line.seen is not None)

    @property
    def ticked(self) -> int:
        return sum(len(line.seen.ticks) for line in self.lines if line.seen is not None)

    @property
    def empty(self) -> int:
        """Questions without an answer; steps are counted by themselves."""
        return sum(not line.answered for line in self.lines if not line.asked.item.guide)


@dataclass(frozen=True, slots=True)
class Told:
    """One question afterwards: each step with whether it was done, or what was said, and what it gave."""

    asked: Asked
    steps: Sequence[tuple[GuidePoint, bool]]
    given: str
    comment: str
    verdict: str
    points: float | None
    of: float


@dataclass(frozen=True, slots=True)
class Outcome:
    quiz: Quiz
    attempt: Attempt
    who: Examined
    marking: Marking | None
    lines: Sequence[Told]


def sheet(attempt: Attempt) -> Sheet:
    found, answers = asked.sheet_of(attempt), sitting.answers_now(attempt)
    before, lines = None, []
    for each in found.asked:
        answer = answers.get(each.question.item, (0, None, None))[1]
        judged = examining_answers.is_seen(each.item)
        material = found.materials.get(each.material_id) if each.material_id else None
        lines.append(
            Line(
                each, None if judged else sheets.show(each, answer),
                examining_answers.seen(each.item, answer) if judged else None,
                key_words(each.item, each.question.options),
                material if each.material_id != before else None, answer is not None,
            )
        )  # fmt: skip
        before = each.material_id
    return Sheet(db.session.get_one(Quiz, attempt.quiz_id), attempt, Examined.of(attempt), lines)


def outcome(attempt: Attempt) -> Outcome:
    """By the marks that hold today."""
    marking, given = marks.current(attempt), (attempt.answers or {}).get("answers") or {}
    by_hand, values = examining.marks_of(attempt), marking.marks if marking else {}
    lines = []
    for each in asked.sheet_of(attempt).asked:
        item, mark = each.question.item, values.get(each.question.item, {})
        hand = by_hand.get(item) if examining_answers.is_seen(each.item) else None
        ticks = set(hand.ticks) if hand else set()
        steps = [(point, place in ticks) for place, point in enumerate(each.item.guide)]
        words = "" if hand else answer_words(each.item, given.get(item), each.question.options)
        lines.append(
            Told(
                each, steps, words, hand.comment if hand else "", _verdict(mark, item in given),
                mark.get("points"), each.question.points,
            )
        )  # fmt: skip
    quiz = db.session.get_one(Quiz, attempt.quiz_id)
    return Outcome(quiz, attempt, Examined.of(attempt), marking, lines)


def _verdict(mark: dict[str, Any], answered: bool) -> str:
    fraction = mark.get("fraction")
    if fraction is None:
        return "dropped" if not mark else "pending"
    if fraction >= RIGHT:
        return "right"
    if not answered:
        return "empty"
    return "partly" if fraction > 0 else "wrong"
