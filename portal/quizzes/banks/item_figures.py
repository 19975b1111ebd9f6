"""What answers say of an item across quizzes: the rows of `ItemFigure`, renewed where new marks came in."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
from sqlalchemy import func, select, tuple_

from portal import clock
from portal.extensions import db
from portal.jobs.sweeps import sweep
from portal.quizzes.banks import wording
from portal.quizzes.models import (
    FrozenItem,
    ItemFigure,
    ItemResult,
    ItemVersion,
    Marking,
    Quiz,
    QuizItem,
    QuizPaper,
)
from portal.quizzes.papers import drawing
from question_bank.analysis.figures import Figure, Least
from question_bank.analysis.items import discrimination_of, facility_of
from question_bank.analysis.marks import NEARLY
from question_bank.analysis.remarks import remarks
from question_bank.item_changes import comparable

OVERLAP = timedelta(minutes=10)
"""Marks written by a transaction that was still under way when the last sweep looked."""
AT_ONCE = 200
LEAST = Least()
RIGHT = 1 - NEARLY

# The gravest remark in one word; what nobody remarks upon may be used.
VERDICTS = {
    "too_few": "", "check_key": "check_key", "negative_discrimination": "check_key",
    "attracts_high": "check_key",
    "low_discrimination": "hardly_tells", "too_easy": "too_easy", "too_hard": "too_hard", "good": "good",
}  # fmt: skip
USABLE = "usable"


@sweep("item figures", minutes=5)
def renew_figures(at: datetime) -> None:
    """Items with new marks, with a new wording, or on newly drawn papers."""
    last = db.session.scalar(select(func.max(ItemFigure.renewed_at)))
    renew(None if last is None else _touched(last - OVERLAP), at)
    db.session.commit()


def renew(item_ids: Collection[uuid.UUID] | None = None, at: datetime | None = None) -> int:
    """Figures of these items, or of every item that was ever asked; returns how many. Does not commit."""
    wanted = _asked() if item_ids is None else list(item_ids)
    for start in range(0, len(wanted), AT_ONCE):
        _renew(wanted[start : start + AT_ONCE], at or clock.now())
    return len(wanted)


@dataclass(frozen=True, slots=True)
class _Result:
    """One answer to an item: its marks, and the marks for the rest of what that person was asked."""

    fraction: float
    rest: float
    day: date


def _asked() -> list[uuid.UUID]:
    frozen = select(FrozenItem.item_id).union(select(ItemResult.item_id))
    return list(db.session.scalars(frozen))


def _touched(since: datetime) -> list[uuid.UUID]:
    its_marking = (Marking.quiz_id == ItemResult.quiz_id) & (Marking.attempt_id == ItemResult.attempt_id)
    marked = (
        select(ItemResult.item_id)
        .join(Marking, its_marking)
        .where(Marking.is_current, Marking.marked_at >= since)
    )
    published = select(FrozenItem.item_id).join(Quiz).where(Quiz.published_at >= since)
    known = select(ItemFigure.item_id)
    new_words = select(ItemVersion.item_id).where(ItemVersion.created_at >= since)
    reworded = new_words.where(ItemVersion.item_id.in_(known))
    return list(db.session.scalars(marked.union(published, reworded)))


def _renew(item_ids: Sequence[uuid.UUID], at: datetime) -> None:
    rows = {row.id: row for row in db.session.scalars(select(QuizItem).where(QuizItem.id.in_(item_ids)))}
    found, drawn = _results(rows), _drawn(rows)
    query = select(ItemFigure).where(ItemFigure.item_id.in_(rows))
    known = {figure.item_id: figure for figure in db.session.scalars(query)}
    for item_id in rows:
        figure = known.get(item_id) or ItemFigure(item_id=item_id)
        _fill(figure, found.get(item_id, []))
        figure.drawn, figure.renewed_at = drawn[item_id], at
        db.session.add(figure)
    db.session.flush()


def _fill(figure: ItemFigure, results: Sequence[_Result]) -> None:
    fractions = np.array([each.fraction for each in results])
    rest = np.array([each.rest for each in results])
    paired = ~np.isnan(rest)
    facility = facility_of(fractions, LEAST)
    discrimination = discrimination_of(fractions[paired], rest[paired], LEAST)
    figure.asked, figure.right = len(results), int(np.sum(fractions >= RIGHT))
    figure.facility, figure.discrimination = facility.value, discrimination.value
    figure.verdict = verdict_of(facility, discrimination)
    figure.last_used_on = max((each.day for each in results), default=figure.last_used_on)


def verdict_of(facility: Figure, discrimination: Figure) -> str:
    """One word of `VERDICTS`; "" below the least number."""
    said = remarks(facility, discrimination, None, LEAST)
    return VERDICTS[said[0].code] if said else USABLE


def _results(rows: dict[uuid.UUID, QuizItem]) -> dict[uuid.UUID, list[_Result]]:
    """Answers to versions that may stand in one figure with today's, marked already."""
    totals = _totals(rows)
    same_attempt = (totals.c.quiz_id == ItemResult.quiz_id) & (totals.c.attempt_id == ItemResult.attempt_id)
    query = (
        select(
            ItemResult.item_id, ItemResult.version_n, ItemResult.fraction, ItemResult.points,
            ItemResult.possible, ItemResult.day, totals.c.points, totals.c.possible,
        )
        .join(totals, same_attempt)
        .where(ItemResult.item_id.in_(rows), ItemResult.fraction.is_not(None))
    )  # fmt: skip
    lines = db.session.execute(query).all()
    same = _comparable(rows, {(line[0], line[1]) for line in lines})
    found: dict[uuid.UUID, list[_Result]] = defaultdict(list)
    for item_id, n, fraction, points, possible, day, gained, worth in lines:
        if (item_id, n) in same:
            left = worth - possible
            rest = (gained - (points or 0)) / left if left > NEARLY else float("nan")
            found[item_id].append(_Result(fraction, rest, day))
    return found


def _totals(rows: Iterable[uuid.UUID]) -> Any:
    """Marks of every attempt that was asked one of these items; what waits for a person counts as nothing."""
    attempt = (ItemResult.quiz_id, ItemResult.attempt_id)
    holding = select(*attempt).where(ItemResult.item_id.in_(list(rows)))
    points, possible = func.coalesce(func.sum(ItemResult.points), 0), func.sum(ItemResult.possible)
    return (
        select(*attempt, points.label("points"), possible.label("possible"))
        .where(tuple_(*attempt).in_(holding), ItemResult.fraction.is_not(None))
        .group_by(*attempt)
        .subquery()
    )


def _comparable(rows: dict[uuid.UUID, QuizItem], seen: set[wording.Version]) -> set[wording.Version]:
    today = {item_id: (item_id, row.current_n) for item_id, row in rows.items()}
    texts = wording.wordings(seen | {today[item_id] for item_id, _n in seen})
    return {
        version
        for version in seen
        if version == today[version[0]] or comparable(texts[version], texts[today[version[0]]])
    }


def _drawn(rows: Collection[uuid.UUID]) -> Counter[uuid.UUID]:
    """How many papers hold each item."""
    holding = select(FrozenItem.quiz_id).where(FrozenItem.item_id.in_(rows))
    query = select(Quiz.id, Quiz.papers, Quiz.published_at).where(Quiz.id.in_(holding))
    counted: Counter[uuid.UUID] = Counter()
    for quiz in db.session.execute(query).all():
        counted.update({item: n for item, n in _on_papers(*quiz).items() if item in rows})
    return counted


@lru_cache(maxsize=128)
def _on_papers(quiz_id: uuid.UUID, papers: int, published_at: datetime | None) -> Counter[uuid.UUID]:
    """Drawn papers never change: so many of one publication are read once."""
    documents = db.session.scalars(select(QuizPaper.document).where(QuizPaper.quiz_id == quiz_id))
    return Counter(uuid.UUID(each.item) for one in documents for each in drawing.paper_of(one).questions)
