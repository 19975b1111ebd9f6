"""What a poster and a message say of a survey: how long, how many questions, who will know."""

from dataclasses import dataclass

from flask_babel import gettext as _

from portal import i18n
from portal.people.brand import Brand, brand_of
from portal.people.models import OWN
from portal.surveys import content
from portal.surveys.models import Mode, Survey
from question_bank.readability import seconds


@dataclass(frozen=True, slots=True)
class Facts:
    title: str
    minutes: int
    items: int
    known: tuple[str, str]  # who will know, in two lines
    office: Brand
    is_demo: bool


def facts_of(survey: Survey) -> Facts:
    asked = content.published(survey) if survey.current_version else content.draft(survey)
    office = brand_of(survey.unit)
    return Facts(
        title=i18n.say(survey.title),
        minutes=max(1, round(seconds(asked) / 60)),
        items=len(asked.numbered()),
        known=known(survey),
        office=office,
        is_demo=office.is_demo or survey.source != OWN,
    )


def known(survey: Survey) -> tuple[str, str]:
    if survey.mode == Mode.ANONYMOUS:
        return _("No names"), _("Nobody can tell who answered")
    if survey.mode == Mode.CONFIDENTIAL:
        return _("In confidence"), _("Your manager does not see who answered")
    return _("With your name"), _("Only those who handle it see it")
