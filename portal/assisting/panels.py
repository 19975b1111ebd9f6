"""Where these pages can be reached from: a shop's page on the phone, and the page of hand-outs."""

from typing import Any

from flask import get_template_attribute

from portal import clock
from portal.chain import contributes
from portal.distribution.models import Channel
from portal.retailers.models import Retailer
from portal.surveys.models import State, Survey
from portal.templating import may


@contributes("retailer phone panel", position=10)
def fill_in_together(retailer: Retailer) -> Any:
    """Markup: a macro's words are escaped already."""
    if not may("answer for others") or retailer.is_closed:
        return None
    return get_template_attribute("assisting/_links.html", "together")(retailer)


@contributes("share panel", position=10)
def other_ways(survey: Survey, channel: Channel | None, code: str) -> Any:
    show = get_template_attribute("assisting/_links.html", "other_ways")
    is_open = survey.state_at(clock.now()) is State.OPEN
    return show(survey, channel, code, is_open, may("answer for others"), may("distribute"))
