"""The doctor says in sentences what is wrong, and says nothing of what is right."""

from flask import Flask

from portal.keeping.doctor import examine
from tests.factories import make_account


def messages() -> str:
    return " ".join(finding["message"] for finding in examine())


def test_a_short_secret_is_an_error(app: Flask) -> None:
    app.config["SECRET_KEY"] = "short"

    assert any("secret key" in each["message"] and each["severity"] == "error" for each in examine())


def test_an_address_no_phone_can_open_is_pointed_out(app: Flask) -> None:
    app.config["BASE_URL"] = "http://localhost:8000"

    assert "no phone can open" in messages()


def test_an_installation_without_administrator_says_so(app: Flask) -> None:
    make_account(role="manager")

    assert "No administrator can sign in" in messages()


def test_an_installation_with_administrator_does_not(app: Flask) -> None:
    make_account(role="admin")

    assert "No administrator can sign in" not in messages()


def test_a_trusted_https_installation_has_no_words_about_its_address(app: Flask) -> None:
    app.config.update(BASE_URL="https://wj.example.cn", TRUSTED_PROXIES=1)

    assert "address" not in messages()
    assert "proxy" not in messages()
