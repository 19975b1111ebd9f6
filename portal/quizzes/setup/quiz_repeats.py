"""Monthly quizzes: the next occurrence is made by itself a week before the present one ends, so that it
stands among the quizzes with its date."""

import calendar
import re
import secrets
import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from portal.columns import ordered_id
from portal.errors import PortalError
from portal.extensions import db
from portal.jobs.sweeps import sweep
from portal.people import audit
from portal.quizzes.models import PaperPlan, Quiz, QuizKind
from portal.quizzes.setup import publishing, quiz_lifecycle

BEFORE = timedelta(days=7)
MONTH = "month"
_MONTH_IN_TITLE = re.compile(r" · \d{4}-\d{2}$")


@sweep("repeat monthly quizzes", minutes=60)
def repeat_quizzes(at: datetime) -> None:
    """Each in a transaction of its own: one that cannot be drawn must not keep the others."""
    for key in due(at):
        try:
            repeat(db.session.get_one(Quiz, key), at)
            db.session.commit()
        except Exception:  # of any kind; the fault is logged whole and the next one has its turn
            db.session.rollback()
            current_app.logger.exception("quiz %s could not be repeated", key)


def due(at: datetime) -> list[uuid.UUID]:
    """Monthly quizzes that end within a week, or have ended, and have no next one yet."""
    later = aliased(Quiz)
    query = select(Quiz.id).where(
        Quiz.repeats == MONTH,
        Quiz.published_at.is_not(None),
        Quiz.archived_at.is_(None),
        Quiz.opens_at <= at,
        Quiz.ends_at <= at + BEFORE,
        ~exists().where(later.repeat_of_id == Quiz.id),
    )
    return list(db.session.scalars(query.order_by(Quiz.ends_at)))


def repeat(quiz: Quiz, at: datetime) -> Quiz | None:
    """The next occurrence: the same rules, drawn anew, for those it is for by then. Where it cannot be
    published, e.g. because the bank has too few items left, it stays a draft that waits for somebody."""
    db.session.refresh(quiz, with_for_update=True)
    known = select(Quiz.id).where(Quiz.repeat_of_id == quiz.id)
    if quiz.opens_at is None or quiz.ends_at is None or db.session.scalar(known) is not None:
        return None
    opens_at, ends_at = _next_window(quiz.opens_at, quiz.ends_at, at)
    child = quiz_lifecycle.create_quiz(
        unit=quiz.unit, title=_title(quiz, opens_at), actor=None, at=at, source=quiz.source,
        **{name: getattr(quiz, name) for name in quiz_lifecycle.CARRIED if name != "kind"},
        kind=QuizKind(quiz.kind), opens_at=opens_at, ends_at=ends_at, repeats=MONTH, repeat_of_id=quiz.id,
    )  # fmt: skip
    audit.record(None, "repeat", quiz, changes={"opens_at": [None, opens_at.isoformat()]}, at=at)
    try:
        with db.session.begin_nested():
            if quiz.paper_plan is not None:
                child.paper_plan = _anew(quiz.paper_plan, at)
            publishing.publish(child, actor=None, at=at)
    except PortalError as refusal:
        db.session.refresh(child)
        current_app.logger.warning("the next %s stays a draft: %s", quiz.id, refusal.message)
    return child


def _anew(plan: PaperPlan, at: datetime) -> PaperPlan:
    """The same rules with a seed of its own: a fixed paper asks other questions than last month's."""
    copy = PaperPlan(
        id=ordered_id(), unit_id=plan.unit_id, title=dict(plan.title), kind=plan.kind, spec=plan.spec,
        seed=secrets.randbits(40), created_by_id=plan.created_by_id, created_at=at, source=plan.source,
        archived_at=at,  # made for one month: it does not fill the list of papers
    )  # fmt: skip
    db.session.add(copy)
    db.session.flush()
    return copy


def _next_window(opens_at: datetime, ends_at: datetime, at: datetime) -> tuple[datetime, datetime]:
    """So many months later that it ends in the future; one month, unless nothing ran for a while."""
    months = 1
    while months_later(ends_at, months) <= at:
        months += 1
    return months_later(opens_at, months), months_later(ends_at, months)


def months_later(moment: datetime, months: int) -> datetime:
    """The same day and hour on the installation's clock; the month's last day where it has no such day."""
    zone = ZoneInfo(current_app.config["TIME_ZONE"])
    local = moment.astimezone(zone).replace(tzinfo=None)
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    day = min(local.day, calendar.monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day, tzinfo=zone).astimezone(moment.tzinfo)


def _title(quiz: Quiz, opens_at: datetime) -> dict[str, str]:
    local = opens_at.astimezone(ZoneInfo(current_app.config["TIME_ZONE"]))
    return {
        tag: f"{_MONTH_IN_TITLE.sub('', words)[:190]} · {local:%Y-%m}" for tag, words in quiz.title.items()
    }
