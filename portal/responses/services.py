"""The one door for answers: live ones, the interface's, those typed from telephone or paper, the demo's."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, select

from portal import wire as wires
from portal.extensions import db
from portal.line import Done
from portal.responses import drafts, page, quality_flags, resolving
from portal.responses.drafts import Draft
from portal.responses.drafts import Submission as Submission  # what `submit` takes
from portal.responses.resolving import Facts
from portal.responses.store import Limits, Stored, earlier, store
from portal.retailers.models import Retailer
from portal.surveys.models import Mode
from portal.wire import Wire
from question_bank import answers as answer_sheets
from question_bank.problems import AnswerProblem

ANSWERED = ("created", "repeated", "conflict")
HOURS_GRACE = timedelta(days=1)

_SHOP = select(
    Retailer.id.label("retailer_id"), Retailer.unit_id, Retailer.customer_class, Retailer.size,
    Retailer.manager_id,
).where(Retailer.id == bindparam("retailer_id"))  # fmt: skip
_NOBODY: dict[str, Any] = dict.fromkeys(("retailer_id", "customer_class", "size", "manager_id"))
_UNLINKED = {**_NOBODY, "received_at": None, "seconds": None, "device": "", "typist_id": None}


@dataclass(frozen=True, slots=True)
class Outcome:
    """created, repeated, conflict, invalid (see problems), or refused (see reason)."""

    status: str
    receipt: str = ""
    problems: tuple[AnswerProblem, ...] = ()
    reason: str = ""


def submit(submission: Submission) -> Outcome:
    """Checked, stored once and committed with what the caller has begun, before anybody is told so."""
    survey = resolving.facts(submission.survey_id, fresh=True)
    if survey is None or not 1 <= submission.version_n <= survey.version:
        return Outcome("refused", reason="gone")
    questionnaire = page.published(survey.id, submission.version_n)
    reading = answer_sheets.read_json(questionnaire, dict(submission.answers))
    if reading.problems:
        return Outcome("invalid", problems=reading.problems)
    draft = drafts.draw(submission, questionnaire, survey.mode)
    with wires.borrowed(db.session.connection()) as wire:
        done = keep(wire, draft, resolving.facts_again(wire, submission.survey_id))
    if done.stays:
        db.session.commit()
    else:
        db.session.rollback()
    outcome: Outcome = done.value
    return outcome


def keep(wire: Wire, draft: Draft, survey: Facts | None) -> Done:
    """The answers were found good; `survey` has just been read in this transaction."""
    if survey is None:
        return Done(Outcome("refused", reason="gone"), False)
    refusal, late = _refusal(draft, survey)
    if refusal is None or refusal == "full":
        stored = store(wire, {**_row(wire, draft, survey), "late": late}, _limits(draft, survey))
    else:
        # Whoever handed in before the end and asks again gets the receipt all the same.
        stored = earlier(wire, draft.row) or Stored(refusal, "")
    if stored.status not in ANSWERED:
        return Done(Outcome("refused", reason=stored.status), False)
    return Done(Outcome(stored.status, stored.receipt), True)


def _refusal(draft: Draft, survey: Facts) -> tuple[str | None, bool]:
    """(why not, late): what was begun in time is taken, three days after the end and a day after hours."""
    opened_at = draft.opened_at
    refusal = survey.refusal(draft.at, draft.zone)
    if refusal == "closed" and survey.may_be_late(opened_at, draft.at):
        return None, True
    if refusal == "hours" and opened_at is not None and draft.at - opened_at < HOURS_GRACE:
        return survey.refusal(opened_at, draft.zone), False
    return refusal, False


def _limits(draft: Draft, survey: Facts) -> Limits:
    """Speaking up is never limited, a visit is answered once a day, everything else as the survey says."""
    if survey.purpose == "speak_up":
        return Limits(None, "", survey.capacity)
    if survey.purpose == "visit":
        return Limits(survey.per_shop, draft.day.isoformat(), survey.capacity)
    period = draft.day.strftime("%Y-%m") if survey.period == "month" else "once"
    return Limits(survey.per_shop, period, survey.capacity)


def _row(wire: Wire, draft: Draft, survey: Facts) -> dict[str, Any]:
    seconds, device = draft.row["seconds"], draft.row["device"]
    flags = quality_flags.flags(
        straight=draft.straight,
        at=draft.at,
        earlier=quality_flags.before(wire, survey.id, survey.mode, device, draft.at, draft.remembered),
        seconds=seconds,
        usual=None if seconds is None else quality_flags.usual_seconds(wire, survey.id),
    )
    return {**draft.row, "flags": flags, **_respondent(wire, draft.retailer_id, survey)}


def _respondent(wire: Wire, retailer_id: uuid.UUID | None, survey: Facts) -> dict[str, Any]:
    """What is copied of the shop; an anonymous row has no link and no time finer than the day."""
    if survey.mode is Mode.ANONYMOUS:
        return {**_UNLINKED, "unit_id": survey.unit_id}
    shop = wire.first(_SHOP, {"retailer_id": retailer_id}) if retailer_id is not None else None
    if shop is None:
        return {**_NOBODY, "unit_id": survey.unit_id}
    copied: dict[str, Any] = shop._asdict()
    return copied
