from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.people import services, sessions
from portal.people.models import BY_LINK, StaffSession
from tests.factories import make_account, make_unit

PASSWORD = "four horses in the rain"


def rows():
    return list(db.session.scalars(select(StaffSession)))


@pytest.fixture
def signed(client, sign_in):
    account = make_account("manager")
    sign_in(account)
    return account


def test_signing_out_ends_the_session_for_a_copied_cookie_too(app, client, signed):
    copy = app.test_client()
    copy.set_cookie(app.config["SESSION_COOKIE_NAME"], client.get_cookie("portal").value)

    client.post("/m/logout")

    assert copy.get("/m/me").status_code == 303
    assert rows() == []


@pytest.mark.parametrize(
    "end",
    [
        lambda account, at: services.set_password(account, PASSWORD, actor=None, at=at),
        lambda account, at: services.transfer(account, make_unit(), actor=None, at=at),
        lambda account, at: services.disable(account, actor=None, at=at),
    ],
    ids=["password", "transfer", "disable"],
)
def test_a_session_ends_at_once(client, signed, end):
    assert client.get("/m/me").status_code == 200

    end(signed, clock.now())

    assert client.get("/m/me").status_code == 303


def test_a_new_role_is_judged_from_the_next_request_on(client, signed):
    assert client.get("/a/people").status_code == 200

    services.change_account(signed, actor=signed, at=clock.now(), role="staff")

    assert client.get("/a/people").status_code == 403


def test_a_session_ends_when_nobody_uses_it(client, signed):
    rows()[0].seen_at -= sessions.IDLE_OTHERS + timedelta(seconds=1)

    assert client.get("/m/me").status_code == 303


def test_a_session_ends_after_twelve_hours_however_busy(client, signed):
    rows()[0].expires_at = clock.now()

    assert client.get("/m/me").status_code == 303


def test_being_seen_is_noted_by_a_page_that_reads(client, signed):
    rows()[0].seen_at -= timedelta(minutes=5)

    client.get("/m/me")

    db.session.expire_all()
    assert rows()[0].seen_at > clock.now() - timedelta(minutes=1)


def test_being_seen_is_noted_by_a_request_that_writes(client, signed):
    rows()[0].seen_at -= timedelta(minutes=5)

    answer = client.post("/m/me/choices", data={"language": "en", "text_size": "2"})

    db.session.expire_all()
    assert answer.status_code == 303
    assert rows()[0].seen_at > clock.now() - timedelta(minutes=1)


def test_other_devices_are_signed_out_and_this_one_stays(app, client, signed, sign_in):
    other = sign_in(signed, app.test_client())

    client.post("/m/me/others")

    assert other.get("/m/me").status_code == 303
    assert client.get("/m/me").status_code == 200


def test_language_and_text_size_are_kept(client, signed, page):
    client.post("/m/me/choices", data={"language": "en", "text_size": "3"})

    shown = page(client.get("/m/me"))

    assert shown.select("html")[0]["lang"] == "en"
    assert shown.select("html")[0]["class"] == ["fs3"]


def test_an_unknown_language_changes_nothing(client, signed):
    client.post("/m/me/choices", data={"language": "xx", "text_size": "2"})

    db.session.expire_all()
    assert signed.language is None


def change(client, **data):
    return client.post("/m/me/password", data={"password": PASSWORD, "again": PASSWORD, **data})


def test_a_password_is_changed_with_the_present_one(app, client, signed, sign_in):
    services.set_password(signed, "the old words here", actor=None, at=clock.now())
    sign_in(signed)

    answer = change(client, current="the old words here")

    assert answer.status_code == 303
    assert client.get("/m/me").status_code == 200
    assert (
        app.test_client().post("/m/login", data={"login": signed.login, "password": PASSWORD}).status_code
        == 303
    )


def test_a_password_is_not_changed_without_the_present_one(client, signed, sign_in, page):
    services.set_password(signed, "the old words here", actor=None, at=clock.now())
    sign_in(signed)

    refused = page(change(client, current="not these words"))

    assert refused.status == 422
    assert "present password" in refused.errors[0] or "密码" in refused.errors[0]


def test_who_came_by_a_link_sets_a_password_without_the_forgotten_one(client):
    account = make_account()
    services.set_password(account, "the forgotten words", actor=None, at=clock.now())
    token = services.make_signin_link(account, clock.now())
    client.post(f"/m/link/{token}")

    assert rows()[0].way == BY_LINK
    assert change(client).status_code == 303


def test_guessing_the_present_password_has_the_limit_of_the_door(client, signed, sign_in):
    services.set_password(signed, "the old words here", actor=None, at=clock.now())
    sign_in(signed)
    for _each in range(10):
        change(client, current="a wrong guess")

    assert change(client, current="the old words here").status_code == 422


@pytest.mark.parametrize("weak", ["short", "aaaaaaaaaaaa", "1234567890", "x" * 129, "person-number-one"])
def test_a_weak_password_is_refused(client, sign_in, weak):
    sign_in(make_account(login="person-number-one"))

    answer = client.post("/m/me/password", data={"password": weak, "again": weak})

    assert answer.status_code == 422


def test_two_different_new_passwords_are_refused(client, signed):
    assert change(client, again="another sentence").status_code == 422


@pytest.mark.parametrize("path", ["/m/logout", "/m/me/choices", "/m/me/others", "/m/me/password"])
def test_the_signed_out_are_sent_to_sign_in(client, path):
    answer = client.post(path)

    assert answer.status_code == 303
    assert answer.location.startswith("/m/login")
