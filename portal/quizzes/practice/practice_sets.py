"""What is practised: the ten of the day, wrong ones, stars, chance, a problem, a bank in order."""

import enum
import uuid
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Any

import msgspec
from sqlalchemy import select

from portal.columns import canonical
from portal.extensions import db
from portal.people.models import Account
from portal.quizzes.models import DailySet, PracticeAnswer, PracticeCard, QuizItem
from portal.quizzes.papers import pool
from portal.quizzes.practice.practice_pool import Practisable, mattering, reach, today_of
from question_bank import practice
from question_bank.papers import Candidate

AT_ONCE = practice.TODAY
"""So many questions are sent ahead with a page."""
SHORTLIST = 60
"""The ten are chosen from so many of the first, so that twins are looked for among few."""

_memories = msgspec.json.Decoder(practice.Memory)
_wrongs = msgspec.json.Decoder(practice.Wrong)


class Kind(enum.StrEnum):
    TODAY = "today"
    WRONG = "wrong"
    STARRED = "starred"
    RANDOM = "random"
    PROBLEM = "problem"
    IN_ORDER = "in_order"


@dataclass(frozen=True, slots=True)
class Round:
    """One set as a person stands in it now: what waits, and how it went today since `since`."""

    waiting: list[Practisable]
    answered: list[PracticeAnswer]

    @property
    def total(self) -> int:
        return len(self.waiting) + len(self.answered)

    @property
    def right(self) -> int:
        return sum(each.fraction is not None and each.fraction >= 1 for each in self.answered)


def memory_of(card: PracticeCard | None) -> practice.Memory | None:
    return None if card is None or card.memory is None else _memories.decode(canonical(card.memory))


def wrong_of(card: PracticeCard | None) -> practice.Wrong | None:
    return None if card is None or card.wrong is None else _wrongs.decode(canonical(card.wrong))


def cards_of(account: Account) -> dict[uuid.UUID, PracticeCard]:
    query = select(PracticeCard).where(PracticeCard.account_id == account.id)
    return {card.item_id: card for card in db.session.scalars(query)}


def daily_items(account: Account, at: datetime, within: Mapping[uuid.UUID, Practisable]) -> list[uuid.UUID]:
    """The ten of the day: as settled, else as they would be settled now."""
    row = db.session.get(DailySet, (account.id, today_of(at)))
    if row is not None:
        return [uuid.UUID(item) for item, _n in row.items]
    return _chosen(account, today_of(at), within)


def settle(account: Account, at: datetime, within: Mapping[uuid.UUID, Practisable]) -> list[uuid.UUID]:
    """Keep the ten of the day before the first answer changes what is known of the person."""
    key = (account.id, today_of(at))
    if db.session.get(DailySet, key) is None:
        chosen = [[str(item), within[item].n] for item in _chosen(account, key[1], within)]
        db.session.add(DailySet(account_id=key[0], day=key[1], items=chosen))
        db.session.flush()
    return daily_items(account, at, within)


def round_of(
    account: Account,
    kind: Kind,
    at: datetime,
    *,
    about: uuid.UUID | None = None,
    since: datetime | None = None,
    within: Mapping[uuid.UUID, Practisable] | None = None,
) -> Round:
    """`about` is the problem or the bank; what was answered in this set since then does not come again."""
    within = reach(account, at) if within is None else within
    answered = answers_today(account, at, kind, since)
    order = _order(account, kind, at, within, about)
    if kind in (Kind.PROBLEM, Kind.IN_ORDER):
        wanted = set(_members(kind, within, about))
        answered = [each for each in answered if each.item_id in wanted]
    done = {each.item_id for each in answered}
    waiting = [within[item] for item in order if item in within and item not in done]
    return Round(waiting, answered)


def answers_today(
    account: Account, at: datetime, kind: Kind | None = None, since: datetime | None = None
) -> list[PracticeAnswer]:
    query = select(PracticeAnswer).where(
        PracticeAnswer.account_id == account.id, PracticeAnswer.day == today_of(at)
    )
    if kind is not None:
        query = query.where(PracticeAnswer.set == kind)
    if since is not None:
        query = query.where(PracticeAnswer.answered_at > since)
    return list(db.session.scalars(query.order_by(PracticeAnswer.answered_at)))


def _chosen(account: Account, on: date, within: Mapping[uuid.UUID, Practisable]) -> list[uuid.UUID]:
    cards, matters = cards_of(account), mattering(account)
    possible = [each for each in within.values() if each.markable]
    practised = {str(each.id): _practised(each, cards.get(each.id), matters) for each in possible}
    seed = account.id.int
    first = practice.today(practised.values(), on, seed, count=SHORTLIST, most_new=SHORTLIST)
    listed = [
        Candidate(id=name, item=within[uuid.UUID(name)].item, version=str(within[uuid.UUID(name)].n))
        for name in first
    ]
    ten = practice.today([practised[name] for name in first], on, seed, apart=pool.kept_apart(listed))
    return [uuid.UUID(name) for name in ten]


def _practised(
    each: Practisable, card: PracticeCard | None, matters: Container[uuid.UUID | None]
) -> practice.Practised:
    return practice.Practised(
        id=str(each.id), memory=memory_of(card), wrong=card is not None and card.is_wrong,
        matters=each.problem_id in matters,
    )  # fmt: skip


def _order(
    account: Account,
    kind: Kind,
    at: datetime,
    within: Mapping[uuid.UUID, Practisable],
    about: uuid.UUID | None,
) -> Sequence[uuid.UUID]:
    if kind is Kind.TODAY:
        return daily_items(account, at, within)
    if kind in (Kind.WRONG, Kind.STARRED):
        return _carded(account, kind)
    members = _members(kind, within, about)
    if kind is Kind.RANDOM:
        day = today_of(at).isoformat()
        Random(f"random {account.id} {day}").shuffle(members)  # noqa: S311 - no secret
    if kind is Kind.IN_ORDER:
        return _after_last(account, members)
    return members


def _members(kind: Kind, within: Mapping[uuid.UUID, Practisable], about: uuid.UUID | None) -> list[uuid.UUID]:
    if kind is Kind.PROBLEM:
        return [each.id for each in within.values() if each.problem_id == about]
    if kind is Kind.IN_ORDER:
        return [each.id for each in within.values() if each.bank_id == about]
    return [each.id for each in within.values() if each.markable]


def _carded(account: Account, kind: Kind) -> list[uuid.UUID]:
    """By knowledge point, as the wrong-question book lists them; stars by when they were given."""
    query: Any = select(PracticeCard.item_id).where(PracticeCard.account_id == account.id)
    if kind is Kind.STARRED:
        query = query.where(PracticeCard.starred_at.is_not(None)).order_by(PracticeCard.starred_at.desc())
    else:
        query = query.join(QuizItem, QuizItem.id == PracticeCard.item_id).where(PracticeCard.is_wrong)
        query = query.order_by(QuizItem.knowledge_point, QuizItem.bank_id, QuizItem.number)
    return list(db.session.scalars(query))


def _after_last(account: Account, members: list[uuid.UUID]) -> list[uuid.UUID]:
    """Going through a bank goes on where it stopped, and begins again after the last one."""
    query = (
        select(PracticeAnswer.item_id)
        .where(
            PracticeAnswer.account_id == account.id,
            PracticeAnswer.set == Kind.IN_ORDER,
            PracticeAnswer.item_id.in_(members),
        )
        .order_by(PracticeAnswer.answered_at.desc())
        .limit(1)
    )
    last = db.session.scalar(query)
    place = members.index(last) + 1 if last in members else 0
    return members[place:] or members
