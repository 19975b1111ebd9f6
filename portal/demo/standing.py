"""Whether there is anything yet, whether the demo is there, and codes with which to try it."""

from sqlalchemy import Select, select

from portal.distribution.models import Channel, Code
from portal.extensions import db
from portal.people.models import OWN, Unit
from portal.quizzes.models import Quiz, QuizKind
from portal.surveys.models import Audience, Mode, Survey

# What a visitor is given to try; the first is answered by name, so that the answer is seen at once.
TRIED = {"survey": ("survey", Mode.NAMED), "visit": ("visit", None)}


def is_empty() -> bool:
    """No unit at all: nobody has begun."""
    return db.session.scalars(select(Unit.id).limit(1)).first() is None


def is_begun() -> bool:
    return db.session.scalars(select(Unit.id).where(Unit.source != OWN).limit(1)).first() is not None


def is_loaded() -> bool:
    """The survey of the front line comes last; without it a loading was interrupted, and `load` begins anew.

    Whether a visitor has closed or binned a demo survey since does not matter: their answers stay.
    """
    last = select(Survey.id).where(
        Survey.source != OWN, Survey.audience == Audience.STAFF, Survey.published_at.is_not(None)
    )
    return is_begun() and db.session.scalars(last.limit(1)).first() is not None


def codes_to_try() -> dict[str, str]:
    """One live code for each address: of the open demo surveys, and of the awareness check; all or none."""
    found = {name: db.session.scalars(_code(*wanted)).first() for name, wanted in TRIED.items()}
    found["awareness"] = db.session.scalars(_awareness_code()).first()
    return {name: code for name, code in found.items() if code} if all(found.values()) else {}


def _awareness_code() -> Select[str]:
    return (
        select(Code.code)
        .join(Quiz, Quiz.id == Code.quiz_id)
        .where(Quiz.source != OWN, Quiz.kind == QuizKind.AWARENESS, Quiz.closed_at.is_(None))
        .where(Code.revoked_at.is_(None))
        .order_by(Quiz.published_at.desc())
    )


def _code(purpose: str, mode: Mode | None) -> Select[str]:
    query = (
        select(Code.code)
        .join(Channel, Channel.id == Code.channel_id)
        .join(Survey, Survey.id == Channel.survey_id)
        .where(
            Survey.source != OWN, Survey.purpose == purpose, Survey.closed_at.is_(None),
            Survey.published_at.is_not(None), Survey.binned_at.is_(None), Code.revoked_at.is_(None),
        )
        .order_by(Survey.created_at, Survey.id, Channel.position)
    )  # fmt: skip
    return query if mode is None else query.where(Survey.mode == mode)
