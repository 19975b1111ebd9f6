"""Handing in what somebody typed for somebody else: through the one door, with the typist beside it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import request
from flask_babel import gettext as _
from sqlalchemy import func, select
from werkzeug.exceptions import BadRequest

from portal import i18n
from portal.extensions import db
from portal.people.models import Account
from portal.responses import mending, page, stamps
from portal.responses import services as responses
from portal.responses.mending import Given
from portal.responses.models import Response
from portal.responses.page import Look
from portal.responses.resolving import Facts
from portal.responses.services import Outcome, Submission
from portal.retailers.models import Retailer
from portal.surveys.models import Mode
from question_bank.questionnaires import Questionnaire

TOGETHER, PHONE, PAPER = "together", "phone", "paper"
# What our own pages put beside the answers.
OURS = frozenset({"csrf_token", "shop"})
Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Read answers, and how they came to be typed."""

    facts: Facts
    given: Given
    response_id: uuid.UUID
    mode: str
    typist: Account
    at: datetime
    channel_id: uuid.UUID | None = None
    shop: Retailer | None = None


def hand_in(entry: Entry) -> Outcome:
    """Stored and committed, or refused and rolled back; of an anonymous survey nobody is noted."""
    known = entry.facts.mode is not Mode.ANONYMOUS
    return responses.submit(
        Submission(
            survey_id=entry.facts.id,
            response_id=entry.response_id,
            version_n=entry.given.version,
            answers=entry.given.reading.answers,
            language=entry.given.look.language,
            at=entry.at,
            channel_id=entry.channel_id,
            retailer_id=entry.shop.id if entry.shop and known else None,
            mode=entry.mode,
            typist_id=entry.typist.id if known else None,
            # The evening's pile is typed at one desk in one go: neither time nor device say anything.
            opened_at=entry.given.opened_at if entry.mode == TOGETHER else None,
        )
    )


def look(questionnaire: Questionnaire) -> Look:
    """In the language the typist reads, where the questionnaire has it."""
    language = i18n.current_language()
    return Look(language if language in page.tongues(questionnaire) else i18n.BASE, page.asked_size())


def opened(facts: Facts, code: str) -> tuple[Questionnaire, int, datetime | None]:
    """The version the page was opened with, where its stamp is genuine, and when that was."""
    opening = stamps.read(request.form.get("_stamp", ""), facts.id, code)
    version = opening.version if opening else facts.version
    return page.published(facts.id, version), version, opening.at if opening else None


def read(facts: Facts, code: str) -> Given:
    """The form of the respondent's page, by the respondent's reader."""
    questionnaire, version, at = opened(facts, code)
    return mending.understand(questionnaire, version, sent(), look(questionnaire), at)


def sent() -> dict[str, list[str]]:
    return {name: texts for name, texts in request.form.lists() if name not in OURS}


def submission_id() -> uuid.UUID:
    found = mending.parsed_id(request.form.get("_id", ""))
    if found is None:
        raise BadRequest(str(_("The page was not complete. Open it again; nothing was stored.")))
    return found


def typed_today(facts: Facts, channel_id: uuid.UUID | None, typist: Account, day: date) -> int:
    """How many sheets of paper: one's own; in an anonymous survey, where nobody is noted, everybody's."""
    query: Any = (
        select(func.count())
        .select_from(Response)
        .where(Response.survey_id == facts.id, Response.received_on == day, Response.mode == PAPER)
    )
    if facts.mode is Mode.ANONYMOUS:
        query = query.where(Response.channel_id == channel_id)
    else:
        query = query.where(Response.typist_id == typist.id)
    return db.session.scalar(query) or 0
