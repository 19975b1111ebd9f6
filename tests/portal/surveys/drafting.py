"""Drafts for the tests of the survey screens."""

from portal.surveys import content
from portal.surveys.models import Mode, Survey
from portal.surveys.services import create_survey, publish
from tests.factories import ITEMS, NOW, make_questionnaire

RULED = {
    "key": "q4",
    "type": "short_text",
    "stem": {"zh-Hans": "为什么？", "en": "Why?"},
    "show_when": 'q1 = "few"',
    "indicator": "visit.why",
}


def make_draft(unit, items=None, actor=None, **extra) -> Survey:
    survey = create_survey(
        unit=unit,
        questionnaire=make_questionnaire(items or [*ITEMS, RULED]),
        mode=Mode.CONFIDENTIAL,
        audience="retailer",
        actor=actor,
        at=NOW,
    )
    for name, value in extra.items():
        setattr(survey, name, value)
    return survey


def make_published(unit, items=None, **extra) -> Survey:
    survey = make_draft(unit, items, **extra)
    publish(survey, actor=None, at=NOW)
    return survey


def item(survey: Survey, key: str = "q1"):
    return content.draft(survey).item(key)


def keys(survey: Survey) -> list[str]:
    return [each.key for each in content.draft(survey).items]
