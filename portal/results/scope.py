"""Which responses of a survey somebody may see figures of."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import ColumnElement, true

from portal.access import STAFF
from portal.responses.models import Response
from portal.results.frame import Frame
from portal.surveys.models import Survey


def sees_all(person: Any, survey: Survey) -> bool:
    return survey.unit_id in person.units_below() and person.role != STAFF


def scope_key(person: Any, survey: Survey) -> str:
    """Equal for two people who see the same responses."""
    if sees_all(person, survey):
        return "all"
    return f"{person.id}" if person.role == STAFF else f"{person.unit_id}"


def scope_rows(person: Any, survey: Survey, frame: Frame) -> npt.NDArray[np.intp] | None:
    """The rows of the own part; None where the survey as a whole is in scope."""
    if sees_all(person, survey):
        return None
    below = {unit.hex for unit in person.units_below()}
    mine = np.array([value in below for value in frame.values("unit_id")] or [False])
    rows = mine[frame.fact("unit_id")]
    if person.role == STAFF:
        own = np.array([value == person.id.hex for value in frame.values("manager_id")] or [False])
        rows = rows & own[frame.fact("manager_id")]
    return np.flatnonzero(rows)


def scope_condition(person: Any, survey: Survey) -> ColumnElement[bool]:
    """The same in the database, for what is counted live."""
    if sees_all(person, survey):
        return true()
    condition = Response.unit_id.in_(person.units_below())
    return condition & (Response.manager_id == person.id) if person.role == STAFF else condition
