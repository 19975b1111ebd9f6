"""The checks before a quiz is published: what each found, in a sentence, and where to mend it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from portal import clock, templating
from portal.access import ABILITIES
from portal.errors import Refused
from portal.extensions import db
from portal.people.models import Account
from portal.quizzes.attempts.review import USUAL
from portal.quizzes.banks.item_checks import of_items
from portal.quizzes.models import PaperKind, Quiz, QuizKind
from portal.quizzes.models.quizzes import EXAMINED
from portal.quizzes.papers import paper_pins, pool
from portal.quizzes.papers.drawing import CannotDraw, fixed_paper, spec_of, trial
from portal.quizzes.setup import publishing
from portal.quizzes.setup.publishing import MOST_DRAWN, WITHOUT_LIST, people_for
from question_bank.items import ItemType
from question_bank.papers import Candidate

OK, WARN, BAD = "ok", "warn", "bad"
SETTINGS, PAPER, ITEMS = "settings", "paper", "items"
SHORTEST = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class QuizCheck:
    """`state` is ok, warn (may be acknowledged) or bad (has to be mended); `place` and `field` say where."""

    code: str
    title: str
    state: str
    sentences: tuple[str, ...]
    place: str = SETTINGS
    field: str = ""

    @property
    def fingerprint(self) -> str:
        """What is acknowledged: this finding, not any later one of the same check."""
        return f"{self.code}:{'|'.join(self.sentences)}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the quiz would ask today: the candidates on its one paper, or all that may be drawn."""

    found: tuple[Candidate, ...] = ()
    expected: int = 0  # questions on each paper
    points: float = 0
    problems: tuple[str, ...] = ()
    older: tuple[int, ...] = ()  # questions of a fixed paper that the bank words anew


def all_checks(quiz: Quiz, at: datetime) -> list[QuizCheck]:
    """In the order they are read."""
    today = clock.day_of(at, current_app.config["TIME_ZONE"])
    people = len(people_for(quiz)) if quiz.kind not in WITHOUT_LIST else 0
    asked = what_is_asked(quiz, people, today)
    checks = [_paper(quiz, asked), _window(quiz, at), _people(quiz, people), _pass_mark(quiz, asked)]
    if asked.found:
        checks += [_markers(quiz, asked), _items(quiz, asked, at)]
    return [*checks, _review(quiz)]


def what_is_asked(quiz: Quiz, people: int, today: date) -> Asked:
    """Draws on trial what publication would draw; nothing is kept."""
    plan = quiz.paper_plan
    if plan is None:
        return Asked(problems=(_("No paper is chosen yet."),))
    try:
        spec = spec_of(plan)
        found = pool.candidates(plan.unit, pool.banks_of(spec), today)
        paper = fixed_paper(plan) if plan.kind == PaperKind.FIXED else None
        if paper is None:
            number = 1 if plan.kind == PaperKind.FIXED else min(max(people, 1), publishing.MOST_DRAWN)
            paper = trial(plan.unit, spec, number, plan.seed, today).papers[0]
            served: tuple[Candidate, ...] = tuple(pool.served(spec, found))
            older: tuple[int, ...] = ()
        else:
            paper_pins.require_whole(paper, spec, found)
            on_it = {question.item for question in paper.questions}
            served = tuple(each for each in found if each.id in on_it)
            older = tuple(place + 1 for place in paper_pins.outdated(paper, found))
    except CannotDraw as error:
        return Asked(problems=tuple(error.shortages))
    except Refused as error:
        return Asked(problems=(error.message,))
    return Asked(served, len(paper.questions), paper.points, (), older)


def _paper(quiz: Quiz, asked: Asked) -> QuizCheck:
    title = _("Exam paper")
    place = PAPER if quiz.paper_plan is not None else SETTINGS
    if asked.problems:
        return QuizCheck("paper", title, BAD, asked.problems, place, "paper_plan")
    words = _("%(n)s questions, %(points)s points.", n=asked.expected, points=f"{asked.points:g}")
    if asked.older:
        numbers = ", ".join(str(number) for number in asked.older)
        older = _("The paper asks an older wording of these questions: %(numbers)s.", numbers=numbers)
        return QuizCheck("paper", title, WARN, (words, older), place)
    return QuizCheck("paper", title, OK, (words,), place)


def _window(quiz: Quiz, at: datetime) -> QuizCheck:
    title, check = _("Time"), _of("window", "ends_at")
    begin = max(quiz.opens_at or at, at)
    if quiz.ends_at is None:
        words = _("No end is set: it stays open until somebody closes it.")
        return check(title, OK if quiz.kind in EXAMINED else WARN, words)
    if quiz.ends_at <= at:
        return check(title, BAD, _("The end lies in the past. Choose a later one."))
    if quiz.minutes and quiz.kind not in EXAMINED and quiz.ends_at - begin < timedelta(minutes=quiz.minutes):
        words = _(
            "It is open for less than the %(minutes)s minutes one attempt takes. Move the end.",
            minutes=quiz.minutes,
        )
        return check(title, BAD, words)
    if quiz.ends_at - begin < SHORTEST:
        return check(title, WARN, _("It is open for less than five minutes."))
    moments = {"start": templating.moment(begin), "end": templating.moment(quiz.ends_at)}
    return check(title, OK, _("Open from %(start)s to %(end)s.", **moments))


def _people(quiz: Quiz, people: int) -> QuizCheck:
    title, check = _("People"), _of("people", "units")
    if quiz.kind == QuizKind.AWARENESS:
        return check(title, OK, _("Whoever scans its code answers; nobody is named."))
    if quiz.kind in WITHOUT_LIST:
        return check(title, OK, _("Whoever comes takes part; nobody has to be named beforehand."))
    if not people:
        return check(title, BAD, _("Nobody would sit this quiz. Choose for whom it is."))
    words = ngettext("%(num)d person sits it.", "%(num)d people sit it.", people)
    if people > MOST_DRAWN:
        words += " " + _("%(n)s papers are drawn; people share them in turn.", n=MOST_DRAWN)
    return check(title, OK, words)


def _pass_mark(quiz: Quiz, asked: Asked) -> QuizCheck:
    title, check = _("Pass mark"), _of("pass mark", "pass_percent")
    if quiz.kind in (QuizKind.AWARENESS, QuizKind.TEAM):
        return check(title, OK, _("Nobody passes or fails here."))
    if quiz.pass_mark is None:
        return check(title, WARN, _("No pass mark is set: nobody passes or fails."))
    if asked.found and asked.points <= 0:
        return check(title, BAD, _("The paper gives no points, so nobody can pass."))
    percent = round(quiz.pass_mark * 100)
    if not asked.points:
        return check(title, OK, _("%(percent)s%% are needed.", percent=percent))
    points, of = f"{quiz.pass_mark * asked.points:g}", f"{asked.points:g}"
    return check(
        title,
        OK,
        _(
            "%(percent)s%% are needed: %(points)s of %(of)s points.",
            percent=percent,
            points=points,
            of=of,
        ),
    )


def _markers(quiz: Quiz, asked: Asked) -> QuizCheck:
    title, check = _("Marking"), _of("marking", "paper_plan")
    if quiz.kind in EXAMINED:
        return _steps(quiz, asked)
    essays = any(each.item.type is ItemType.ESSAY for each in asked.found)
    if not essays:
        return check(title, OK, _("Everything is marked by its key."))
    above = [unit.id for unit in quiz.unit.path]
    query = select(func.count()).where(
        Account.unit_id.in_(above), Account.role.in_(ABILITIES["mark answers"]), Account.disabled_at.is_(None)
    )
    markers = db.session.scalar(query) or 0
    if not markers:
        words = _("Short answers are marked by a person, and nobody here may mark.")
        return check(title, BAD, words)
    words = _("Short answers wait for a person after handing in; %(who)s may mark.", who=markers)
    return check(title, OK, words)


def _steps(quiz: Quiz, asked: Asked) -> QuizCheck:
    """What the examiner ticks: the points of a guide."""
    title, check = _("Examiner"), _of("marking", "paper_plan")
    steps = sum(len(each.item.guide) for each in asked.found if each.item.type is ItemType.ESSAY)
    if steps:
        words = ngettext("The examiner ticks %(num)d step.", "The examiner ticks %(num)d steps.", steps)
        return check(title, OK, words)
    if quiz.kind == QuizKind.HANDS_ON:
        words = _(
            "There is no step to tick. Ask a question “in own words” whose guide lists the steps with points."
        )
        return check(title, WARN, words)
    return check(title, OK, _("The examiner enters each answer as it is said."))


def _items(quiz: Quiz, asked: Asked, at: datetime) -> QuizCheck:
    found = of_items([each.id for each in asked.found], quiz.ends_at or at)
    if not found:
        return QuizCheck("items", _("Questions"), OK, (_("Nothing to complain about."),), ITEMS)
    return QuizCheck("items", _("Questions"), WARN, tuple(found), ITEMS)


def _review(quiz: Quiz) -> QuizCheck:
    title, check = _("Review"), _of("review", "review")
    shown = set((quiz.review or USUAL).get("handed_in", ()))
    if quiz.kind in EXAMINED or quiz.kind == QuizKind.AWARENESS:
        return check(title, OK, _("What was right is talked over at once."))
    telling = shown & {"key", "explanation", "right"}
    if "key" in telling or "explanation" in telling:
        words = _("Who hands in sees the key while others still sit it, and could pass it on.")
        return check(title, WARN, words)
    if telling:
        words = _("Who hands in sees what was right while others still sit it.")
        return check(title, WARN if quiz.attempts > 1 else OK, words)
    return check(title, OK, _("The key is shown to nobody before the quiz has closed."))


def _of(code: str, field: str) -> Callable[[str, str, str], QuizCheck]:
    def made(title: str, state: str, words: str) -> QuizCheck:
        return QuizCheck(code, title, state, (words,), SETTINGS, field)

    return made
