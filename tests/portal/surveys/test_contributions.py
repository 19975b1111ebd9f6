"""What surveys and the floors above them say to each other through the chain."""

from datetime import timedelta

from portal import chain
from portal.columns import random_id
from portal.distribution.models import Channel
from portal.extensions import db
from portal.people.models import DEMO
from portal.responses.models import Response
from portal.surveys.contributions import empty_the_bin, first_survey
from portal.surveys.models import Survey
from tests.factories import NOW, make_account, make_channel, make_unit
from tests.portal.surveys.drafting import make_draft, make_published


def respond(survey: Survey, times: int) -> None:
    for number in range(times):
        db.session.add(
            Response(
                survey_id=survey.id,
                id=random_id(),
                version_n=1,
                language="zh-Hans",
                received_on=NOW.date(),
                receipt=f"K7M29QX{'ABCDEFGH'[number]}",
                content_hash="0" * 64,
                answers={},
            )
        )
    db.session.commit()


def test_the_list_counts_what_came_in(client, page, sign_in, app):
    manager = make_account("manager", make_unit())
    busy, quiet = make_published(manager.unit), make_published(manager.unit)
    respond(busy, 3)
    sign_in(manager)

    shown = page(client.get("/w/surveys"))

    counts = {row.a["href"]: row.select_one("td.n").text.strip() for row in shown.select(".svs tbody tr")}
    assert counts == {f"/w/surveys/{busy.id}/live": "3", f"/w/surveys/{quiet.id}/live": "0"}


def test_the_first_survey_is_a_step_that_only_an_own_published_one_completes(app):
    manager = make_account("manager", make_unit())
    make_draft(manager.unit)
    make_published(manager.unit, source=DEMO)
    with app.test_request_context():
        assert first_survey(manager)[0] is False

        make_published(manager.unit)
        assert first_survey(manager)[0] is True


def test_a_published_survey_has_a_poster_unless_it_has_channels(app):
    manager = make_account("manager", make_unit())
    bare, equipped = make_published(manager.unit), make_published(manager.unit)
    make_channel(equipped, name="QQ")

    for survey in (bare, equipped):
        chain.contributions("survey published", survey, actor=manager, at=NOW)

    kinds = {channel.survey_id: channel.kind for channel in db.session.query(Channel)}
    assert kinds[bare.id] == "print"
    assert db.session.query(Channel).filter_by(survey_id=equipped.id).one().name == "QQ"


def test_the_sweep_empties_the_bin_and_running_twice_does_no_harm(app):
    survey = make_draft(make_unit(), binned_at=NOW)
    db.session.commit()

    for _time in range(2):
        empty_the_bin(NOW + timedelta(days=31))

    assert db.session.get(Survey, survey.id) is None


def test_no_first_step_of_an_administrator_leads_to_a_closed_door(sign_in, page, app):
    browser = sign_in(make_account("admin", make_unit()))

    hrefs = [link["href"] for link in page(browser.get("/w")).select("ol.steps a")]

    assert len(hrefs) >= 4
    assert {browser.get(href).status_code for href in hrefs} <= {200, 303, 302}
