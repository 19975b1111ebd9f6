"""What a person may see of an attempt, and when. Nothing sent before that depends on the key."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.extensions import db
from portal.quizzes.models import Attempt, Quiz, QuizState

PARTS = {
    "score": _l("Total and pass"),
    "own": _l("Own answers"),
    "right": _l("Right or wrong"),
    "explanation": _l("Explanation and source"),
    "key": _l("Key"),
}
MOMENTS = {
    "handed_in": _l("After handing in"),
    "closed": _l("After the quiz has closed"),
}
USUAL = {"handed_in": ["score", "own"], "closed": list(PARTS)}
OPENLY = {"handed_in": list(PARTS), "closed": list(PARTS)}


def may_see(quiz: Quiz, attempt: Attempt, at: datetime) -> frozenset[str]:
    """The parts of `PARTS` this attempt's person may see now; nothing while it is open. Closed it is for
    all once the last one has handed in: somebody may have more time than the others."""
    if attempt.handed_in_at is None:
        return frozenset()
    rules = quiz.review or USUAL
    shown = set(rules.get("handed_in", ()))
    if quiz.state_at(at) is QuizState.CLOSED and not _somebody_writes(quiz):
        shown |= set(rules.get("closed", ()))
    return frozenset(shown) & PARTS.keys()


def _somebody_writes(quiz: Quiz) -> bool:
    query = select(Attempt.id).where(Attempt.quiz_id == quiz.id, Attempt.handed_in_at.is_(None))
    return db.session.scalars(query.limit(1)).first() is not None
