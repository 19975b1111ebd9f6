"""One answer in practice: kept once, marked at once; memory and wrong-question book follow."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.errors import Gone, Refused, TooManyTries
from portal.extensions import db
from portal.people import settings
from portal.people.models import Account
from portal.quizzes.banks import wording
from portal.quizzes.models import ItemVersion, PracticeAnswer, PracticeCard
from portal.quizzes.practice.practice_pool import Practisable, reach, today_of
from portal.quizzes.practice.practice_sets import Kind, memory_of, settle, wrong_of
from question_bank import practice
from question_bank.item_answers import canonical
from question_bank.items import Item
from question_bank.marking import Mark, mark

LONGEST_SECONDS = 3600
HABIT = 50
"""So many of the last answers say what is slow for this person."""


@dataclass(frozen=True, slots=True)
class Given:
    """What the phone sends: `id` is made for the page, `n` the version that was shown, `answer` None where
    the person gave up."""

    id: uuid.UUID
    item_id: uuid.UUID
    n: int
    kind: Kind
    answer: Any = None
    seconds: float | None = None
    sure: bool = True


def take(account: Account, given: Given, *, at: datetime) -> PracticeAnswer:
    """Keep the answer; the same id again gives what was kept first. Gone for an item that is not practised
    any more, TooManyTries after the day's share, ItemError for what cannot be an answer."""
    hold(account)
    known = db.session.get(PracticeAnswer, given.id)
    if known is not None:
        return _same(known, account, given)
    within = reach(account, at)
    asked = within.get(given.item_id)
    if asked is None:
        raise Gone(_("This question is no longer asked. Go on with the next one."))
    ten = settle(account, at, within)
    kind = _counted_as(account, given, ten, at)
    item = _wording(asked, given.n)
    answer = canonical(item, given.answer)
    found = mark(item, answer)
    row = PracticeAnswer(
        id=given.id, account_id=account.id, unit_id=account.unit_id, item_id=asked.id, version_n=given.n,
        problem_id=asked.problem_id, set=kind, day=today_of(at), answered_at=at,
        answer=msgspec.to_builtins(answer), fraction=found.fraction, seconds=_seconds(given), sure=given.sure,
    )  # fmt: skip
    if not found.pending:
        _learn(account, row, found)
    db.session.add(row)
    db.session.flush()
    return row


def left_today(account: Account, at: datetime) -> int:
    """How many answers beyond the ten of the day are still possible today."""
    query = select(func.count()).where(
        PracticeAnswer.account_id == account.id,
        PracticeAnswer.day == today_of(at),
        PracticeAnswer.set != Kind.TODAY,
    )
    allowed = int(settings.get(account.unit, "practice_a_day"))
    return max(allowed - (db.session.scalar(query) or 0), 0)


def too_many() -> str:
    return _("That is enough for today. Tomorrow there are ten new ones and as many again.")


def star(account: Account, item_id: uuid.UUID, wanted: bool, *, at: datetime) -> None:
    """Mark an item to find it again; only one that may be practised."""
    hold(account)
    if wanted and item_id not in reach(account, at):
        raise Gone(_("This question is no longer asked. Go on with the next one."))
    card = db.session.get(PracticeCard, (account.id, item_id))
    if card is None and wanted:
        card = PracticeCard(account_id=account.id, item_id=item_id)
        db.session.add(card)
    if card is not None:
        card.starred_at = at if wanted else None
    db.session.flush()


def enter_as_wrong(account: Account, item_ids: Iterable[uuid.UUID], *, at: datetime) -> int:
    """Put items of a paper into the wrong-question book; returns how many were not in it."""
    hold(account)
    fresh = 0
    for item_id in item_ids:
        card = db.session.get(PracticeCard, (account.id, item_id))
        if card is None:
            card = PracticeCard(account_id=account.id, item_id=item_id)
            db.session.add(card)
        if not card.is_wrong:
            card.wrong = msgspec.to_builtins(practice.Wrong(wrong_on=today_of(at)))
            card.is_wrong = True
            fresh += 1
    db.session.flush()
    return fresh


def hold(account: Account) -> None:
    """One answer of a person after the other: no ten settled twice, no limit passed by two at once."""
    query = select(Account.id).where(Account.id == account.id).with_for_update(key_share=True)
    db.session.execute(query)


def _same(known: PracticeAnswer, account: Account, given: Given) -> PracticeAnswer:
    if known.account_id != account.id or known.item_id != given.item_id:
        raise Refused(_("This question was answered already."))
    return known


def _counted_as(account: Account, given: Given, ten: list[uuid.UUID], at: datetime) -> Kind:
    """The ten of the day are free, each once; everything else counts against the day's share."""
    if given.kind is Kind.TODAY:
        query = select(PracticeAnswer.id).where(
            PracticeAnswer.account_id == account.id, PracticeAnswer.item_id == given.item_id,
            PracticeAnswer.day == today_of(at), PracticeAnswer.set == Kind.TODAY,
        )  # fmt: skip
        if given.item_id in ten and db.session.scalar(query) is None:
            return Kind.TODAY
    if not left_today(account, at):
        raise TooManyTries(too_many())
    return Kind.RANDOM if given.kind is Kind.TODAY else given.kind


def _wording(asked: Practisable, n: int) -> Item:
    """What the person saw: the version may have changed while the page was open."""
    if n == asked.n:
        return asked.item
    row = db.session.get(ItemVersion, (asked.id, n))
    if row is None:
        raise Gone(_("This question is no longer asked. Go on with the next one."))
    return wording.item_of(row.document)


def _seconds(given: Given) -> float | None:
    seconds = given.seconds
    return seconds if seconds is not None and 0 <= seconds <= LONGEST_SECONDS else None


def _learn(account: Account, row: PracticeAnswer, found: Mark) -> None:
    card = db.session.get(PracticeCard, (account.id, row.item_id))
    if card is None:
        card = PracticeCard(account_id=account.id, item_id=row.item_id)
        db.session.add(card)
    pace, quick_before = _pace(row)
    rating = practice.rate(found.right, pace, row.sure, quick_before)
    memory = practice.review(memory_of(card), rating, row.day)
    wrong = practice.wrong_after(wrong_of(card), found.right, row.day)
    card.memory, card.due_on = msgspec.to_builtins(memory), memory.due_on
    card.wrong, card.is_wrong = (None, False) if wrong is None else (msgspec.to_builtins(wrong), True)


def _pace(row: PracticeAnswer) -> tuple[practice.Tempo | None, int]:
    """Slow or quick for this person, and how many quick right answers to this item came just before."""
    if row.seconds is None:
        return None, 0
    own = select(PracticeAnswer).where(PracticeAnswer.account_id == row.account_id)
    last = own.order_by(PracticeAnswer.answered_at.desc())
    earlier = [each.seconds for each in db.session.scalars(last.limit(HABIT)) if each.seconds is not None]
    before = 0
    for each in db.session.scalars(
        last.where(PracticeAnswer.item_id == row.item_id).limit(practice.EASY_AFTER)
    ):
        quick = each.seconds is not None and practice.tempo(each.seconds, earlier).quick
        if not (quick and each.sure and each.fraction is not None and each.fraction >= 1):
            break
        before += 1
    return practice.tempo(row.seconds, earlier), before
