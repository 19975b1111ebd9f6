"""What a person's attempts at a quiz come to: which one counts, passed or not, and the place among all."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from portal.extensions import db
from portal.quizzes.models import Attempt, Counting, Marking, Quiz

NAMED = 3
"""One in so many is named in a ranking: the top third."""


@dataclass(frozen=True, slots=True)
class Standing:
    """`attempt` and `marking` are those that count; under the mean of several both are None, and `total` and
    `possible` are means. `passed` is None without a pass mark and while open marks can decide it.
    `reached_at` is when the score was reached; `number` counts the attempts that were handed in."""

    total: float
    possible: float
    passed: bool | None
    pending: int
    number: int
    reached_at: datetime
    attempt: Attempt | None = None
    marking: Marking | None = None

    @property
    def share(self) -> float:
        return self.total / self.possible if self.possible else 0.0


@dataclass(frozen=True, slots=True)
class Placed:
    """One line of a ranking. Equal scores share a place; who reached it first stands first. `named` are the
    top third at most, never part of those with equal scores: everybody else sees the own place alone."""

    place: int
    account_id: uuid.UUID
    standing: Standing
    named: bool


def standing(quiz: Quiz, attempts: Iterable[Attempt], markings: Iterable[Marking]) -> Standing | None:
    """What one person's attempts come to by `quiz.counting`; None before one is handed in and marked.

    `markings` may hold those of other attempts and outdated ones; only current ones count.
    """
    current = {marking.attempt_id: marking for marking in markings if marking.is_current}
    marked = [
        (attempt, current[attempt.id])
        for attempt in sorted(attempts, key=lambda each: each.number)
        if attempt.handed_in_at is not None and attempt.id in current
    ]
    if not marked:
        return None
    if quiz.counting == Counting.MEAN and len(marked) > 1:
        return _mean(quiz, marked)
    attempt, marking = _counted(quiz, marked)
    return Standing(
        marking.total, marking.possible, marking.passed, marking.pending, len(marked), _handed_in(attempt),
        attempt, marking,
    )  # fmt: skip


def standings(
    quiz: Quiz, attempts: Iterable[Attempt], markings: Iterable[Marking]
) -> dict[uuid.UUID, Standing]:
    """The standing of everybody who has one, by account (attempts of shops are left out)."""
    current: defaultdict[uuid.UUID, list[Marking]] = defaultdict(list)
    for marking in markings:
        current[marking.attempt_id].append(marking)
    by_person: defaultdict[uuid.UUID, list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        if attempt.account_id is not None:
            by_person[attempt.account_id].append(attempt)
    found = {
        person: standing(quiz, own, [marking for each in own for marking in current[each.id]])
        for person, own in by_person.items()
    }
    return {person: each for person, each in found.items() if each is not None}


def load(quiz: Quiz, account_ids: Sequence[uuid.UUID] | None = None) -> dict[uuid.UUID, Standing]:
    """`standings` of a quiz as the database has them; all of it, or these people's."""
    attempts = select(Attempt).where(Attempt.quiz_id == quiz.id, Attempt.handed_in_at.is_not(None))
    markings = select(Marking).where(Marking.quiz_id == quiz.id, Marking.is_current)
    if account_ids is not None:
        attempts = attempts.where(Attempt.account_id.in_(account_ids))
        markings = markings.join(
            Attempt, (Attempt.quiz_id == Marking.quiz_id) & (Attempt.id == Marking.attempt_id)
        ).where(Attempt.account_id.in_(account_ids))
    return standings(quiz, db.session.scalars(attempts), db.session.scalars(markings))


def ranking(found: Mapping[uuid.UUID, Standing]) -> list[Placed]:
    """Everybody by score; open marks do not wait, so a ranking may still change while any is pending."""
    ordered = sorted(found.items(), key=lambda pair: (-_score(pair[1]), pair[1].reached_at, str(pair[0])))
    lines: list[Placed] = []
    for position, (person, each) in enumerate(ordered, start=1):
        ties = bool(lines) and _score(lines[-1].standing) == _score(each)
        place = lines[-1].place if ties else position
        lines.append(Placed(place, person, each, named=False))
    last = {line.place: position for position, line in enumerate(lines, start=1)}
    return [replace(line, named=last[line.place] <= len(lines) // NAMED) for line in lines]


def _counted(quiz: Quiz, marked: Sequence[tuple[Attempt, Marking]]) -> tuple[Attempt, Marking]:
    if quiz.counting == Counting.FIRST:
        return marked[0]
    if quiz.counting == Counting.LAST:
        return marked[-1]
    # `max` keeps the first of equals: who reaches the best score again has reached it before.
    return max(marked, key=lambda pair: round(pair[1].share, 6))


def _mean(quiz: Quiz, marked: Sequence[tuple[Attempt, Marking]]) -> Standing:
    """Over attempts with different papers each counts alike: the mean of their shares."""
    possible = sum(marking.possible for _attempt, marking in marked) / len(marked)
    share = sum(marking.share for _attempt, marking in marked) / len(marked)
    pending = sum(marking.pending for _attempt, marking in marked)
    return Standing(
        round(share * possible, 6), possible, _passes(quiz, share, pending), pending, len(marked),
        max(_handed_in(attempt) for attempt, _marking in marked),
    )  # fmt: skip


def _passes(quiz: Quiz, share: float, pending: int) -> bool | None:
    if quiz.pass_mark is None:
        return None
    enough = round(share, 6) >= round(quiz.pass_mark, 6)
    # Open marks can only add.
    return None if pending and not enough else enough


def _score(each: Standing) -> float:
    return round(each.share, 6)


def _handed_in(attempt: Attempt) -> datetime:
    return attempt.handed_in_at or attempt.started_at
