"""Which papers are printed: the one of a fixed plan, so many drawn ones, or those of a published quiz."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import abort
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from portal.access import require, visible_to
from portal.errors import Refused
from portal.extensions import db
from portal.i18n import say
from portal.people.models import Account, Unit
from portal.quizzes.models import PaperKind, PaperPlan, Participant, Quiz
from portal.quizzes.papers import drawing, paper_sheets
from portal.quizzes.papers.paper_language import words
from portal.quizzes.papers.paper_sheets import Sheet
from portal.quizzes.papers.paper_words import numeral
from question_bank.papers import Paper, PaperSpec

WHAT = ("paper", "key", "sheet")
MOST_PRINTED = 60
EMPTY_ROWS = 30


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody wants on paper: `number` papers of a drawn plan, or papers of one `quiz`."""

    what: str = "paper"
    number: int = 1
    quiz: uuid.UUID | None = None
    with_keys: bool = False

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "Order":
        what = asked.get("what", "paper")
        if what not in WHAT:
            abort(404)
        number = asked.get("number", "")
        return cls(
            what=what,
            number=min(max(int(number), 1), MOST_PRINTED) if number.isdecimal() and len(number) < 6 else 1,
            quiz=_key(asked.get("quiz", "")),
            with_keys=what == "paper" and bool(asked.get("keys")),
        )

    def written(self) -> dict[str, str]:
        told = {"what": self.what, "quiz": str(self.quiz) if self.quiz else ""}
        told |= {"number": str(self.number) if self.number > 1 else "", "keys": "1" if self.with_keys else ""}
        return {name: value for name, value in told.items() if value}


@dataclass(frozen=True, slots=True)
class Print:
    """The papers with their rules; `quiz` where they are those of one."""

    plan: PaperPlan
    order: Order
    title: str
    sheets: list[Sheet]
    quiz: Quiz | None

    @property
    def is_drawn(self) -> bool:
        return self.plan.kind == PaperKind.DRAWN

    @property
    def most(self) -> int:
        """Of how many papers one may choose."""
        return min(self.quiz.papers, MOST_PRINTED) if self.quiz else MOST_PRINTED


def printed(plan: PaperPlan, order: Order, on: date) -> Print:
    """Of a quiz what it froze; else what the plan gives. CannotDraw or Refused where there is no paper."""
    quiz = _quiz(plan, order.quiz) if order.quiz else None
    title = say(quiz.title if quiz else plan.title)
    minutes = quiz.minutes if quiz else None
    papers, spec, numbers = _of_quiz(quiz, order) if quiz else _of_plan(plan, order, on)
    sheets = paper_sheets.sheets(papers, spec, title, minutes=minutes, numbers=numbers)
    return Print(plan, order, title, sheets, quiz)


def _quiz(plan: PaperPlan, quiz_id: uuid.UUID) -> Quiz:
    known = visible_to(current_user, Quiz).where(Quiz.id == quiz_id, Quiz.paper_plan_id == plan.id)
    quiz = db.session.scalars(known).first()
    if quiz is None:
        abort(404)
    require("run quiz", quiz)
    if quiz.published_at is None:
        raise Refused(_("This quiz has no papers before it is published."))
    return quiz


def _of_quiz(quiz: Quiz, order: Order) -> tuple[list[Paper], PaperSpec, list[int]]:
    last = min(order.number, quiz.papers)
    numbers = list(range(1, last + 1))
    papers = [drawing.paper(quiz.id, number) for number in numbers]
    return papers, drawing.rules_of(quiz), numbers if quiz.papers > 1 else []


def _of_plan(plan: PaperPlan, order: Order, on: date) -> tuple[list[Paper], PaperSpec, list[int]]:
    spec = drawing.spec_of(plan)
    if plan.kind == PaperKind.FIXED:
        paper = drawing.fixed_paper(plan)
        if paper is None:
            raise Refused(_("This plan has no paper yet. Mend its rules first."))
        return [paper], spec, []
    drawn = drawing.trial(plan.unit, spec, order.number, plan.seed, on)
    return list(drawn.papers), spec, list(range(1, order.number + 1))


def score_rows(found: Print) -> list[list[str]]:
    """A line a person with a cell for each part; empty lines where no quiz says who sits it."""
    parts = [numeral(section.numeral) for section in found.sheets[0].sections] if found.sheets else []
    head = [words("row"), words("name"), words("unit"), words("staff number"), *parts, words("total")]
    head.append(words("passed"))
    people = _people(found.quiz) if found.quiz else [("", "", "")] * EMPTY_ROWS
    blank = [""] * (len(parts) + 2)
    return [head, *([str(n), *person, *blank] for n, person in enumerate(people, 1))]


def _people(quiz: Quiz) -> list[tuple[str, str, str]]:
    """Those of the own units who are to sit it; names only for whoever runs it."""
    query = (
        select(Account.name, Unit.name, Account.login)
        .join(Participant, Participant.account_id == Account.id)
        .join(Unit, Unit.id == Participant.unit_id)
        .where(Participant.quiz_id == quiz.id, Participant.unit_id.in_(current_user.units_below()))
        .order_by(Unit.name, Account.login)
    )
    return [(name, unit, login) for name, unit, login in db.session.execute(query)]


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        abort(404)
