"""The one door for answers: live ones, the interface's, those typed from telephone or paper, the demo's."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import Connection, bindparam, select

from portal import clock
from portal.extensions import db
from portal.responses import page, quality_flags, resolving
from portal.responses.resolving import Facts
from portal.responses.store import Limits, Stored, earlier, store
from portal.retailers.models import Retailer
from portal.surveys.models import Mode
from question_bank import answers as answer_sheets
from question_bank.answers import Reading
from question_bank.problems import AnswerProblem
from question_bank.questionnaires import Questionnaire

SPEAKERS = ("self", "family", "manager")
ANSWERED = ("created", "repeated", "conflict")
HOURS_GRACE = timedelta(days=1)

_SHOP = select(
    Retailer.id.label("retailer_id"), Retailer.unit_id, Retailer.customer_class, Retailer.size,
    Retailer.manager_id,
).where(Retailer.id == bindparam("retailer_id"))  # fmt: skip


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
class Outcome:
    """created, repeated, conflict, invalid (see problems), or refused (see reason)."""

    status: str
    receipt: str = ""
    problems: tuple[AnswerProblem, ...] = ()
    reason: str = ""


def submit(submission: Submission) -> Outcome:
    """Checked, stored once and committed before anybody is told so."""
    survey = resolving.facts(submission.survey_id, fresh=True)
    if survey is None or not 1 <= submission.version_n <= survey.version:
        return Outcome("refused", reason="gone")
    questionnaire = page.published(survey.id, submission.version_n)
    reading = answer_sheets.read_json(questionnaire, dict(submission.answers))
    if reading.problems:
        return Outcome("invalid", problems=reading.problems)
    return keep(submission, survey, questionnaire, reading)


def keep(submission: Submission, survey: Facts, questionnaire: Questionnaire, reading: Reading) -> Outcome:
    """The part after the answers were found good; `survey` has just been read in this transaction."""
    refusal, late = _refusal(submission, survey)
    connection = db.session.connection()
    row = _row(connection, submission, survey, questionnaire, reading.answers)
    if refusal is None or refusal == "full":
        stored = store(connection, {**row, "late": late}, _limits(survey, submission.at))
    else:
        # Whoever handed in before the end and asks again gets the receipt all the same.
        stored = earlier(connection, row) or Stored(refusal, "")
    if stored.status not in ANSWERED:
        db.session.rollback()
        return Outcome("refused", reason=stored.status)
    db.session.commit()
    return Outcome(stored.status, stored.receipt)


def _refusal(submission: Submission, survey: Facts) -> tuple[str | None, bool]:
    """(why not, late): what was begun in time is taken, three days after the end and a day after hours."""
    zone, opened_at = current_app.config["TIME_ZONE"], submission.opened_at
    refusal = survey.refusal(submission.at, zone)
    if refusal == "closed" and survey.may_be_late(opened_at, submission.at):
        return None, True
    if refusal == "hours" and opened_at is not None and submission.at - opened_at < HOURS_GRACE:
        return survey.refusal(opened_at, zone), False
    return refusal, False


def _limits(survey: Facts, at: datetime) -> Limits:
    """Speaking up is never limited, a visit is answered once a day, everything else as the survey says."""
    day = clock.day_of(at, current_app.config["TIME_ZONE"])
    if survey.purpose == "speak_up":
        return Limits(None, "", survey.capacity)
    if survey.purpose == "visit":
        return Limits(survey.per_shop, day.isoformat(), survey.capacity)
    period = day.strftime("%Y-%m") if survey.period == "month" else "once"
    return Limits(survey.per_shop, period, survey.capacity)


def _row(
    connection: Connection,
    submission: Submission,
    survey: Facts,
    questionnaire: Questionnaire,
    given: Mapping[str, Any],
) -> dict[str, Any]:
    speaker = submission.filled_by or _speaker(questionnaire, given)
    seconds = quality_flags.seconds_between(submission.opened_at, submission.at)
    device = quality_flags.device_of(survey.id, submission.device) if submission.device else ""
    flags = quality_flags.flags(
        connection,
        questionnaire,
        given,
        survey_id=survey.id,
        mode=survey.mode,
        seconds=seconds,
        device=device,
        at=submission.at,
    )
    row = {
        "survey_id": survey.id,
        "id": submission.response_id,
        "version_n": submission.version_n,
        "channel_id": submission.channel_id,
        "language": submission.language,
        "filled_by": speaker,
        "mode": submission.mode or ("self" if speaker == "self" else "together"),
        "typist_id": submission.typist_id,
        "received_on": clock.day_of(submission.at, current_app.config["TIME_ZONE"]),
        "received_at": submission.at,
        "seconds": seconds,
        "flags": flags,
        "device": device,
        "content_hash": answer_sheets.fingerprint(given),
        "answers": given,
    }
    return {**row, **_respondent(connection, submission, survey)}


def _respondent(connection: Connection, submission: Submission, survey: Facts) -> dict[str, Any]:
    """What is copied of the shop; an anonymous row has no link and no time finer than the day."""
    nobody = dict.fromkeys(("retailer_id", "customer_class", "size", "manager_id"))
    if survey.mode is Mode.ANONYMOUS:
        unlinked = {"received_at": None, "seconds": None, "device": "", "typist_id": None}
        return {**nobody, **unlinked, "unit_id": survey.unit_id}
    shop = _shop(connection, submission.retailer_id)
    if shop is None:
        return {**nobody, "unit_id": survey.unit_id}
    return dict(shop._mapping)


def _shop(connection: Connection, retailer_id: uuid.UUID | None) -> Any:
    if retailer_id is None:
        return None
    return connection.execute(_SHOP, {"retailer_id": retailer_id}).first()


def _speaker(questionnaire: Questionnaire, given: Mapping[str, Any]) -> str:
    item = questionnaire.with_role("filled_by")
    said = given.get(item.key) if item else None
    return said if said in SPEAKERS else "self"
