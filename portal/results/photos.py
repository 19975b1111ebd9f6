"""Photos beside the answers: by the rules of comments, in no order, with a shop only where it is known."""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select

from portal.access import can
from portal.extensions import db
from portal.methods import suppression
from portal.responses.models import Response, ResponsePhoto
from portal.results.comments import names_of, why_hidden
from portal.results.encoding import fact
from portal.results.query import Results
from portal.surveys.models import Mode
from question_bank.questionnaires import ItemType, SurveyItem

PAGE = 12


class Sent(NamedTuple):
    """A photo, the shop its answers came from, and the answers it belongs to."""

    file_id: uuid.UUID
    retailer_id: uuid.UUID | None
    response_id: uuid.UUID


@dataclass(frozen=True)
class Picture:
    file_id: uuid.UUID
    who: str = ""


@dataclass(frozen=True)
class Pictures:
    item: SurveyItem
    n: int = 0
    shown: tuple[Picture, ...] = ()
    page: int = 1
    pages: int = 1
    hidden: str = ""


def items(results: Results) -> tuple[SurveyItem, ...]:
    return tuple(item for item in results.frame.layout.merged.items if item.type is ItemType.PHOTO)


def pictures(results: Results, item: SurveyItem, page: int = 1) -> Pictures:
    """One page of them, always in the same random order for the same figures."""
    hidden = _why_hidden(results)
    found = [] if hidden else _sent(results, item)
    if results.protected and not suppression.shown(len(found), results.k):
        hidden = hidden or _("Answered by too few people to be shown.")
    if hidden:
        return Pictures(item, hidden=hidden)
    random.Random(f"{results.survey.id}{item.key}").shuffle(found)  # noqa: S311 - a stable mixture, no secret
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(1, page), pages)
    chosen = found[(page - 1) * PAGE : page * PAGE]
    return Pictures(item, len(found), _with_names(results, chosen), page, pages)


def _why_hidden(results: Results) -> str:
    """A picture may show whose it is: in a named survey only to those who may know."""
    if results.survey.mode == Mode.NAMED and not can(results.person, "see identity"):
        return _("Your account may not see who answered, and a photo may show it.")
    if results.scope is not None:
        return _("Photos are shown to those who read the whole survey.")
    return why_hidden(results)


def _sent(results: Results, item: SurveyItem) -> list[Sent]:
    """The photos whose answers are in the selection."""
    query = (
        select(ResponsePhoto.file_id, Response.retailer_id, ResponsePhoto.response_id)
        .join(
            Response,
            (Response.survey_id == ResponsePhoto.survey_id) & (Response.id == ResponsePhoto.response_id),
        )
        .where(ResponsePhoto.survey_id == results.survey.id, ResponsePhoto.item_key == item.key)
        .order_by(ResponsePhoto.id)
    )
    rows = [Sent(*row) for row in db.session.execute(query)]
    asked = {bytes(each) for each in results.of_asked(fact("id"))} if rows else set()
    return [row for row in rows if row.response_id.bytes in asked]


def _with_names(results: Results, chosen: Sequence[Sent]) -> tuple[Picture, ...]:
    named = results.survey.mode == Mode.NAMED
    names = names_of([row.retailer_id for row in chosen]) if named else {}
    return tuple(Picture(row.file_id, names.get(row.retailer_id, "")) for row in chosen)
