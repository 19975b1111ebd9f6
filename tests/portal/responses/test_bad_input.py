"""Whatever is sent, the answer is a sentence, quickly, and nothing is stored."""

import time
import uuid

import pytest
from sqlalchemy import func, select

from portal.extensions import db
from portal.responses.models import Response
from tests.factories import make_channel, make_code, make_survey

ID = "_id=6e3a2a0e-7a64-4a0e-9a55-2f4c5e3b9d11&_stamp="
BODIES = {
    "a hundred thousand keys": "&".join(f"k{n}=1" for n in range(100_000)),
    "ten thousand keys": f"{ID}&" + "&".join(f"k{n}=1" for n in range(10_000)),
    "a megabyte of text": f"{ID}&q1=enough&q2=4&q3=" + "x" * 1_000_000,
    "a long text": f"{ID}&q1=enough&q2=4&q3=" + "x" * 100_000,
    "NUL": f"{ID}&q1=enough&q2=4&q3=a%00b",
    "lone surrogate": f"{ID}&q1=enough%ED%A0%80&q2=4",
    "a list for one value": f"{ID}&q1=enough&q1=few&q2=5&q2=x&q2=",
    "words for a number": f"{ID}&q1=enough&q2=four",
    "a huge number": f"{ID}&q1=enough&q2={'9' * 4000}",
    "unknown items": f"{ID}&q1=enough&q2=4&q77=hello",
    "parts nobody asked for": f"{ID}&q1.x=1&q2=4",
    "not a form": "\x00\x01\x02%%%",
    "nothing": "",
}


@pytest.mark.parametrize("name", BODIES)
def test_hostile_form_gets_a_sentence_quickly(name, client, page):
    path = f"/s/{make_code(make_channel()).code}"
    client.get(path)
    began = time.thread_time()

    answer = client.post(path, data=BODIES[name], content_type="application/x-www-form-urlencoded")

    took = time.thread_time() - began
    db.session.rollback()
    if name == "a list for one value":
        assert answer.status_code in (303, 422)
    else:
        assert 400 <= answer.status_code < 500
        assert len(page(answer).text) > 20
        assert db.session.scalar(select(func.count()).select_from(Response)) == 0
    assert took < 1  # half of it on a machine with nothing else to do


def test_request_over_the_limit_is_413_with_the_footer(client, page):
    path = f"/s/{make_code(make_channel()).code}"

    shown = page(client.post(path, data={"q3": "x" * 300_000}))

    assert shown.status == 413
    assert "未成年人谢绝访问" in shown.text


@pytest.mark.parametrize("stamp", ["", "x", "1.2.3", "zz.1." + "0" * 20, "." * 70, "1" * 5000, "ü.1.a"])
def test_forged_stamp_only_loses_its_date(stamp, client):
    path = f"/s/{make_code(make_channel(make_survey())).code}"
    fields = {"_id": str(uuid.uuid4()), "_stamp": stamp, "q1": "enough", "q2": "4"}

    answer = client.post(path, data=fields)

    db.session.rollback()
    assert answer.status_code == 303
    assert db.session.scalars(select(Response.seconds)).one() is None


@pytest.mark.parametrize("address", ["/nowhere", "/S/ABCDEF", "/q/ABCDEF"])
def test_mistyped_address_leads_to_the_field_for_codes(address, client, page):
    shown = page(client.get(address))

    assert shown.status == 404
    assert shown.select('main a[href="/"]')
    assert not shown.select('a[href="/w"]')
    assert "未成年人谢绝访问" in shown.text


@pytest.mark.parametrize("code", ["%00", "..%2f..", "a" * 5000, "💣", "'; drop table code;--", "O0I1L0"])
def test_strange_code_is_a_friendly_404(code, client, page):
    shown = page(client.get(f"/s/{code}"))

    assert shown.status == 404
    assert "未成年人谢绝访问" in shown.text
