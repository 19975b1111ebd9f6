"""What the overview shows of surveys and of the indicators that outlive them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select

from portal import i18n
from portal.charts.figure import Figure
from portal.charts.lines import Point, trend
from portal.desk.todo import tally_of
from portal.distribution.counts import Tally
from portal.extensions import db
from portal.indicators.models import Indicator, IndicatorFigure
from portal.people.models import Account
from portal.surveys.models import State, Survey
from portal.surveys.reading import readable

MOST_SURVEYS = 8
MOST_POINTS = 12
FEWEST_POINTS = 3


@dataclass(frozen=True, slots=True)
class Running:
    """A survey as one line: how far it is of what it is for."""

    survey: Survey
    state: State
    tally: Tally


def live_surveys(person: Account) -> list[Survey]:
    """Published and neither archived nor binned, the newest first."""
    query = readable(person).where(
        Survey.published_at.is_not(None), Survey.archived_at.is_(None), Survey.binned_at.is_(None)
    )
    return list(db.session.scalars(query.order_by(Survey.published_at.desc()).limit(50)))


def running(surveys: Sequence[Survey], at: datetime) -> list[Running]:
    """The open ones first, then what ended last."""
    lines = [(survey.state_at(at), survey) for survey in surveys]
    lines.sort(key=lambda line: line[0] is not State.OPEN)
    return [Running(survey, state, tally_of(survey)) for state, survey in lines[:MOST_SURVEYS]]


def indicator_figure(person: Account) -> Figure | None:
    """The indicator with the longest series of dated figures of the person's organisation."""
    longest = (
        select(IndicatorFigure.indicator_id)
        .where(IndicatorFigure.unit_id == person.county.id)
        .group_by(IndicatorFigure.indicator_id)
        .having(func.count() >= FEWEST_POINTS)
        .order_by(func.count().desc())
        .limit(1)
    )
    indicator_id = db.session.scalar(longest)
    indicator = db.session.get(Indicator, indicator_id) if indicator_id else None
    return _trend(indicator, person) if indicator else None


def _trend(indicator: Indicator, person: Account) -> Figure:
    query = select(IndicatorFigure).filter_by(indicator_id=indicator.id, unit_id=person.county.id)
    newest = db.session.scalars(query.order_by(IndicatorFigure.day.desc()).limit(MOST_POINTS)).all()
    figures = list(reversed(newest))
    name = i18n.say(indicator.name)
    first, last = figures[0], figures[-1]
    return trend(
        [
            Point(
                f"{figure.day:%Y-%m}",
                figure.numerator / figure.denominator if figure.denominator else None,
                base=int(figure.denominator or 0),
            )
            for figure in figures
        ],
        chart_id="indicator",
        title=_(
            "%(name)s: from %(first)s to %(last)s", name=name, first=_percent(first), last=_percent(last)
        ),
        note=_(
            "%(unit)s, %(start)s to %(end)s; a full count, so no interval",
            unit=person.county.name,
            start=f"{first.day:%Y-%m}",
            end=f"{last.day:%Y-%m}",
        ),
        head=(_("Month"), _("Share"), _("Interval"), "n"),
    )


def _percent(figure: IndicatorFigure) -> str:
    return f"{figure.numerator / figure.denominator:.2%}" if figure.denominator else "—"


def checklist_open(steps: Sequence[tuple[bool, str, str]]) -> bool:
    return any(not done for done, _label, _href in steps)
