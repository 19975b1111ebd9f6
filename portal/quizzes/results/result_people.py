"""Who sat a quiz and what it came to, one line a person, inside the units somebody may see."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload

from portal.extensions import db
from portal.people.models import Account, Unit
from portal.quizzes.models import Attempt, Marking, Participant, Quiz
from portal.quizzes.practice.standing import Standing, standing
from portal.retailers.models import Retailer

Key = uuid.UUID
MARKED_BY_HAND = "marked by hand"
"""The reason of a marking that followed from a person's marks; shown in the reader's words."""


@dataclass(frozen=True, slots=True)
class Line:
    """One person of a quiz, or one shop that was examined; `unit` is where they were then.

    `standing` is None until an attempt was handed in; `excused` is the reason somebody need not come.
    """

    unit: Unit
    account: Account | None = None
    retailer: Retailer | None = None
    attempts: tuple[Attempt, ...] = ()
    markings: tuple[Marking, ...] = ()
    standing: Standing | None = None
    excused: str = ""

    @property
    def name(self) -> str:
        if self.account is not None:
            return self.account.name
        return (self.retailer.shop_name or self.retailer.name) if self.retailer else ""

    @property
    def number(self) -> str:
        """Staff number, or licence of a shop."""
        if self.account is not None:
            return self.account.login
        return self.retailer.licence if self.retailer else ""

    @property
    def share(self) -> float | None:
        return self.standing.share if self.standing else None

    @property
    def passed(self) -> bool | None:
        return self.standing.passed if self.standing else None

    @property
    def counted(self) -> tuple[Attempt, ...]:
        """The attempts its score rests on: one, or all that were handed in where their mean counts."""
        if self.standing is None:
            return ()
        if self.standing.attempt is not None:
            return (self.standing.attempt,)
        return tuple(each for each in self.attempts if each.handed_in_at is not None)

    @property
    def shown(self) -> Attempt | None:
        """The attempt a reader is led to: the one that counts, else the latest."""
        sealed = self.counted
        if sealed:
            return sealed[-1]
        return self.attempts[-1] if self.attempts else None

    @property
    def is_open(self) -> bool:
        return any(each.handed_in_at is None for each in self.attempts)

    @property
    def has_come(self) -> bool:
        return bool(self.attempts)

    @property
    def seconds(self) -> int | None:
        return self.counted[-1].seconds if self.counted else None

    @property
    def left_count(self) -> int:
        return sum(each.left_count for each in self.counted)

    @property
    def versions(self) -> int:
        """How often what counts was marked."""
        return max((each.version for each in self._current), default=0)

    @property
    def was_changed(self) -> bool:
        """Whether marks were changed: the one by hand that follows the first is none."""
        return any(each.version > (2 if each.reason == MARKED_BY_HAND else 1) for each in self._current)

    @property
    def _current(self) -> list[Marking]:
        wanted = {each.id for each in self.counted}
        return [each for each in self.markings if each.attempt_id in wanted]


def people(quiz: Quiz, units: Collection[uuid.UUID]) -> list[Line]:
    """Everybody of these units the quiz is for or who took part, by unit and number."""
    attempts: defaultdict[Key, list[Attempt]] = defaultdict(list)
    for attempt in db.session.scalars(_attempts(quiz, units)):
        attempts[attempt.account_id or attempt.retailer_id or attempt.id].append(attempt)
    markings = {each.attempt_id: each for each in db.session.scalars(_markings(quiz, units))}
    lines = []
    for seat in db.session.scalars(_seats(quiz, units)):
        own = attempts.pop(seat.account_id, [])
        lines.append(_line(quiz, own, markings, seat.unit, seat.account, excused=seat.excused_reason))
    # Who was examined without having been named beforehand.
    for own in attempts.values():
        lines.append(_line(quiz, own, markings, own[0].unit, own[0].account, own[0].retailer))
    return sorted(lines, key=lambda line: (line.unit.name, line.number))


def handed_in(lines: Iterable[Line]) -> list[Line]:
    return [line for line in lines if line.standing is not None]


def not_come(lines: Iterable[Line]) -> list[Line]:
    return [line for line in lines if not line.has_come]


def scores(lines: Iterable[Line]) -> list[float]:
    """Shares of the points, of those whose marks are complete."""
    return [line.standing.share for line in lines if line.standing and not line.standing.pending]


def shop_or_name(line: Line, may_see_shops: bool) -> str:
    """The name to show; a shop is named only to those who may know who it is."""
    if line.account is None and not may_see_shops:
        return _("A shop")
    return line.name


def _line(
    quiz: Quiz,
    own: list[Attempt],
    markings: dict[uuid.UUID, Marking],
    unit: Unit,
    account: Account | None,
    retailer: Retailer | None = None,
    *,
    excused: str = "",
) -> Line:
    current = tuple(markings[each.id] for each in own if each.id in markings)
    return Line(unit, account, retailer, tuple(own), current, standing(quiz, own, current), excused)


def _seats(quiz: Quiz, units: Collection[uuid.UUID]) -> Any:
    query = select(Participant).options(joinedload(Participant.account), joinedload(Participant.unit))
    return query.where(Participant.quiz_id == quiz.id, Participant.unit_id.in_(units))


def _attempts(quiz: Quiz, units: Collection[uuid.UUID]) -> Any:
    light = (
        defer(Attempt.answers), joinedload(Attempt.account), joinedload(Attempt.retailer),
        joinedload(Attempt.unit),
    )  # fmt: skip
    query = select(Attempt).options(*light).where(Attempt.quiz_id == quiz.id, Attempt.unit_id.in_(units))
    return query.order_by(Attempt.number, Attempt.started_at)


def _markings(quiz: Quiz, units: Collection[uuid.UUID]) -> Any:
    same = (Attempt.quiz_id == Marking.quiz_id) & (Attempt.id == Marking.attempt_id)
    query = select(Marking).options(defer(Marking.marks)).join(Attempt, same)
    return query.where(Marking.quiz_id == quiz.id, Marking.is_current, Attempt.unit_id.in_(units))
