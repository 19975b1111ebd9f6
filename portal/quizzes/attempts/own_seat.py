"""Keys are kept from whoever sits a quiz, on the workbench as well as on the phone.

A leader may see banks and the results of the team, and sits exams like everybody else. Whoever may write
items knows them by office; to the others the keys of an exam open when it shows them, or is over.
"""

import uuid
from datetime import datetime

from flask_babel import gettext as _

from portal.access import AUDITOR, can
from portal.errors import Refused
from portal.extensions import db
from portal.people.models import Account
from portal.quizzes.attempts import beginning, review
from portal.quizzes.models import Participant, Quiz, QuizKind, QuizState
from portal.quizzes.practice import practice_pool


def is_asked(person: Account, quiz: Quiz, at: datetime) -> bool:
    """Whether this person may not see the key of the quiz yet: it is an exam that is not over, or one has a
    seat in it."""
    if can(person, "edit bank"):
        return False
    attempts = beginning.attempts_of(quiz, person.id)
    if quiz.state_at(at) is QuizState.CLOSED:
        return any(each.handed_in_at is None for each in attempts)
    if db.session.get(Participant, (quiz.id, person.id)) is None:
        return quiz.kind == QuizKind.EXAM
    return not attempts or any("key" not in review.may_see(quiz, each, at) for each in attempts)


def require_not_asked(person: Account, quiz: Quiz, at: datetime) -> None:
    if is_asked(person, quiz, at):
        raise Refused(_("The keys of this quiz open to you when it is over."))


def may_see_keys(person: Account) -> bool:
    """Whoever writes items, and who audits; the others see what is asked, not what is right."""
    return can(person, "edit bank") or person.role == AUDITOR


def require_item_open(person: Account, item_id: uuid.UUID, at: datetime) -> None:
    if not can(person, "edit bank") and item_id in practice_pool.withheld(person, at):
        raise Refused(
            _("An exam of yours asks this question. What is right is shown when its key may be seen.")
        )
