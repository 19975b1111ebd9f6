from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.distribution.models import Kind
from portal.extensions import db
from portal.responses import resolving, stamps
from portal.responses.models import Response, ResponseSlot
from portal.surveys.models import SurveyVersion
from tests.factories import (
    ITEMS,
    make_account,
    make_channel,
    make_code,
    make_retailer,
    make_survey,
    make_unit,
)

PHONE_ITEM = {
    "key": "call_back",
    "type": "short_text",
    "stem": {"zh-Hans": "电话？"},
    "purpose": "phone",
    "role": "call_back",
}
SPEAKER = {
    "key": "filled_by",
    "type": "single",
    "role": "filled_by",
    "stem": {"zh-Hans": "谁填的？"},
    "options": [
        {"key": "self", "text": {"zh-Hans": "本人"}},
        {"key": "manager", "text": {"zh-Hans": "客户经理帮我"}},
    ],
}


def stored() -> list[Response]:
    db.session.rollback()
    return list(db.session.scalars(select(Response)))


def path_of(survey=None, **survey_fields):
    survey = survey or make_survey(**survey_fields)
    return f"/s/{make_code(make_channel(survey)).code}"


def test_plain_form_is_stored_and_leads_to_the_receipt(respondent):
    answer = respondent.hand_in(path_of())

    row = stored()[0]
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/r/{row.receipt}"
    assert row.answers == {"q1": "enough", "q2": 4}
    assert row.version_n == 1


def test_script_gets_201_with_the_receipt(respondent):
    answer = respondent.hand_in(path_of(), json=True)

    receipt = stored()[0].receipt
    assert answer.status_code == 201
    assert answer.json == {"receipt": receipt, "next": f"/r/{receipt}"}


def test_same_content_again_is_the_same_response(respondent):
    path = path_of()
    fields = respondent.open(path)
    first = respondent.hand_in(path, json=True, **fields)

    again = respondent.hand_in(path, json=True, **fields)

    assert again.status_code == 200
    assert again.json == first.json
    assert len(stored()) == 1


def test_same_id_with_other_answers_is_409_and_changes_nothing(respondent):
    path = path_of()
    fields = respondent.open(path)
    first = respondent.hand_in(path, json=True, **fields)

    other = respondent.hand_in(path, {"q1": "few", "q2": "1"}, json=True, **fields)

    assert other.status_code == 409
    assert other.json["next"] == first.json["next"]
    assert stored()[0].answers["q1"] == "enough"


def test_form_without_an_id_gets_a_sentence(client):
    answer = client.post(path_of(), data={"q1": "enough", "q2": "4"})

    assert answer.status_code == 400
    assert stored() == []


def test_missing_answer_shows_the_page_again_with_everything_kept(respondent, page):
    path = path_of()
    fields = respondent.open(path)

    shown = page(respondent.hand_in(path, {"q1": "few", "q3": "讲得清楚"}, **fields))

    assert shown.status == 422
    assert shown.select("#err a")[0]["href"] == "#i-q2"
    assert "checked" in shown.select('[name=q1][value="few"]')[0].attrs
    assert shown.value("q3") == "讲得清楚"
    assert shown.value("_id") == fields["_id"]
    assert stored() == []


def test_script_is_told_which_items_to_mend(respondent):
    answer = respondent.hand_in(path_of(), {"q1": "few"}, json=True)

    assert answer.status_code == 422
    assert [(p["item"], p["code"]) for p in answer.json["problems"]] == [("q2", "required")]


def test_answer_that_was_never_offered_is_refused(respondent):
    answer = respondent.hand_in(path_of(), {"q1": "made up", "q2": "4"}, json=True)

    assert answer.status_code == 422
    assert answer.json["problems"][0]["code"] == "not_an_option"


def test_answers_under_an_older_version_are_kept_under_it(respondent):
    survey = make_survey()
    path = path_of(survey)
    fields = respondent.open(path)
    document = db.session.get_one(SurveyVersion, (survey.id, 1)).document
    later = {**document, "sections": [{"key": "s1", "items": [*ITEMS, {**ITEMS[1], "key": "q9"}]}]}
    db.session.add(
        SurveyVersion(survey_id=survey.id, n=2, document=later, sha256="1" * 64, published_at=clock.now())
    )
    survey.current_version = 2
    resolving.forget()

    answer = respondent.hand_in(path, json=True, **fields)

    assert answer.status_code == 201
    assert stored()[0].version_n == 1


def test_confidential_row_copies_what_the_shop_was(respondent):
    county = make_unit()
    survey = make_survey(county, mode="confidential")
    channel = make_code(make_channel(survey)).code
    manager = make_account("staff")
    shop = make_retailer(county, customer_class="1", size="small", manager_id=manager.id)
    code = make_code(retailer=shop).code

    respondent.hand_in(f"/s/{channel}/{code}")

    row = stored()[0]
    assert (row.retailer_id, row.unit_id, row.manager_id) == (shop.id, shop.unit_id, manager.id)
    assert (row.customer_class, row.size) == ("1", "small")
    assert row.received_at is not None


def test_anonymous_row_has_no_link_and_no_time(respondent):
    survey = make_survey(mode="anonymous")
    channel = make_channel(survey)
    code = make_code(channel).code
    shop = make_code(retailer=make_retailer(survey.unit, customer_class="1")).code

    respondent.hand_in(f"/s/{code}/{shop}")

    row = stored()[0]
    links = (row.retailer_id, row.manager_id, row.customer_class, row.size, row.typist_id)
    assert links == (None,) * 5
    assert (row.received_at, row.seconds, row.device) == (None, None, "")
    assert (row.channel_id, row.unit_id) == (channel.id, survey.unit_id)
    assert db.session.scalar(select(func.count()).select_from(ResponseSlot)) == 0


def test_shop_answers_once(respondent):
    survey = make_survey(mode="confidential")
    path = f"{path_of(survey)}/{make_code(retailer=make_retailer(survey.unit)).code}"
    fields = respondent.open(path)
    first = respondent.hand_in(path, json=True, **fields)

    other = respondent.hand_in(path, json=True)
    again = respondent.hand_in(path, json=True, **fields)

    assert (first.status_code, other.status_code, again.status_code) == (201, 409, 200)
    assert other.json["reason"] == "answered"
    assert len(stored()) == 1


def test_full_survey_takes_nobody_more(respondent):
    path = path_of(capacity=2)
    late = respondent.open(path)
    respondent.hand_in(path)
    respondent.hand_in(path)

    answer = respondent.hand_in(path, json=True, **late)

    assert answer.status_code == 410
    assert answer.json["reason"] == "full"
    assert len(stored()) == 2


@pytest.mark.parametrize(("hours_ago", "status"), [(71, 201), (73, 410)])
def test_answers_begun_in_time_are_taken_for_three_days(respondent, hours_ago, status):
    now = clock.now()
    survey = make_survey(ends_at=now - timedelta(hours=hours_ago))
    path = path_of(survey)
    opened = stamps.sign(survey.id, 1, path.removeprefix("/s/"), survey.ends_at - timedelta(hours=1))

    answer = respondent.hand_in(path, json=True, _id="6e3a2a0e-7a64-4a0e-9a55-2f4c5e3b9d11", _stamp=opened)

    assert answer.status_code == status
    assert [row.late for row in stored()] == ([True] if status == 201 else [])


def test_stamp_of_another_survey_does_not_open_a_closed_one(respondent):
    now = clock.now()
    survey = make_survey(ends_at=now - timedelta(hours=1))
    path = path_of(survey)
    foreign = stamps.sign(make_survey().id, 1, path.removeprefix("/s/"), now - timedelta(hours=2))

    answer = respondent.hand_in(path, json=True, _id="6e3a2a0e-7a64-4a0e-9a55-2f4c5e3b9d11", _stamp=foreign)

    assert answer.status_code == 410


def test_pause_is_obeyed_at_once_by_the_hand_in(respondent):
    survey = make_survey()
    path = path_of(survey)
    fields = respondent.open(path)
    survey.paused_at = clock.now()

    answer = respondent.hand_in(path, json=True, **fields)

    assert answer.status_code == 403
    assert answer.json["reason"] == "paused"


def test_revoked_code_takes_what_was_begun_before(respondent):
    code = make_code(make_channel())
    path = f"/s/{code.code}"
    fields = respondent.open(path)
    code.revoked_at = clock.now() + timedelta(seconds=1)
    resolving.forget()

    begun = respondent.hand_in(path, json=True, **fields)
    unsigned = respondent.hand_in(path, json=True, **{**fields, "_stamp": ""})

    assert begun.status_code == 201
    assert unsigned.status_code == 410


def test_phone_without_consent_is_asked_about(respondent, page):
    path = path_of(items=[*ITEMS, PHONE_ITEM])

    shown = page(respondent.hand_in(path, {"q1": "enough", "q2": "4", "call_back": "13812345678"}))

    assert shown.status == 422
    assert shown.select("#err a")[0]["href"] == "#i-_consent"
    assert shown.value("call_back") == "13812345678"


@pytest.mark.parametrize(("consent", "kept"), [("yes", "13812345678"), ("no", None)])
def test_consent_decides_and_refusing_never_blocks(respondent, consent, kept):
    path = path_of(items=[*ITEMS, {**PHONE_ITEM, "required": True}])
    answers = {"q1": "enough", "q2": "4", "call_back": "13812345678", "_consent": consent}

    answer = respondent.hand_in(path, answers)

    assert answer.status_code == 303
    assert stored()[0].answers.get("call_back") == kept


@pytest.mark.parametrize(
    ("asked", "button"),
    [
        ([PHONE_ITEM], "删除我的电话"),
        ([PHONE_ITEM, {"key": "pic", "type": "photo", "stem": {"zh-Hans": "照片"}}], "删除我的个人信息"),
    ],
)
def test_consent_names_the_button_of_the_receipt(client, page, asked, button):
    shown = page(client.get(path_of(items=[*ITEMS, *asked])))

    assert f"“{button}”" in shown.text


def test_who_spoke_is_a_column(respondent):
    respondent.hand_in(path_of(items=[*ITEMS, SPEAKER]), {"q1": "few", "q2": "2", "filled_by": "manager"})

    row = stored()[0]
    assert (row.filled_by, row.mode) == ("manager", "together")


def test_channel_of_the_telephone_marks_its_answers(respondent):
    channel = make_channel(make_survey(), kind=Kind.TELEPHONE, assisted=True)

    respondent.hand_in(f"/s/{make_code(channel).code}")

    assert stored()[0].mode == "phone"


def test_careless_answers_are_marked_and_kept(respondent):
    respondent.hand_in(path_of())

    assert stored()[0].flags == "speeder"


def test_fourth_answer_of_one_phone_within_minutes_is_marked(respondent):
    path = path_of()

    for _time in range(4):
        respondent.hand_in(path)

    assert sorted(row.flags for row in stored()) == ["burst speeder", "speeder", "speeder", "speeder"]


def test_foreign_page_cannot_hand_in(respondent):
    path = path_of()
    fields = respondent.open(path)

    answer = respondent.client.post(
        path, data={"q1": "few", "q2": "1", **fields}, headers={"Origin": "https://evil.example"}
    )

    assert answer.status_code == 403
    assert stored() == []


def test_no_cookie_is_ever_set(respondent):
    path = path_of()

    answers = [respondent.client.get(path), respondent.hand_in(path)]

    assert all("Set-Cookie" not in answer.headers for answer in answers)


def test_receipt_that_is_taken_is_drawn_again(respondent, monkeypatch):
    path = path_of()
    drawn = iter("A" * 8 + "A" * 8 + "B" * 8)
    monkeypatch.setattr("portal.columns.secrets.choice", lambda alphabet: next(drawn))

    receipts = [respondent.hand_in(path, json=True).json["receipt"] for _time in range(2)]

    assert receipts == ["AAAAAAAA", "BBBBBBBB"]
