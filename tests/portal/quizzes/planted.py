"""Sittings whose answers are known beforehand: what was planted in them has to be found again."""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from portal.people.models import Account, Unit
from portal.quizzes.attempts import sitting
from portal.quizzes.models import Quiz
from portal.quizzes.papers import drawing
from question_bank.papers import PaperRule
from tests.factories import NOW, make_account, make_unit
from tests.portal.quizzes.quiz_factories import answer, begin, make_bank, make_item, make_plan, make_quiz

WRONG_KEY, TOO_EASY = 7, 12


def quiz_of(
    items: int = 20, people: int = 60, unit: Unit | None = None, **extra: object
) -> tuple[Quiz, list[Account]]:
    """A fixed paper of so many items, whose keys are all "b", and people who may sit it."""
    unit = unit or make_unit()
    staff = [make_account("staff", unit) for _ in range(people)]
    bank = make_bank(unit, [make_item(n) for n in range(1, items + 1)])
    rule = PaperRule(count=items, bank=str(bank.id), points=100 / items)
    return make_quiz(unit, staff, plan=make_plan(unit, bank, rules=(rule,)), **extra), staff  # type: ignore[arg-type]


def planted_answers(items: int = 20, people: int = 60, seed: int = 76) -> list[list[str]]:
    """Rows of letters, the best people first. Item 7 has the key "b" though "c" is right; hardly anybody
    misses item 12."""
    source = np.random.default_rng(seed)
    able = np.sort(source.normal(0.6, 1.0, people))[::-1]
    hard = source.normal(-0.3, 0.7, items)
    rows = []
    for ability in able:
        row = []
        for place in range(items):
            knows = source.random() < 1 / (1 + np.exp(hard[place] - 1.4 * ability))
            tempted = str(source.choice(list("acd")))
            if place + 1 == TOO_EASY:
                knows = source.random() < 0.97
            if place + 1 == WRONG_KEY:
                knows = source.random() < 1 / (1 + np.exp(-0.6 * ability))
                row.append("c" if knows else str(source.choice(list("abd"), p=[0.1, 0.8, 0.1])))
            else:
                row.append("b" if knows else tempted)
        rows.append(row)
    return rows


def sit_all(
    quiz: Quiz, people: Sequence[Account], rows: Sequence[Sequence[str]], minutes: int = 20
) -> list[str]:
    """Everybody answers in the order of the items in the bank. Returns the item ids by number."""
    numbers = numbers_of(quiz)
    for person, row in zip(people, rows, strict=True):
        attempt = begin(quiz, person)
        answer(quiz, attempt, dict(zip(numbers, row, strict=True)), NOW + timedelta(minutes=1))
        sitting.hand_in(quiz, attempt, at=NOW + timedelta(minutes=minutes))
    return numbers


def numbers_of(quiz: Quiz) -> list[str]:
    """The ids of the items by their place on the paper."""
    rows = sorted(drawing.frozen(quiz.id).items(), key=lambda each: each[1].position)
    return [item for item, _row in rows]
