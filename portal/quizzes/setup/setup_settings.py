"""What a quiz's settings page shows and changes, what stands since publication, and whether somebody else
changed it meanwhile."""

import hashlib
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from portal.columns import canonical
from portal.extensions import db
from portal.people import audit
from portal.people.models import Account, Unit
from portal.quizzes.attempts import sitting
from portal.quizzes.attempts.review import USUAL
from portal.quizzes.models import Attempt, PaperPlan, Participant, Quiz
from portal.quizzes.setup import quiz_audience
from portal.quizzes.setup.setup_forms import FAIR, NOT_FOR, QuizSettingsForm

COLUMNS = (
    "title", "instructions", "opens_at", "ends_at", "minutes", "earliest_minutes", "attempts", "counting",
    "retake_days", "retake_failed_only", "certainty", "review", "ranking", "repeats",
)  # fmt: skip


def asked(quiz: Quiz) -> frozenset[str]:
    """The fields its page has: those of its kind, and once it is published only what is fair to change."""
    names = [name for name in _NAMES if quiz.kind not in NOT_FOR.get(name, frozenset())]
    return frozenset(name for name in names if quiz.published_at is None or name in FAIR)


_NAMES = (
    *COLUMNS, "paper_plan", "problem", "pass_percent", "certificate", "units", "posts", "people",
)  # fmt: skip


def values_of(quiz: Quiz) -> dict[str, Any]:
    """As the form shows them."""
    meant = quiz.audience or {}
    return {
        **{name: getattr(quiz, name) for name in COLUMNS},
        "review": quiz.review or USUAL,
        "paper_plan": str(quiz.paper_plan_id or ""),
        "problem": str(quiz.problem_id or ""),
        "pass_percent": None if quiz.pass_mark is None else round(quiz.pass_mark * 100),
        "certificate": "" if quiz.certificate_months is None else str(quiz.certificate_months),
        "units": meant.get("units") or [],
        "posts": meant.get("posts") or [],
        "people": quiz_audience.write_people(meant.get("accounts") or []),
    }


def stamp(quiz: Quiz) -> str:
    """Of the settings only: papers drawn or people added meanwhile make no conflict here."""
    told = {
        name: str(value) if isinstance(value, datetime) else value for name, value in _stored(quiz).items()
    }
    return hashlib.sha256(canonical(told).encode()).hexdigest()[:16]


def _stored(quiz: Quiz) -> dict[str, Any]:
    meant = quiz.audience or {}
    return {
        **{name: getattr(quiz, name) for name in COLUMNS},
        "paper": str(quiz.paper_plan_id), "problem": str(quiz.problem_id), "pass": quiz.pass_mark,
        "months": quiz.certificate_months, "audience": {part: meant.get(part) or [] for part in _AUDIENCE},
        "published": quiz.published_at is not None,
    }  # fmt: skip


_AUDIENCE = ("units", "posts", "accounts")


def typed(form: QuizSettingsForm) -> dict[str, Any]:
    """The columns as the form has them; only those it asks."""
    values: dict[str, Any] = {name: form[name].data for name in COLUMNS if name in form}
    if "paper_plan" in form:
        values["paper_plan_id"] = _key(form.paper_plan.data)
    if "problem" in form:
        values["problem_id"] = _key(form.problem.data)
    if "pass_percent" in form:
        percent = form.pass_percent.data
        values["pass_mark"] = None if percent is None else percent / 100
    if "certificate" in form:
        values["certificate_months"] = int(form.certificate.data) if form.certificate.data else None
    if "units" in form:
        values["audience"] = audience_of(form)
    return values


def audience_of(form: QuizSettingsForm) -> dict[str, list[str]]:
    named = [str(account.id) for account in form.people_read]
    return {"units": list(form.units.data or []), "posts": list(form.posts.data or []), "accounts": named}


def _key(text: str | None) -> uuid.UUID | None:
    return uuid.UUID(text) if text else None


def change(quiz: Quiz, values: Mapping[str, Any], *, actor: Account, at: datetime) -> None:
    """The log says what was there before. Who is writing gets the time a later end gives."""
    before = quiz.ends_at
    for name, value in values.items():
        if value != getattr(quiz, name):
            setattr(quiz, name, value)
    audit.record(actor, "change settings", quiz, at=at)
    db.session.flush()
    if quiz.published_at is not None and quiz.ends_at != before:
        _give_the_later_end(quiz)


def _give_the_later_end(quiz: Quiz) -> None:
    """Attempts that the old end would have cut short; nobody loses time by it."""
    query = (
        select(Attempt, Participant)
        .join(
            Participant,
            (Participant.quiz_id == Attempt.quiz_id) & (Participant.account_id == Attempt.account_id),
        )
        .where(Attempt.quiz_id == quiz.id, Attempt.handed_in_at.is_(None))
    )
    for attempt, participant in db.session.execute(query).all():
        sitting.hold(attempt)
        due = due_of(quiz, participant, attempt.started_at)
        if due is not None and (attempt.due_at is None or due > attempt.due_at):
            attempt.due_at = due
    db.session.flush()


def due_of(quiz: Quiz, participant: Participant, started_at: datetime) -> datetime | None:
    """When an attempt has to be in, by the minutes and the window of the quiz."""
    extra = timedelta(minutes=participant.extra_minutes)
    ends = [] if quiz.ends_at is None else [quiz.ends_at + extra]
    if quiz.minutes is not None:
        ends.append(started_at + timedelta(minutes=quiz.minutes) + extra)
    return min(ends, default=None)


def plans(unit: Unit, chosen: uuid.UUID | None = None) -> list[PaperPlan]:
    """Papers of the unit and of the units above it, the newest first."""
    above = [each.id for each in unit.path]
    query = select(PaperPlan).where(PaperPlan.unit_id.in_(above)).order_by(PaperPlan.created_at.desc())
    return [plan for plan in db.session.scalars(query) if plan.archived_at is None or plan.id == chosen]
