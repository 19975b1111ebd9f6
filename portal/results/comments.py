"""Open answers: only from large groups, in no order, without a time, and without a person unless known."""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
from flask_babel import gettext as _
from sqlalchemy import Text, select, type_coerce

from portal.access import can
from portal.extensions import db
from portal.methods import suppression
from portal.responses.models import Response
from portal.results.encoding import fact
from portal.results.query import Results
from portal.retailers.models import Retailer
from portal.surveys.models import Mode
from question_bank.questionnaires import ItemType, SurveyItem

PAGE = 50
TEXTS = (ItemType.SHORT_TEXT, ItemType.LONG_TEXT)


@dataclass(frozen=True)
class Comment:
    text: str
    who: str = ""


@dataclass(frozen=True)
class Comments:
    item: SurveyItem
    shown: tuple[Comment, ...] = ()
    page: int = 1
    pages: int = 1
    hidden: str = ""


def is_comment(item: SurveyItem) -> bool:
    """Words somebody wants read; a name, a telephone number or an address is none of them."""
    return item.type in TEXTS and item.personal is None and item.role is None


def why_hidden(results: Results) -> str:
    """Empty where the comments of this selection may be read."""
    if not can(results.person, "see comments"):
        return _("Your account may not read comments.")
    if not results.protected:
        return ""
    if results.refused:
        return results.refused
    asked = set(results.asked.values) | ({"period"} if results.asked.first or results.asked.last else set())
    least = results.survey.k_comments
    if not suppression.shown(results.n, least):
        return _("Comments are shown from groups of %(k)s people or more.", k=least)
    if asked - results.comment_facets:
        return _("Comments are not sorted by this filter, because that could show who wrote them.")
    return ""


def too_few(results: Results, item: SurveyItem) -> str:
    """Whose number may not be said is not to be counted by the words either."""
    if not results.protected or results.count(item) is not None:
        return ""
    return _("Answered by too few people to be shown.")


def comments(results: Results, item: SurveyItem, page: int = 1) -> Comments:
    """One page of them, always in the same random order for the same figures."""
    hidden = why_hidden(results) or too_few(results, item)
    if hidden or not is_comment(item):
        return Comments(item, hidden=hidden or _("These answers are not shown as a list."))
    column = results.columns(item)[0].name
    ids = results.of_asked(fact("id"))[results.of_asked(column) > 0]
    pages = max(1, -(-len(ids) // PAGE))
    page = min(max(1, page), pages)
    order = list(range(len(ids)))
    random.Random(f"{results.survey.id}{item.key}").shuffle(order)  # noqa: S311 - a stable mixture, no secret
    chosen = np.array(order[(page - 1) * PAGE : page * PAGE], np.intp)
    keys = [uuid.UUID(bytes=bytes(each)) for each in ids[chosen]]
    return Comments(item, tuple(_read(results, item, keys)), page, pages)


def _read(results: Results, item: SurveyItem, keys: Sequence[uuid.UUID]) -> list[Comment]:
    query = select(Response.id, Response.retailer_id, type_coerce(Response.answers, Text)).where(
        Response.survey_id == results.survey.id, Response.id.in_(keys)
    )
    found = {key: (retailer, words) for key, retailer, words in db.session.execute(query)}
    named = results.survey.mode == Mode.NAMED and can(results.person, "see identity")
    names = names_of([found[key][0] for key in keys if key in found]) if named else {}
    shown = []
    for key in keys:
        if key in found:
            retailer, words = found[key]
            text = msgspec.json.decode(words).get(item.key)
            shown.append(Comment(str(text or ""), names.get(retailer, "")))
    return [comment for comment in shown if comment.text]


def names_of(retailers: Sequence[uuid.UUID | None]) -> dict[uuid.UUID | None, str]:
    query = select(Retailer.id, Retailer.name, Retailer.shop_name).where(Retailer.id.in_(retailers))
    return {key: f"{name} {shop}".strip() for key, name, shop in db.session.execute(query)}
