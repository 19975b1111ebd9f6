"""What has come in so far, counted in the database and never held back: only figures wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.charts import Day, Figure, day_counts
from portal.distribution import counts
from portal.distribution.counts import KindTally, Tally
from portal.distribution.models import Channel, Invitee
from portal.extensions import db
from portal.people.models import Unit
from portal.responses.models import OpenCount, Response
from portal.results.facets import CLASSES, SIZES
from portal.results.scope import scope_condition, sees_all
from portal.retailers.models import Retailer
from portal.surveys.models import Mode, Survey

MOST_DAYS = 31


@dataclass(frozen=True)
class Line:
    """One group: how many answers it gave, and how many were wanted or asked where that is known."""

    label: str
    tally: Tally


@dataclass(frozen=True)
class Live:
    total: Tally
    today: int
    opened: int
    channels: list[tuple[Channel, Tally]]
    kinds: list[KindTally]
    districts: list[Line]
    classes: list[Line]
    sizes: list[Line]
    days: Figure | None

    @property
    def abandoned(self) -> int:
        """Opened and not handed in; both numbers are approximate, so this never says less than none."""
        return max(0, self.opened - self.total.received)


def live(survey: Survey, person: Any, today: date) -> Live:
    everything = sees_all(person, survey)
    channels = db.session.scalars(
        select(Channel).where(Channel.survey_id == survey.id).order_by(Channel.position)
    ).all()
    received = _by(survey, person, Response.channel_id)
    each = counts.tallies(channels, received)
    by_day = {day: count for day, count in sorted(_by(survey, person, Response.received_on).items())}
    total = counts.total(survey, channels, received) if everything else Tally(sum(received.values()), None)
    return Live(
        total=total,
        today=by_day.get(today, 0),
        opened=_opened(survey) if everything else 0,
        channels=[(channel, each[channel.id]) for channel in channels],
        kinds=counts.by_kind(survey, channels, each) if everything else [],
        districts=_districts(survey, person),
        classes=_words(
            _by(survey, person, Response.customer_class), CLASSES, _asked(survey, person, "customer_class")
        ),
        sizes=_words(_by(survey, person, Response.size), SIZES, _asked(survey, person, "size")),
        days=_days(by_day),
    )


def received(survey: Survey, person: Any) -> int:
    """How many responses in scope there are now."""
    query = select(func.count()).where(Response.survey_id == survey.id, scope_condition(person, survey))
    return db.session.scalar(query) or 0


def _by(survey: Survey, person: Any, column: Any) -> dict[Any, int]:
    query = (
        select(column, func.count())
        .where(Response.survey_id == survey.id, scope_condition(person, survey))
        .group_by(column)
    )
    return {value: count for value, count in db.session.execute(query)}


def _asked(survey: Survey, person: Any, field: str) -> dict[Any, int]:
    """How many in scope were asked, by a field of the register; an anonymous survey keeps nobody's name."""
    if survey.mode == Mode.ANONYMOUS:
        return {}
    query = (
        select(getattr(Retailer, field), func.count())
        .join(Invitee, Invitee.retailer_id == Retailer.id)
        .where(Invitee.survey_id == survey.id)
        .group_by(getattr(Retailer, field))
    )
    if not sees_all(person, survey):
        query = query.where(Retailer.unit_id.in_(person.units_below()))
    return {value: count for value, count in db.session.execute(query)}


def _districts(survey: Survey, person: Any) -> list[Line]:
    got = _by(survey, person, Response.unit_id)
    asked = _asked(survey, person, "unit_id")
    ids = [key for key in {*got, *asked} if key is not None]
    units = db.session.scalars(select(Unit).where(Unit.id.in_(ids)).order_by(Unit.position, Unit.name))
    return [Line(unit.name, Tally(got.get(unit.id, 0), asked.get(unit.id))) for unit in units]


def _words(got: dict[Any, int], names: dict[str, Any], asked: dict[Any, int]) -> list[Line]:
    known = [
        Line(str(word), Tally(got.get(key, 0), asked.get(key)))
        for key, word in names.items()
        if got.get(key) or asked.get(key)
    ]
    unknown = sum(count for key, count in got.items() if key not in names)
    return [*known, Line(_("Not known"), Tally(unknown, None))] if known and unknown else known


def _opened(survey: Survey) -> int:
    query = select(func.sum(OpenCount.opened)).where(OpenCount.survey_id == survey.id)
    return db.session.scalar(query) or 0


def _days(by_day: dict[date, int]) -> Figure | None:
    if not by_day:
        return None
    last = max(by_day)
    first = max(min(by_day), last - timedelta(days=MOST_DAYS - 1))
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    best = max(span, key=lambda day: by_day.get(day, 0))
    return day_counts(
        [Day(f"{day.month}-{day.day}", by_day.get(day, 0), day == best) for day in span],
        chart_id="days",
        title=_("Most answers came on %(day)s: %(count)s", day=best.isoformat(), count=by_day.get(best, 0)),
        note=_("Answers a day, %(first)s to %(last)s", first=first.isoformat(), last=last.isoformat()),
        head=(_("Day"), _("Answers")),
    )
