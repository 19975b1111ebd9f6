"""An auditor may see who answered a named survey; each look is kept. The office's own work is not."""

import pytest
from sqlalchemy import func, select

from portal.extensions import db
from portal.people.audit import AuditEvent
from portal.surveys.models import Mode
from tests.factories import make_account, make_retailer, make_survey


def looks() -> int:
    query = select(func.count()).select_from(AuditEvent).where(AuditEvent.verb == "look at names")
    return db.session.scalar(query) or 0


@pytest.fixture
def survey(app, answer):
    survey = make_survey(mode=Mode.NAMED)
    shop = make_retailer(unit=survey.unit, name="Chen")
    answer(survey, {"q1": "few", "q2": 4, "q3": "Come earlier"}, retailer_id=shop.id)
    return survey


@pytest.mark.parametrize(("role", "kept"), [("auditor", 1), ("manager", 0)])
def test_each_look_of_an_auditor_at_names_is_kept(role, kept, survey, sign_in):
    client = sign_in(make_account(role, survey.unit))

    page = client.get(f"/w/surveys/{survey.id}/report?item=q3")

    assert "Chen" in page.text
    assert looks() == kept


def test_figures_without_names_leave_no_trace(survey, sign_in):
    sign_in(make_account("auditor", survey.unit)).get(f"/w/surveys/{survey.id}/report?item=q1")

    assert looks() == 0


def test_a_confidential_survey_has_no_names_to_look_at(app, answer, sign_in):
    survey = make_survey(mode=Mode.CONFIDENTIAL)
    for _number in range(12):
        answer(survey, {"q1": "few", "q3": "Come earlier"})

    sign_in(make_account("auditor", survey.unit)).get(f"/w/surveys/{survey.id}/report?item=q3")

    assert looks() == 0
