"""A survey that has just been published has at least a poster to print, so that sharing is one click."""

from datetime import datetime

from portal.chain import contributes
from portal.distribution.starters import add_set, channels
from portal.people.models import Account
from portal.surveys.models import Survey


@contributes("survey published")
def add_poster(survey: Survey, *, actor: Account, at: datetime) -> None:
    if not channels(survey):
        add_set(survey, "posters", actor=actor, at=at)
