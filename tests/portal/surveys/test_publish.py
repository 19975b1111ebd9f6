"""The publish page: eight checks, one button, and what happens to a running survey."""

import re
from datetime import timedelta

import pytest

from portal import clock
from portal.extensions import db
from portal.surveys import content
from portal.surveys.models import State, SurveyVersion
from portal.surveys.services import save_draft
from tests.factories import ITEMS, NOW, make_account, make_questionnaire, make_unit
from tests.portal.surveys.drafting import RULED, item, make_draft, make_published

PHONE = {"key": "q5", "type": "short_text", "stem": {"zh-Hans": "电话", "en": "Phone"}, "purpose": "phone"}


@pytest.fixture
def unit(app):
    return make_unit()


@pytest.fixture
def manager(unit, sign_in):
    account = make_account("manager", unit, language="en")
    sign_in(account)
    return account


def ready(unit, items=None, **extra):
    """A draft with nothing to say against it."""
    settled = {"ends_at": clock.now() + timedelta(days=9), "target": 40, "contact": "0596-1", **extra}
    return make_draft(unit, items, **settled)


def look(client, page, survey):
    return page(client.get(f"/w/surveys/{survey.id}/publish"))


def states(shown):
    rows = shown.select("table.t")[0].select("tbody tr")
    return {row.th.text: row.select_one(".lamp")["class"][1] for row in rows}


def press(client, page, survey, **extra):
    """Press the button of the page as it is now; every field of its form goes along."""
    form = look(client, page, survey).select("form:has([name=acknowledged])")[0]
    fields = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}
    return client.post(form["action"], data={**fields, **extra})


def test_a_survey_that_lacks_nothing_is_published_and_goes_to_share(client, page, manager, unit):
    survey = ready(unit)
    assert set(states(look(client, page, survey)).values()) == {"ok"}

    answer = press(client, page, survey)

    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/w/surveys/{survey.id}/share"
    db.session.expire_all()
    assert survey.current_version == 1
    assert survey.state_at(clock.now()) is State.OPEN


def test_there_are_eight_checks(client, page, manager, unit):
    assert len(states(look(client, page, ready(unit)))) == 8


LONG = {"zh-Hans": "最近" * 20 + "？", "en": "Long?"}
NEGATIVE = {"zh-Hans": "您不会不满意我们的服务吧？", "en": "Well?"}


@pytest.mark.parametrize(
    ("items", "extra", "title", "state", "href"),
    [
        ([{**ITEMS[0], "stem": LONG}], {}, "Length of the questions", "warn", "edit?item=q1"),
        ([{**ITEMS[1], "key": f"q{n}"} for n in range(13)], {}, "Number of questions", "warn", "edit"),
        ([{**ITEMS[0], "stem": NEGATIVE}], {}, "Double negatives", "warn", "edit?item=q1"),
        ([*ITEMS, {**RULED, "show_when": 'q9 = "x"'}], {}, "Show-when rules", "bad", "edit?item=q4"),
        (None, {"ends_at": None}, "End date", "warn", "settings#ends_at"),
        (None, {"ends_at": NOW - timedelta(days=900)}, "End date", "bad", "settings#ends_at"),
        (None, {"target": None}, "Target", "warn", "settings#target"),
        (None, {"capacity": 3}, "Target", "bad", "settings#target"),
        (None, {"contact": ""}, "Contact in the notice", "warn", "settings#contact"),
        ([*ITEMS, PHONE], {"contact": ""}, "Contact in the notice", "bad", "settings#contact"),
    ],
)
def test_each_check_says_what_is_wrong_and_where_to_mend_it(
    client, page, manager, unit, items, extra, title, state, href
):
    survey = ready(unit, items, **extra)

    shown = look(client, page, survey)

    assert states(shown)[title] == state
    row = next(row for row in shown.select("tbody tr") if row.th.text == title)
    assert f"/w/surveys/{survey.id}/{href}" in row.a["href"]


def test_a_telephone_number_asked_for_is_named_in_the_consent_check(client, page, manager, unit):
    shown = look(client, page, ready(unit, [*ITEMS, PHONE]))

    assert "a telephone number" in shown.text


def test_warnings_are_acknowledged_by_the_button_that_showed_them(client, page, manager, unit):
    survey = ready(unit, target=None)

    assert "all the same" in look(client, page, survey).text
    assert press(client, page, survey).status_code == 303


def test_a_warning_that_was_not_on_the_screen_stops_the_button(client, page, manager, unit):
    survey = ready(unit)

    shown = page(client.post(f"/w/surveys/{survey.id}/publish", data={"acknowledged": "[]"}))
    assert shown.status == 303

    other = ready(unit, target=None)
    shown = page(client.post(f"/w/surveys/{other.id}/publish", data={"acknowledged": "[]"}))
    assert (shown.status, len(shown.errors)) == (422, 1)
    assert other.published_at is None


@pytest.mark.parametrize("acknowledged", ["", "{}", "nothing", "[1]", "[" * 100_000])
def test_nonsense_acknowledges_nothing(client, manager, unit, acknowledged):
    survey = ready(unit, target=None)

    answer = client.post(f"/w/surveys/{survey.id}/publish", data={"acknowledged": acknowledged})

    assert answer.status_code == 422


def test_a_choice_without_answers_is_named_and_there_is_no_button(client, page, manager, unit):
    survey = ready(unit, [{**ITEMS[0], "options": []}])

    shown = look(client, page, survey)

    assert any("Question 1" in error for error in shown.errors)
    assert not shown.select("form:has([name=acknowledged]) button")
    answer = client.post(f"/w/surveys/{survey.id}/publish", data={"acknowledged": "[]"})
    assert answer.status_code == 422


def test_the_button_repeats_title_and_number(client, page, manager, unit):
    shown = look(client, page, ready(unit, population=397))

    assert re.search(r"“Your voice” to 397 respondents", shown.text)


def test_missing_english_is_said_and_does_not_stop(client, page, manager, unit):
    survey = ready(unit, [{**ITEMS[1], "stem": {"zh-Hans": "满意吗？"}}])

    assert "English are missing in: 1" in look(client, page, survey).text
    assert press(client, page, survey).status_code == 303


def changed(survey, items):
    save_draft(survey, make_questionnaire(items), actor=None, at=NOW, base_n=survey.draft_n)


INDICATED = {**ITEMS[0], "indicator": "visit.frequency"}
SHORTER = {**INDICATED, "options": [*INDICATED["options"][:1], {"key": "many", "text": {"zh-Hans": "太多"}}]}


@pytest.mark.parametrize(
    ("decision", "indicator"),
    [
        ({}, "visit.frequency.v2"),
        ({"trend-q1": "break"}, "visit.frequency.v2"),
        ({"trend-q1": "same"}, "visit.frequency"),
    ],
)
def test_an_answer_taken_away_asks_whether_the_trend_breaks(client, page, manager, unit, decision, indicator):
    survey = ready(unit, [INDICATED])
    press(client, page, survey)
    changed(survey, [SHORTER])
    assert "not comparable" in look(client, page, survey).text

    press(client, page, survey, **decision)

    db.session.expire_all()
    assert survey.current_version == 2
    assert content.published(survey).item("q1").indicator == indicator
    assert content.published(survey, 1).item("q1").indicator == "visit.frequency"


def test_other_words_need_no_decision(client, page, manager, unit):
    survey = ready(unit, [INDICATED])
    press(client, page, survey)
    changed(survey, [{**INDICATED, "stem": {"zh-Hans": "够不够？", "en": "Enough?"}}])

    shown = look(client, page, survey)
    assert not shown.select("[name=trend-q1]")

    press(client, page, survey)
    db.session.expire_all()
    assert content.published(survey).item("q1").indicator == "visit.frequency"


def test_without_a_change_there_is_nothing_to_publish(client, page, manager, unit):
    survey = ready(unit)
    press(client, page, survey)

    assert not look(client, page, survey).select("form:has([name=acknowledged]) button")
    assert press(client, page, survey).status_code == 409
    assert db.session.query(SurveyVersion).count() == 1


def test_a_clerk_sees_the_checks_and_a_manager_publishes(client, page, sign_in, unit):
    survey = ready(unit)
    sign_in(make_account("clerk", unit, language="en"))

    assert "A manager publishes" in look(client, page, survey).text
    assert client.post(f"/w/surveys/{survey.id}/publish").status_code == 403


@pytest.mark.parametrize("path", ["publish", "pause", "resume", "close"])
def test_running_a_survey_is_the_managers_of_its_county(client, sign_in, unit, path):
    survey = make_published(unit)
    address = f"/w/surveys/{survey.id}/{path}"

    signed_out = client.post(address).status_code
    sign_in(make_account("trainer", unit))
    without_right = client.post(address).status_code
    sign_in(make_account("manager"))
    elsewhere = client.post(address).status_code

    assert signed_out in (302, 303, 401)
    assert (without_right, elsewhere) == (403, 404)


def test_a_survey_is_paused_continued_and_closed(client, manager, unit):
    survey = make_published(unit)
    seen = []

    for path in ("pause", "resume", "close"):
        client.post(f"/w/surveys/{survey.id}/{path}")
        db.session.expire_all()
        seen.append(survey.state_at(clock.now()))

    assert seen == [State.PAUSED, State.OPEN, State.CLOSED]


def test_what_cannot_be_is_refused_with_a_sentence(client, manager, unit):
    survey = make_draft(unit)

    assert client.post(f"/w/surveys/{survey.id}/pause").status_code == 409
    assert client.post(f"/w/surveys/{survey.id}/close").status_code == 409


def test_the_buttons_lead_back_only_to_pages_of_the_survey(client, manager, unit):
    survey = make_published(unit)

    here = client.post(f"/w/surveys/{survey.id}/pause", data={"back": f"/w/surveys/{survey.id}/live"})
    there = client.post(f"/w/surveys/{survey.id}/resume", data={"back": "https://elsewhere.example/"})
    split = client.post(f"/w/surveys/{survey.id}/pause", data={"back": f"/w/surveys/{survey.id}/\r\nX: 1"})

    assert here.headers["Location"] == f"/w/surveys/{survey.id}/live"
    assert there.headers["Location"] == f"/w/surveys/{survey.id}/settings"
    assert split.headers["Location"] == f"/w/surveys/{survey.id}/settings"


def test_the_versions_page_compares_the_draft_with_what_is_asked(client, page, manager, unit):
    survey = make_published(unit, [INDICATED])
    changed(survey, [{**INDICATED, "stem": {"zh-Hans": "够不够？", "en": "Enough?"}}, RULED])

    shown = page(client.get(f"/w/surveys/{survey.id}/versions"))

    assert "来得够不够？" in shown.text
    assert "may shift the meaning" in shown.text
    assert "new question" in shown.text


def test_versions_that_do_not_exist_fall_back_to_the_current_one(client, page, manager, unit):
    survey = make_published(unit)

    assert page(client.get(f"/w/surveys/{survey.id}/versions?old=9&new=12")).status == 200
    assert "Nothing is published yet" in page(client.get(f"/w/surveys/{make_draft(unit).id}/versions")).text
    assert item(survey).key == "q1"
