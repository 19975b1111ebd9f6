"""A survey's beginnings: new, copied, repeated as the next wave; and its end in the bin."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal import chain
from portal.columns import ordered_id
from portal.extensions import db
from portal.people import audit, settings
from portal.people.models import OWN, Account, Unit
from portal.surveys.content import Asked, draft, published
from portal.surveys.drafts import StaleDraft, first_revision, redo, save_draft, undo
from portal.surveys.models import OFTEN_A_MONTH, STANDING, Audience, Mode, Survey, SurveyTemplate
from portal.surveys.publishing import NotReady, publish
from question_bank.questionnaires import Text

__all__ = [
    "NotReady",
    "StaleDraft",
    "archive",
    "bin_survey",
    "copy_survey",
    "create_survey",
    "empty_bin",
    "keep_as_template",
    "publish",
    "redo",
    "repeat_survey",
    "restore_survey",
    "save_draft",
    "undo",
]

BIN_TIME = timedelta(days=30)
COPY_WORDS = {"zh-Hans": "%s（副本）", "zh-Hant": "%s（副本）", "en": "%s (copy)"}
# What a copy and a next wave take over; dates and what happened are theirs alone.
CARRIED = (
    "template_code", "mode", "audience", "purpose", "population", "target", "daily_from", "daily_until",
    "capacity", "per_shop", "period", "strata", "contact", "retention_days",
)  # fmt: skip


def create_survey(
    *,
    unit: Unit,
    questionnaire: Asked,
    mode: Mode,
    audience: Audience,
    actor: Account | None,
    at: datetime,
    template_code: str = "",
    purpose: str = "survey",
    source: str = OWN,
) -> Survey:
    """A draft with its first revision; the office's rules are copied into it."""
    survey = Survey(
        id=ordered_id(),
        unit_id=unit.id,
        title={},
        mode=mode,
        audience=audience,
        purpose=purpose,
        template_code=template_code,
        retention_days=settings.get(unit, "retention_days"),
        k=settings.get(unit, "k"),
        k_comments=settings.get(unit, "k_comments"),
        contact=settings.get(unit, "office_phone"),
        created_by_id=actor.id if actor else None,
        created_at=at,
        source=source,
    )
    if purpose in STANDING:
        survey.per_shop, survey.period = OFTEN_A_MONTH, "month"
    return _begin(survey, questionnaire, actor=actor, at=at, verb="create")


def copy_survey(survey: Survey, *, actor: Account | None, at: datetime) -> Survey:
    """The same questions and settings as a new draft, which the title says."""
    asked = draft(survey)
    title = {tag: COPY_WORDS.get(tag, "%s") % words for tag, words in asked.title.items()}
    copy = _sibling(survey, actor, at)
    return _begin(copy, msgspec.structs.replace(asked, title=title), actor=actor, at=at, verb="copy")


def repeat_survey(survey: Survey, *, actor: Account | None, at: datetime) -> Survey:
    """The next wave: what was asked last, the same indicators, scope and channels."""
    asked = published(survey) if survey.published_at is not None else draft(survey)
    wave = _sibling(survey, actor, at)
    wave.repeat_of_id = survey.id
    _begin(wave, asked, actor=actor, at=at, verb="repeat")
    chain.contributions("survey repeated", survey, wave, actor=actor, at=at)
    return wave


def keep_as_template(survey: Survey, *, actor: Account, at: datetime) -> SurveyTemplate:
    """The questionnaire as a template of the actor's unit, which the units below may use."""
    asked = draft(survey)
    row = SurveyTemplate(
        id=ordered_id(),
        unit_id=actor.unit_id,
        title=asked.title,
        audience=survey.audience,
        mode=survey.mode,
        document=msgspec.to_builtins(asked),
        created_by_id=actor.id,
        created_at=at,
    )
    db.session.add(row)
    audit.record(actor, "keep as template", row, at=at, changes={})
    return row


def archive(survey: Survey, *, actor: Account, at: datetime) -> None:
    survey.archived_at = None if survey.archived_at else at
    audit.record(actor, "archive" if survey.archived_at else "take out of the archive", survey, at=at)


def bin_survey(survey: Survey, *, actor: Account, at: datetime) -> None:
    """Out of sight at once; nobody can answer it any more. It can be taken back for 30 days."""
    survey.binned_at = at
    if survey.published_at is not None and survey.closed_at is None:
        survey.closed_at = at
    audit.record(actor, "bin", survey, at=at)


def restore_survey(survey: Survey, *, actor: Account, at: datetime) -> None:
    survey.binned_at = None
    audit.record(actor, "restore", survey, at=at)


def empty_bin(at: datetime) -> int:
    """Remove what has lain in the bin for 30 days; whatever answers point to stays, the database says so."""
    query = select(Survey).where(Survey.binned_at < at - BIN_TIME)
    removed = 0
    for survey in db.session.scalars(query).all():
        try:
            with db.session.begin_nested():
                audit.record(None, "remove", survey, at=at, changes={})
                db.session.delete(survey)
        except IntegrityError:
            continue
        removed += 1
    return removed


def _sibling(survey: Survey, actor: Account | None, at: datetime) -> Survey:
    carried: Mapping[str, Any] = {name: getattr(survey, name) for name in CARRIED}
    return Survey(
        id=ordered_id(),
        unit_id=survey.unit_id,
        title={},
        created_by_id=actor.id if actor else None,
        created_at=at,
        source=OWN,
        k=settings.get(survey.unit, "k"),
        k_comments=settings.get(survey.unit, "k_comments"),
        **carried,
    )


def _begin(survey: Survey, asked: Asked, *, actor: Account | None, at: datetime, verb: str) -> Survey:
    survey.draft_n = survey.current_version = 0
    db.session.add(survey)
    db.session.flush()
    first_revision(survey, asked, actor=actor, at=at)
    audit.record(actor, verb, survey, at=at, changes={}, name=_title(survey.title))
    return survey


def _title(title: Text) -> str:
    return next(iter(title.values()), "")
