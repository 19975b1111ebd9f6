"""Certificates: for who passed a quiz that gives one, until they run out or a regrade takes them back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import current_app
from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.people.models import Account
from portal.quizzes.attempts import review, sitting
from portal.quizzes.models import Attempt, Marking, Quiz
from portal.quizzes.practice import standing
from portal.quizzes.practice.my_exams import markings_of

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Certificate:
    """`valid_until` is None where it holds for good; `withdrawn` says why it does not hold any more."""

    quiz: Quiz
    attempt: Attempt
    share: float
    issued_on: date
    valid_until: date | None
    withdrawn: str | None = None

    @property
    def number(self) -> str:
        """Day and the first signs of the attempt: can be looked up, and tells nothing else."""
        return f"{self.issued_on:%Y%m%d}-{self.attempt.id.hex[:8].upper()}"

    def state_on(self, day: date) -> str:
        """`withdrawn`, `expired`, `soon` (within 30 days) or `valid`."""
        if self.withdrawn is not None:
            return "withdrawn"
        if self.valid_until is None:
            return "valid"
        if day > self.valid_until:
            return "expired"
        return "soon" if day > self.valid_until - SOON else "valid"


def of_person(account: Account, at: datetime) -> list[Certificate]:
    """One for each quiz that was passed once, the newest first."""
    query = select(Quiz).where(
        Quiz.certificate_months.is_not(None),
        Quiz.id.in_(select(Attempt.quiz_id).where(Attempt.account_id == account.id)),
    )
    found = [of_quiz(account, quiz, at) for quiz in db.session.scalars(query)]
    known = [each for each in found if each is not None]
    return sorted(known, key=lambda each: (each.issued_on, each.number), reverse=True)


def of_quiz(account: Account, quiz: Quiz, at: datetime) -> Certificate | None:
    if quiz.certificate_months is None:
        return None
    attempts = [
        each for each in sitting.attempts_of(quiz, account.id) if "score" in review.may_see(quiz, each, at)
    ]
    markings = markings_of(attempts)
    found = standing.standing(quiz, attempts, markings)
    if found is not None and found.passed:
        return _certificate(quiz, found.attempt or attempts[-1], found.share)
    return _withdrawn(quiz, attempts, markings)


def _withdrawn(quiz: Quiz, attempts: Sequence[Attempt], markings: Sequence[Marking]) -> Certificate | None:
    """An attempt that had passed once and does not any more."""
    for attempt in attempts:
        own = [each for each in markings if each.attempt_id == attempt.id]
        passed = [each for each in own if each.passed]
        if passed and not own[-1].passed:
            return _certificate(quiz, attempt, passed[-1].share, withdrawn=own[-1].reason)
    return None


def _certificate(quiz: Quiz, attempt: Attempt, share: float, withdrawn: str | None = None) -> Certificate:
    issued = clock.day_of(attempt.handed_in_at or attempt.started_at, current_app.config["TIME_ZONE"])
    months = quiz.certificate_months or 0
    return Certificate(quiz, attempt, share, issued, _later(issued, months) if months else None, withdrawn)


def _later(day: date, months: int) -> date:
    """The same day so many months on, or the last day of a shorter month."""
    place = day.year * 12 + day.month - 1 + months
    year, month = place // 12, place % 12 + 1
    next_month = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, min(day.day, (next_month - timedelta(days=1)).day))


def attempt_of(account: Account, attempt_id: object) -> tuple[Attempt, Quiz] | None:
    """One's own attempt and its quiz."""
    query = select(Attempt, Quiz).join(Quiz, Quiz.id == Attempt.quiz_id)
    row = db.session.execute(query.where(Attempt.id == attempt_id, Attempt.account_id == account.id)).first()
    return None if row is None else (row[0], row[1])
