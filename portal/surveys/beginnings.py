"""How a survey begins on the screen: ready to be published in one more step where a template allows it."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import current_app

from portal import clock
from portal.people.models import Account
from portal.surveys.files import draft_from_file
from portal.surveys.models import STANDING, Audience, Mode, Survey, SurveyTemplate
from portal.surveys.services import create_survey
from portal.surveys.templates import Template
from question_bank.questionnaires import Questionnaire, Section

USUAL_DAYS = 14


def from_template(template: Template, *, actor: Account, at: datetime) -> Survey:
    survey = create_survey(
        unit=actor.unit,
        questionnaire=template.questionnaire,
        mode=template.mode,
        audience=template.audience,
        actor=actor,
        at=at,
        template_code=template.code,
        purpose=template.purpose,
    )
    return _with_usual_end(survey, at)


def from_own(template: SurveyTemplate, *, actor: Account, at: datetime) -> Survey:
    survey = create_survey(
        unit=actor.unit,
        questionnaire=template.document,
        mode=Mode(template.mode),
        audience=Audience(template.audience),
        actor=actor,
        at=at,
    )
    return _with_usual_end(survey, at)


def from_file(source: bytes, name: str, *, actor: Account, at: datetime) -> Survey:
    return draft_from_file(source, name, actor.unit, actor, at=at)


def empty(*, actor: Account, at: datetime) -> Survey:
    """A title is asked for first; there is nothing else in it."""
    asked = Questionnaire(
        title={}, base_language="zh-Hans", languages=("zh-Hans", "en"), sections=(Section(key="main"),)
    )
    return create_survey(
        unit=actor.unit,
        questionnaire=asked,
        mode=Mode.CONFIDENTIAL,
        audience=Audience.RETAILER,
        actor=actor,
        at=at,
    )


def _with_usual_end(survey: Survey, at: datetime) -> Survey:
    """Two weeks, to the end of that day; what stands open all year has none."""
    if survey.purpose not in STANDING:
        zone = current_app.config["TIME_ZONE"]
        day = clock.day_of(at + timedelta(days=USUAL_DAYS), zone)
        survey.ends_at = datetime.combine(day, time(23, 59), ZoneInfo(zone)).astimezone(UTC)
    return survey
