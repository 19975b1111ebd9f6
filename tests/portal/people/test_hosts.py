import pytest

from portal.people import settings
from tests.factories import make_unit


@pytest.fixture
def public(app, make_app):
    return make_app(BASE_URL="https://wj.example.cn", RATELIMIT_ENABLED=False)


def ask(app, host, path="/m/login"):
    return app.test_client().get(path, headers={"Host": host}).status_code


@pytest.mark.parametrize(
    "host", ["evil.example", "wj.example.cn.evil.example", "wj.example.cn@evil.example", "[", ""]
)
def test_an_unknown_host_is_refused(public, host):
    assert ask(public, host) == 400


@pytest.mark.parametrize("host", ["wj.example.cn", "WJ.example.cn:443", "localhost:8000", "[::1]:8000"])
def test_the_own_names_are_answered(public, host):
    assert ask(public, host) == 200


def test_an_address_that_stands_in_printed_codes_is_answered(app, public):
    settings.put(make_unit(), "qr_host", "https://old.example.cn", None)

    assert ask(public, "old.example.cn") == 200


def test_an_installation_being_tried_out_answers_on_the_local_network(app):
    assert ask(app, "192.168.1.17:8000") == 200


@pytest.mark.parametrize(("host", "status"), [("10.0.0.7:8000", 200), ("evil.example", 400)])
def test_without_a_name_any_address_of_the_machine_will_do(make_app, host, status):
    trial = make_app(BASE_URL="http://192.0.2.2:8000", RATELIMIT_ENABLED=False)

    assert ask(trial, host) == status


def test_with_a_name_an_address_will_not(public):
    assert ask(public, "10.0.0.7") == 400
