"""题库体检: what a bank should be looked at for, counted, and which items that are."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func, or_, select

from portal.extensions import db
from portal.quizzes.bank_checks import DOUBTFUL, Findings
from portal.quizzes.models import Bank, ItemFigure, QuizItem
from question_bank.problems import Problem, Severity

SOON = timedelta(days=30)
BAD, WARN, NONE = "bad", "warn", "none"


@dataclass(frozen=True, slots=True)
class Check:
    """A row of the panel: its name, its lamp with a word, and the findings it counts."""

    key: str
    label: Any
    lamp: str
    word: Any
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A check with what it found; without `key` it is about the bank, not about items."""

    key: str
    label: str
    figure: str
    lamp: str
    word: str


# What a look at the texts finds. Errors that no row names are counted as broken.
NAMED = (
    Check("contradiction", _l("Same question, other key"), BAD, _l("Choose one"), ("contradiction",)),
    Check("same_options", _l("Answers that say the same"), BAD, _l("Mend"), ("duplicate_options",)),
    Check("repeat", _l("Asked twice"), WARN, _l("Keep one"), ("exact_repeat",)),
    Check("near", _l("Nearly the same"), NONE, _l("Never on one paper"), ("near_repeat",)),
    Check("damaged", _l("Damaged by Excel"), WARN, _l("Type it again"), ("key_damaged",)),
    Check("order", _l("Holds only in its order"), WARN, _l("Pin it"), ("not_pinned", "names_letters")),
    Check("no_explanation", _l("No explanation"), WARN, _l("Add one"), ("no_explanation",)),
)
BROKEN = Check("broken", _l("Cannot be asked as it is"), BAD, _l("Mend"))
OTHER = Check("other", _l("Other remarks"), WARN, _l("Look"))
# What the rows of the items tell by themselves.
DATED = (
    Check("expired", _l("Source has lapsed"), BAD, _l("Not drawn")),
    Check("expiring", _l("Lapses within 30 days"), WARN, _l("Soon")),
    Check("unsigned", _l("Waiting to be signed"), BAD, _l("Not reviewed")),
    Check("doubtful", _l("Answers speak against the key"), BAD, _l("Check the key")),
    Check("no_problem", _l("No problem attached"), WARN, _l("Attach one")),
)
KNOWN = {check.key: check for check in (*NAMED, BROKEN, OTHER, *DATED)}
_CODES = {code: check.key for check in NAMED for code in check.codes} | {"expired": "expired"}


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


def items_with(key: str, findings: Findings) -> set[uuid.UUID]:
    """The items a check of the texts is about."""
    return {item for item, found in findings.by_item.items() if any(_check_of(each) == key for each in found)}


def panel(bank: Bank, findings: Findings, today: date) -> list[Line]:
    """What there is to look at, gravest first; a check that found nothing has no row."""
    counted = {check.key: len(items_with(check.key, findings)) for check in (*NAMED, BROKEN, OTHER)}
    counted |= _counted(bank, today)
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


def _check_of(problem: Problem) -> str:
    if problem.code in _CODES:
        return _CODES[problem.code]
    if problem.severity is Severity.ERROR:
        return BROKEN.key
    return OTHER.key if problem.severity is Severity.WARNING else ""
