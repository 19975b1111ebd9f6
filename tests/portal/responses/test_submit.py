"""The one door, as the interface, the telephone sheet and the demo use it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.columns import random_id
from portal.extensions import db
from portal.responses.models import Response
from portal.responses.services import Submission, submit
from tests.factories import make_account, make_channel, make_retailer, make_survey

GOOD = {"q1": "enough", "q2": 4}


def submission(survey, **fields):
    values = {"answers": GOOD, "language": "zh-Hans", "version_n": 1, "at": clock.now(), **fields}
    return Submission(survey_id=survey.id, **{"response_id": random_id(), **values})


pytestmark = pytest.mark.usefixtures("app")


def test_typed_answers_name_the_typist_and_are_committed():
    survey = make_survey(mode="confidential")
    typist, shop = make_account("clerk"), make_retailer()
    channel = make_channel(survey)

    outcome = submit(
        submission(survey, typist_id=typist.id, retailer_id=shop.id, channel_id=channel.id, mode="phone")
    )

    db.session.rollback()
    row = db.session.scalars(select(Response)).one()
    assert outcome.status == "created"
    assert row.receipt == outcome.receipt
    assert (row.mode, row.typist_id, row.retailer_id) == ("phone", typist.id, shop.id)
    assert (row.seconds, row.flags) == (None, "")


@pytest.mark.parametrize(
    "answers",
    [{"q1": "enough"}, {"q1": ["enough"], "q2": 4}, {"q1": "enough", "q2": "4"}, {**GOOD, "q9": 1}, {}],
    ids=["missing", "list", "text", "unknown", "nothing"],
)
def test_answers_of_the_wrong_shape_are_problems_and_stay_out(answers):
    outcome = submit(submission(make_survey(), answers=answers))

    assert outcome.status == "invalid"
    assert outcome.problems
    assert db.session.scalars(select(Response)).all() == []


def test_past_answers_are_judged_by_their_own_time():
    ended = clock.now() - timedelta(days=100)
    survey = make_survey(ends_at=ended)

    then = submit(submission(survey, at=ended - timedelta(days=1)))
    now = submit(submission(survey))

    assert then.status == "created"
    assert (now.status, now.reason) == ("refused", "closed")


@pytest.mark.parametrize("version", [0, 2])
def test_version_that_was_never_published_is_refused(version):
    assert submit(submission(make_survey(), version_n=version)).status == "refused"


def test_straight_lines_are_marked():
    items = [
        {"key": f"q{n}", "type": "rating", "stem": {"zh-Hans": "满意吗？"}, "required": True}
        for n in range(1, 7)
    ]
    survey = make_survey(items=items)

    submit(submission(survey, answers={f"q{n}": 5 for n in range(1, 7)}))

    assert db.session.scalars(select(Response.flags)).one() == "straight"
