"""A respondent for the tests: opens a page, answers, hands in."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from portal.responses import opens, resolving, wrong_codes
from tests.pages import Page

ANSWERS = {"q1": "enough", "q2": "4"}


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """A process remembers codes for two seconds; a test must not see the one before it."""
    resolving.forget()
    opens.forget()
    wrong_codes.forget()
    yield
    wrong_codes.forget()
    resolving.forget()


class Respondent:
    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def open(self, path: str) -> dict[str, str]:
        """The page's own fields: a fresh submission id and the opening stamp."""
        page = Page(self.client.get(path))
        assert page.status == 200, page.text
        return {name: page.value(name) for name in ("_id", "_stamp")}

    def hand_in(self, path: str, answers: Any = None, json: bool = False, **fields: Any) -> Any:
        """Opens the page where the caller has not, answers and hands in."""
        if "_id" not in fields:
            fields = self.open(path) | fields
        headers = {"Accept": "application/json"} if json else {}
        data = {**(ANSWERS if answers is None else answers), **fields}
        return self.client.post(path, data=data, headers=headers)


@pytest.fixture
def respondent(client: FlaskClient) -> Respondent:
    return Respondent(client)


@pytest.fixture
def new_respondent(app: Any) -> Callable[[], Respondent]:
    return lambda: Respondent(app.test_client())
