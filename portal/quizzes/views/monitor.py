"""/w/exams/<id>/monitor: who has not come, who is at it, who has handed in; and what a supervisor does."""

import uuid
from typing import Any

from flask import Response as Download
from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal import clock
from portal.access import can, fetch, needs, reach
from portal.errors import PortalError, Refused
from portal.extensions import db
from portal.i18n import say
from portal.people import audit
from portal.quizzes.models import Participant, Quiz, QuizKind
from portal.quizzes.setup import monitoring, quiz_audience, quiz_listing, reminding, supervising
from portal.quizzes.setup.monitoring import Stage
from portal.quizzes.setup.quiz_words import ENDINGS
from portal.quizzes.setup.supervising_forms import (
    AttemptsForm,
    ExcuseForm,
    ExtendForm,
    ForceForm,
    LatecomersForm,
    MinutesForm,
)
from portal.quizzes.views.blueprint import bp
from portal.sheets.downloads import attachment

STAGES = (Stage.WRITING, Stage.MISSING, Stage.DONE, Stage.EXCUSED)


def _seen(quiz_id: uuid.UUID) -> Quiz:
    """A published quiz that puts questions to people of the own units."""
    return reach(quiz_listing.known_to(current_user).where(Quiz.id == quiz_id))


def _shown(quiz: Quiz) -> dict[str, Any]:
    """What page and fragment show; a leader sees the own team."""
    at = clock.now()
    watched = monitoring.monitor(quiz, current_user.units_below())
    return {
        "quiz": quiz,
        "watched": watched,
        "at": at,
        "state": quiz.state_at(at),
        "stages": STAGES,
        "endings": ENDINGS,
        "supervises": can(current_user, "run quiz") and quiz.unit_id in current_user.units_below(),
    }


@bp.get("/exams/<uuid:quiz_id>/monitor")
@needs("see quiz results")
def monitor(quiz_id: uuid.UUID) -> str | Response:
    quiz = _seen(quiz_id)
    if quiz.published_at is None or quiz.kind == QuizKind.AWARENESS:
        return redirect(url_for("quizzes.exam", quiz_id=quiz.id), 303)
    shown = _shown(quiz)
    missing = reminding.missing(shown["watched"])
    text = reminding.text(quiz, missing) if missing else ""
    return render_template("quizzes/monitor.html", **shown, reminder=text, form=LatecomersForm([]))


@bp.get("/exams/<uuid:quiz_id>/monitor/now")
@needs("see quiz results")
def monitor_now(quiz_id: uuid.UUID) -> str:
    """The part that renews itself."""
    return render_template("quizzes/_monitor.html", **_shown(_seen(quiz_id)))


@bp.post("/exams/<uuid:quiz_id>/missing")
@needs("see quiz results")
def missing_people(quiz_id: uuid.UUID) -> Download:
    """Names in a file: the log says who took it along."""
    quiz = _seen(quiz_id)
    watched = monitoring.monitor(quiz, current_user.units_below())
    audit.record(current_user, "export missing", quiz, changes={}, at=clock.now())
    db.session.commit()
    name = "".join(letter for letter in say(quiz.title) if letter not in '\\/:*?"<>|')
    return attachment(reminding.workbook(quiz, reminding.missing(watched)), f"{name}-{_('not come')}.xlsx")


@bp.post("/exams/<uuid:quiz_id>/people")
@needs("run quiz")
def add_people(quiz_id: uuid.UUID) -> Response | tuple[str, int]:
    quiz = fetch(Quiz, quiz_id)
    form = LatecomersForm(quiz_audience.colleagues(current_user, quiz.unit))
    if not form.validate_on_submit():
        return render_template("quizzes/monitor.html", **_shown(quiz), reminder="", form=form), 422
    at = clock.now()
    added = sum(supervising.add_latecomer(quiz, each, by=current_user, at=at) for each in form.people_read)
    db.session.commit()
    flash(_("%(n)s people were added.", n=added) if added else _("They were on the list already."))
    return redirect(url_for("quizzes.monitor", quiz_id=quiz.id), 303)


@bp.get("/exams/<uuid:quiz_id>/people/<uuid:account_id>")
@needs("run quiz")
def person(quiz_id: uuid.UUID, account_id: uuid.UUID) -> str:
    quiz = fetch(Quiz, quiz_id)
    return _person_page(quiz, _participant(quiz, account_id))


def _participant(quiz: Quiz, account_id: uuid.UUID) -> Participant:
    found = db.session.get(Participant, (quiz.id, account_id))
    if found is None:
        raise Refused(_("This person is not on the list of this quiz."))
    return found


def _person_page(quiz: Quiz, participant: Participant, problem: str = "", **forms: Any) -> str:
    line = monitoring.line_of(quiz, participant)
    seen = supervising.stamp(line.attempt) if line.attempt is not None else ""
    values = {
        "extend": ExtendForm(formdata=None, data={"seen": seen, "minutes": 10}),
        "minutes": MinutesForm(formdata=None, data={"extra": participant.extra_minutes}),
        "attempts": AttemptsForm(formdata=None, data={"extra": participant.extra_attempts}),
        "excuse": ExcuseForm(formdata=None, data={"reason": participant.excused_reason}),
        "force": ForceForm(formdata=None),
    }
    return render_template(
        "quizzes/monitor_person.html", quiz=quiz, line=line, problem=problem, at=clock.now(),
        forms=values | forms, questions=monitoring.questions(quiz), endings=ENDINGS,
    )  # fmt: skip


@bp.post("/exams/<uuid:quiz_id>/people/<uuid:account_id>/<deed>")
@needs("run quiz")
def supervise(quiz_id: uuid.UUID, account_id: uuid.UUID, deed: str) -> Response | tuple[str, int]:
    """extend, minutes, attempts, excuse or force: each has its form, and done twice it is done once."""
    quiz = fetch(Quiz, quiz_id)
    participant = _participant(quiz, account_id)
    if deed not in DEEDS:
        abort(404)
    kind, do = DEEDS[deed]
    form = kind()
    if not form.validate_on_submit():
        return _person_page(quiz, participant, **{deed: form}), 422
    try:
        words = do(quiz, participant, form)
    except PortalError as refusal:
        db.session.rollback()
        quiz = fetch(Quiz, quiz_id, may="run quiz")
        return _person_page(quiz, _participant(quiz, account_id), refusal.message), refusal.status
    db.session.commit()
    flash(words)
    return redirect(_back(quiz, account_id), 303)


def _back(quiz: Quiz, account_id: uuid.UUID) -> str:
    if request.form.get("back") == "monitor":
        return url_for("quizzes.monitor", quiz_id=quiz.id)
    return url_for("quizzes.person", quiz_id=quiz.id, account_id=account_id)


def _extend(quiz: Quiz, participant: Participant, form: ExtendForm) -> str:
    minutes, seen = form.minutes.data or 0, form.seen.data or ""
    reason = form.reason.data or ""
    supervising.extend(quiz, participant, minutes, seen=seen, by=current_user, at=clock.now(), reason=reason)
    return _("%(name)s has %(n)s minutes more.", name=participant.account.name, n=minutes)


def _minutes(quiz: Quiz, participant: Participant, form: MinutesForm) -> str:
    supervising.give_minutes(quiz, participant, form.extra.data or 0, by=current_user, at=clock.now())
    return _("Written down. It holds for attempts that begin from now on.")


def _attempts(quiz: Quiz, participant: Participant, form: AttemptsForm) -> str:
    extra, reason = form.extra.data or 0, form.reason.data or ""
    supervising.allow_attempts(quiz, participant, extra, by=current_user, at=clock.now(), reason=reason)
    return _("%(name)s may try %(n)s times in all.", name=participant.account.name, n=quiz.attempts + extra)


def _excuse(quiz: Quiz, participant: Participant, form: ExcuseForm) -> str:
    supervising.excuse(quiz, participant, form.reason.data or "", by=current_user, at=clock.now())
    if participant.excused_reason:
        return _("%(name)s is excused.", name=participant.account.name)
    return _("%(name)s is expected again.", name=participant.account.name)


def _force(quiz: Quiz, participant: Participant, form: ForceForm) -> str:
    reason = form.reason.data or ""
    done = supervising.force_hand_in(quiz, participant, by=current_user, at=clock.now(), reason=reason)
    return _("What was saved has been handed in.") if done else _("It had been handed in already.")


DEEDS: dict[str, tuple[Any, Any]] = {
    "extend": (ExtendForm, _extend),
    "minutes": (MinutesForm, _minutes),
    "attempts": (AttemptsForm, _attempts),
    "excuse": (ExcuseForm, _excuse),
    "force": (ForceForm, _force),
}
