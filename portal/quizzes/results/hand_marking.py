"""Marks a person gives: which answers wait, what was given, and a second opinion on a sample.

An attempt is marked anew once nothing of it waits any more, and again with each later change; until then its
open answers stay open. Nobody marks the own attempt. A second marker sees a sample blind; what he gives is
compared and counts for nothing, until somebody marks again.
"""

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select

from portal.errors import Refused
from portal.extensions import db
from portal.people import audit
from portal.people.models import Account
from portal.quizzes.attempts import marks, sitting
from portal.quizzes.models import Attempt, ItemResult, ManualMark, Marking, Quiz
from portal.quizzes.papers import drawing
from portal.quizzes.results.result_people import MARKED_BY_HAND

ONE_IN, AT_LEAST = 5, 3
"""A second marker gets one answer in five, three at least."""
NEARLY = 1e-9


@dataclass(frozen=True, slots=True)
class Place:
    """One answer that no rule can mark. `number` is its place in the queue, the same for every marker."""

    item_id: uuid.UUID
    attempt_id: uuid.UUID
    number: int
    mark: ManualMark | None = None
    second: ManualMark | None = None
    is_sampled: bool = False

    @property
    def difference(self) -> float | None:
        """By how much two markers differ, as a share of the points."""
        if self.mark is None or self.second is None:
            return None
        return abs(self.mark.fraction - self.second.fraction)


@dataclass(frozen=True, slots=True)
class Queue:
    """All answers to one item, in an order that says nothing of who wrote them."""

    item_id: uuid.UUID
    places: Sequence[Place]

    @property
    def done(self) -> int:
        return sum(place.mark is not None for place in self.places)

    @property
    def doubled(self) -> list[Place]:
        return [place for place in self.places if place.difference is not None]

    @property
    def agreed(self) -> int:
        return sum((place.difference or 0.0) < NEARLY for place in self.doubled)

    @property
    def mean_difference(self) -> float | None:
        found = [place.difference or 0.0 for place in self.doubled]
        return sum(found) / len(found) if found else None

    def place(self, attempt_id: uuid.UUID) -> Place | None:
        return next((each for each in self.places if each.attempt_id == attempt_id), None)

    def next(self, after: uuid.UUID | None = None) -> Place | None:
        """The next one without a mark, going round."""
        return _after(self.places, [each for each in self.places if each.mark is None], after)

    def next_second(self, marker: Account, after: uuid.UUID | None = None) -> Place | None:
        """The next one of the sample that somebody else has marked and nobody twice."""
        return _after(self.places, [each for each in self.places if for_second(each, marker)], after)


def for_second(place: Place, marker: Account) -> bool:
    """Whether this person may give the second opinion on it."""
    return (
        place.is_sampled
        and place.mark is not None
        and place.second is None
        and place.mark.marker_id != marker.id
    )


def queues(quiz: Quiz, marker: Account, units: Collection[uuid.UUID]) -> dict[uuid.UUID, Queue]:
    """What has to be marked by hand, by item: answers of these units, without the marker's own."""
    mine = (Attempt.unit_id.in_(units)) & (func.coalesce(Attempt.account_id, Attempt.id) != marker.id)
    waiting = (
        select(ItemResult.item_id, ItemResult.attempt_id)
        .join(Attempt, (Attempt.quiz_id == ItemResult.quiz_id) & (Attempt.id == ItemResult.attempt_id))
        .where(ItemResult.quiz_id == quiz.id, ItemResult.fraction.is_(None), mine)
    )
    given = (
        select(ManualMark)
        .join(Attempt, (Attempt.quiz_id == ManualMark.quiz_id) & (Attempt.id == ManualMark.attempt_id))
        .where(ManualMark.quiz_id == quiz.id, mine)
        .order_by(ManualMark.n)
    )
    first: dict[tuple[uuid.UUID, uuid.UUID], ManualMark] = {}
    second: dict[tuple[uuid.UUID, uuid.UUID], ManualMark] = {}
    for row in db.session.scalars(given):
        # The last one of each kind stands.
        (second if row.is_second else first)[row.item_id, row.attempt_id] = row
    wanted = {(row.item_id, row.attempt_id) for row in db.session.execute(waiting)} | first.keys()
    by_item: defaultdict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for item_id, attempt_id in wanted:
        by_item[item_id].append(attempt_id)
    return {item_id: _queue(item_id, found, first, second) for item_id, found in by_item.items()}


def _queue(
    item_id: uuid.UUID,
    attempts: list[uuid.UUID],
    first: dict[tuple[uuid.UUID, uuid.UUID], ManualMark],
    second: dict[tuple[uuid.UUID, uuid.UUID], ManualMark],
) -> Queue:
    ordered = sorted(attempts, key=lambda each: _mixed(item_id, each))
    size = min(len(ordered), max(AT_LEAST, -(-len(ordered) // ONE_IN)))
    return Queue(
        item_id,
        [
            Place(
                item_id, each, number, first.get((item_id, each)), second.get((item_id, each)),
                is_sampled=number <= size,
            )
            for number, each in enumerate(ordered, 1)
        ],
    )  # fmt: skip


def _mixed(item_id: uuid.UUID, attempt_id: uuid.UUID) -> str:
    """Another order for each item, so that a marker cannot follow one person through the paper."""
    return hashlib.sha256(item_id.bytes + attempt_id.bytes).hexdigest()


def _after(places: Sequence[Place], wanted: Sequence[Place], after: uuid.UUID | None) -> Place | None:
    here = next((each.number for each in places if each.attempt_id == after), 0)
    return next((each for each in wanted if each.number > here), wanted[0] if wanted else None)


def give(
    quiz: Quiz,
    attempt: Attempt,
    item_id: uuid.UUID,
    fraction: float,
    *,
    marker: Account,
    at: datetime,
    ticks: Sequence[int] = (),
    comment: str = "",
    second: bool = False,
) -> Marking | None:
    """Keep one mark. The attempt's new marking, or None while other answers of it wait (or for a second)."""
    if attempt.account_id == marker.id:
        raise Refused(_("Nobody marks the own attempt. Leave it to somebody else."))
    sitting.hold(attempt)
    if attempt.handed_in_at is None:
        raise Refused(_("This attempt has not been handed in yet."))
    before = _last(quiz.id, attempt.id, item_id)
    if second and before is not None and before.marker_id == marker.id:
        raise Refused(_("The second opinion has to be somebody else's."))
    number = _count(quiz.id, attempt.id, item_id) + 1
    db.session.add(
        ManualMark(
            quiz_id=quiz.id,
            attempt_id=attempt.id,
            item_id=item_id,
            n=number,
            fraction=fraction,
            is_second=second,
            ticks=list(ticks),
            comment=comment,
            marker_id=marker.id,
            marked_at=at,
        )
    )
    old = None if before is None or second else round(before.fraction, 4)
    changes = {"attempt": [None, str(attempt.id)], "fraction": [old, round(fraction, 4)]}
    audit.record(marker, "second mark" if second else "mark by hand", quiz, changes=changes, at=at)
    db.session.flush()
    if second or _still_open(quiz, attempt):
        return None
    return marks.mark_attempt(quiz, attempt, at=at, by_id=marker.id, reason=MARKED_BY_HAND)


def history(quiz: Quiz, place: Place) -> list[ManualMark]:
    """Every mark this answer was ever given, the first one first."""
    query = select(ManualMark).where(*_of(quiz.id, place.attempt_id, place.item_id))
    return list(db.session.scalars(query.order_by(ManualMark.n)))


def _still_open(quiz: Quiz, attempt: Attempt) -> bool:
    return bool(marks.result_of(quiz, attempt, drawing.frozen(quiz.id)).pending)


def _last(quiz_id: uuid.UUID, attempt_id: uuid.UUID, item_id: uuid.UUID) -> ManualMark | None:
    query = select(ManualMark).where(*_of(quiz_id, attempt_id, item_id), ManualMark.is_second.is_(False))
    return db.session.scalars(query.order_by(ManualMark.n.desc())).first()


def _count(quiz_id: uuid.UUID, attempt_id: uuid.UUID, item_id: uuid.UUID) -> int:
    query = select(func.max(ManualMark.n)).where(*_of(quiz_id, attempt_id, item_id))
    return db.session.scalar(query) or 0


def _of(quiz_id: uuid.UUID, attempt_id: uuid.UUID, item_id: uuid.UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        ManualMark.quiz_id == quiz_id, ManualMark.attempt_id == attempt_id, ManualMark.item_id == item_id,
    )  # fmt: skip
