"""未成年人谢绝访问: the last line of every page that anybody may open, errors included."""

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from portal.errors import TITLES, error_page
from portal.extensions import db
from portal.people.services import find_account, make_signin_link
from portal.responses.models import Response
from tests.factories import NOW

SENTENCE, TELEPHONE = "未成年人谢绝访问", "0596-000000"
NO_PAGE = {"static", "desk.healthz", "desk.readyz", "api.describe"}


@pytest.fixture
def filled(survey, code, shop, live_server):
    """For each argument of a public address, something that is there."""
    receipt = db.session.scalars(
        select(Response.receipt).where(Response.survey_id == survey("T1").id)
    ).first()
    known = {
        "responses.visit": {"code": code(survey("T2"), "拜访后抽查")},
        "responses.awareness": {"code": code(survey("T6"), "知晓检查卡")},
        "responses.survey_for_shop": {"channel": code(survey("T1"), "海报二维码"), "shop": shop.code},
        "receipts.show": {"receipt": receipt},
    }
    return lambda endpoint: known.get(endpoint, {"code": code(survey("T1"), "海报二维码"), "token": "x" * 43})


def public_pages(app):
    """Every page whose view is marked public: a new one is in the list by itself."""
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if "GET" in rule.methods and getattr(view, "access", "") == "public" and rule.endpoint not in NO_PAGE:
            yield rule


def end_of(html):
    footers = BeautifulSoup(html, "html.parser").find_all("footer")
    return footers[-1].get_text(" ", strip=True) if footers else ""


def test_every_public_page_turns_minors_away(phone, live_server, filled):
    """未成年人谢绝访问 (page foot)"""
    rules = list(public_pages(live_server.app))
    addresses = [rule.build(filled(rule.endpoint), append_unknown=False)[1] for rule in rules]

    missing = {}
    for address in [*addresses, "/s/222222", "/r/22222222", "/k/222222", "/nowhere", "/s/a/b/c"]:
        phone.goto(address)
        end = phone.locator("footer").last
        told = end.inner_text() if end.count() and end.is_visible() else ""
        if SENTENCE not in told or TELEPHONE not in told:
            missing[address] = told

    assert len(rules) > 10
    assert missing == {}


def test_every_error_page_turns_minors_away(live_server):
    for path in ("/s/K7M2QX", "/", "/t/new", "/nowhere"):
        for status in (*TITLES, 410):
            with live_server.app.test_request_context(path):
                end = end_of(error_page(status).get_data(as_text=True))

            assert SENTENCE in end, (path, status)
            assert TELEPHONE in end, (path, status)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("PUT", "/s/K7M2QX", "", 405),
        ("POST", "/t/new", "q2=" + "x" * 3_000_000, 413),
        ("POST", "/r/22222222/forget", "", 422),
    ],
)
def test_refusals_turn_minors_away(phone, live_server, method, path, body, status):
    answer = phone.request.fetch(
        path,
        method=method,
        data=body,
        headers={"Accept": "text/html", "Content-Type": "application/x-www-form-urlencoded"},
    )

    assert answer.status == status
    assert SENTENCE in end_of(answer.text())


def test_the_sign_in_link_turns_minors_away(phone, live_server):
    token = make_signin_link(find_account("ct003"), at=NOW)
    phone.goto(f"/m/link/{token}")

    assert SENTENCE in phone.locator("footer").inner_text()
