"""What goes into the log says where something went wrong, never what somebody answered."""

import json
import logging
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal import logs
from portal.extensions import db


@pytest.fixture
def logging_app(app: Flask) -> Iterator[Flask]:
    handlers, propagate = app.logger.handlers, app.logger.propagate
    logs.register(app)
    yield app
    app.logger.handlers, app.logger.propagate = handlers, propagate


def test_an_event_is_one_line_of_json(logging_app: Flask, capfd: pytest.CaptureFixture[str]) -> None:
    handler = logging_app.logger.handlers[0]
    record = logging.LogRecord("portal", logging.WARNING, "", 0, "disk at %s%%", (91,), None)

    line = json.loads(handler.format(record))

    assert line["event"] == "disk at 91%"
    assert line["level"] == "warning"


def test_an_event_names_its_page_without_the_code_in_its_address(logging_app: Flask) -> None:
    handler = logging_app.logger.handlers[0]
    record = logging.LogRecord("portal", logging.ERROR, "", 0, "broken", None, None)

    with logging_app.test_request_context("/r/K7M29QXA"):
        line = handler.format(record)

    assert json.loads(line)["endpoint"] == "receipts.show"
    assert "K7M29QXA" not in line


def test_a_database_error_keeps_what_was_answered_to_itself(app: Flask) -> None:
    with pytest.raises(DBAPIError) as caught:
        db.session.execute(text("SELECT nothing WHERE :said = 1"), {"said": "my neighbour sells cheaper"})

    assert "neighbour" not in str(caught.value)
