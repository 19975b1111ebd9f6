"""未成年人谢绝访问: the last line of every page that anybody may open, errors included."""

import pytest
from bs4 import BeautifulSoup

from portal.errors import TITLES, error_page
from portal.people.services import find_account, make_signin_link
from tests.factories import NOW

SENTENCE, TELEPHONE = "未成年人谢绝访问", "0596-000000"


def end_of(html):
    footers = BeautifulSoup(html, "html.parser").find_all("footer")
    return footers[-1].get_text(" ", strip=True) if footers else ""


def test_every_public_page_turns_minors_away(phone, public_pages):
    """未成年人谢绝访问 (page foot)"""
    missing = {}
    for address in public_pages:
        phone.goto(address)
        end = phone.locator("footer").last
        told = end.inner_text() if end.count() and end.is_visible() else ""
        if SENTENCE not in told or TELEPHONE not in told:
            missing[address] = told

    assert len(public_pages) > 15
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
