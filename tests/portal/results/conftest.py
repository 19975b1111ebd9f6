"""Stored responses, and results as somebody sees them."""

import itertools
import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from portal.columns import new_code
from portal.extensions import db
from portal.people.models import Account
from portal.responses.models import Response
from portal.results.asking import read
from portal.results.query import Results
from portal.surveys.models import Survey
from tests.factories import NOW

_numbers = itertools.count()


@pytest.fixture
def answer() -> Callable[..., Response]:
    """`answer(survey, {"q1": "few"}, size="small")` stores a response, whatever the survey's state."""

    def answer(survey: Survey, answers: dict[str, Any] | None = None, **facts: Any) -> Response:
        values = {
            "id": uuid.uuid4(),
            "version_n": 1,
            "unit_id": survey.unit_id,
            "language": "zh-Hans",
            "received_on": date(2026, 3, 5),
            "receipt": new_code(8),
            "content_hash": "0" * 64,
            "answers": answers if answers is not None else {"q1": "enough", "q2": 4},
            **facts,
        }
        row = Response(survey_id=survey.id, **values)
        db.session.add(row)
        db.session.flush()
        return row

    return answer


@pytest.fixture
def look() -> Callable[..., Results]:
    """`look(survey, person, district=..., size="small")`: the results of that selection."""

    def look(survey: Survey, person: Account, **asked: str) -> Results:
        return Results(survey, person, read(asked), NOW)

    return look
