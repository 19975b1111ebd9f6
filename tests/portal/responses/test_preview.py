import pytest
from sqlalchemy import func, select

from portal.extensions import db
from portal.responses.models import OpenCount, Response
from portal.surveys.services import create_survey
from tests.factories import NOW, make_account, make_questionnaire, make_unit


def draft(unit):
    survey = create_survey(
        unit=unit,
        questionnaire=make_questionnaire(),
        mode="confidential",
        audience="retailer",
        actor=make_account("clerk", unit),
        at=NOW,
    )
    return f"/w/surveys/{survey.id}/preview"


def test_draft_is_shown_as_respondents_would_see_it(sign_in, page):
    county = make_unit()
    path = draft(county)
    browser = sign_in(make_account("clerk", county))

    shown = page(browser.get(f"{path}?fs=3&lang=en&n=1"))

    assert shown.h1 == "Your voice"
    assert "not stored" in shown.select(".ban")[0].get_text()
    assert shown.soup.html["class"] == ["fs3"]
    assert "frame-ancestors 'self'" in shown.response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("n", [0, 2, 2**31, 10**60])
def test_a_draft_that_was_never_saved_is_not_found(n, sign_in):
    county = make_unit()
    path = draft(county)

    assert sign_in(make_account("clerk", county)).get(f"{path}?n={n}").status_code == 404


def test_answering_a_draft_leaves_no_trace(sign_in, page):
    county = make_unit()
    path = draft(county)
    browser = sign_in(make_account("clerk", county))

    done = page(browser.post(path, data={"q1": "few", "q2": "3"}))

    db.session.rollback()
    assert done.status == 200
    assert "已收到" in done.text
    for model in (Response, OpenCount):
        assert db.session.scalar(select(func.count()).select_from(model)) == 0


def test_draft_checks_answers_like_the_real_page(sign_in, page):
    county = make_unit()
    path = draft(county)
    browser = sign_in(make_account("clerk", county))

    shown = page(browser.post(path, data={"q1": "few"}))

    assert shown.status == 422
    assert shown.select("#err a")


def test_draft_is_not_shown_to_others(app, client, sign_in):
    county = make_unit()
    path = draft(county)

    assert client.get(path).status_code == 303
    assert sign_in(make_account("staff", county), app.test_client()).get(path).status_code == 403
    assert sign_in(make_account("manager"), app.test_client()).get(path).status_code == 404
