"""The first administrator and any way in, without the web and without a default password."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask.testing import FlaskClient

from portal.people.models import UnitKind
from portal.people.services import find_account
from tests.factories import make_account, make_unit

Portal = Callable[..., Any]


def test_an_account_is_created_with_a_link_that_signs_in(portal: Portal, client: FlaskClient) -> None:
    made = portal(
        "account",
        "create",
        "--login",
        "A1",
        "--name",
        "Cai",
        "--role",
        "admin",
        "--unit",
        "Changtai",
        "--json",
    )
    path = urlsplit(json.loads(made.stdout)["link"]).path

    signed_in = client.post(path)

    assert made.exit_code == 0
    assert signed_in.status_code == 303
    assert client.get("/a/people").status_code == 200


def test_a_unit_that_is_known_is_used_again(portal: Portal) -> None:
    county = make_unit("Changtai", UnitKind.COUNTY)

    portal("account", "create", "--login", "A1", "--name", "Cai", "--role", "admin", "--unit", "Changtai")

    account = find_account("A1")
    assert account is not None
    assert account.unit_id == county.id


def test_a_link_for_nobody_is_refused_in_words(portal: Portal) -> None:
    answer = portal("signin-link", "nobody")

    assert answer.exit_code == 1
    assert "no account with the login nobody" in answer.stderr


def test_a_link_works_once(portal: Portal, client: FlaskClient) -> None:
    account = make_account(role="manager")
    path = urlsplit(portal("signin-link", account.login).stdout.strip()).path

    first, second = client.post(path), client.post(path)

    assert (first.status_code, second.status_code) == (303, 410)


def test_wrong_usage_ends_with_two(portal: Portal) -> None:
    assert portal("account", "create", "--role", "king").exit_code == 2


def test_every_command_explains_itself(portal: Portal) -> None:
    for words in (
        [],
        ["demo"],
        ["survey"],
        ["export"],
        ["account"],
        ["serve"],
        ["worker"],
        ["run"],
    ):
        assert portal(*words, "--help").exit_code == 0, words
