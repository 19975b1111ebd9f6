"""What is to be looked at in the questions a quiz is about to ask, in a few sentences."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.quizzes.banks import bank_checks
from portal.quizzes.models import Bank, ItemFigure, QuizItem

MOST_NAMED = 5
MOST_AT_ONCE = 400


def of_items(ids: Sequence[str], until: datetime) -> list[str]:
    """Sentences on lint errors, sources that lapse before `until`, and keys that answers speak against."""
    rows = _rows([uuid.UUID(each) for each in ids])
    day = clock.day_of(until, current_app.config["TIME_ZONE"])
    found = []
    if faulty := _faulty(rows):
        found.append(_("The check of the bank found errors in: %(items)s.", items=_named(faulty)))
    if lapsing := [row for row in rows if row.expires_on is not None and row.expires_on < day]:
        found.append(_("The source lapses before the quiz ends: %(items)s.", items=_named(lapsing)))
    if doubtful := _doubtful(rows):
        found.append(_("Earlier answers speak against the key of: %(items)s.", items=_named(doubtful)))
    return found


def _rows(ids: Sequence[uuid.UUID]) -> list[QuizItem]:
    rows: list[QuizItem] = []
    for start in range(0, len(ids), MOST_AT_ONCE):
        rows += db.session.scalars(select(QuizItem).where(QuizItem.id.in_(ids[start : start + MOST_AT_ONCE])))
    return sorted(rows, key=lambda row: (str(row.bank_id), row.number))


def _faulty(rows: Iterable[QuizItem]) -> list[QuizItem]:
    rows = list(rows)
    banks = db.session.scalars(select(Bank).where(Bank.id.in_({row.bank_id for row in rows})))
    errors = {bank.id: bank_checks.findings(bank).errors for bank in banks}
    return [row for row in rows if row.number in errors[row.bank_id]]


def _doubtful(rows: Iterable[QuizItem]) -> list[QuizItem]:
    query = select(ItemFigure.item_id).where(ItemFigure.verdict == "check_key")
    doubted = set(db.session.scalars(query))
    return [row for row in rows if row.id in doubted]


def _named(rows: Sequence[QuizItem]) -> str:
    """`第3题 进店后先做…`, the first few."""
    names = [
        _("no. %(number)s “%(words)s”", number=row.number, words=_short(row.text))
        for row in rows[:MOST_NAMED]
    ]
    rest = len(rows) - len(names)
    listed = _(", ").join(names)
    return _("%(items)s and %(rest)s more", items=listed, rest=rest) if rest > 0 else listed


def _short(text: str) -> str:
    return text if len(text) <= 16 else text[:15] + "…"
