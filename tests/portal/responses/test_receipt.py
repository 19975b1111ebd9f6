from datetime import date

import pytest
from sqlalchemy import select

from portal import chain
from portal.extensions import db
from portal.people.audit import AuditEvent
from portal.responses.models import Response, ResponseErasure
from portal.responses.receipts import Step, working_days_after
from portal.surveys.models import PublicChange
from tests.factories import ITEMS, NOW, make_channel, make_code, make_survey

PHONE = {
    "key": "call_back",
    "type": "short_text",
    "stem": {"zh-Hans": "电话？"},
    "purpose": "phone",
    "role": "call_back",
}
WITH_PHONE = {"q1": "few", "q2": "2", "q3": "破损三条", "call_back": "13812345678", "_consent": "yes"}


@pytest.fixture
def receipt_of(respondent):
    def hand_in(survey=None, answers=None):
        path = f"/s/{make_code(make_channel(survey or make_survey())).code}"
        return respondent.hand_in(path, answers, json=True).json["receipt"]

    return hand_in


def test_receipt_shows_the_code_and_never_an_answer(client, page, receipt_of):
    receipt = receipt_of(make_survey(items=[*ITEMS, PHONE]), WITH_PHONE)

    shown = page(client.get(f"/r/{receipt}"))

    assert shown.select(".code b")[0].get_text() == f"{receipt[:4]}-{receipt[4:]}"
    for answer in ("偏少", "破损", "138"):
        assert answer not in shown.text


def test_receipt_is_found_however_it_is_typed(client, receipt_of):
    receipt = receipt_of()

    answer = client.get("/r", query_string={"code": f" {receipt[:4].lower()}-{receipt[4:].lower()}"})

    assert answer.headers["Location"] == f"/r/{receipt}"


def test_wrong_receipt_keeps_the_field(client, page):
    shown = page(client.get("/r/ZZZZZZZZ"))

    assert shown.status == 404
    assert "核对8个字" in shown.errors[0]
    assert shown.select("input[name=code]")


def test_reply_is_promised_where_somebody_asked_for_one(client, page, receipt_of):
    survey = make_survey(items=[*ITEMS, PHONE])

    asked = page(client.get(f"/r/{receipt_of(survey, WITH_PHONE)}"))
    silent = page(client.get(f"/r/{receipt_of(survey)}"))

    assert "前给您答复" in asked.text
    assert "前给您答复" not in silent.text


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [(date(2012, 3, 5), 3, date(2012, 3, 8)), (date(2012, 3, 8), 3, date(2012, 3, 13))],
)
def test_working_days_leave_out_the_weekend(day, count, expected):
    assert working_days_after(day, count) == expected


def test_later_work_adds_its_steps(client, page, receipt_of, monkeypatch):
    receipt = receipt_of()
    monkeypatch.setitem(chain._slots, "receipt", [(1, lambda response: [Step("已分派", "物流中心", "now")])])

    shown = page(client.get(f"/r/{receipt}"))

    assert [step.b.get_text() for step in shown.select(".step li")] == ["已收到", "已分派"]
    assert shown.select(".step .now")


def test_totals_and_changes_of_this_survey_and_the_one_it_repeats(client, page, receipt_of):
    first = make_survey()
    survey = make_survey(repeat_of_id=first.id, public_totals=[{"text": {"zh-Hans": "318 人里 268 人满意"}}])
    for number, owner in enumerate((first, survey, make_survey())):
        text = {"zh-Hans": f"改动{number}"}
        db.session.add(PublicChange(survey_id=owner.id, unit_id=owner.unit_id, text=text, published_at=NOW))

    shown = page(client.get(f"/r/{receipt_of(survey)}"))

    assert "318 人里 268 人满意" in shown.text
    assert "改动0" in shown.text
    assert "改动1" in shown.text
    assert "改动2" not in shown.text


def test_awareness_check_explains_at_once(client, page, receipt_of):
    item = {**ITEMS[0], "right": ["enough"], "explanation": {"zh-Hans": "周二下午三点截止。"}}

    shown = page(
        client.get(f"/r/{receipt_of(make_survey(items=[item], purpose='awareness'), {'q1': 'few'})}")
    )

    assert "周二下午三点截止。" in shown.text
    assert "偏少" not in shown.text


def test_phone_is_taken_back_with_the_receipt(client, page, receipt_of):
    receipt = receipt_of(make_survey(items=[*ITEMS, PHONE]), WITH_PHONE)
    assert "删除我的电话" in page(client.get(f"/r/{receipt}")).text

    answer = client.post(f"/r/{receipt}/forget")

    db.session.rollback()
    row = db.session.scalars(select(Response)).one()
    event = db.session.scalars(select(AuditEvent)).one()
    assert answer.status_code == 303
    assert row.answers == {"q1": "few", "q2": 2, "q3": "破损三条"}
    assert db.session.scalars(select(ResponseErasure.response_id)).one() == row.id
    assert event.verb == "erase personal answers"
    assert "138" not in str(event.changes)
    assert "删除我的电话" not in page(client.get(answer.headers["Location"])).text


def test_taking_back_twice_is_recorded_once(client, receipt_of):
    receipt = receipt_of(make_survey(items=[*ITEMS, PHONE]), WITH_PHONE)

    for _time in range(2):
        client.post(f"/r/{receipt}/forget")

    db.session.rollback()
    assert len(db.session.scalars(select(ResponseErasure)).all()) == 1
