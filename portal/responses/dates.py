"""Days and moments as a respondent reads them: 3月5日, Mar 5."""

from datetime import UTC, date, datetime

from babel.dates import format_skeleton
from flask_babel import get_locale, to_user_timezone


def day_month(value: date | datetime) -> str:
    if isinstance(value, datetime):
        value = to_user_timezone(value).date()
    noon = datetime(value.year, value.month, value.day, 12, tzinfo=UTC)
    return str(format_skeleton("MMMd", noon, tzinfo=UTC, locale=get_locale()))


def moment(value: datetime) -> str:
    local = to_user_timezone(value)
    return f"{day_month(local.date())} {local:%H:%M}"
