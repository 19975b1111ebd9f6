"""Surveys of the demo: begun, published, answered and closed by the services that live ones use."""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from portal.demo.dealing import deal, response_id
from portal.demo.organisation import Office
from portal.distribution.models import Channel
from portal.distribution.services import add_channel
from portal.extensions import db
from portal.people.models import DEMO, Account
from portal.responses import opens
from portal.responses.services import Submission, submit
from portal.surveys.models import Mode, Survey
from portal.surveys.services import create_survey, publish
from portal.surveys.settings import change_settings
from portal.surveys.templates import builtin_template

ABANDONED = 9  # of a hundred opened pages


@dataclass
class Sheet:
    """One respondent's answers and how they came; `about` is what the answers lean on."""

    at: datetime
    seconds: int | None = None
    retailer_id: UUID | None = None
    channel: str = ""
    mode: str | None = None
    typist_id: UUID | None = None
    device: str = ""
    language: str = "zh-Hans"
    about: Any = None
    answers: dict[str, Any] = field(default_factory=dict)


Leaning = Callable[[Sheet, Any], float]


def evenly(sheet: Sheet, value: Any) -> float:
    return 1.0


def answer(
    rng: random.Random,
    sheets: Sequence[Sheet],
    key: str,
    counts: Mapping[Any, int],
    leaning: Leaning = evenly,
) -> None:
    """Exactly these answers to one item; whoever is left over leaves it open."""
    for sheet, value in zip(sheets, deal(rng, sheets, counts, leaning), strict=True):
        if value is not None:
            sheet.answers[key] = value


def ask(
    office: Office,
    code: str,
    *,
    at: datetime,
    mode: Mode | None = None,
    title: Mapping[str, str] | None = None,
    settings: Mapping[str, Any],
) -> Survey:
    """A template as a published survey of the county."""
    template = builtin_template(code)
    questionnaire = template.questionnaire
    if title:
        questionnaire = msgspec.structs.replace(questionnaire, title=dict(title))
    survey = create_survey(
        unit=office.county, questionnaire=questionnaire, mode=mode or template.mode, template_code=code,
        audience=template.audience, purpose=template.purpose, actor=office.clerk, at=at, source=DEMO,
    )  # fmt: skip
    change_settings(survey, settings, actor=office.clerk, at=at)
    publish(survey, actor=office.director, at=at)
    return survey


@dataclass(frozen=True, slots=True)
class Way:
    """A channel to be: who brings the survey, for which department, and how many are hoped for."""

    name: str
    kind: str
    target: int
    owner: Account
    post: str | None = None
    department: str = ""
    medium: str | None = None


def distribute(survey: Survey, ways: Iterable[Way], *, actor: Account, at: datetime) -> dict[str, Channel]:
    return {
        way.name: add_channel(
            survey, name=way.name, kind=way.kind, actor=actor, at=at, owner=way.owner, target=way.target,
            post=way.post, medium=way.medium, department=way.department, assisted=way.kind == "telephone",
        )
        for way in ways
    }  # fmt: skip


def hand_in(
    rng: random.Random, survey: Survey, channels: Mapping[str, Channel], sheets: Iterable[Sheet], zone: Any
) -> None:
    """Each sheet through the door for answers, in the order of time; pages opened in vain are counted too."""
    ids = {name: channel.id for name, channel in channels.items()}
    survey_id, version = survey.id, survey.current_version
    db.session.commit()
    for sheet in sorted(sheets, key=lambda each: each.at):
        channel_id = ids.get(sheet.channel)
        outcome = submit(
            Submission(
                survey_id=survey_id, response_id=response_id(rng), version_n=version, answers=sheet.answers,
                language=sheet.language, at=sheet.at, channel_id=channel_id, retailer_id=sheet.retailer_id,
                mode=sheet.mode, typist_id=sheet.typist_id, device=sheet.device,
                opened_at=None if sheet.seconds is None else sheet.at - timedelta(seconds=sheet.seconds),
            )
        )  # fmt: skip
        if outcome.status != "created":
            raise RuntimeError(f"{survey_id} {outcome.status} {outcome.reason} {outcome.problems}")
        for _ in range(2 if rng.randrange(100) < ABANDONED else 1):
            opens.count(survey_id, channel_id, sheet.at.astimezone(zone).date())
    opens.flush()
