"""Surveys a person may read about: those in scope, and what the units above have published.

A county's survey is answered in its districts, so their leaders look at it too; the results show
each of them the own part only (portal/results/scope.py).
"""

from typing import Any

from sqlalchemy import Select, and_, or_, select

from portal.surveys.models import Survey


def readable(person: Any) -> Select[Survey]:
    published = and_(Survey.published_at.is_not(None), Survey.binned_at.is_(None))
    above = and_(Survey.unit_id.in_(person.units_above()), published)
    return select(Survey).where(or_(Survey.unit_id.in_(person.units_below()), above))
