"""Questions kept for use again, with the indicator they feed."""

from datetime import date, datetime

import msgspec
from msgspec.structs import replace

from portal.columns import ordered_id
from portal.extensions import db
from portal.indicators.services import find_or_create
from portal.people import audit
from portal.people.models import Account
from portal.surveys.models import LibraryItem
from question_bank.questionnaires import Questionnaire, SurveyItem


def keep_item(item: SurveyItem, *, actor: Account, at: datetime) -> LibraryItem:
    """Without its rule, which speaks of questions that another survey does not have."""
    indicator = find_or_create(actor.unit, item.indicator, item.stem) if item.indicator else None
    row = LibraryItem(
        id=ordered_id(),
        unit_id=actor.unit_id,
        document=msgspec.to_builtins(replace(item, show_when="")),
        indicator_id=indicator.id if indicator else None,
        created_at=at,
    )
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "keep in library", row, at=at, changes={}, name=name_of(item))
    return row


def name_of(item: SurveyItem) -> str:
    return next(iter(item.stem.values()), "")


def item_of(row: LibraryItem) -> SurveyItem:
    return msgspec.convert(row.document, SurveyItem)


def use_item(row: LibraryItem, asked: Questionnaire, taken: set[str], day: date) -> SurveyItem:
    """The question with a key that is free in the questionnaire."""
    row.used_on = day
    return replace(item_of(row), key=asked.new_key(taken))


def matches(item: SurveyItem, words: str) -> bool:
    """Whether the typed words stand in the question, its answers or its indicator."""
    texts = [*item.stem.values(), *(text for option in item.options for text in option.text.values())]
    return words.casefold() in " ".join([*texts, item.indicator or "", item.touchpoint or ""]).casefold()
