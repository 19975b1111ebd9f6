"""Rows with working defaults; keyword arguments say what a test is about."""

import itertools
from datetime import UTC, datetime
from typing import Any

from portal.columns import new_code, ordered_id
from portal.distribution.models import Channel, Code, Kind
from portal.extensions import db
from portal.people.models import Account, Unit, UnitKind
from portal.retailers.models import Retailer
from portal.surveys.models import Survey, SurveyVersion

NOW = datetime(2026, 3, 5, 1, 12, tzinfo=UTC)
_numbers = itertools.count(1)

ITEMS = [
    {
        "key": "q1",
        "type": "single",
        "stem": {"zh-Hans": "来得够不够？", "en": "Often enough?"},
        "required": True,
        "options": [
            {"key": "enough", "text": {"zh-Hans": "够了", "en": "Enough"}},
            {"key": "few", "text": {"zh-Hans": "偏少", "en": "Too few"}},
        ],
    },
    {"key": "q2", "type": "rating", "stem": {"zh-Hans": "满意吗？", "en": "Satisfied?"}, "required": True},
    {"key": "q3", "type": "long_text", "stem": {"zh-Hans": "想说什么？", "en": "Anything to say?"}},
]


def make_questionnaire(items: list[dict[str, Any]] | None = None, **extra: Any) -> dict[str, Any]:
    return {
        "title": {"zh-Hans": "听听您的心里话", "en": "Your voice"},
        "base_language": "zh-Hans",
        "languages": ["zh-Hans", "en"],
        "sections": [{"key": "s1", "items": items or ITEMS}],
        **extra,
    }


def _add(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row


def make_unit(name: str | None = None, kind: UnitKind = UnitKind.COUNTY, parent: Unit | None = None) -> Unit:
    name = name or f"unit {next(_numbers)}"
    return _add(Unit(id=ordered_id(), name=name, kind=kind, parent_id=parent.id if parent else None))


def make_account(role: str = "manager", unit: Unit | None = None, **extra: Any) -> Account:
    number = next(_numbers)
    unit = unit or make_unit()
    values = {"login": f"p{number}", "name": f"Person {number}", "created_at": NOW, **extra}
    return _add(Account(id=ordered_id(), unit_id=unit.id, role=role, **values))


def make_retailer(unit: Unit | None = None, **extra: Any) -> Retailer:
    number = next(_numbers)
    unit = unit or make_unit(kind=UnitKind.DISTRICT)
    values = {"licence": f"35062510{number:04d}", "name": f"Shop {number}", "created_at": NOW, **extra}
    return _add(Retailer(id=ordered_id(), unit_id=unit.id, **values))


def make_survey(unit: Unit | None = None, items: list[dict[str, Any]] | None = None, **extra: Any) -> Survey:
    """A published, open survey with one version; pass published_at=None for a bare draft row."""
    unit = unit or make_unit()
    document = make_questionnaire(items)
    values = {
        "title": document["title"],
        "created_at": NOW,
        "published_at": NOW,
        "current_version": 1,
        **extra,
    }
    survey = _add(Survey(id=ordered_id(), unit_id=unit.id, **values))
    if survey.published_at is not None:
        _add(SurveyVersion(survey_id=survey.id, n=1, document=document, sha256="0" * 64, published_at=NOW))
    return survey


def make_channel(survey: Survey | None = None, **extra: Any) -> Channel:
    survey = survey or make_survey()
    values = {"name": "Poster", "kind": Kind.PRINT, **extra}
    return _add(Channel(id=ordered_id(), survey_id=survey.id, unit_id=survey.unit_id, **values))


def make_code(channel: Channel | None = None, retailer: Retailer | None = None, **extra: Any) -> Code:
    owner = retailer or channel or make_channel()
    key = "retailer_id" if isinstance(owner, Retailer) else "channel_id"
    values = {"code": new_code(), "unit_id": owner.unit_id, "created_at": NOW, key: owner.id, **extra}
    return _add(Code(**values))
