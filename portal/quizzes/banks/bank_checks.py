"""What a careful look at a bank found. A large one takes seconds, so a sweep keeps what it found."""

import uuid
from collections import OrderedDict, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from threading import Lock
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, func, or_, select

from portal import clock
from portal.extensions import db
from portal.jobs.sweeps import sweep
from portal.quizzes.banks import bank_documents
from portal.quizzes.banks.bank_check_kinds import check_of
from portal.quizzes.models import Bank, BankCheck, ItemFigure, QuizItem
from question_bank.checks import lint
from question_bank.items import Bank as QuizBank
from question_bank.items import Item
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
    """By number of the item, as its bank counts them; what is said of one item alone is found anew.

    `checks` are the rows of `bank_check_kinds`; `twins` names items that resemble another one. `fresh`:
    nothing was changed since `checked_at`.
    """

    checks: dict[str, frozenset[int]] = field(default_factory=dict)
    errors: frozenset[int] = frozenset()
    warnings: frozenset[int] = frozenset()
    twins: dict[int, list[Problem]] = field(default_factory=dict)
    of_bank: list[Problem] = field(default_factory=list)
    checked_at: datetime | None = None
    fresh: bool = True

    @property
    def grave(self) -> frozenset[int]:
        """Items with an error or a warning; a hint only helps."""
        return self.errors | self.warnings


def findings(bank: Bank) -> Findings:
    """What is known today; for a large bank that has just been changed, what was known before."""
    stamp, count = _stamps([bank.id]).get(bank.id, ("", 0))
    if (kept := _kept_at(bank.id, stamp)) is not None:
        return kept
    stored = db.session.scalar(select(BankCheck.stamp).where(BankCheck.bank_id == bank.id))
    if stored == stamp:
        return _stored(bank.id, stamp)
    if count <= AT_ONCE:
        return _keep(bank.id, stamp, look_at(bank, clock.now()))
    if stored is None:
        return Findings(fresh=False)
    return replace(_kept_at(bank.id, stored) or _stored(bank.id, stored), fresh=False)


def look_at(bank: Bank, at: datetime) -> Findings:
    """Check the bank now, whatever is known."""
    checks: dict[str, set[int]] = defaultdict(set)
    grave: dict[str, set[int]] = defaultdict(set)
    twins: dict[int, list[Problem]] = defaultdict(list)
    of_bank = []
    for problem in lint(bank_documents.as_bank(bank), _today(at)):
        if problem.item is None:
            of_bank += [problem] if problem.code != "no_quiz_items" else []
            continue
        number = bank_documents.number_of(problem.item)
        checks[check_of(problem)].add(number)
        grave[problem.severity.value].add(number)
        if "other" in problem.params:
            twins[number].append(_spoken(problem))
    checks.pop("", None)
    return Findings(
        {key: frozenset(found) for key, found in checks.items()}, frozenset(grave["error"]),
        frozenset(grave["warning"]), dict(twins), of_bank, at,
    )  # fmt: skip


def of_item(item: Item, base: str, at: datetime) -> list[Problem]:
    """What is said of an item whatever bank it is in."""
    alone = lint(QuizBank(items=(item,), base_language=base), _today(at))
    return [each for each in alone if each.item == item.key and each.code != "material_unknown"]


def to_look_at(bank: Bank, found: Findings) -> frozenset[int]:
    """Items with an error or a warning, with a doubtful key, and unsigned ones where that is asked."""
    wrong: list[ColumnElement[bool]] = [
        QuizItem.id.in_(select(ItemFigure.item_id).where(ItemFigure.verdict == DOUBTFUL))
    ]
    if bank.needs_signing:
        wrong += [QuizItem.signed_n.is_(None), QuizItem.signed_n != QuizItem.current_n]
    query = select(QuizItem.number).where(
        QuizItem.bank_id == bank.id, QuizItem.retired_at.is_(None), or_(*wrong)
    )
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
        "checks": {key: sorted(numbers) for key, numbers in found.checks.items()},
        "errors": sorted(found.errors), "warnings": sorted(found.warnings),
        "twins": {str(number): [_written(each) for each in told] for number, told in found.twins.items()},
        "bank": [_written(each) for each in found.of_bank],
    }  # fmt: skip
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


def _stored(bank_id: uuid.UUID, stamp: str) -> Findings:
    row = db.session.get_one(BankCheck, bank_id)
    return _keep(bank_id, stamp, _read(row.findings, row.checked_at))


def _kept_at(bank_id: uuid.UUID, stamp: str) -> Findings | None:
    kept = _kept.get(bank_id)
    return kept[1] if kept is not None and kept[0] == stamp else None


def _keep(bank_id: uuid.UUID, stamp: str, found: Findings) -> Findings:
    with _lock:
        _kept[bank_id] = (stamp, found)
        _kept.move_to_end(bank_id)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def _written(problem: Problem) -> list[Any]:
    return [problem.severity.value, problem.code, problem.params]


def _read(document: Any, checked_at: datetime) -> Findings:
    return Findings(
        {key: frozenset(numbers) for key, numbers in document["checks"].items()},
        frozenset(document["errors"]), frozenset(document["warnings"]),
        {int(number): [_problem(each) for each in told] for number, told in document["twins"].items()},
        [_problem(each) for each in document["bank"]], checked_at,
    )  # fmt: skip


def _problem(written: list[Any]) -> Problem:
    return Problem(Severity(written[0]), written[1], None, written[2])


def _today(at: datetime) -> date:
    return clock.day_of(at, current_app.config["TIME_ZONE"])
