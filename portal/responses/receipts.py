"""What a receipt says: that it arrived, what happens next, what was changed; never an answer."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from portal import chain, clock
from portal.columns import RECEIPT_CODE, clean_code
from portal.extensions import db
from portal.people import settings
from portal.responses import dates, page, wrong_codes
from portal.responses.models import Response, ResponsePhoto
from portal.surveys.models import PublicChange, Survey
from question_bank import answers
from question_bank.questionnaires import ItemType, Questionnaire, SurveyItem

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Step:
    """state: done, now or todo. Later features contribute theirs to the slot "receipt"."""

    label: str
    note: str
    state: str = "done"


@dataclass(frozen=True, slots=True)
class Told:
    """Everything the page shows of one receipt."""

    response: Response
    survey: Survey
    thanks: dict[str, str]
    steps: list[Step]
    reply_by: str
    changes: list[PublicChange]
    explained: list[SurveyItem]
    photos_wanted: list[SurveyItem]
    removable: str


class NoSuchReceipt(LookupError):
    """A code nobody was given."""


def find(text: str) -> Response:
    wrong_codes.refuse_guessers()
    code = clean_code(text[:40])
    query = select(Response).where(Response.receipt == code).limit(1)
    found = db.session.scalars(query).first() if len(code) == RECEIPT_CODE else None
    if found is None:
        wrong_codes.count(clock.now())
        raise NoSuchReceipt
    return found


def tell(response: Response) -> Told:
    survey = db.session.get_one(Survey, response.survey_id)
    questionnaire = page.published(survey.id, response.version_n)
    return Told(
        response=response,
        survey=survey,
        thanks=questionnaire.thanks,
        steps=_steps(response),
        reply_by=_reply_by(response, survey, questionnaire),
        changes=_changes(survey),
        explained=[item for item in questionnaire.items if item.explanation]
        if survey.purpose == "awareness"
        else [],
        photos_wanted=photos_wanted(response, questionnaire),
        removable=_removable(response, questionnaire),
    )


def _steps(response: Response) -> list[Step]:
    moment = response.received_at
    when = dates.moment(moment) if moment else dates.day_month(response.received_on)
    received = Step(str(_("Received")), when)
    return [received, *(step for steps in chain.contributions("receipt", response) for step in steps)]


def _reply_by(response: Response, survey: Survey, questionnaire: Questionnaire) -> str:
    """Promised only where somebody asked for a reply: a matter of their own, or a call."""
    asked = questionnaire.with_role("call_back")
    wants_call = asked is not None and asked.key in response.answers
    if survey.purpose != "speak_up" and not wants_call:
        return ""
    days = int(settings.get(survey.unit, "reply_days"))
    return dates.day_month(working_days_after(response.received_on, days))


def working_days_after(day: date, count: int) -> date:
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < SATURDAY
    return day


def _changes(survey: Survey) -> list[PublicChange]:
    """你们说·我们改: after this survey, and after the one it repeats."""
    surveys = [each for each in (survey.id, survey.repeat_of_id) if each is not None]
    query = select(PublicChange).where(
        PublicChange.survey_id.in_(surveys), PublicChange.withdrawn_at.is_(None)
    )
    return list(db.session.scalars(query.order_by(PublicChange.published_at.desc())))


def photos_wanted(response: Response, questionnaire: Questionnaire) -> list[SurveyItem]:
    """Photo questions that were asked of this person and have none yet."""
    sent = set(
        db.session.scalars(
            select(ResponsePhoto.item_key).filter_by(survey_id=response.survey_id, response_id=response.id)
        )
    )
    return [
        item
        for item in questionnaire.items
        if item.type is ItemType.PHOTO and item.key not in sent and answers.is_shown(item, response.answers)
    ]


def _removable(response: Response, questionnaire: Questionnaire) -> str:
    """Which personal data this receipt can take back: "phone" where it is only that, else "all"."""
    kinds = {item.personal for item in questionnaire.personal if item.key in response.answers}
    if _has_photo(response):
        kinds.add("photo")
    if not kinds:
        return ""
    return "phone" if kinds == {"phone"} else "all"


def _has_photo(response: Response) -> Any:
    query = select(ResponsePhoto.id).filter_by(survey_id=response.survey_id, response_id=response.id)
    return db.session.scalars(query.limit(1)).first()
