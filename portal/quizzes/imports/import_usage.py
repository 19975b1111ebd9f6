"""Whether anybody has used an item yet, and taking out those nobody has."""

import json
import re
import uuid
from collections.abc import Collection, Iterator

from sqlalchemy import delete, func, or_, select

from portal.extensions import db
from portal.quizzes.models import (
    DailySet,
    FrozenItem,
    ItemFigure,
    ItemVersion,
    PaperPlan,
    PracticeAnswer,
    PracticeCard,
    QuizItem,
)

AT_ONCE = 400
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
Ids = Collection[uuid.UUID]


def used(item_ids: Ids) -> set[uuid.UUID]:
    """Those that a quiz, a paper, practice or a signature names, and those that were changed since."""
    found: set[uuid.UUID] = set()
    for part in _parts(item_ids):
        for column in (FrozenItem.item_id, PracticeAnswer.item_id, PracticeCard.item_id):
            found.update(db.session.scalars(select(column).where(column.in_(part)).distinct()))
        touched = or_(
            QuizItem.current_n > 1, QuizItem.signed_n.is_not(None), QuizItem.retired_at.is_not(None)
        )
        found.update(db.session.scalars(select(QuizItem.id).where(QuizItem.id.in_(part), touched)))
        shown = select(ItemFigure.item_id).where(ItemFigure.item_id.in_(part))
        found.update(db.session.scalars(shown.where(or_(ItemFigure.asked > 0, ItemFigure.drawn > 0))))
    return found | (_named_by_documents(item_ids) & set(item_ids))


def rows_of(item_ids: Ids) -> Iterator[QuizItem]:
    for part in _parts(item_ids):
        yield from db.session.scalars(select(QuizItem).where(QuizItem.id.in_(part)).order_by(QuizItem.number))


def remove(item_ids: Ids) -> None:
    """For good: nothing points at them."""
    for part in _parts(item_ids):
        for model, column in ((ItemFigure, ItemFigure.item_id), (ItemVersion, ItemVersion.item_id)):
            db.session.execute(delete(model).where(column.in_(part)))
        db.session.execute(delete(QuizItem).where(QuizItem.id.in_(part)))
    db.session.flush()


def _named_by_documents(item_ids: Ids) -> set[uuid.UUID]:
    """By today's ten of somebody since they came, or by a paper that was settled."""
    if not item_ids:
        return set()
    first = db.session.scalar(
        select(func.min(QuizItem.created_at)).where(QuizItem.id.in_([*item_ids][:AT_ONCE]))
    )
    found: set[str] = set()
    if first is not None:
        for items in db.session.scalars(select(DailySet.items).where(DailySet.day >= first.date())):
            found.update(each[0] for each in items)
    for documents in db.session.execute(select(PaperPlan.spec, PaperPlan.fixed)):
        found.update(_ID.findall(json.dumps(list(documents))))
    return {uuid.UUID(each) for each in found & {str(each) for each in item_ids}}


def _parts(item_ids: Ids) -> Iterator[list[uuid.UUID]]:
    every = list(item_ids)
    for start in range(0, len(every), AT_ONCE):
        yield every[start : start + AT_ONCE]
