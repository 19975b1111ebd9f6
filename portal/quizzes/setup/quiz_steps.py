"""Where a quiz stands on its way, and what is to be done next."""

from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from portal import templating
from portal.i18n import say
from portal.people.models import Account
from portal.quizzes.models import Quiz, QuizKind, QuizState
from portal.quizzes.setup.publishing import WITHOUT_LIST
from portal.quizzes.setup.quiz_listing import Tally

DONE, NOW, OPEN = "ok", "warn", "none"


@dataclass(frozen=True, slots=True)
class Step:
    """One node of the chain: its name, lamp, what it says, and the screen it leads to."""

    name: str
    lamp: str
    words: str
    endpoint: str


def next_step(quiz: Quiz, state: QuizState, tally: Tally, person: Account) -> tuple[str, str]:
    """(words, endpoint) of the one thing to do now."""
    if state is QuizState.DRAFT and person.may("run quiz"):
        if quiz.paper_plan_id is None:
            return _("Choose a paper"), "quizzes.exam_settings"
        return _("Check and publish"), "quizzes.exam_publish"
    if quiz.kind == QuizKind.AWARENESS or not person.may("see quiz results"):
        return _("Look"), "quizzes.exam"
    if state is QuizState.OPEN:
        return _("Monitor"), "quizzes.monitor"
    if state is QuizState.CLOSED and tally.waiting and person.may("mark answers"):
        return _("Mark %(n)s", n=tally.waiting), "quizzes.marking"
    if state is QuizState.CLOSED:
        return _("Results"), "quizzes.results"
    return _("Look"), "quizzes.exam"


def chain(quiz: Quiz, tally: Tally, meant: int, at: datetime) -> list[Step]:
    """Paper, people, time, publication, handed in, marked. `meant` counts those chosen in a draft."""
    state = quiz.state_at(at)
    before = [_paper(quiz), _people(quiz, tally, meant), _time(quiz, state), _published(quiz)]
    if quiz.kind == QuizKind.AWARENESS:
        return [*before, replace(_handed_in(quiz, tally, state), endpoint="quizzes.awareness")]
    return [*before, _handed_in(quiz, tally, state), _marked(tally, state)]


def _paper(quiz: Quiz) -> Step:
    if quiz.paper_plan is None:
        return Step(_("Exam paper"), NOW, _("not chosen yet"), "quizzes.exam_settings")
    return Step(_("Exam paper"), DONE, say(quiz.paper_plan.title) or _("chosen"), "quizzes.exam_settings")


def _people(quiz: Quiz, tally: Tally, meant: int) -> Step:
    if quiz.kind in WITHOUT_LIST:
        return Step(_("People"), DONE, _("who comes"), "quizzes.exam_settings")
    people = tally.people if quiz.published_at else meant
    words = ngettext("%(num)d person", "%(num)d people", people)
    return Step(_("People"), DONE if people else NOW, words, "quizzes.exam_settings")


def _time(quiz: Quiz, state: QuizState) -> Step:
    words = templating.day(quiz.opens_at or quiz.ends_at) or _("at once")
    lamp = DONE if quiz.ends_at or state is QuizState.CLOSED else OPEN
    return Step(_("Time"), lamp, words, "quizzes.exam_settings")


def _published(quiz: Quiz) -> Step:
    if quiz.published_at is None:
        return Step(_("Publish"), NOW, _("to do"), "quizzes.exam_publish")
    return Step(_("Publish"), DONE, templating.day(quiz.published_at), "quizzes.exam_publish")


def _handed_in(quiz: Quiz, tally: Tally, state: QuizState) -> Step:
    words = str(tally.handed_in) if quiz.kind in WITHOUT_LIST else f"{tally.handed_in}/{tally.people}"
    if state in (QuizState.DRAFT, QuizState.SCHEDULED):
        return Step(_("Handed in"), OPEN, "—", "quizzes.monitor")
    missing = tally.missing and quiz.kind not in WITHOUT_LIST
    return Step(_("Handed in"), NOW if missing else DONE, words, "quizzes.monitor")


def _marked(tally: Tally, state: QuizState) -> Step:
    if state in (QuizState.DRAFT, QuizState.SCHEDULED) or not tally.handed_in:
        return Step(_("Marking"), OPEN, "—", "quizzes.results")
    if tally.waiting:
        return Step(_("Marking"), NOW, _("%(n)s waiting", n=tally.waiting), "quizzes.marking")
    return Step(_("Marking"), DONE, _("all"), "quizzes.results")
