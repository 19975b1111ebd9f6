"""Pages of respondents rest on the submission id: no cookie, no session, no token."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from portal.errors import PUBLIC_PREFIXES
from portal.features import WITHOUT_CSRF
from tests.factories import make_account, make_channel, make_code


def test_a_respondents_page_neither_reads_nor_sets_a_cookie(
    client: FlaskClient, sign_in: Callable[..., FlaskClient]
) -> None:
    sign_in(make_account())
    code = make_code(make_channel()).code

    answer = client.get(f"/s/{code}")

    assert answer.status_code == 200
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert "Set-Cookie" not in answer.headers


def test_staff_keep_their_session_on_their_own_pages(
    client: FlaskClient, sign_in: Callable[..., FlaskClient]
) -> None:
    sign_in(make_account())

    answer = client.get("/w")

    assert answer.status_code == 200
    assert "Cookie" in answer.headers.get("Vary", "")


def test_whatever_is_posted_under_a_public_prefix_needs_no_token(app: Flask) -> None:
    exempted = {blueprint.name for blueprint in WITHOUT_CSRF}

    posted = {rule.endpoint for rule in app.url_map.iter_rules() if takes_posts(rule)}

    assert posted
    assert {endpoint.partition(".")[0] for endpoint in posted} <= exempted


def takes_posts(rule: Any) -> bool:
    return rule.rule.startswith(PUBLIC_PREFIXES) and "POST" in rule.methods
