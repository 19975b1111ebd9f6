"""What somebody asks for: conditions on facets and a period, as they stand in an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _

from portal.errors import PortalError
from portal.results.facets import NAMES, PERIOD

OFFERED = tuple(name for name in NAMES if name != PERIOD)


class BadFilter(PortalError):
    status = 422


@dataclass(frozen=True)
class Asked:
    """Conditions by facet; nothing asked is everything in scope."""

    values: Mapping[str, str] = field(default_factory=dict)
    first: date | None = None
    last: date | None = None

    @property
    def anything(self) -> bool:
        return bool(self.values) or self.first is not None or self.last is not None

    def arguments(self) -> dict[str, str]:
        """As they are written in an address."""
        found = dict(self.values)
        if self.first:
            found["from"] = self.first.isoformat()
        if self.last:
            found["to"] = self.last.isoformat()
        return found


def read(arguments: Mapping[str, str]) -> Asked:
    """From the query of an address or the parameters of a job."""
    values = {name: arguments[name].strip() for name in OFFERED if arguments.get(name, "").strip()}
    if arguments.get("unflagged") and "flagged" not in values:
        values["flagged"] = "no"
    first, last = _day(arguments.get("from", "")), _day(arguments.get("to", ""))
    if first and last and last < first:
        raise BadFilter(_("The period ends before it begins."))
    if "district" in values:
        values["district"] = values["district"].replace("-", "") if len(values["district"]) > 1 else "-"
    if "channel" in values:
        values["channel"] = values["channel"].replace("-", "") if len(values["channel"]) > 1 else "-"
    return Asked(values, first, last)


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise BadFilter(_("A day is written like 2012-03-05.")) from error
