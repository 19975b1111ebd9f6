"""What a careful look at a bank found. A large one takes seconds, so a sweep keeps what it found."""

import uuid
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Lock
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, func, or_, select

from portal import clock
from portal.extensions import db
from portal.jobs.sweeps import sweep
from portal.quizzes import bank_documents
from portal.quizzes.models import Bank, BankCheck, ItemFigure, QuizItem
from question_bank.checks import lint
from question_bank.problems import Problem, Severity

AT_ONCE = 500
"""Up to here a bank is looked at while its page waits (60 ms); beyond, the sweep does it."""
KEPT = 64
DOUBTFUL = "check_key"
EDITION = 1
"""Counts up when the checks themselves change."""

_kept: "OrderedDict[uuid.UUID, tuple[str, Findings]]" = OrderedDict()
_lock = Lock()


@dataclass(frozen=True, slots=True)
class Findings:
    """By item, and about the bank as a whole. `fresh`: nothing was changed since `checked_at`."""

    by_item: dict[uuid.UUID, list[Problem]] = field(default_factory=dict)
    of_bank: list[Problem] = field(default_factory=list)
    checked_at: datetime | None = None
    fresh: bool = True

    @property
    def grave(self) -> set[uuid.UUID]:
        """Items with an error or a warning; a hint only helps."""
        return {
            key
            for key, found in self.by_item.items()
            if any(each.severity != Severity.HINT for each in found)
        }


def findings(bank: Bank) -> Findings:
    """What is known today; for a large bank that has just been changed, what was known before."""
    stamps = _stamps([bank.id])
    stamp, count = stamps.get(bank.id, ("", 0))
    kept = _kept.get(bank.id)
    if kept is not None and kept[0] == stamp:
        return kept[1]
    stored = db.session.get(BankCheck, bank.id)
    if stored is not None and stored.stamp == stamp:
        return _keep(bank.id, stamp, _read(stored.findings, stored.checked_at))
    if count <= AT_ONCE:
        return _keep(bank.id, stamp, look_at(bank, clock.now()))
    if stored is None:
        return Findings(fresh=False)
    return _read(stored.findings, stored.checked_at, fresh=False)


def look_at(bank: Bank, at: datetime) -> Findings:
    """Check the bank now, whatever is known."""
    document = bank_documents.assembled(bank)
    by_item: dict[uuid.UUID, list[Problem]] = {}
    of_bank = []
    for problem in lint(document.bank, _today(at)):
        key = document.ids.get(problem.item or "")
        if key is not None:
            by_item.setdefault(key, []).append(_spoken(problem))
        elif problem.code != "no_quiz_items":
            of_bank.append(problem)
    return Findings(by_item, of_bank, at)


def to_look_at(bank: Bank, found: Findings) -> set[uuid.UUID]:
    """Items with an error or a warning, with a doubtful key, and unsigned ones where that is asked."""
    wrong: list[ColumnElement[bool]] = [
        QuizItem.id.in_(select(ItemFigure.item_id).where(ItemFigure.verdict == DOUBTFUL))
    ]
    if bank.needs_signing:
        wrong += [QuizItem.signed_n.is_(None), QuizItem.signed_n != QuizItem.current_n]
    query = select(QuizItem.id).where(QuizItem.bank_id == bank.id, QuizItem.retired_at.is_(None), or_(*wrong))
    return found.grave | set(db.session.scalars(query))


@sweep("check question banks", minutes=1)
def check_banks(at: datetime) -> None:
    """Look again at every bank that was changed since."""
    stamps = _stamps(None)
    known = dict(db.session.execute(select(BankCheck.bank_id, BankCheck.stamp)).all())
    for bank_id, (stamp, _count) in stamps.items():
        if known.get(bank_id) != stamp:
            _renew(db.session.get_one(Bank, bank_id), stamp, at)
            db.session.commit()


def needing(bank_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many items of each bank need looking at, as the last check had it."""
    query = select(BankCheck.bank_id, BankCheck.needing).where(BankCheck.bank_id.in_(list(bank_ids)))
    return dict(db.session.execute(query).all())


def _renew(bank: Bank, stamp: str, at: datetime) -> None:
    found = look_at(bank, at)
    row = db.session.get(BankCheck, bank.id) or BankCheck(bank_id=bank.id)
    row.stamp, row.checked_at, row.needing = stamp, at, len(to_look_at(bank, found))
    row.findings = {
        "items": {str(key): [_written(each) for each in found.by_item[key]] for key in found.by_item},
        "bank": [_written(each) for each in found.of_bank],
    }
    db.session.add(row)
    _keep(bank.id, stamp, found)


def _stamps(bank_ids: list[uuid.UUID] | None) -> dict[uuid.UUID, tuple[str, int]]:
    """What tells one state of a bank from the next, and how many items are in use, from one cheap count."""
    query = (
        select(
            QuizItem.bank_id, func.count(), func.sum(QuizItem.current_n), func.sum(QuizItem.row_version),
            func.sum(QuizItem.number), func.count(QuizItem.retired_at),
            func.count().filter(ItemFigure.verdict == DOUBTFUL),
        )
        .outerjoin(ItemFigure, ItemFigure.item_id == QuizItem.id)
        .group_by(QuizItem.bank_id)
    )  # fmt: skip
    if bank_ids is not None:
        query = query.where(QuizItem.bank_id.in_(bank_ids))
    day = _today(clock.now()).isoformat()
    return {
        row[0]: ("-".join(str(each) for each in (EDITION, day, *row[1:])), row[1] - row[5])
        for row in db.session.execute(query)
    }


def _spoken(problem: Problem) -> Problem:
    """Other items are named by their number in the bank."""
    other = problem.params.get("other")
    if not isinstance(other, str):
        return problem
    return Problem(
        problem.severity,
        problem.code,
        problem.item,
        {**problem.params, "other": bank_documents.number_of(other)},
    )


def _keep(bank_id: uuid.UUID, stamp: str, found: Findings) -> Findings:
    with _lock:
        _kept[bank_id] = (stamp, found)
        _kept.move_to_end(bank_id)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def _written(problem: Problem) -> list[Any]:
    return [problem.severity.value, problem.code, problem.params]


def _read(document: Any, checked_at: datetime, fresh: bool = True) -> Findings:
    by_item = {uuid.UUID(key): [_problem(each) for each in found] for key, found in document["items"].items()}
    return Findings(by_item, [_problem(each) for each in document["bank"]], checked_at, fresh)


def _problem(written: list[Any]) -> Problem:
    return Problem(Severity(written[0]), written[1], None, written[2])


def _today(at: datetime) -> date:
    return clock.day_of(at, current_app.config["TIME_ZONE"])
