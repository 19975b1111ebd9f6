"""Papers of a quiz, drawn before anybody starts, from a pool that is frozen at publication."""

import hashlib
import uuid
from datetime import date
from typing import Any

import msgspec
from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.columns import canonical
from portal.errors import PortalError, Refused
from portal.extensions import db
from portal.people.models import Unit
from portal.quizzes import pool, wording
from portal.quizzes.models import FrozenItem, ItemVersion, PaperKind, PaperPlan, Quiz, QuizPaper
from question_bank.errors import PaperError
from question_bank.items import Item
from question_bank.papers import Candidate, Paper, PaperSpec
from question_bank.papers_draw import Draw, draw, draw_many

# Done once here: where two threads make msgspec learn a type at the same moment, the process dies.
_specs = msgspec.json.Decoder(PaperSpec)
_papers = msgspec.json.Decoder(Paper)


class CannotDraw(PortalError):
    """The bank cannot satisfy the rules; the sentences name the rule and how many it lacks."""

    status = 422

    def __init__(self, error: PaperError) -> None:
        words = " ".join(_(each.template, **each.params) for each in error.shortages)
        super().__init__(words)
        self.shortages = [_(each.template, **each.params) for each in error.shortages]


def spec_of(plan: PaperPlan) -> PaperSpec:
    return _specs.decode(canonical(plan.spec))


def paper_of(document: Any) -> Paper:
    return _papers.decode(canonical(document))


def fixed_paper(plan: PaperPlan) -> Paper | None:
    return paper_of(plan.fixed) if plan.fixed is not None else None


def settle(plan: PaperPlan, on: date) -> Paper:
    """Draw the one paper of a fixed plan, or draw it anew with the plan's seed."""
    spec = spec_of(plan)
    found = pool.candidates(plan.unit, pool.banks_of(spec), on)
    try:
        paper = draw(spec, found, plan.seed, pool.kept_apart(found))
    except PaperError as error:
        raise CannotDraw(error) from error
    plan.fixed = msgspec.to_builtins(paper)
    return paper


def trial(unit: Unit, spec: PaperSpec, number: int, seed: int, on: date) -> Draw:
    """So many papers as the rules would give them today; nothing is kept."""
    found = pool.candidates(unit, pool.banks_of(spec), on)
    try:
        return draw_many(spec, found, number, seed, pool.kept_apart(found))
    except PaperError as error:
        raise CannotDraw(error) from error


def freeze(quiz: Quiz, on: date) -> None:
    """Keep the versions this quiz may ask: editing the bank meanwhile changes nothing here."""
    plan = _plan(quiz)
    spec = spec_of(plan)
    paper = fixed_paper(plan) or (settle(plan, on) if plan.kind == PaperKind.FIXED else None)
    if paper is not None:
        wanted = [(uuid.UUID(each.item), int(each.version)) for each in paper.questions]
    else:
        found = pool.candidates(plan.unit, pool.banks_of(spec), on)
        wanted = [(uuid.UUID(each.id), int(each.version)) for each in found]
    db.session.add_all(
        FrozenItem(quiz_id=quiz.id, item_id=item_id, n=n, key_n=n, position=place)
        for place, (item_id, n) in enumerate(wanted)
    )
    db.session.flush()


def draw_papers(quiz: Quiz, wanted: int) -> int:
    """Bring the drawn papers up to so many; returns how many there are. A fixed paper is number 1 alone."""
    plan = _plan(quiz)
    fixed = fixed_paper(plan) if plan.kind == PaperKind.FIXED else None
    if fixed is not None:
        if quiz.papers == 0:
            _keep(quiz, 1, _for_quiz(fixed, quiz))
            quiz.papers = 1
        return quiz.papers
    missing = wanted - quiz.papers
    if missing > 0:
        for paper in _drawn(quiz, plan, missing):
            quiz.papers += 1
            _keep(quiz, quiz.papers, _for_quiz(paper, quiz))
        db.session.flush()
    return quiz.papers


def paper_n(quiz: Quiz, seat: int, number: int) -> int:
    """Which drawn paper is for this seat's attempt of this number: another one each time, going round."""
    papers = max(quiz.papers, 1)
    return (seat - 1 + (number - 1) * (papers // 2 + 1)) % papers + 1


def paper(quiz_id: uuid.UUID, number: int) -> Paper:
    return paper_of(db.session.get_one(QuizPaper, (quiz_id, number)).document)


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


def times_drawn(item_ids: list[uuid.UUID]) -> dict[uuid.UUID, int]:
    """In how many quizzes each item was frozen; exposure by paper is counted by the figures' sweep."""
    query = select(FrozenItem.item_id, func.count()).where(FrozenItem.item_id.in_(item_ids))
    return {item_id: n for item_id, n in db.session.execute(query.group_by(FrozenItem.item_id))}


def _plan(quiz: Quiz) -> PaperPlan:
    if quiz.paper_plan is None:
        raise Refused(_("This quiz has no paper yet. Choose or assemble one first."))
    return quiz.paper_plan


def _drawn(quiz: Quiz, plan: PaperPlan, number: int) -> tuple[Paper, ...]:
    spec, rows = spec_of(plan), frozen(quiz.id)
    versions = wording.version_rows((row.item_id, row.n) for row in rows.values())
    today = pool.candidates(plan.unit, pool.banks_of(spec), date.min)
    known = {candidate.id: candidate for candidate in today}
    found = [_as_frozen(key, row, known.get(key), versions[row.item_id, row.n]) for key, row in rows.items()]
    seed = plan.seed if quiz.papers == 0 else plan.seed + quiz.papers
    try:
        return draw_many(spec, found, number, seed, pool.kept_apart(found)).papers
    except PaperError as error:
        raise CannotDraw(error) from error


def _as_frozen(key: str, row: FrozenItem, known: Candidate | None, version: ItemVersion) -> Candidate:
    item = wording.item_of(version.document)
    if known is None:
        return Candidate(id=key, item=item, version=str(row.n))
    same_problem = msgspec.structs.replace(item, problem=known.item.problem)
    return Candidate(
        id=key, item=same_problem, bank=known.bank, version=str(row.n), facility=known.facility,
        exposure=known.exposure,
    )  # fmt: skip


def _for_quiz(paper: Paper, quiz: Quiz) -> Paper:
    """The pass mark is the quiz's, in points of this paper."""
    mark = None if quiz.pass_mark is None else round(quiz.pass_mark * paper.points, 6)
    return msgspec.structs.replace(paper, pass_mark=mark)


def _keep(quiz: Quiz, number: int, paper: Paper) -> None:
    document = msgspec.to_builtins(paper)
    print_ = hashlib.sha256(canonical(document).encode()).hexdigest()
    db.session.add(
        QuizPaper(quiz_id=quiz.id, number=number, document=document, sha256=print_, expected=paper.expected)
    )
