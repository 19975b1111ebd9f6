from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.extensions import db
from portal.people import links, services
from portal.people.models import FailedTry, SigninLink, StaffSession
from portal.people.views.own import own_address
from tests.factories import make_account, make_unit

PASSWORD = "four horses in the rain"


def account_with_password(**extra):
    account = make_account(**extra)
    services.set_password(account, PASSWORD, actor=None, at=clock.now())
    return account


def try_password(client, login, password=PASSWORD, **extra):
    return client.post("/m/login", data={"login": login, "password": password, **extra})


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_the_right_password_signs_in(client):
    account = account_with_password(login="cm01")

    answer = try_password(client, " ＣＭ01 ")

    assert answer.status_code == 303
    assert client.get("/m/me").status_code == 200
    assert db.session.scalars(select(StaffSession)).one().account_id == account.id


def test_the_phone_number_signs_in_where_only_one_account_has_it(client):
    account_with_password(login="cm01", phone="13800001234")

    assert try_password(client, "138 0000-1234").status_code == 303


def test_a_phone_number_of_two_people_signs_in_neither(client):
    account_with_password(login="cm01", phone="13800001234")
    account_with_password(login="cm02", phone="13800001234")

    assert try_password(client, "13800001234").status_code == 422


def test_wrong_password_and_unknown_person_hear_the_same_words(client, page):
    account_with_password(login="cm01")

    wrong = page(try_password(client, "cm01", "not the password"))
    unknown = page(try_password(client, "nobody", "not the password"))

    assert wrong.status == unknown.status == 422
    assert wrong.errors == unknown.errors != []


def test_an_account_without_password_refuses_every_password(client):
    make_account(login="cm01")

    assert try_password(client, "cm01", "no account has this password").status_code == 422


def test_a_deactivated_account_is_refused(client):
    account = account_with_password(login="cm01")
    account.disabled_at = clock.now()

    assert try_password(client, "cm01").status_code == 422


def test_the_eleventh_try_is_refused_even_with_the_right_password(client):
    account_with_password(login="cm01")
    for _each in range(10):
        try_password(client, "cm01", "wrong")

    assert try_password(client, "cm01").status_code == 422
    assert count(FailedTry) == 20


def test_an_unknown_number_is_counted_like_a_known_one(client):
    for _each in range(12):
        try_password(client, "nobody", "wrong")

    assert count(FailedTry) == 20


def test_the_tries_are_forgotten_after_a_quarter_of_an_hour(client):
    account_with_password(login="cm01")
    for _each in range(10):
        try_password(client, "cm01", "wrong")
    for row in db.session.scalars(select(FailedTry)):
        row.at -= timedelta(minutes=15)

    assert try_password(client, "cm01").status_code == 303


def test_the_right_password_clears_the_count_of_its_account_only(client):
    account_with_password(login="cm01")
    try_password(client, "cm02", "wrong")
    try_password(client, "cm01", "wrong")

    try_password(client, "cm01")

    # What cm02 did wrong, and the address's count of both wrong tries.
    assert count(FailedTry) == 3


def test_a_forged_forwarding_header_does_not_reset_the_count_of_an_address(client):
    account_with_password(login="cm01")
    for number in range(100):
        headers = {"X-Forwarded-For": f"10.0.0.{number}"}
        client.post("/m/login", data={"login": f"guess{number}", "password": "wrong"}, headers=headers)

    assert try_password(client, "cm01").status_code == 422


def test_signing_in_replaces_the_session_that_was_there(client, sign_in):
    stranger = make_account()
    account = account_with_password(login="cm01")
    sign_in(stranger)

    try_password(client, "cm01")

    assert db.session.scalars(select(StaffSession.account_id)).all() == [account.id]


def test_a_page_asked_for_is_shown_after_signing_in(client):
    account_with_password(login="cm01")

    answer = try_password(client, "cm01", next="/a/people?page=2")

    assert answer.location == "/a/people?page=2"


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "https:evil.example",
        "\\/\\/evil.example",
        "javascript:alert(1)",
        "/\tevil.example",
        "/ /evil.example",
        "http://our.host.evil.example",
        "evil.example",
        "",
        None,
    ],
)
def test_another_sites_address_is_no_way_on(address):
    assert own_address(address) is None


def test_a_page_for_staff_sends_the_signed_out_to_sign_in(client):
    answer = client.get("/a/people?q=x")

    assert answer.status_code == 303
    assert answer.location == "/m/login?next=/a/people?q%3Dx"


def test_looking_at_a_sign_in_link_does_not_spend_it(client, page):
    account = make_account(name="Ms Lin")
    token = services.make_signin_link(account, clock.now())

    shown = page(client.get(f"/m/link/{token}"))

    assert "Ms Lin" in shown.text
    assert client.post(f"/m/link/{token}").status_code == 303
    assert client.get("/m/me").status_code == 200


def test_a_sign_in_link_works_once(app, client):
    token = services.make_signin_link(make_account(), clock.now())
    client.post(f"/m/link/{token}")

    second = app.test_client()

    assert second.post(f"/m/link/{token}").status_code == 410
    assert second.get(f"/m/link/{token}").status_code == 410


def test_a_sign_in_link_ends_after_half_an_hour(client):
    token = services.make_signin_link(make_account(), clock.now() - timedelta(minutes=30))

    assert client.get(f"/m/link/{token}").status_code == 410
    assert client.post(f"/m/link/{token}").status_code == 410


def test_a_newer_link_ends_the_older(client):
    account = make_account()
    older = services.make_signin_link(account, clock.now())
    services.make_signin_link(account, clock.now())

    assert client.post(f"/m/link/{older}").status_code == 410


def test_the_link_of_a_deactivated_account_lets_nobody_in(client):
    account = make_account()
    token = services.make_signin_link(account, clock.now())
    account.disabled_at = clock.now()

    assert client.get(f"/m/link/{token}").status_code == 410
    assert client.post(f"/m/link/{token}").status_code == 410


def test_the_table_holds_no_usable_link(app):
    token = links.make(make_account(), clock.now())

    assert token not in db.session.scalars(select(SigninLink.token_hash)).one()


def test_links_are_built_from_the_configured_address_only(app, client, sign_in, page):
    app.config["BASE_URL"] = "https://wj.example.cn"
    unit = make_unit()
    admin, other = make_account("admin", unit), make_account("staff", unit)
    sign_in(admin)

    headers = {"X-Forwarded-Host": "evil.example"}
    shown = page(client.post(f"/a/people/{other.id}/link", headers=headers))

    assert shown.select("#address")[0]["value"].startswith("https://wj.example.cn/m/link/")
