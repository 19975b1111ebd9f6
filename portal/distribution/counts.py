"""How much each channel has brought, against its target, and each kind against the others."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Uuid, column, func, select, table

from portal.distribution.models import KIND_OF_WAY, Channel, Kind, Outreach
from portal.extensions import db
from portal.methods.intervals import Interval
from portal.methods.proportions import wilson
from portal.surveys.models import Survey

# Responses live on a higher floor: their table is known here by its name only.
RESPONSES = table("response", column("survey_id", Uuid), column("channel_id", Uuid))
BEHIND = 0.9  # a channel below this part of the survey's own share is behind the others


@dataclass(frozen=True, slots=True)
class Tally:
    """Received against a target, which may not have been set."""

    received: int
    target: int | None

    @property
    def share(self) -> float | None:
        return self.received / self.target if self.target else None

    @property
    def interval(self) -> Interval | None:
        """Of the share, where it is one: as many as were wanted at most."""
        if not self.target or self.received > self.target:
            return None
        return wilson(self.received, self.target)

    @property
    def missing(self) -> int:
        return max((self.target or 0) - self.received, 0)

    def lamp(self, overall: float | None) -> str:
        """'none', 'ok', 'behind' or 'over'. Behind whom? The survey as a whole, so that a late start is
        not the fault of every channel."""
        if self.share is None:
            return "none"
        if self.share > 1:
            return "over"
        return "behind" if overall is not None and self.share < BEHIND * overall else "ok"


@dataclass(frozen=True, slots=True)
class KindTally:
    """One kind of channel: what it brought, and how many people its outreach told."""

    kind: Kind
    channels: int
    tally: Tally
    reached: int


def received(survey: Survey) -> dict[uuid.UUID | None, int]:
    """Responses by channel; None are those that came without one."""
    query = (
        select(RESPONSES.c.channel_id, func.count())
        .where(RESPONSES.c.survey_id == survey.id)
        .group_by(RESPONSES.c.channel_id)
    )
    return {channel_id: count for channel_id, count in db.session.execute(query)}


def tallies(channels: Iterable[Channel], counts: Mapping[uuid.UUID | None, int]) -> dict[uuid.UUID, Tally]:
    return {channel.id: Tally(counts.get(channel.id, 0), channel.target) for channel in channels}


def total(survey: Survey, channels: Iterable[Channel], counts: Mapping[uuid.UUID | None, int]) -> Tally:
    """All answers against the survey's target, its channels' targets, or the people it is for."""
    wanted = survey.target or sum(channel.target or 0 for channel in channels) or survey.population
    return Tally(sum(counts.values()), wanted)


def by_kind(survey: Survey, channels: Iterable[Channel], each: Mapping[uuid.UUID, Tally]) -> list[KindTally]:
    """The kinds that are used, in their fixed order."""
    told = reach_by_kind(survey)
    channels = list(channels)
    rows = [_of_kind(kind, [c for c in channels if c.kind == kind], each, told) for kind in Kind]
    return [row for row in rows if row.channels or row.reached]


def _of_kind(
    kind: Kind, channels: list[Channel], each: Mapping[uuid.UUID, Tally], told: Mapping[Kind, int]
) -> KindTally:
    wanted = sum(channel.target or 0 for channel in channels) or None
    got = sum(each[channel.id].received for channel in channels)
    return KindTally(kind, len(channels), Tally(got, wanted), told.get(kind, 0))


def reach_by_kind(survey: Survey) -> dict[Kind, int]:
    sums_of_ways = select(Outreach.way, func.sum(Outreach.reached)).group_by(Outreach.way)
    query = sums_of_ways.where(Outreach.survey_id == survey.id)
    sums: dict[Kind, int] = {}
    for way, reached in db.session.execute(query):
        kind = KIND_OF_WAY[way]
        sums[kind] = sums.get(kind, 0) + reached
    return sums
