"""The report page: figures for those who may see them, sentences where nothing may be shown."""

import random
import re

import pytest

from portal.extensions import db
from portal.results.asking import read
from portal.results.exports.comments import all_comments
from portal.results.query import Results
from portal.surveys.models import Mode, State
from tests.factories import NOW, make_account, make_channel, make_survey, make_unit


@pytest.fixture
def county(app):
    return make_unit()


@pytest.fixture
def manager(county):
    return make_account("manager", county)


@pytest.fixture
def survey(county, answer):
    """Two districts, sizes and classes; 60 answers."""
    survey = make_survey(county, mode=Mode.CONFIDENTIAL, population=80)
    districts = [make_unit("North", parent=county), make_unit("South", parent=county)]
    channel = make_channel(survey)
    for n in range(60):
        answer(
            survey,
            {"q1": "enough" if n % 3 else "few", "q2": 1 + n % 5, "q3": f"words {n}"},
            unit_id=districts[n % 2].id,
            size=("small", "medium")[n % 4 // 2],
            customer_class="1",
            channel_id=channel.id,
            seconds=60 + n,
        )
    return survey


def without_token(answered):
    """The form's token carries the second it was made in."""
    return re.sub(rb'name="csrf_token" value="[^"]*"', b"", answered.get_data())


def address(survey, **asked):
    return f"/w/surveys/{survey.id}/report?lang=en" + "".join(f"&{k}={v}" for k, v in asked.items())


def test_the_report_shows_counts_shares_and_intervals(survey, manager, sign_in, page):
    report = page(sign_in(manager).get(address(survey, item="q1")))

    assert report.status == 200
    assert "40/60" in report.text
    assert "66.7%" in report.text
    assert "54.1—77.3" in report.text


def test_a_rating_shows_its_mean_and_its_two_best_answers(survey, manager, sign_in, page):
    report = page(sign_in(manager).get(address(survey, item="q2")))

    assert "Mean 3.00" in report.text
    assert "40.0% (24/60" in report.text


def test_the_numbers_at_the_top_say_received_of_wanted(survey, manager, sign_in, page):
    report = page(sign_in(manager).get(address(survey)))

    assert "60/80" in report.text
    assert "75.0% (64.5—83.2)" in report.text


def test_a_filter_narrows_the_figures(survey, manager, sign_in, page):
    report = page(sign_in(manager).get(address(survey, item="q1", size="small")))

    assert "30 answers" in report.text


def test_a_crosstab_by_district_counts_both_margins(survey, manager, sign_in, page):
    report = page(sign_in(manager).get(address(survey, item="q1", cross="district")))

    cells = [
        [td.get_text(" ", strip=True) for td in row.select("th, td")] for row in report.select("table.d tr")
    ]
    assert ["North", "20 67%", "10 33%", "30"] in cells


def test_small_shops_have_a_line_of_their_own(survey, manager, sign_in, page):
    report = page(sign_in(manager).get(address(survey, item="q2")))

    assert "Small shops:" in report.text


def test_a_selection_of_fewer_than_five_is_refused_with_a_sentence(survey, manager, answer, sign_in, page):
    for _ in range(3):
        answer(survey, {"q1": "few", "q2": 1}, size="large")
    survey.closed_at = survey.published_at

    report = page(sign_in(manager).get(address(survey, size="large")))

    assert "fewer than 5 people" in report.text
    assert "3 answers" not in report.text


def test_new_answers_wait_until_there_are_five_and_the_page_says_so(survey, manager, answer, sign_in, page):
    for _ in range(3):
        answer(survey)

    report = page(sign_in(manager).get(address(survey)))

    assert "3 new answers are waiting" in report.text
    assert "63/80" in report.text
    assert "60 answers" in report.text


def test_a_named_survey_counts_every_answer_at_once(county, manager, answer, sign_in, page):
    survey = make_survey(county, mode=Mode.NAMED)
    for _ in range(3):
        answer(survey)

    report = page(sign_in(manager).get(address(survey)))

    assert "3 answers" in report.text


def test_comments_stand_in_no_order_and_without_names(survey, manager, sign_in, page):
    report = page(sign_in(manager).get(address(survey, item="q3")))

    shown = [tag.get_text(strip=True) for tag in report.select("li.cd")]
    assert len(shown) == 50
    assert shown != sorted(shown, key=lambda words: int(words.split()[1]))


def test_comments_of_fewer_than_ten_are_hidden(county, manager, answer, sign_in, page):
    survey = make_survey(county, mode=Mode.CONFIDENTIAL)
    for _ in range(5):
        answer(survey, {"q1": "few", "q2": 1, "q3": "secret words"})

    report = page(sign_in(manager).get(address(survey, item="q3")))

    assert "secret words" not in report.text
    assert "groups of 10 people" in report.text


def test_comments_of_the_few_who_were_asked_are_hidden(county, manager, answer, sign_in, page):
    survey = make_survey(county, mode=Mode.CONFIDENTIAL)
    for n in range(12):
        answer(survey, {"q1": "few", "q2": 1, **({"q3": "secret words"} if n < 3 else {})})

    report = page(sign_in(manager).get(address(survey, item="q3")))
    commented = list(all_comments(Results(survey, manager, read({}), NOW)))

    assert "secret words" not in report.text
    assert commented == []


def test_weights_stand_beside_the_plain_shares(survey, manager, sign_in, page):
    survey.strata = {"size": {"small": 900, "medium": 100}}

    report = page(sign_in(manager).get(address(survey, item="q1")))

    assert "effective n" in report.text


def test_an_empty_report_teaches_the_first_step(county, manager, sign_in, page):
    survey = make_survey(county)

    report = page(sign_in(manager).get(address(survey)))

    assert "first answer will appear here" in report.text


def test_all_questions_stand_on_one_page_to_print(survey, manager, sign_in, page):
    report = page(sign_in(manager).get(address(survey, item="all")))

    assert len(report.select("section.sec")) == 3


@pytest.mark.parametrize(
    "asked", ["district=elsewhere", "size=huge", "from=tomorrow", "from=2026-03-05&to=2026-03-01"]
)
def test_a_filter_that_cannot_be_read_is_answered_with_a_sentence(survey, manager, sign_in, asked):
    answered = sign_in(manager).get(f"/w/surveys/{survey.id}/report?{asked}")

    assert answered.status_code == 422


def test_another_county_does_not_know_the_survey(survey, sign_in):
    stranger = make_account("manager", make_unit())

    assert sign_in(stranger).get(address(survey)).status_code == 404


def test_whoever_is_signed_out_is_sent_to_sign_in(survey, client):
    assert client.get(address(survey)).status_code in (302, 303)


def test_staff_see_no_report(county, survey, sign_in):
    assert sign_in(make_account("staff", county)).get(address(survey)).status_code == 403


def test_nothing_in_another_county_changes_a_byte_of_the_report(survey, manager, answer, sign_in):
    browser = sign_in(manager)
    pages = [
        address(survey, item=key, cross=by) for key, by in (("q1", "district"), ("q2", "size"), ("q3", ""))
    ]
    pages += [
        f"/w/surveys/{survey.id}/live",
        f"/w/surveys/{survey.id}/export",
        f"/w/surveys/{survey.id}/public",
    ]
    before = [without_token(browser.get(each)) for each in pages]

    rng = random.Random(1)
    elsewhere = make_survey(make_unit(), mode=Mode.CONFIDENTIAL)
    make_channel(elsewhere)
    for _ in range(40):
        answer(
            elsewhere, {"q1": rng.choice(["few", "enough"]), "q2": 5}, size="small", unit_id=elsewhere.unit_id
        )
    db.session.commit()

    assert [without_token(browser.get(each)) for each in pages] == before
    assert survey.state_at(survey.published_at) is State.OPEN
