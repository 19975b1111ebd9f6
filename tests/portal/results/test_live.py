"""The live page and what is published afterwards."""

import pytest

from portal.extensions import db
from portal.jobs.models import Job, JobState
from portal.jobs.queue import run_job
from portal.responses.models import OpenCount
from portal.surveys.models import Mode, PublicChange
from tests.factories import NOW, make_account, make_channel, make_retailer, make_survey, make_unit


@pytest.fixture
def county(app):
    return make_unit()


@pytest.fixture
def manager(county):
    return make_account("manager", county)


def live(survey):
    return f"/w/surveys/{survey.id}/live?lang=en"


def rows(shown):
    return [
        [cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in shown.select("tbody tr")
    ]


def test_counts_by_channel_and_kind_stand_against_their_targets(county, manager, answer, sign_in, page):
    survey = make_survey(county)
    channel = make_channel(survey, name="Deliverers", target=8, kind="people")
    for _ in range(2):
        answer(survey, channel_id=channel.id)

    shown = page(sign_in(manager).get(live(survey)))

    assert ["Deliverers", "", "2/8", "25.0%"] in rows(shown)
    assert ["People", "", "2/8", ""] in rows(shown)


def test_even_one_answer_is_counted_at_once(county, manager, answer, sign_in, page):
    survey = make_survey(county, mode=Mode.ANONYMOUS, target=10)
    answer(survey)

    shown = page(sign_in(manager).get(live(survey)))

    assert "1/10" in shown.text


def test_opened_and_abandoned_are_about(county, manager, answer, sign_in, page):
    survey = make_survey(county)
    answer(survey)
    db.session.add(OpenCount(survey_id=survey.id, day=NOW.date(), opened=7))

    shown = page(sign_in(manager).get(live(survey)))

    assert [tag.get_text(" ", strip=True) for tag in shown.select(".nums dd")][2:4] == [
        "7 about; counted without knowing who",
        "6 about",
    ]


def test_the_page_asks_again_until_the_survey_is_closed(county, manager, sign_in, page):
    survey = make_survey(county)
    browser = sign_in(manager)

    running = page(browser.get(live(survey)))
    survey.closed_at = NOW
    over = page(browser.get(live(survey)))

    assert running.select('[data-every="5000"]')
    assert not over.select("[data-refresh]")


def test_the_part_that_refreshes_comes_alone(county, manager, sign_in, page):
    survey = make_survey(county)

    part = page(sign_in(manager).get(live(survey), headers={"Sec-Fetch-Dest": "empty"}))

    assert not part.select("h1")
    assert part.select("[data-refresh]")


@pytest.fixture
def named(county, answer):
    survey = make_survey(county, mode=Mode.NAMED)
    district = make_unit("North", parent=county)
    carer = make_account("staff", district, name="Lin")
    shops = [make_retailer(district, shop_name=f"Shop-{n}", manager_id=carer.id) for n in range(3)]
    answer(survey, retailer_id=shops[0].id)
    return survey


def test_who_has_not_answered_stands_by_district_and_person_in_charge(named, manager, sign_in, page):
    shown = page(sign_in(manager).get(live(named)))

    missing = next(row for row in rows(shown) if row[0] == "North" and row[1] == "Lin")
    assert missing[2] == "2"
    assert "Shop-1, Shop-2" in missing[3]
    assert "Shop-0" not in shown.text


def test_the_missing_come_as_a_workbook(named, manager, sign_in):
    sign_in(manager).post(f"/w/surveys/{named.id}/missing")
    job = db.session.scalars(db.select(Job)).one()
    run_job(job.id)

    assert job.state == JobState.DONE, job.message
    assert job.result_file_id is not None


def test_a_confidential_survey_names_nobody(county, manager, answer, sign_in, page):
    survey = make_survey(county, mode=Mode.CONFIDENTIAL)
    make_retailer(county, shop_name="Shop-9")

    shown = page(sign_in(manager).get(live(survey)))
    asked = sign_in(manager).post(f"/w/surveys/{survey.id}/missing")
    job = db.session.scalars(db.select(Job)).one()
    run_job(job.id)

    assert "Shop-9" not in shown.text
    assert asked.status_code == 303
    assert job.state == JobState.FAILED


@pytest.mark.parametrize("path", ["live", "report", "public", "export"])
def test_another_county_finds_none_of_the_pages(county, sign_in, path):
    survey = make_survey(county)
    stranger = make_account("manager", make_unit())

    assert sign_in(stranger).get(f"/w/surveys/{survey.id}/{path}").status_code == 404


@pytest.fixture
def closed(county, answer):
    survey = make_survey(county, closed_at=NOW)
    for n in range(20):
        answer(survey, {"q1": "enough" if n % 4 else "few", "q2": 4})
    return survey


def totals(survey, **values):
    return f"/w/surveys/{survey.id}/totals", {f"first-{name}": value for name, value in values.items()}


def test_a_manager_publishes_a_plain_total(closed, manager, sign_in):
    path, data = totals(closed, figure="q1:enough", words="觉得够", words_en="say it is enough")

    answered = sign_in(manager).post(path, data=data)

    assert answered.status_code == 303
    db.session.refresh(closed)
    assert closed.public_totals[0]["text"] == {
        "zh-Hans": "20 人里 15 人觉得够",
        "en": "15 of 20 people: say it is enough",
    }


def test_totals_wait_until_the_survey_is_closed(county, manager, answer, sign_in):
    survey = make_survey(county)
    for _ in range(20):
        answer(survey)
    path, data = totals(survey, figure="q1:enough", words="觉得够")

    assert sign_in(manager).post(path, data=data).status_code == 409


def test_a_total_nobody_may_see_cannot_be_published(county, manager, answer, sign_in):
    survey = make_survey(county, closed_at=NOW)
    for _ in range(3):
        answer(survey)
    path, data = totals(survey, figure="q1:enough", words="觉得够")

    assert sign_in(manager).post(path, data=data).status_code == 422


def test_a_change_is_published_and_withdrawn(closed, manager, sign_in, page):
    browser = sign_in(manager)
    browser.post(f"/w/surveys/{closed.id}/changes", data={"said": "来得少", "text": "每月多来一次"})
    change = db.session.scalars(db.select(PublicChange)).one()

    browser.post(f"/w/surveys/{closed.id}/changes/{change.id}/withdraw")

    assert change.text == {"zh-Hans": "每月多来一次"}
    db.session.refresh(change)
    assert change.withdrawn_at is not None


def test_a_change_without_words_is_shown_again(closed, manager, sign_in):
    assert sign_in(manager).post(f"/w/surveys/{closed.id}/changes", data={"text": " "}).status_code == 422


@pytest.mark.parametrize("path", ["totals", "changes", "missing"])
def test_whoever_may_not_write_is_refused(closed, county, client, sign_in, path):
    assert client.post(f"/w/surveys/{closed.id}/{path}").status_code == 303
    assert sign_in(make_account("leader", county)).post(f"/w/surveys/{closed.id}/{path}").status_code == 403
    stranger = make_account("manager", make_unit())
    assert sign_in(stranger).post(f"/w/surveys/{closed.id}/{path}").status_code == 404
