"""What a person changes in the one paper of a fixed plan: each step is kept, so that it can be retraced."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from flask_babel import gettext as _
from sqlalchemy import Select, select

from portal.columns import ordered_id
from portal.errors import Refused
from portal.extensions import db
from portal.people import audit
from portal.people.models import Account, Unit
from portal.quizzes.models import PaperKind, PaperPlan, QuizItem
from portal.quizzes.papers import drawing, paper_pins, pool
from portal.quizzes.papers.paper_pins import ADD, MOVE, REMOVE, RENEW, REPLACE
from question_bank.items import ItemType
from question_bank.papers import Candidate, Paper, PaperRule, PaperSpec, Question
from question_bank.papers_draw import MOST_QUESTIONS


class Table:
    """A fixed plan on the table: its rules, its paper, and what may be drawn today."""

    def __init__(self, plan: PaperPlan, on: date) -> None:
        self.plan = plan
        self.spec = drawing.spec_of(plan)
        self.found = pool.candidates(plan.unit, pool.banks_of(self.spec), on)
        paper = drawing.fixed_paper(plan)
        if plan.kind != PaperKind.FIXED or paper is None:
            raise Refused(_("This plan has no paper yet that could be changed by hand."))
        self.paper: Paper = paper

    def place(self, item: str) -> int:
        for place, question in enumerate(self.paper.questions):
            if question.item == item:
                return place
        raise Refused(_("This question is not on the paper any more."))

    def candidate(self, item: str) -> Candidate:
        found = next((each for each in self.found if each.id == item), None)
        if found is None:
            raise Refused(_("This question may not be asked any more. Replace it instead."))
        return found

    def keep(self, questions: Iterable[Question], *steps: dict[str, Any]) -> None:
        plan, paper = self.plan, self.paper
        whole = paper_pins.whole(questions, self.spec, paper.seed, self.found, paper.pool)
        plan.fixed = msgspec.to_builtins(whole)
        plan.spec = msgspec.to_builtins(self.spec)
        plan.by_hand = [*plan.by_hand, *steps]


def replace(plan: PaperPlan, item: str, other: str, *, actor: Account, at: datetime, on: date) -> None:
    """Another question that fits the same rule; it stays when the paper is drawn anew."""
    table = Table(plan, on)
    place = table.place(item)
    choice = paper_pins.instead(table.paper, place, table.spec.rules, table.found)
    candidate = next((each for each in choice if each.id == other), None)
    if candidate is None:
        raise Refused(_("This question does not fit here. Choose another one."))
    questions = list(table.paper.questions)
    questions[place] = paper_pins.question_of(
        candidate, questions[place].section, table.spec, table.paper.seed
    )
    table.keep(questions, {"do": REPLACE, "item": item, "with": other})
    _note(plan, "replace question", item, actor, at, other)


def move(plan: PaperPlan, item: str, by: int, *, actor: Account, at: datetime, on: date) -> None:
    """One place up (-1) or down (1) inside its part."""
    table = Table(plan, on)
    place, questions = table.place(item), list(table.paper.questions)
    other = place + by
    if not 0 <= other < len(questions) or questions[other].section != questions[place].section:
        raise Refused(_("It stands at the end of its part already."))
    questions[place], questions[other] = questions[other], questions[place]
    table.keep(questions, {"do": MOVE, "item": item, "by": by})
    _note(plan, "move question", item, actor, at)


def remove(plan: PaperPlan, item: str, *, actor: Account, at: datetime, on: date) -> None:
    """Off the paper; its rule then asks for one question fewer, and goes with its last one."""
    table = Table(plan, on)
    section = table.paper.questions[table.place(item)].section
    questions = [question for question in table.paper.questions if question.item != item]
    if not questions:
        raise Refused(_("A paper needs at least one question."))
    rules = list(table.spec.rules)
    rules[section] = msgspec.structs.replace(rules[section], count=rules[section].count - 1)
    if not rules[section].count:
        del rules[section]
        questions = [
            msgspec.structs.replace(each, section=each.section - (each.section > section))
            for each in questions
        ]
    table.spec = msgspec.structs.replace(table.spec, rules=tuple(rules))
    table.keep(questions, {"do": REMOVE, "item": item})
    _note(plan, "remove question", item, actor, at)


def renew(plan: PaperPlan, *, actor: Account, at: datetime, on: date) -> int:
    """Every question in the wording its bank has today; returns how many were older."""
    table = Table(plan, on)
    questions = list(table.paper.questions)
    places = paper_pins.outdated(table.paper, table.found)
    steps = []
    for place in places:
        candidate = table.candidate(questions[place].item)
        bare = msgspec.structs.replace(questions[place], options=_same_options(questions[place], candidate))
        questions[place] = paper_pins.placed(bare, candidate, table.spec, table.paper.seed)
        steps.append({"do": RENEW, "item": candidate.id, "version": candidate.version})
    table.keep(questions, *steps)
    audit.record(actor, "take newest wordings", plan, changes={"questions": [None, len(places)]}, at=at)
    db.session.flush()
    return len(places)


def _same_options(question: Question, candidate: Candidate) -> tuple[str, ...]:
    """The order stays where the options are still the same ones."""
    keys = {option.key for option in candidate.item.options}
    return question.options if set(question.options) == keys else ()


def from_items(
    rows: Sequence[QuizItem],
    plan: PaperPlan | None,
    *,
    unit: Unit,
    title: str,
    actor: Account,
    at: datetime,
    on: date,
) -> PaperPlan:
    """A paper of chosen items, or these added to one: a part for each kind of question, in their order."""
    plan = plan or _begun(unit, title, actor, at)
    spec, paper = drawing.spec_of(plan), drawing.fixed_paper(plan)
    questions = list(paper.questions) if paper else []
    chosen = _chosen(plan.unit, rows, {question.item for question in questions}, on)
    if len(questions) + len(chosen) > MOST_QUESTIONS:
        raise Refused(_("A paper has at most %(most)s questions.", most=MOST_QUESTIONS))
    if plan.kind != PaperKind.FIXED or (paper is None and spec.rules):
        raise Refused(_("This plan has no paper yet that could be changed by hand."))
    rules = list(spec.rules)
    sections = [_section(rules, candidate) for candidate in chosen]
    spec = msgspec.structs.replace(spec, rules=tuple(rules))
    questions += [
        paper_pins.question_of(candidate, section, spec, plan.seed)
        for candidate, section in zip(chosen, sections, strict=True)
    ]
    found = pool.candidates(plan.unit, pool.banks_of(spec), on)
    whole = paper_pins.whole(questions, spec, plan.seed, found, paper.pool if paper else "")
    plan.spec, plan.fixed = msgspec.to_builtins(spec), msgspec.to_builtins(whole)
    plan.by_hand = [*plan.by_hand, *({"do": ADD, "item": candidate.id} for candidate in chosen)]
    audit.record(actor, "add questions", plan, changes={"questions": [None, len(chosen)]}, at=at)
    db.session.flush()
    return plan


def _begun(unit: Unit, title: str, actor: Account, at: datetime) -> PaperPlan:
    words = {"zh-Hans": title}
    spec = PaperSpec(rules=(), title=words, shuffle_items=False)
    plan = PaperPlan(
        id=ordered_id(), unit_id=unit.id, unit=unit, title=words, kind=PaperKind.FIXED,
        spec=msgspec.to_builtins(spec), seed=1, by_hand=[], created_by_id=actor.id, created_at=at,
    )  # fmt: skip
    db.session.add(plan)
    audit.record(actor, "create", plan, changes={}, at=at)
    return plan


def _chosen(unit: Unit, rows: Sequence[QuizItem], there: set[str], on: date) -> list[Candidate]:
    """The chosen items in their order, without those on the paper already; Refused where one may not be
    asked."""
    banks = {row.bank_id for row in rows}
    known = {candidate.id: candidate for candidate in pool.candidates(unit, banks, on)}
    lost = [row.number for row in rows if str(row.id) not in known]
    if lost:
        numbers = ", ".join(map(str, lost[:10]))
        raise Refused(
            _(
                "These questions may not be asked (retired, lapsed or not signed): %(numbers)s",
                numbers=numbers,
            )
        )
    fresh = [known[str(row.id)] for row in rows if str(row.id) not in there]
    if not fresh:
        raise Refused(_("Choose at least one question that is not on the paper yet."))
    return fresh


def _section(rules: list[PaperRule], candidate: Candidate) -> int:
    """The part of this kind of question from this bank, made where there is none; it asks for one more."""
    kind: ItemType = candidate.item.type
    for number, rule in enumerate(rules):
        if rule.types == (kind,) and rule.bank == candidate.bank and not rule.knowledge_point:
            rules[number] = msgspec.structs.replace(rule, count=rule.count + 1)
            return number
    rules.append(PaperRule(count=1, bank=candidate.bank, types=(kind,)))
    return len(rules) - 1


def rows_of(ids: Iterable[str], known: Select[QuizItem]) -> list[QuizItem]:
    """The items ticked, in the order of their banks; `known` is the query of items a person may see."""
    keys = {uuid.UUID(text) for text in ids if _is_key(text)}
    query = known.where(QuizItem.id.in_(keys)).order_by(QuizItem.bank_id, QuizItem.number)
    return list(db.session.scalars(query))


def _is_key(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _note(plan: PaperPlan, verb: str, item: str, actor: Account, at: datetime, other: str = "") -> None:
    """Which question by the number in its bank, so that the record can be read."""
    keys = [uuid.UUID(each) for each in (item, other) if each]
    query = select(QuizItem.id, QuizItem.number).where(QuizItem.id.in_(keys))
    numbers = {row.id: row.number for row in db.session.execute(query)}
    before = numbers.get(uuid.UUID(item))
    after = numbers.get(uuid.UUID(other)) if other else None
    audit.record(actor, verb, plan, changes={"question": [before, after]}, at=at)
    db.session.flush()
