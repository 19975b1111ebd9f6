from datetime import timedelta

from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.responses.models import Response
from portal.responses.retention import erase_what_has_run_out
from tests.factories import ITEMS, make_channel, make_code, make_survey

PHONE = {"key": "tel", "type": "short_text", "purpose": "phone", "stem": {"zh-Hans": "电话？"}}


def test_personal_answers_leave_when_their_time_is_over(respondent):
    survey = make_survey(items=[*ITEMS, PHONE], retention_days=90)
    path = f"/s/{make_code(make_channel(survey)).code}"
    respondent.hand_in(path, {"q1": "few", "q2": "2", "tel": "13812345678", "_consent": "yes"})

    erase_what_has_run_out(clock.now() + timedelta(days=90))
    kept = db.session.scalars(select(Response)).one().answers
    erase_what_has_run_out(clock.now() + timedelta(days=92))

    assert kept["tel"] == "13812345678"
    assert db.session.scalars(select(Response)).one().answers == {"q1": "few", "q2": 2}
