"""The one place that asks what time it is, so that tests and the demo can say so themselves."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    return datetime.now(UTC)


def day_of(at: datetime, zone: str) -> date:
    """The calendar day of an instant in the installation's zone."""
    return at.astimezone(ZoneInfo(zone)).date()
