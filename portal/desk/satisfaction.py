"""Overall satisfaction from the last survey that asked for it: everybody, and small shops by themselves."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from portal.access import can
from portal.charts.figure import Bar
from portal.extensions import db
from portal.indicators.models import Indicator
from portal.people.models import Account
from portal.results.asking import Asked, BadFilter
from portal.results.query import Results
from portal.results.tallying import Line
from portal.surveys.models import Survey, SurveyItemRow
from portal.surveys.reading import readable
from question_bank.questionnaires import SurveyItem

CODE = "satisfaction.overall"
# Who: what is asked of the results.
GROUPS: tuple[dict[str, str], ...] = ({}, {"size": "small"}, {"size": "medium"}, {"size": "large"})


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """The survey, and a bar for each group whose figure may be shown."""

    survey: Survey
    n: int
    bars: tuple[Bar, ...]


def latest(person: Account, at: datetime) -> Satisfaction | None:
    """Of the newest survey in scope with figures; None where there is none yet."""
    if not can(person, "see results"):
        return None
    for survey, key in _candidates(person):
        found = _of(survey, key, person, at)
        if found is not None:
            return found
    return None


def _candidates(person: Account) -> list[tuple[Survey, str]]:
    asking = (
        select(SurveyItemRow.survey_id, SurveyItemRow.key)
        .join(Indicator, Indicator.id == SurveyItemRow.indicator_id)
        .where(Indicator.code == CODE)
        .subquery()
    )
    query = (
        readable(person)
        .join(asking, asking.c.survey_id == Survey.id)
        .add_columns(asking.c.key)
        .where(Survey.published_at.is_not(None), Survey.binned_at.is_(None))
        .order_by(Survey.published_at.desc())
        .limit(5)
    )
    return [(survey, key) for survey, key in db.session.execute(query)]


def _of(survey: Survey, key: str, person: Account, at: datetime) -> Satisfaction | None:
    everybody = Results(survey, person, Asked(), at)
    item = everybody.item(key)
    total = _top(everybody, item) if item else None
    if item is None or total is None:
        return None
    bars = [bar for group in GROUPS if (bar := _bar(survey, person, item, group, at)) is not None]
    return Satisfaction(survey, total.base, tuple(bars))


def _bar(
    survey: Survey, person: Account, item: SurveyItem, group: dict[str, str], at: datetime
) -> Bar | None:
    try:
        line = _top(Results(survey, person, Asked(group), at), item)
    except BadFilter:
        return None  # nobody of this size has answered
    if line is None:
        return None
    return Bar(name_of(group), line.share, line.interval, line.count, line.base, strong=not group)


def _top(results: Results, item: SurveyItem) -> Line | None:
    parts = results.table(item).parts
    return parts[0].top if parts else None


def name_of(group: dict[str, str]) -> str:
    names = {"small": _("Small shops"), "medium": _("Medium shops"), "large": _("Large shops")}
    return names[group["size"]] if group else _("All")
