"""Papers of a quiz, drawn before anybody starts, from a pool that is frozen at publication."""

import hashlib
import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from flask_babel import gettext as _
from sqlalchemy import insert, select

from portal.columns import canonical
from portal.errors import PortalError, Refused
from portal.extensions import db
from portal.people.models import Unit
from portal.quizzes.banks import wording
from portal.quizzes.models import FrozenItem, PaperKind, PaperPlan, Quiz, QuizDraw, QuizPaper
from portal.quizzes.papers import paper_pins, pool
from question_bank.errors import PaperError
from question_bank.items import Item
from question_bank.papers import Candidate, Paper, PaperSpec
from question_bank.papers_draw import Draw, draw_many

# Done once here: where two threads make msgspec learn a type at the same moment, the process dies.
_specs = msgspec.json.Decoder(PaperSpec)
_papers = msgspec.json.Decoder(Paper)


class CannotDraw(PortalError):
    """The bank cannot satisfy the rules. `shortages` are the sentences, `by_rule` the same by the number of
    the rule (counted from 1; 0 for what no single rule is to blame for)."""

    status = 422

    def __init__(self, error: PaperError) -> None:
        self.shortages = [_(each.template, **each.params) for each in error.shortages]
        self.by_rule: dict[int, list[str]] = {}
        for each, sentence in zip(error.shortages, self.shortages, strict=True):
            for number in _rules_named(each.params):
                self.by_rule.setdefault(number, []).append(sentence)
        super().__init__(" ".join(self.shortages))


def _rules_named(params: dict[str, Any]) -> list[int]:
    if "rule" in params:
        return [int(params["rule"])]
    return [int(part) for part in str(params.get("rules", "0")).split(",")]


def spec_of(plan: PaperPlan) -> PaperSpec:
    return _specs.decode(canonical(plan.spec))


def paper_of(document: Any) -> Paper:
    return _papers.decode(canonical(document))


def fixed_paper(plan: PaperPlan) -> Paper | None:
    return paper_of(plan.fixed) if plan.fixed is not None else None


def settle(plan: PaperPlan, on: date) -> Paper:
    """Draw the one paper of a fixed plan with the plan's seed; what was put there by hand stays."""
    paper = settled(plan, spec_of(plan), fixed_paper(plan), on)
    plan.fixed = msgspec.to_builtins(paper)
    return paper


def settled(
    plan: PaperPlan, spec: PaperSpec, before: Paper | None, on: date, seed: int | None = None
) -> Paper:
    """The paper these rules give today; nothing is kept. `before` holds the questions put in by hand."""
    found = pool.candidates(plan.unit, pool.banks_of(spec), on)
    kept = paper_pins.kept(before, plan.by_hand, found, spec)
    seed = plan.seed if seed is None else seed
    try:
        return paper_pins.fill(spec, found, seed, pool.kept_apart(found), kept)
    except PaperError as error:
        raise CannotDraw(error) from error


def trial(unit: Unit, spec: PaperSpec, number: int, seed: int, on: date) -> Draw:
    """So many papers as the rules would give them today; nothing is kept."""
    found = pool.candidates(unit, pool.banks_of(spec), on)
    return drawn_from(found, spec, number, seed)


def drawn_from(
    found: Sequence[Candidate], spec: PaperSpec, number: int, seed: int, centre: float | None = None
) -> Draw:
    """So many papers of these candidates; CannotDraw says which rule lacks how many."""
    try:
        return draw_many(spec, found, number, seed, pool.kept_apart(found), centre)
    except PaperError as error:
        raise CannotDraw(error) from error


def freeze(quiz: Quiz, on: date) -> None:
    """Keep rules and versions this quiz asks by: editing plan or bank meanwhile changes nothing here."""
    plan = _plan(quiz)
    if db.session.get(QuizDraw, quiz.id) is not None:
        raise Refused(_("The questions of this quiz stand already."))
    spec = spec_of(plan)
    found = pool.candidates(plan.unit, pool.banks_of(spec), on)
    if plan.kind == PaperKind.FIXED:
        paper = fixed_paper(plan) or settle(plan, on)
        paper_pins.require_whole(paper, spec, found)
        wanted, known = [(each.item, each.version) for each in paper.questions], {}
    else:
        served = pool.served(spec, found)
        wanted, known = [(each.id, each.version) for each in served], _facts(served)
    db.session.add(
        QuizDraw(quiz_id=quiz.id, kind=plan.kind, spec=msgspec.to_builtins(spec), seed=plan.seed, pool=known)
    )
    db.session.add_all(
        FrozenItem(quiz_id=quiz.id, item_id=uuid.UUID(item), n=int(n), key_n=int(n), position=place)
        for place, (item, n) in enumerate(wanted)
    )
    db.session.flush()


def draw_papers(quiz: Quiz, wanted: int) -> int:
    """Bring the drawn papers up to so many; returns how many there are. A fixed paper is number 1 alone.

    A later draw lies around the first one and goes on counting what was used. Where it cannot be had, e.g.
    because the first took every item that keeps the band, those who come go round the papers there are.
    """
    db.session.flush()
    db.session.refresh(quiz, with_for_update=True)
    missing = wanted - quiz.papers
    if missing <= 0:
        return quiz.papers
    by = db.session.get(QuizDraw, quiz.id)
    if by is None:
        raise Refused(_("The questions of this quiz do not stand yet."))
    if by.kind == PaperKind.FIXED:
        paper = fixed_paper(_plan(quiz))
        return quiz.papers if quiz.papers or paper is None else _keep(quiz, [paper])
    try:
        return _keep(quiz, _drawn(quiz, by, missing))
    except CannotDraw:
        if quiz.papers:
            return quiz.papers
        raise


def paper_n(quiz: Quiz, seat: int, number: int) -> int:
    """Which drawn paper is for this seat's attempt of this number: another one each time, going round."""
    papers = max(quiz.papers, 1)
    return (seat - 1 + (number - 1) * (papers // 2 + 1)) % papers + 1


def paper(quiz_id: uuid.UUID, number: int) -> Paper:
    return paper_of(db.session.get_one(QuizPaper, (quiz_id, number)).document)


def rules_of(quiz: Quiz) -> PaperSpec:
    """The rules its papers were drawn by, e.g. for the titles of their sections."""
    by = db.session.get(QuizDraw, quiz.id)
    return _specs.decode(canonical(by.spec)) if by is not None else spec_of(_plan(quiz))


def frozen(quiz_id: uuid.UUID) -> dict[str, FrozenItem]:
    """What the quiz may ask, by item id as papers name it."""
    rows = db.session.scalars(select(FrozenItem).where(FrozenItem.quiz_id == quiz_id))
    return {str(row.item_id): row for row in rows}


def asked_items(quiz_id: uuid.UUID, paper: Paper | None = None) -> dict[str, Item]:
    """The wordings a quiz froze, by item id; only those of one paper where it is given."""
    rows = frozen(quiz_id)
    keys = rows if paper is None else [question.item for question in paper.questions]
    found = wording.wordings((rows[key].item_id, rows[key].n) for key in keys)
    return {str(item_id): item for (item_id, _n), item in found.items()}


def _plan(quiz: Quiz) -> PaperPlan:
    if quiz.paper_plan is None:
        raise Refused(_("This quiz has no paper yet. Choose or assemble one first."))
    return quiz.paper_plan


def _facts(found: Sequence[Candidate]) -> dict[str, list[Any]]:
    return {each.id: [each.bank, each.item.problem, each.facility, each.exposure] for each in found}


def _drawn(quiz: Quiz, by: QuizDraw, number: int) -> tuple[Paper, ...]:
    """From what was frozen alone: the bank may have changed since."""
    earlier = _earlier(quiz)
    used = Counter(question.item for each in earlier for question in each.questions)
    rows = frozen(quiz.id)
    items = pool.items_at([(row.item_id, row.n) for row in rows.values()])
    found = [
        _as_frozen(key, row.n, items[row.item_id, row.n], by.pool[key], used[key])
        for key, row in rows.items()
    ]
    shares = [each.expected for each in earlier]
    centre = (max(shares) + min(shares)) / 2 if shares else None
    spec = _specs.decode(canonical(by.spec))
    return drawn_from(found, spec, number, by.seed + quiz.papers, centre).papers


def _earlier(quiz: Quiz) -> list[Paper]:
    query = select(QuizPaper.document).where(QuizPaper.quiz_id == quiz.id)
    return [paper_of(document) for document in db.session.scalars(query)] if quiz.papers else []


def _as_frozen(key: str, n: int, item: Item, facts: Sequence[Any], used: int) -> Candidate:
    bank, problem, facility, exposure = facts
    return Candidate(
        id=key, item=pool.with_problem(item, problem), bank=bank, version=str(n), facility=facility,
        exposure=exposure + used,
    )  # fmt: skip


def _keep(quiz: Quiz, papers: Sequence[Paper]) -> int:
    rows = []
    for number, each in enumerate(papers, start=quiz.papers + 1):
        document = msgspec.to_builtins(_for_quiz(each, quiz))
        print_ = hashlib.sha256(canonical(document).encode()).hexdigest()
        rows.append(
            {
                "quiz_id": quiz.id,
                "number": number,
                "document": document,
                "sha256": print_,
                "expected": each.expected,
            }
        )
    db.session.execute(insert(QuizPaper), rows)
    quiz.papers += len(rows)
    db.session.flush()
    return quiz.papers


def _for_quiz(paper: Paper, quiz: Quiz) -> Paper:
    """The pass mark is the quiz's, in points of this paper."""
    mark = None if quiz.pass_mark is None else round(quiz.pass_mark * paper.points, 6)
    return msgspec.structs.replace(paper, pass_mark=mark)
