"""Paper plans: begun, copied, put away, changed as a whole; what quizzes make of them."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import msgspec
from flask_babel import gettext as _
from sqlalchemy import Select, func, select

from portal.columns import ordered_id
from portal.errors import Refused
from portal.extensions import db
from portal.people import audit
from portal.people.models import Account, Unit
from portal.quizzes.models import PaperKind, PaperPlan, Quiz, QuizPaper
from portal.quizzes.papers import drawing, paper_pins, pool
from question_bank.items import ItemType
from question_bank.papers import Paper, PaperRule, PaperSpec, points_of

USUAL = {
    ItemType.SINGLE: (10, 4.0), ItemType.MULTIPLE: (5, 6.0), ItemType.TRUE_FALSE: (10, 3.0),
}  # fmt: skip
"""What a new paper begins with: so many questions of a kind, and their points; 100 in all."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A plan as somebody wants it; `places` says where each stored rule stands now."""

    title: dict[str, str]
    kind: PaperKind
    seed: int
    spec: PaperSpec
    places: Mapping[int, int]


def create(unit: Unit, title: str, *, actor: Account, at: datetime, on: date) -> PaperPlan:
    """With the usual parts, as far as the banks have questions for them; a single bank is meant by name."""
    banks = pool.banks_for(unit)
    own = [bank for bank in banks if bank.unit_id == unit.id] or banks
    bank = own[0] if len(own) == 1 else None
    found = pool.candidates(unit, {bank.id} if bank else None, on)
    there = Counter(candidate.item.type for candidate in found)
    rules = tuple(
        PaperRule(
            count=min(count, there[kind]), points=points, bank=str(bank.id) if bank else None, types=(kind,)
        )
        for kind, (count, points) in USUAL.items()
        if there[kind]
    )
    words = {"zh-Hans": title}
    plan = _new(unit, words, PaperKind.FIXED, PaperSpec(rules=rules, title=words), 1, actor, at)
    audit.record(actor, "create", plan, changes={}, at=at)
    _settle_if_possible(plan, on)
    return plan


def copy(plan: PaperPlan, unit: Unit, *, actor: Account, at: datetime) -> PaperPlan:
    """The same rules, and of a fixed plan the same paper; what becomes of one does not touch the other."""
    title = {tag: _("%(title)s (copy)", title=words)[:120] for tag, words in plan.title.items()}
    spec = msgspec.structs.replace(drawing.spec_of(plan), title=title)
    twin = _new(unit, title, plan.kind, spec, plan.seed, actor, at)
    twin.fixed, twin.by_hand = plan.fixed, list(plan.by_hand)
    audit.record(actor, "copy", twin, changes={"of": [None, str(plan.id)]}, at=at)
    db.session.flush()
    return twin


def _new(
    unit: Unit,
    title: dict[str, str],
    kind: PaperKind,
    spec: PaperSpec,
    seed: int,
    actor: Account,
    at: datetime,
) -> PaperPlan:
    plan = PaperPlan(
        id=ordered_id(), unit_id=unit.id, unit=unit, title=title, kind=kind, spec=msgspec.to_builtins(spec),
        seed=seed, by_hand=[], created_by_id=actor.id, created_at=at,
    )  # fmt: skip
    db.session.add(plan)
    return plan


def archive(plan: PaperPlan, *, actor: Account, at: datetime) -> None:
    """Out of the list, or back into it; quizzes that use it go on."""
    plan.archived_at = None if plan.archived_at else at
    audit.record(actor, "archive" if plan.archived_at else "take out of the archive", plan, at=at)
    db.session.flush()


def change(plan: PaperPlan, typed: Typed, *, actor: Account, at: datetime, on: date) -> None:
    """Rules that cannot be met yet are kept all the same; the paper of a fixed plan follows where it can.

    What was put on the paper by hand stays as long as its rule may draw it.
    """
    old, before = drawing.spec_of(plan), drawing.fixed_paper(plan)
    redraw = before is None or plan.seed != typed.seed or _draws_otherwise(old, typed)
    plan.title, plan.kind, plan.seed = typed.title, typed.kind, typed.seed
    plan.spec = msgspec.to_builtins(typed.spec)
    if typed.kind is PaperKind.FIXED:
        moved = follow(before, typed) if before is not None else None
        plan.fixed = msgspec.to_builtins(_followed(plan, typed.spec, moved, redraw, on))
    audit.record(actor, "edit", plan, at=at)
    db.session.flush()


def follow(paper: Paper, typed: Typed) -> Paper:
    """The paper under the rules where they stand now; the questions of a rule that is gone go with it."""
    questions = [
        msgspec.structs.replace(question, section=typed.places[question.section])
        for question in paper.questions
        if question.section in typed.places
    ]
    ordered = sorted(questions, key=lambda question: question.section)
    return msgspec.structs.replace(paper, questions=tuple(ordered), title=typed.spec.title)


def _followed(plan: PaperPlan, spec: PaperSpec, moved: Paper | None, redraw: bool, on: date) -> Paper | None:
    if moved is not None and not redraw:
        return _restated(plan, moved, spec, on)
    try:
        return drawing.settled(plan, spec, moved, on)
    except drawing.CannotDraw:
        return moved


def _draws_otherwise(old: PaperSpec, typed: Typed) -> bool:
    """Whether other questions could come: titles, points and the way of marking only say what they are
    worth."""
    new = typed.spec
    if (old.band, old.shuffle_items, old.shuffle_options) != (
        new.band,
        new.shuffle_items,
        new.shuffle_options,
    ):
        return True
    if sorted(typed.places) != list(range(len(old.rules))) or len(new.rules) != len(old.rules):
        return True
    return any(_choice(old.rules[was]) != _choice(new.rules[now]) for was, now in typed.places.items())


def _choice(rule: PaperRule) -> PaperRule:
    return msgspec.structs.replace(rule, title={}, points=None, marking=None)


def _restated(plan: PaperPlan, paper: Paper, spec: PaperSpec, on: date) -> Paper:
    """The same questions with the points and the way of marking their rules say now."""
    found = pool.candidates(plan.unit, pool.banks_of(spec), on)
    known = {candidate.id: candidate for candidate in found}
    questions = []
    for question in paper.questions:
        rule, candidate = spec.rules[question.section], known.get(question.item)
        points = points_of(rule, candidate) if candidate else rule.points or question.points
        questions.append(msgspec.structs.replace(question, points=points, rule=rule.marking))
    return paper_pins.whole(questions, spec, paper.seed, found, paper.pool)


def draw_again(plan: PaperPlan, seed: int, *, actor: Account, at: datetime, on: date) -> Paper:
    """Another paper by the same rules; CannotDraw leaves the old one."""
    if plan.kind != PaperKind.FIXED:
        raise Refused(_("Papers of this plan are drawn for each person when a quiz is published."))
    before, plan.seed = plan.seed, seed
    paper = drawing.settle(plan, on)
    audit.record(actor, "draw paper", plan, changes={"seed": [before, seed]}, at=at)
    db.session.flush()
    return paper


def uses(plan_ids: Iterable[uuid.UUID], known: Select[Quiz]) -> dict[uuid.UUID, list[Quiz]]:
    """The quizzes made with each plan, newest first; `known` is the query of quizzes a person may see."""
    query = known.where(Quiz.paper_plan_id.in_(list(plan_ids))).order_by(Quiz.created_at.desc())
    found: dict[uuid.UUID, list[Quiz]] = {}
    for quiz in db.session.scalars(query):
        if quiz.paper_plan_id is not None:
            found.setdefault(quiz.paper_plan_id, []).append(quiz)
    return found


def expected_of_quizzes(plan_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, float]:
    """What the papers drawn so far were expected to reach on average, by plan."""
    query = (
        select(Quiz.paper_plan_id, func.avg(QuizPaper.expected))
        .join(QuizPaper, QuizPaper.quiz_id == Quiz.id)
        .where(Quiz.paper_plan_id.in_(list(plan_ids)))
        .group_by(Quiz.paper_plan_id)
    )
    return {plan_id: float(expected) for plan_id, expected in db.session.execute(query) if plan_id}


def _settle_if_possible(plan: PaperPlan, on: date) -> None:
    """A fixed plan shows its paper at once where its rules can be met."""
    try:
        drawing.settle(plan, on)
    except drawing.CannotDraw:
        plan.fixed = None
    db.session.flush()
