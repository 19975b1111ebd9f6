"""The quizzes of one person: what is open now, what comes, what is over and how it went."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from portal.extensions import db
from portal.people.models import Account
from portal.quizzes.attempts import review, sitting
from portal.quizzes.models import Attempt, Marking, Participant, Quiz, QuizKind, QuizState
from portal.quizzes.models.quizzes import EXAMINED
from portal.quizzes.practice import standing


@dataclass(frozen=True, slots=True)
class MyQuiz:
    """One quiz as its person sees it. `standing` is there only while the score may be seen; `refusal` says
    why no further attempt is possible now, None while one is."""

    quiz: Quiz
    participant: Participant
    attempts: list[Attempt]
    state: QuizState
    standing: standing.Standing | None
    refusal: str | None

    @property
    def open_attempt(self) -> Attempt | None:
        """What one can go on with; what an examiner enters goes on with him."""
        if self.quiz.kind in EXAMINED:
            return None
        return next((each for each in self.attempts if each.handed_in_at is None), None)

    @property
    def handed_in(self) -> list[Attempt]:
        return [each for each in self.attempts if each.handed_in_at is not None]

    @property
    def can_start(self) -> bool:
        return self.state is QuizState.OPEN and self.open_attempt is None and self.refusal is None

    @property
    def attempts_left(self) -> int:
        return max(self.quiz.attempts + self.participant.extra_attempts - len(self.attempts), 0)


@dataclass(frozen=True, slots=True)
class Mine:
    """By what to do: sit now, wait for it, look back."""

    now: list[MyQuiz]
    coming: list[MyQuiz]
    done: list[MyQuiz]


def mine(account: Account, at: datetime) -> Mine:
    found = _all(account, at)
    now = [each for each in found if each.open_attempt is not None or each.can_start]
    coming = [each for each in found if each.state is QuizState.SCHEDULED]
    listed = {each.quiz.id for each in (*now, *coming)}
    done = [each for each in found if each.quiz.id not in listed]
    now.sort(key=lambda each: (each.quiz.ended_at is None, each.quiz.ended_at or at))
    coming.sort(key=lambda each: each.quiz.opens_at or at)
    done.sort(key=lambda each: _last(each), reverse=True)
    return Mine(now, coming, done)


def of_quiz(account: Account, quiz: Quiz, at: datetime) -> MyQuiz:
    """This quiz as its participant sees it."""
    participant = db.session.get_one(Participant, (quiz.id, account.id))
    attempts = sitting.attempts_of(quiz, account.id)
    return _mine(quiz, participant, attempts, markings_of(attempts), at)


def markings_of(attempts: Iterable[Attempt]) -> list[Marking]:
    """Every marking of these attempts, in order of version; the current one is the last."""
    ids = [each.id for each in attempts]
    if not ids:
        return []
    query = select(Marking).where(Marking.attempt_id.in_(ids)).order_by(Marking.attempt_id, Marking.version)
    return list(db.session.scalars(query))


def _all(account: Account, at: datetime) -> list[MyQuiz]:
    query = (
        select(Quiz, Participant)
        .join(Participant, Participant.quiz_id == Quiz.id)
        .where(Participant.account_id == account.id, Quiz.published_at.is_not(None))
        .where(Quiz.archived_at.is_(None), Quiz.kind != QuizKind.AWARENESS)
    )
    rows = list(db.session.execute(query))
    attempts: defaultdict[uuid.UUID, list[Attempt]] = defaultdict(list)
    own = select(Attempt).where(Attempt.account_id == account.id).order_by(Attempt.number)
    for attempt in db.session.scalars(own):
        attempts[attempt.quiz_id].append(attempt)
    markings: defaultdict[uuid.UUID, list[Marking]] = defaultdict(list)
    for marking in markings_of(each for own in attempts.values() for each in own):
        markings[marking.quiz_id].append(marking)
    return [_mine(quiz, participant, attempts[quiz.id], markings[quiz.id], at) for quiz, participant in rows]


def _mine(
    quiz: Quiz,
    participant: Participant,
    attempts: list[Attempt],
    markings: Sequence[Marking],
    at: datetime,
) -> MyQuiz:
    shown = [each for each in attempts if "score" in review.may_see(quiz, each, at)]
    found = standing.standing(quiz, shown, markings) if shown else None
    state = quiz.state_at(at)
    over = _("This quiz is over.") if state is QuizState.CLOSED else None
    if quiz.kind in EXAMINED:
        over = over or _("An examiner enters what you do and say.")
    refusal = over or sitting.why_not_another(quiz, participant, attempts, at)
    return MyQuiz(quiz, participant, attempts, state, found, refusal)


def _last(each: MyQuiz) -> datetime:
    known = [attempt.handed_in_at for attempt in each.handed_in if attempt.handed_in_at]
    ended = each.quiz.ended_at or each.quiz.published_at or each.quiz.created_at
    return max(known, default=ended)
