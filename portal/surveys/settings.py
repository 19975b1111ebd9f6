"""What a survey's settings page shows and changes, and whether somebody else changed it meanwhile."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.people import audit
from portal.people.models import Account
from portal.surveys.drafts import stamp_of
from portal.surveys.models import Survey

FIELDS = (
    "mode", "audience", "population", "target", "capacity", "opens_at", "ends_at", "daily_from",
    "daily_until", "per_shop", "period", "contact", "retention_days", "strata",
)  # fmt: skip


def values_of(survey: Survey) -> dict[str, Any]:
    return {name: getattr(survey, name) for name in FIELDS}


def stamp(survey: Survey) -> str:
    """Of the settings only: typing questions in another window makes no conflict here."""
    return stamp_of(values_of(survey))


def change_settings(survey: Survey, values: Mapping[str, Any], *, actor: Account, at: datetime) -> None:
    """The audit row says what was there before."""
    for name in FIELDS:
        if name in values and values[name] != getattr(survey, name):
            setattr(survey, name, values[name])
    audit.record(actor, "change settings", survey, at=at)
