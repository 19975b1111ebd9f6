"""What a regrade would do: every sealed attempt marked anew under other keys, and nothing written."""

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from portal.columns import canonical
from portal.extensions import db
from portal.quizzes.analysis.regrade_keys import with_key
from portal.quizzes.attempts import marks
from portal.quizzes.banks import wording
from portal.quizzes.models import Attempt, FrozenItem, ManualMark, Marking, Quiz, QuizPaper, Treatment
from portal.quizzes.papers import drawing
from portal.quizzes.practice.standing import Standing, standing
from question_bank.items import Item
from question_bank.marking_papers import PaperResult
from question_bank.papers import Paper

Changes = Mapping[str, Mapping[str, Any]]
"""By item: {"right": [option keys]}, {"key_n": version} or {"treatment": word}."""


@dataclass(frozen=True, slots=True)
class Remarked:
    """One attempt with the marking that holds and what it would be worth."""

    attempt: Attempt
    before: Marking
    paper: Paper
    after: PaperResult

    @property
    def changed(self) -> bool:
        return (
            self.before.marks != marks.document_of(self.paper, self.after)
            or self.before.total != self.after.total
            or self.before.possible != self.after.possible
            or self.before.passed != self.after.passed
        )


@dataclass(frozen=True)
class Trial:
    """A whole quiz marked anew. `rows` are its items with the keys and treatments tried."""

    quiz: Quiz
    rows: Mapping[str, FrozenItem]
    remarked: tuple[Remarked, ...]

    @property
    def changed(self) -> list[Remarked]:
        return [each for each in self.remarked if each.changed]


def trial(quiz: Quiz, changes: Changes) -> Trial:
    rows = {item: _tried(row, changes.get(item)) for item, row in drawing.frozen(quiz.id).items()}
    keys, papers, given = _keys(rows, changes), _papers(quiz), _by_people(quiz)
    found = []
    for attempt, before in _sealed(quiz):
        paper = papers[attempt.paper_n]
        after = marks.result_by(quiz, attempt, paper, rows, keys, given[attempt.id])
        found.append(Remarked(attempt, before, paper, after))
    return Trial(quiz, rows, tuple(found))


def effect_of(tried: Trial) -> dict[str, Any]:
    """The trial as a document: counts and means, and by attempt and person what would change. No names."""
    before, after = _standings(tried, old=True), _standings(tried, old=False)
    flips = {
        person: [before[person].passed, after[person].passed]
        for person in before
        if before[person].passed != after[person].passed
    }
    changed = tried.changed
    document: dict[str, Any] = {
        "attempts": len(tried.remarked),
        "open": _open(tried.quiz),
        "changed": {
            str(each.attempt.id): [
                each.before.total, each.before.possible, each.after.total, each.after.possible,
            ]
            for each in changed
        },
        "up": sum(_share(each.after) > each.before.share + 1e-9 for each in changed),
        "down": sum(_share(each.after) < each.before.share - 1e-9 for each in changed),
        "mean": [_mean(before.values()), _mean(after.values())],
        "passed": [_passed(before.values()), _passed(after.values())],
        "people": len(before),
        "flips": {str(person): pair for person, pair in sorted(flips.items(), key=lambda each: str(each[0]))},
        "certificates": _certificates(tried),
    }  # fmt: skip
    document["print"] = fingerprint(document)
    return document


def fingerprint(effect: Mapping[str, Any]) -> str:
    """What somebody agrees to: who passes and who fails, and whose certificates come and go."""
    told = {name: effect[name] for name in ("flips", "certificates")}
    return hashlib.sha256(canonical(told).encode()).hexdigest()[:16]


def _tried(row: FrozenItem, change: Mapping[str, Any] | None) -> FrozenItem:
    """A copy that belongs to no session: a trial never reaches the database."""
    copy = FrozenItem(
        quiz_id=row.quiz_id, item_id=row.item_id, n=row.n, key_n=row.key_n, treatment=row.treatment,
        position=row.position,
    )  # fmt: skip
    if change is None:
        return copy
    if "treatment" in change:
        copy.treatment = Treatment(change["treatment"])
    else:
        copy.treatment = Treatment.NORMAL
        copy.key_n = int(change.get("key_n", row.key_n))
    return copy


def _keys(rows: Mapping[str, FrozenItem], changes: Changes) -> dict[str, Item]:
    found = wording.wordings(pair for row in rows.values() for pair in _versions(row))
    keys = {item: found[row.item_id, row.key_n] for item, row in rows.items()}
    for item, change in changes.items():
        if item in rows and change.get("right") and "key_n" not in change:
            keys[item] = with_key(found[rows[item].item_id, rows[item].n], change["right"])
    return keys


def _versions(row: FrozenItem) -> tuple[wording.Version, wording.Version]:
    return (row.item_id, row.n), (row.item_id, row.key_n)


def _papers(quiz: Quiz) -> dict[int, Paper]:
    query = select(QuizPaper.number, QuizPaper.document).where(QuizPaper.quiz_id == quiz.id)
    return {number: drawing.paper_of(document) for number, document in db.session.execute(query)}


def _by_people(quiz: Quiz) -> defaultdict[uuid.UUID, dict[str, float]]:
    """What people gave, by attempt and item; the last one holds, second opinions count for nothing."""
    found: defaultdict[uuid.UUID, dict[str, float]] = defaultdict(dict)
    query = select(ManualMark).where(ManualMark.quiz_id == quiz.id, ManualMark.is_second.is_(False))
    for row in db.session.scalars(query.order_by(ManualMark.n)):
        found[row.attempt_id][str(row.item_id)] = row.fraction
    return found


def _sealed(quiz: Quiz) -> list[tuple[Attempt, Marking]]:
    """Read anew, whatever this transaction has seen of them before."""
    same = (Marking.quiz_id == Attempt.quiz_id) & (Marking.attempt_id == Attempt.id)
    query = (
        select(Attempt, Marking)
        .join(Marking, same)
        .where(Attempt.quiz_id == quiz.id, Attempt.handed_in_at.is_not(None), Marking.is_current)
        .order_by(Attempt.id)
        .execution_options(populate_existing=True)
    )
    return [(attempt, marking) for attempt, marking in db.session.execute(query)]


def _open(quiz: Quiz) -> int:
    query = select(func.count()).where(Attempt.quiz_id == quiz.id, Attempt.handed_in_at.is_(None))
    return db.session.scalar(query) or 0


def _standings(tried: Trial, *, old: bool) -> dict[uuid.UUID, Standing]:
    """What each person's attempts come to, before or after."""
    own: defaultdict[uuid.UUID, list[Remarked]] = defaultdict(list)
    for each in tried.remarked:
        own[each.attempt.account_id or each.attempt.retailer_id or each.attempt.id].append(each)
    found = {
        person: standing(
            tried.quiz,
            [each.attempt for each in mine],
            [each.before if old else _as_marking(each) for each in mine],
        )
        for person, mine in own.items()
    }
    return {person: each for person, each in found.items() if each is not None}


def _as_marking(each: Remarked) -> Marking:
    return Marking(
        quiz_id=each.attempt.quiz_id, attempt_id=each.attempt.id, version=0, is_current=True,
        total=each.after.total, possible=each.after.possible, passed=each.after.passed,
        pending=len(each.after.pending), marks={},
    )  # fmt: skip


def _certificates(tried: Trial) -> list[list[str]]:
    """Attempts that would get a certificate, and that would lose theirs."""
    if tried.quiz.certificate_months is None:
        return [[], []]
    won = [each for each in tried.remarked if each.after.passed and not each.before.passed]
    lost = [each for each in tried.remarked if each.before.passed and not each.after.passed]
    return [sorted(str(each.attempt.id) for each in group) for group in (won, lost)]


def _share(result: PaperResult) -> float:
    return result.total / result.possible if result.possible else 0.0


def _mean(found: Iterable[Standing]) -> float | None:
    shares = [each.share for each in found]
    return sum(shares) / len(shares) if shares else None


def _passed(found: Iterable[Standing]) -> int:
    return sum(bool(each.passed) for each in found)
