"""A row as far as it can be written without the database: everything slow is done before anybody waits."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import current_app

from portal import clock
from portal.methods import quality
from portal.responses import quality_flags
from portal.surveys.models import Mode
from question_bank import answers as answer_sheets
from question_bank.questionnaires import Questionnaire

SPEAKERS = ("self", "family", "manager")


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What came in; `answers` are canonical. `filled_by` is read from the answers where it is not said."""

    survey_id: uuid.UUID
    response_id: uuid.UUID
    version_n: int
    answers: Mapping[str, Any]
    language: str
    at: datetime
    channel_id: uuid.UUID | None = None
    retailer_id: uuid.UUID | None = None
    filled_by: str | None = None
    mode: str | None = None
    typist_id: uuid.UUID | None = None
    opened_at: datetime | None = None
    device: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """`row` lacks what the survey, the shop and earlier answers say; `remembered` is of anonymous ones."""

    row: Mapping[str, Any]
    at: datetime
    day: date
    zone: str
    opened_at: datetime | None
    retailer_id: uuid.UUID | None
    straight: bool
    remembered: Sequence[datetime]


def draw(submission: Submission, questionnaire: Questionnaire, mode: Mode) -> Draft:
    zone, given = current_app.config["TIME_ZONE"], submission.answers
    day = clock.day_of(submission.at, zone)
    device = quality_flags.device_of(submission.survey_id, submission.device) if submission.device else ""
    unnamed = device and mode is Mode.ANONYMOUS
    speaker = submission.filled_by or _speaker(questionnaire, given)
    row = {
        "survey_id": submission.survey_id,
        "id": submission.response_id,
        "version_n": submission.version_n,
        "channel_id": submission.channel_id,
        "language": submission.language,
        "filled_by": speaker,
        "mode": submission.mode or ("self" if speaker == "self" else "together"),
        "typist_id": submission.typist_id,
        "received_on": day,
        "received_at": submission.at,
        "seconds": quality_flags.seconds_between(submission.opened_at, submission.at),
        "device": device,
        "content_hash": answer_sheets.fingerprint(given),
        "answers": given,
    }
    return Draft(
        row=row,
        at=submission.at,
        day=day,
        zone=zone,
        opened_at=submission.opened_at,
        retailer_id=submission.retailer_id,
        straight=quality.is_straight(quality_flags.scale_answers(questionnaire, given)),
        remembered=quality_flags.remember(submission.survey_id, device, submission.at) if unnamed else (),
    )


def _speaker(questionnaire: Questionnaire, given: Mapping[str, Any]) -> str:
    item = questionnaire.with_role("filled_by")
    said = given.get(item.key) if item else None
    return said if said in SPEAKERS else "self"
