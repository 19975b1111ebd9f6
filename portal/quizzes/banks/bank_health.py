"""题库体检: what a bank should be looked at for, counted, and which items that are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, or_, select

from portal.extensions import db
from portal.quizzes.banks.bank_check_kinds import BAD, DATED, KNOWN, NONE, WARN
from portal.quizzes.banks.bank_checks import DOUBTFUL, Findings
from portal.quizzes.models import Bank, ItemFigure, QuizItem
from question_bank.problems import Problem

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Line:
    """A check with what it found; without `key` it is about the bank, not about items."""

    key: str
    label: str
    figure: str
    lamp: str
    word: str


def condition(key: str, bank: Bank, today: date) -> ColumnElement[bool] | None:
    """A check that the database can answer; None for the others."""
    found: dict[str, ColumnElement[bool]] = {
        "expired": QuizItem.expires_on < today,
        "expiring": QuizItem.expires_on.between(today, today + SOON),
        "unsigned": or_(QuizItem.signed_n.is_(None), QuizItem.signed_n != QuizItem.current_n),
        "doubtful": QuizItem.id.in_(select(ItemFigure.item_id).where(ItemFigure.verdict == DOUBTFUL)),
        "no_problem": QuizItem.problem_id.is_(None),
    }
    return found.get(key)


def panel(bank: Bank, findings: Findings, today: date) -> list[Line]:
    """What there is to look at, gravest first; a check that found nothing has no row."""
    counted = {key: len(numbers) for key, numbers in findings.checks.items()} | _counted(bank, today)
    lines = [
        Line(key, str(check.label), str(counted[key]), check.lamp, str(check.word))
        for key, check in KNOWN.items()
        if counted.get(key)
    ]
    return sorted(lines, key=lambda line: (BAD, WARN, NONE).index(line.lamp)) + _of_bank(findings.of_bank)


def _counted(bank: Bank, today: date) -> dict[str, int]:
    keys = [check.key for check in DATED if check.key != "unsigned" or bank.needs_signing]
    terms = [condition(key, bank, today) for key in keys]
    query = select(*[func.count().filter(term) for term in terms if term is not None]).where(
        QuizItem.bank_id == bank.id, QuizItem.retired_at.is_(None)
    )
    return dict(zip(keys, db.session.execute(query).one(), strict=True))


def _of_bank(found: Iterable[Problem]) -> list[Line]:
    lines = []
    for problem in found:
        figure, label = "", _(problem.template, **problem.params)
        if problem.code == "key_positions":
            place, share = _most(str(problem.params["counts"]))
            label, figure = _("Key mostly at %(place)s", place=place), f"{share:.0%}"
        elif problem.code == "longest_is_key":
            label = _("Longest answer is the key")
            figure = f"{problem.params['k']}/{problem.params['n']}"
        word = _("Shuffle the answers") if problem.code == "key_positions" else _("Look")
        lines.append(Line("", label, figure, NONE, word))
    return lines


def _most(counts: str) -> tuple[str, float]:
    """`A 434, B 390` -> ("A", 0.53)."""
    pairs = [each.rsplit(" ", 1) for each in counts.split(", ")]
    numbers = {place: int(count) for place, count in pairs}
    most = max(numbers, key=lambda place: numbers[place])
    return most, numbers[most] / (sum(numbers.values()) or 1)
