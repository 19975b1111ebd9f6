"""What a shop's own code opens: what is asked of it, where to speak up, who serves it."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app, render_template
from sqlalchemy import select

from portal import chain, clock
from portal.extensions import db
from portal.quizzes.awareness import awareness
from portal.responses import doors
from portal.responses.models import ResponseSlot
from portal.responses.resolving import Found
from portal.retailers.models import Retailer
from portal.surveys.models import Survey


@dataclass(frozen=True, slots=True)
class Asked:
    survey: Survey
    path: str
    done: bool


def show(found: Found, at: datetime) -> str:
    retailer = db.session.get_one(Retailer, found.retailer_id)
    month = clock.day_of(at, current_app.config["TIME_ZONE"]).strftime("%Y-%m")
    asked = [
        Asked(survey, f"/s/{code}/{found.code}", _used_up(survey, retailer, month))
        for survey, code in doors.open_for_shop(retailer, at)
    ]
    checks = {
        purpose: doors.open_for(retailer.unit_id, purpose) is not None for purpose in ("visit", "awareness")
    }
    checks["awareness"] = checks["awareness"] or awareness.open_for(retailer.unit_id, at) is not None
    return render_template(
        "responses/shop.html",
        retailer=retailer,
        asked=asked,
        checks=checks,
        code=found.code,
        blocks=chain.contributions("shop page", retailer),
    )


def _used_up(survey: Survey, retailer: Retailer, month: str) -> bool:
    period = month if survey.period == "month" else "once"
    query = select(ResponseSlot.slot).filter_by(survey_id=survey.id, retailer_id=retailer.id, period=period)
    return len(db.session.scalars(query).all()) >= survey.per_shop
