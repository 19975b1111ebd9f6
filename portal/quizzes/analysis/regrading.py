"""Marking a quiz anew in the open: proposed with its effect, then applied whole or withdrawn."""

import enum
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, insert, select, update

from portal.columns import ordered_id
from portal.errors import Refused
from portal.extensions import db
from portal.people import audit
from portal.people.models import Account
from portal.quizzes.analysis import regrade_keys
from portal.quizzes.analysis.regrade_effect import Changes, Remarked, Trial, effect_of, trial
from portal.quizzes.attempts import marks
from portal.quizzes.banks import wording
from portal.quizzes.models import (
    Attempt,
    FrozenItem,
    ItemResult,
    Marking,
    Quiz,
    QuizItem,
    QuizKind,
    Regrade,
    Treatment,
)
from portal.quizzes.papers import drawing

AT_ONCE = 400  # attempts in one statement
BESIDE = 300  # so many changed attempts and more are marked by a job


class Outcome(enum.StrEnum):
    """Applied now; applied before, by whomever; or the effect had changed and is to be looked at again."""

    APPLIED = "applied"
    ALREADY = "already"
    STALE = "stale"


def propose(quiz: Quiz, changes: Changes, *, reason: str, actor: Account | None, at: datetime) -> Regrade:
    """A dry run, kept to be looked at. Nothing is marked and no item changes."""
    if quiz.kind == QuizKind.AWARENESS:
        raise Refused(
            _("These answers carry no names and cannot be marked anew. The next check takes the new key.")
        )
    if not changes:
        raise Refused(_("Choose what is to change."))
    _require_difference(quiz, changes, actor)
    regrade = Regrade(
        id=ordered_id(), quiz_id=quiz.id, unit_id=quiz.unit_id, changes={**changes}, reason=reason,
        effect=effect_of(trial(quiz, changes)), proposed_by_id=actor.id if actor else None, proposed_at=at,
    )  # fmt: skip
    db.session.add(regrade)
    db.session.flush()
    audit.record(actor, "propose regrade", quiz, changes=_told(changes), reason=reason, at=at)
    return regrade


def apply(regrade: Regrade, *, actor: Account | None, at: datetime, seen: str | None = None) -> Outcome:
    """Mark every attempt that changes, all or none, in the caller's transaction.

    `seen` is the print of the effect somebody agreed to. Where others would pass or fail by now, nothing is
    done but to keep the new effect. Twice, or by two people at once, is once. Attempts that are open are left
    alone: they are marked by the new keys when they are handed in.
    """
    quiz = _held(regrade)
    if regrade.applied_at is not None:
        return Outcome.ALREADY
    if regrade.withdrawn_at is not None:
        raise Refused(_("This proposal has been withdrawn."))
    tried = trial(quiz, regrade.changes)
    effect = effect_of(tried)
    agreed = regrade.effect["print"] if seen is None else seen
    regrade.effect = effect
    if effect["print"] != agreed:
        db.session.flush()
        return Outcome.STALE
    settled = _settle(quiz, regrade, actor, at)
    _mark(tried, regrade, actor, at)
    regrade.changes, regrade.applied_at, regrade.applied_by_id = settled, at, actor.id if actor else None
    changes = _told(settled) | {"attempts marked anew": [None, len(effect["changed"])]}
    audit.record(actor, "regrade", quiz, changes=changes, reason=regrade.reason, at=at)
    db.session.flush()
    return Outcome.APPLIED


def withdraw(regrade: Regrade, *, actor: Account | None, at: datetime) -> None:
    _held(regrade)
    if regrade.applied_at is not None:
        raise Refused(_("This has been applied already. To take it back, propose the old key with a reason."))
    if regrade.withdrawn_at is None:
        regrade.withdrawn_at = at
        quiz = db.session.get_one(Quiz, regrade.quiz_id)
        audit.record(actor, "withdraw regrade", quiz, changes=_told(regrade.changes), at=at)
        db.session.flush()


def renew(regrade: Regrade) -> None:
    """The dry run once more, with what has been handed in since."""
    if regrade.applied_at is None and regrade.withdrawn_at is None:
        quiz = db.session.get_one(Quiz, regrade.quiz_id)
        regrade.effect = effect_of(trial(quiz, regrade.changes))
        db.session.flush()


def of_quiz(quiz: Quiz) -> list[Regrade]:
    """All there ever were, the latest first."""
    query = select(Regrade).where(Regrade.quiz_id == quiz.id).order_by(Regrade.proposed_at.desc())
    return list(db.session.scalars(query))


def _held(regrade: Regrade) -> Quiz:
    """The quiz and all its attempts, kept from everybody else: who hands in now waits, and is marked by the
    new keys. The order is the same for everybody, so nobody waits for somebody who waits."""
    db.session.flush()
    quiz = db.session.get_one(Quiz, regrade.quiz_id)
    db.session.execute(select(Quiz.id).where(Quiz.id == quiz.id).with_for_update(key_share=True))
    waiting = select(Attempt.id).where(Attempt.quiz_id == quiz.id).order_by(Attempt.id).with_for_update()
    db.session.execute(waiting).all()
    db.session.expire_all()
    db.session.refresh(regrade, with_for_update=True)
    return quiz


def _require_difference(quiz: Quiz, changes: Changes, actor: Account | None) -> None:
    rows = drawing.frozen(quiz.id)
    for item, change in changes.items():
        if item not in rows:
            raise Refused(_("This quiz does not ask that item."))
        row = rows[item]
        if "treatment" in change:
            same = row.treatment == change["treatment"]
        elif "key_n" in change:
            same = row.treatment == Treatment.NORMAL and row.key_n == change["key_n"]
        else:
            same = row.treatment == Treatment.NORMAL and _is_key(row, change["right"])
            _require_right_to_write(row, change, actor)
        if same:
            raise Refused(_("It is marked like this already."))


def _is_key(row: FrozenItem, right: Sequence[str]) -> bool:
    found = wording.wordings([(row.item_id, row.n), (row.item_id, row.key_n)])
    wanted = regrade_keys.with_key(found[row.item_id, row.n], right)
    return (
        wanted.right == found[row.item_id, row.key_n].right
        and wanted.rule == found[row.item_id, row.key_n].rule
    )


def _require_right_to_write(row: FrozenItem, change: Any, actor: Account | None) -> None:
    item = db.session.get_one(QuizItem, row.item_id)
    asked = wording.wordings([(row.item_id, row.n)])[row.item_id, row.n]
    there = any(
        each.item == regrade_keys.with_key(asked, change["right"])
        for each in regrade_keys.versions(item.id, asked, row.n)
    )
    if actor is not None and not there and not regrade_keys.may_write(actor, item):
        raise Refused(_("This item belongs to a bank you may not change. Ask its owner for a new version."))


def _settle(quiz: Quiz, regrade: Regrade, actor: Account | None, at: datetime) -> dict[str, Any]:
    """Write keys and treatments to the quiz. Returns the changes with the versions they came to."""
    settled: dict[str, Any] = {}
    rows = drawing.frozen(quiz.id)
    for item, change in regrade.changes.items():
        row = rows[item]
        if "treatment" in change:
            row.treatment = Treatment(change["treatment"])
            settled[item] = change
            continue
        n = change.get("key_n")
        if n is None:
            about = db.session.get_one(QuizItem, row.item_id)
            n = regrade_keys.keep(about, row.n, change["right"], actor=actor, at=at, note=regrade.reason)
        row.key_n, row.treatment = n, Treatment.NORMAL
        settled[item] = {**change, "key_n": n}
    db.session.flush()
    return settled


def _mark(tried: Trial, regrade: Regrade, actor: Account | None, at: datetime) -> None:
    """The next marking of each attempt that changes, and its lines in the tables."""
    changed = tried.changed
    about = marks.items_by_id({item for each in changed for item in each.after.marks})
    for start in range(0, len(changed), AT_ONCE):
        part = changed[start : start + AT_ONCE]
        mine = [each.attempt.id for each in part]
        current = (Marking.quiz_id == tried.quiz.id) & Marking.attempt_id.in_(mine) & Marking.is_current
        db.session.execute(update(Marking).where(current).values(is_current=False))
        db.session.execute(insert(Marking), [_marking(each, regrade, actor, at) for each in part])
        old = (ItemResult.quiz_id == tried.quiz.id) & ItemResult.attempt_id.in_(mine)
        db.session.execute(delete(ItemResult).where(old))
        lines = _lines(part, tried, about)
        if lines:
            db.session.execute(insert(ItemResult), lines)


def _lines(part: Iterable[Remarked], tried: Trial, about: dict[str, QuizItem]) -> list[dict[str, Any]]:
    return [
        line
        for each in part
        for line in marks.result_lines(each.attempt, each.paper, tried.rows, each.after, about)
    ]


def _marking(each: Remarked, regrade: Regrade, actor: Account | None, at: datetime) -> dict[str, Any]:
    return {
        "quiz_id": each.attempt.quiz_id, "attempt_id": each.attempt.id, "version": each.before.version + 1,
        "is_current": True, "total": each.after.total, "possible": each.after.possible,
        "passed": each.after.passed, "pending": len(each.after.pending),
        "marks": marks.document_of(each.paper, each.after), "reason": regrade.reason,
        "regrade_id": regrade.id, "by_id": actor.id if actor else None, "marked_at": at,
    }  # fmt: skip


def _told(changes: Changes) -> dict[str, Any]:
    """For the audit log: which item, and what becomes of it."""
    numbers = {
        str(row.id): row.number
        for row in db.session.scalars(
            select(QuizItem).where(QuizItem.id.in_([uuid.UUID(each) for each in changes]))
        )
    }
    return {
        f"item {numbers.get(item, item)}": [
            None,
            ", ".join(f"{name}: {value}" for name, value in change.items()),
        ]
        for item, change in changes.items()
    }
