"""/m/team-quiz: three taps start ten minutes; the code in big letters, answers as they come in; joining."""

import uuid
from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import Select, select
from werkzeug.wrappers import Response

from portal import chain, clock
from portal.access import fetch, needs, signed_in
from portal.errors import Gone, PortalError, Refused
from portal.extensions import db
from portal.i18n import say
from portal.people.models import Tree
from portal.quizzes.attempts import own_seat
from portal.quizzes.models import Participant, Quiz, QuizKind, QuizState
from portal.quizzes.setup import monitoring, publishing, quiz_lifecycle, team_quiz
from portal.quizzes.views.blueprint import phone


class OtherOffice(PortalError):
    """Another county's quiz does not exist here; whoever typed its code is told in a sentence."""

    status = 404


@phone.get("/team-quiz", endpoint="team_quiz")
@needs("start team quiz")
def begin() -> str:
    return _start_page()


@phone.post("/team-quiz", endpoint="start_team_quiz")
@needs("start team quiz")
def start() -> Response | tuple[str, int]:
    wanted = request.form.get("source", "")
    source = next((each for each in _sources() if each.value == wanted), None)
    count = request.form.get("count", "")
    if source is None or count not in map(str, team_quiz.COUNTS):
        return _start_page(_("Choose what it is about.")), 422
    try:
        quiz = team_quiz.start(current_user, source, int(count), at=clock.now())
    except PortalError as refusal:
        db.session.rollback()
        return _start_page(refusal.message), 422
    db.session.commit()
    return redirect(url_for("exams.team_live", quiz_id=quiz.id), 303)


def _sources() -> list[team_quiz.Source]:
    today = clock.day_of(clock.now(), current_app.config["TIME_ZONE"])
    return team_quiz.sources(current_user, today)


def _start_page(problem: str = "") -> str:
    return render_template(
        "quizzes/team_start.html", sources=_sources(), problem=problem, counts=team_quiz.COUNTS,
        minutes=team_quiz.MINUTES, asked=request.form,
    )  # fmt: skip


@phone.get("/team-quiz/<uuid:quiz_id>")
@needs("start team quiz")
def team_live(quiz_id: uuid.UUID) -> str:
    quiz = fetch(Quiz, quiz_id)
    doors = chain.contributions("quiz door", quiz)
    return render_template("quizzes/team_live.html", doors=doors, **_shown(quiz))


@phone.get("/team-quiz/<uuid:quiz_id>/now")
@needs("start team quiz")
def team_now(quiz_id: uuid.UUID) -> str:
    """The part that renews itself."""
    return render_template("quizzes/_team_live.html", **_shown(fetch(Quiz, quiz_id)))


def _shown(quiz: Quiz) -> dict[str, Any]:
    if quiz.kind != QuizKind.TEAM or quiz.published_at is None:
        raise Gone(_("This is no team quiz."))
    at = clock.now()
    state = quiz.state_at(at)
    asked = own_seat.is_asked(current_user, quiz, at)
    shown = not asked and (state is QuizState.CLOSED or "show" in request.args)
    ends = quiz.ended_at
    left = max(int((ends - at).total_seconds() // 60), 0) if ends is not None else None
    return {
        "quiz": quiz,
        "state": state,
        "shown": shown,
        "left": left,
        "live": team_quiz.live(quiz, shown=shown),
    }


@phone.post("/team-quiz/<uuid:quiz_id>/end")
@needs("start team quiz")
def end_team_quiz(quiz_id: uuid.UUID) -> Response:
    quiz = fetch(Quiz, quiz_id)
    if quiz.kind == QuizKind.TEAM:
        quiz_lifecycle.close(quiz, actor=current_user, at=clock.now())
        db.session.commit()
    return redirect(url_for("exams.team_live", quiz_id=quiz.id), 303)


def _of_my_organisation(quiz_id: uuid.UUID) -> Select[Quiz]:
    """A code passed on in the meeting is for everybody of the county."""
    inside = Tree.load().below(current_user.county.id)
    return select(Quiz).where(Quiz.id == quiz_id, Quiz.unit_id.in_(inside), Quiz.published_at.is_not(None))


def _to_join(quiz_id: uuid.UUID) -> Quiz:
    quiz = db.session.scalars(_of_my_organisation(quiz_id)).first()
    if quiz is None:
        raise OtherOffice(_("This code belongs to another office, or the quiz was withdrawn."))
    return quiz


@phone.get("/exams/<uuid:quiz_id>/join")
@signed_in
def join(quiz_id: uuid.UUID) -> Response | str:
    quiz = _to_join(quiz_id)
    if db.session.get(Participant, (quiz.id, current_user.id)) is not None:
        return redirect(url_for("exams.rules", quiz_id=quiz.id), 303)
    if quiz.kind != QuizKind.TEAM:
        raise Refused(_("This quiz is not joined by a code."))
    _require_on(quiz)
    return render_template(
        "quizzes/join.html", quiz=quiz, joined=publishing.seats(quiz), n=monitoring.questions(quiz)
    )


@phone.post("/exams/<uuid:quiz_id>/join", endpoint="take_part")
@signed_in
def take_part(quiz_id: uuid.UUID) -> Response:
    quiz = _to_join(quiz_id)
    if db.session.get(Participant, (quiz.id, current_user.id)) is None:
        _require_on(quiz)
        team_quiz.join(quiz, current_user)
        db.session.commit()
    return redirect(url_for("exams.rules", quiz_id=quiz.id), 303)


def _require_on(quiz: Quiz) -> None:
    if quiz.state_at(clock.now()) is QuizState.CLOSED:
        raise Gone(_("“%(title)s” is over. Ask who started it for a new one.", title=say(quiz.title)))
