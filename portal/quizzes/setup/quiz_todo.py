"""What quizzes ask of somebody today, for the overview."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal import templating
from portal.access import can
from portal.chain import contributes
from portal.extensions import db
from portal.i18n import say
from portal.people.models import Account
from portal.quizzes.models import Quiz, QuizKind, QuizState
from portal.quizzes.setup import quiz_listing
from portal.quizzes.setup.quiz_listing import Tally

TODAY, SOON = timedelta(days=1), timedelta(days=7)
LOOKED_AT = 40


@dataclass(frozen=True, slots=True)
class Todo:
    """One line of the overview: a lamp with its word, what it is about, and the one thing to press."""

    lamp: str
    word: str
    text: str
    note: str
    action: str
    href: str


@contributes("todo", 30)
def waiting(person: Account, at: datetime) -> list[Todo]:
    if not can(person, "see quiz results"):
        return []
    query = quiz_listing.known_to(person).where(Quiz.archived_at.is_(None), Quiz.kind != QuizKind.AWARENESS)
    quizzes = list(db.session.scalars(query.order_by(Quiz.created_at.desc()).limit(LOOKED_AT)))
    found = quiz_listing.tallies(quizzes, person.units_below())
    return [todo for quiz in quizzes for todo in _of(quiz, found[quiz.id], person, at)]


def _of(quiz: Quiz, tally: Tally, person: Account, at: datetime) -> Iterator[Todo]:
    state = quiz.state_at(at)
    if state is QuizState.OPEN and quiz.ends_at is not None and quiz.ends_at - at <= TODAY and tally.missing:
        yield _ending(quiz, tally)
    if tally.waiting and can(person, "mark answers"):
        yield _to_mark(quiz, tally)
    if state is QuizState.SCHEDULED and quiz.opens_at is not None and quiz.opens_at - at <= SOON:
        yield _coming(quiz)
    if state is QuizState.DRAFT and quiz.repeat_of_id is not None and can(person, "run quiz"):
        yield _stuck(quiz)


def _ending(quiz: Quiz, tally: Tally) -> Todo:
    missing = tally.missing
    words = ngettext("%(num)d person has not come", "%(num)d people have not come", missing)
    return Todo(
        "warn", _("Near due"), _("%(title)s: %(words)s", title=say(quiz.title), words=words),
        _("%(done)s of %(wanted)s handed in, open until %(moment)s", done=tally.handed_in,
          wanted=tally.people, moment=templating.moment(quiz.ends_at)),
        _("Remind"), url_for("quizzes.monitor", quiz_id=quiz.id),
    )  # fmt: skip


def _to_mark(quiz: Quiz, tally: Tally) -> Todo:
    words = ngettext(
        "%(num)d answer sheet waits to be marked", "%(num)d answer sheets wait to be marked", tally.waiting
    )
    return Todo(
        "warn", _("To mark"), _("%(title)s: %(words)s", title=say(quiz.title), words=words),
        _("Who waits does not know whether it is passed."), _("Mark"),
        url_for("quizzes.marking", quiz_id=quiz.id),
    )  # fmt: skip


def _coming(quiz: Quiz) -> Todo:
    words = _("%(title)s opens on %(day)s", title=say(quiz.title), day=templating.day(quiz.opens_at))
    note = _("made by itself, as each month") if quiz.repeat_of_id else ""
    return Todo("ok", _("Waiting"), words, note, _("Look"), url_for("quizzes.exam", quiz_id=quiz.id))


def _stuck(quiz: Quiz) -> Todo:
    words = _("%(title)s could not be published by itself", title=say(quiz.title))
    href = url_for("quizzes.exam_publish", quiz_id=quiz.id)
    return Todo("warn", _("To mend"), words, _("The checks say what is missing."), _("Check"), href)
