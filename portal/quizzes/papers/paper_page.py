"""The page of a paper plan: its form, what its rules give today, and the questions of its paper."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal.extensions import db
from portal.i18n import say
from portal.people.models import Account
from portal.quizzes.models import PaperKind, PaperPlan, QuizItem
from portal.quizzes.papers import drawing, paper_check, paper_pins, paper_plans, pool
from portal.quizzes.papers.paper_check import Check
from portal.quizzes.papers.paper_rules_form import PaperForm, places_from, spec_from, values_of
from portal.quizzes.papers.paper_words import section_title
from portal.quizzes.practice import concerns
from portal.quizzes.results import answer_words
from question_bank.items import Item
from question_bank.papers import Candidate, Paper, PaperSpec, Question

CHOICES = 20


@dataclass(frozen=True, slots=True)
class Line:
    """A question of the paper in the list. `candidate` is None where it may not be asked today."""

    number: int
    question: Question
    item: Item
    stem: str
    bank_id: uuid.UUID
    candidate: Candidate | None
    by_hand: bool
    newer: bool
    is_first: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the paper as the list shows it."""

    title: str
    points: float
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """`stored` is False where the form holds what nobody has saved yet."""

    plan: PaperPlan
    form: PaperForm
    spec: PaperSpec
    kind: PaperKind
    check: Check | None
    stored: bool
    paper: Paper | None
    number: int
    parts: tuple[Part, ...]
    points: tuple[str, ...]

    @property
    def lines(self) -> list[Line]:
        return [line for part in self.parts for line in part.lines]


def stamp_of(plan: PaperPlan) -> str:
    return str(plan.row_version)


def form_of(plan: PaperPlan, person: Account, posted: Mapping[str, str] | None = None) -> PaperForm:
    """As stored, or as posted."""
    values = values_of(say(plan.title), plan.kind, plan.seed, drawing.spec_of(plan), stamp_of(plan))
    form = PaperForm(formdata=posted, data=None if posted is not None else values)
    form.offer(pool.banks_for(plan.unit), concerns.in_sight(person))
    return form


def typed(plan: PaperPlan, form: PaperForm) -> paper_plans.Typed:
    """The plan as a valid form says it should be."""
    old = drawing.spec_of(plan)
    spec = spec_from(form, old)
    seed = form.seed.data if form.seed.data is not None else plan.seed
    return paper_plans.Typed(
        title=spec.title, kind=PaperKind(form.kind.data), seed=seed, spec=spec, places=places_from(form, old)
    )


def stored(plan: PaperPlan, person: Account, on: date, seed: int, number: int) -> Page:
    """What is kept: the paper of a fixed plan, or one of the trial papers."""
    spec, paper = drawing.spec_of(plan), drawing.fixed_paper(plan)
    check = None
    if spec.rules:
        check = paper_check.check(plan, spec, plan.kind, seed, on, paper, stands=True)
    return _page(plan, form_of(plan, person), spec, plan.kind, check, True, number)


def tried(plan: PaperPlan, form: PaperForm, on: date) -> Page:
    """What the typed rules would give; nothing is kept."""
    wish = typed(plan, form)
    before = drawing.fixed_paper(plan)
    moved = paper_plans.follow(before, wish) if before is not None else None
    check = None
    if wish.spec.rules:
        check = paper_check.check(plan, wish.spec, wish.kind, wish.seed, on, moved)
    return _page(plan, form, wish.spec, wish.kind, check, False, 1)


def faulty(plan: PaperPlan, form: PaperForm) -> Page:
    """With what was typed and the sentences that say what is wrong with it."""
    kind = PaperKind(form.kind.data) if form.kind.data in set(PaperKind) else plan.kind
    return _page(plan, form, drawing.spec_of(plan), kind, None, False, 1)


def _page(
    plan: PaperPlan,
    form: PaperForm,
    spec: PaperSpec,
    kind: PaperKind,
    check: Check | None,
    stored: bool,
    number: int,
) -> Page:
    number = min(max(number, 1), len(check.papers)) if check and check.papers else 1
    paper = check.papers[number - 1] if check and check.papers else None
    parts = _parts(plan, paper, spec, check) if paper and check else ()
    return Page(plan, form, spec, kind, check, stored, paper, number, parts, _points(check))


def _parts(plan: PaperPlan, paper: Paper, spec: PaperSpec, check: Check) -> tuple[Part, ...]:
    lines = _lines(plan, paper, check)
    found = []
    for section, rule in enumerate(spec.rules):
        own = tuple(line for line in lines if line.question.section == section)
        if own:
            title = section_title(rule, [line.item.type for line in own])
            found.append(Part(title, sum(line.question.points for line in own), own))
    return tuple(found)


def _lines(plan: PaperPlan, paper: Paper, check: Check) -> list[Line]:
    known, by_hand = check.known, paper_pins.pinned(plan.by_hand)
    keys = [(uuid.UUID(question.item), int(question.version)) for question in paper.questions]
    items, banks = pool.items_at(keys), _banks([item_id for item_id, _n in keys])
    lines = []
    sections = [None, *(question.section for question in paper.questions), None]
    for place, (question, key) in enumerate(zip(paper.questions, keys, strict=True)):
        candidate, item = known.get(question.item), items[key]
        lines.append(
            Line(
                number=place + 1, question=question, item=item, stem=answer_words.stem_words(item),
                bank_id=banks[key[0]], candidate=candidate, by_hand=question.item in by_hand,
                newer=candidate is not None and candidate.version != question.version,
                is_first=sections[place] != question.section,
                is_last=sections[place + 2] != question.section,
            )
        )  # fmt: skip
    return lines


def _banks(item_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    query = select(QuizItem.id, QuizItem.bank_id).where(QuizItem.id.in_(item_ids))
    return {item_id: bank_id for item_id, bank_id in db.session.execute(query)}


def _points(check: Check | None) -> tuple[str, ...]:
    """Every branch of the tree of knowledge points in sight, to be proposed while one types."""
    found = set()
    for candidate in check.found if check else ():
        parts = candidate.item.knowledge_point.split("/")
        found |= {"/".join(parts[: n + 1]) for n in range(len(parts))}
    return tuple(sorted(found - {""}))


def choices(plan: PaperPlan, item: str, on: date) -> list[tuple[Candidate, str]]:
    """What may take the place of this question, the best fitting first."""
    spec, paper = drawing.spec_of(plan), drawing.fixed_paper(plan)
    found = pool.candidates(plan.unit, pool.banks_of(spec), on)
    asked = [question.item for question in paper.questions] if paper else []
    if paper is None or item not in asked:
        return []
    fitting = paper_pins.instead(paper, asked.index(item), spec.rules, found)[:CHOICES]
    return [(each, answer_words.stem_words(each.item)) for each in fitting]
