"""What a supervisor does for one person of a quiz. Doing it twice does it once; everything is in the log."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from portal.errors import Refused
from portal.extensions import db
from portal.people import audit
from portal.people.models import Account, Tree
from portal.quizzes.attempts import sitting
from portal.quizzes.models import Attempt, Ending, Participant, Quiz, QuizState
from portal.quizzes.setup import publishing

MOST_MINUTES = 240


def extend(
    quiz: Quiz, participant: Participant, minutes: int, *, seen: str, by: Account, at: datetime, reason: str
) -> Attempt:
    """More time for who is writing. `seen` is the end the supervisor saw (`stamp`): a second press of the
    same button, or another supervisor's, changes nothing."""
    _not_oneself(participant, by)
    attempt = _open(quiz, participant)
    sitting.hold(attempt)
    if seen != stamp(attempt):
        raise Refused(
            _("The time of this attempt was changed in the meantime. Look at the new end before adding more.")
        )
    sitting.extend(quiz, attempt, minutes, by=by, at=at, reason=reason)
    return attempt


def stamp(attempt: Attempt) -> str:
    return attempt.due_at.isoformat() if attempt.due_at is not None else ""


def give_minutes(quiz: Quiz, participant: Participant, minutes: int, *, by: Account, at: datetime) -> None:
    """So many minutes more than the others, for attempts that have not begun."""
    _not_oneself(participant, by)
    if minutes != participant.extra_minutes:
        _note(quiz, participant, "give time", "extra_minutes", minutes, by, at)


def allow_attempts(
    quiz: Quiz, participant: Participant, extra: int, *, by: Account, at: datetime, reason: str
) -> None:
    """So many attempts more than the rules give, without waiting."""
    _not_oneself(participant, by)
    if extra != participant.extra_attempts:
        _note(quiz, participant, "allow attempt", "extra_attempts", extra, by, at, reason)


def excuse(quiz: Quiz, participant: Participant, reason: str, *, by: Account, at: datetime) -> None:
    """Not missed any more; an empty reason takes it back. Who is excused may sit all the same."""
    _not_oneself(participant, by)
    if reason != participant.excused_reason:
        verb = "excuse" if reason else "expect again"
        _note(quiz, participant, verb, "excused_reason", reason, by, at, reason)


def force_hand_in(quiz: Quiz, participant: Participant, *, by: Account, at: datetime, reason: str) -> bool:
    """What was saved is handed in; False where nothing was open any more."""
    attempt = sitting.open_attempt(quiz, participant.account_id)
    if attempt is None:
        return False
    sitting.hand_in(quiz, attempt, at=at, ending=Ending.FORCED, by=by, reason=reason)
    return True


def add_latecomer(quiz: Quiz, account: Account, *, by: Account, at: datetime) -> bool:
    """A seat for somebody who was not on the list; False where they had one."""
    if quiz.published_at is None:
        raise Refused(_("Choose in the settings for whom it is; it has not been published yet."))
    if quiz.state_at(at) is QuizState.CLOSED:
        raise Refused(_("This quiz is over."))
    if account.unit_id not in Tree.load().below(quiz.unit_id):
        raise Refused(_("This person belongs to another office."))
    if not publishing.add_participants(quiz, [account]):
        return False
    audit.record(by, "add people", quiz, changes={"person": [None, account.login]}, at=at)
    return True


def writing(quiz: Quiz) -> int:
    """How many are in the middle of it."""
    query = select(Attempt.id).where(Attempt.quiz_id == quiz.id, Attempt.handed_in_at.is_(None))
    return len(db.session.scalars(query).all())


def _not_oneself(participant: Participant, by: Account) -> None:
    if participant.account_id == by.id:
        raise Refused(_("Nobody gives himself time, attempts or an excuse. Ask a colleague."))


def _open(quiz: Quiz, participant: Participant) -> Attempt:
    attempt = sitting.open_attempt(quiz, participant.account_id)
    if attempt is None:
        raise Refused(_("This person is not writing now."))
    return attempt


def _note(
    quiz: Quiz,
    participant: Participant,
    verb: str,
    field: str,
    value: Any,
    by: Account,
    at: datetime,
    reason: str = "",
) -> None:
    before = getattr(participant, field)
    setattr(participant, field, value)
    changes = {"person": [None, participant.account.login], field: [before, value]}
    audit.record(by, verb, quiz, changes=changes, reason=reason, at=at)
    db.session.flush()
