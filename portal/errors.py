"""Errors with a sentence in them, and the pages that show them."""

from typing import Any, cast

from flask import Flask, Response, current_app, jsonify, render_template, request
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

RETRY_AFTER_SECONDS = 3
PUBLIC_PREFIXES = ("/s", "/r", "/t", "/v", "/k", "/p", "/q")
STAFF_PARTS = ("w", "m", "a", "x")


class PortalError(Exception):
    """A refusal whose message is fit to show; it becomes a page and a status in one place."""

    status = 400

    def __init__(self, message: str, **extra: Any) -> None:
        super().__init__(message)
        self.message = message
        self.extra = extra


class BadDocument(PortalError):
    status = 422


class Refused(PortalError):
    """The thing cannot be done in its present state."""

    status = 409


class Gone(PortalError):
    status = 410


class TooManyTries(PortalError):
    status = 429


TITLES = {
    400: _l("That did not work"),
    403: _l("This page is for somebody else"),
    404: _l("Nothing was found here"),
    405: _l("That did not work"),
    409: _l("Somebody was faster"),
    413: _l("That is too large"),
    422: _l("Something needs mending"),
    429: _l("Too many tries"),
    500: _l("Something went wrong on our side"),
    503: _l("The store is busy"),
}
SENTENCES = {
    400: _l("The request was incomplete. Go back, nothing is lost, and try once more."),
    403: _l("Your account may not do this. Ask your manager if you need to."),
    404: _l("The address or the code is wrong, or it is not yours to see."),
    405: _l("The address does not answer to this action. Go back and try once more."),
    409: _l("What you changed was changed by somebody else in the meantime."),
    413: _l("What you sent is larger than what is accepted here. Make it smaller and send it again."),
    422: _l("Some of what was sent cannot be used. Go back, nothing is lost."),
    429: _l("Wait a few minutes and try again."),
    500: _l("What you typed is still in the page before this one. Go back and try once more."),
    503: _l("Nothing was saved yet. What you typed is kept; try again in a few seconds."),
}


def wants_json() -> bool:
    if request.path.startswith("/api/"):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def error_page(status: int, message: str | None = None) -> Response:
    message = message or str(SENTENCES.get(status, SENTENCES[400]))
    if wants_json():
        response = jsonify(error=message, status=status)
    else:
        # Whoever mistypes a printed address is a respondent, not a colleague.
        public = request.path.split("/")[1] not in STAFF_PARTS
        template = "errors/public.html" if public else "errors/staff.html"
        title = TITLES.get(status, TITLES[400])
        response = current_app.make_response(
            render_template(template, status=status, title=title, message=message)
        )
    response.status_code = status
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def is_busy(error: DBAPIError) -> bool:
    """True where the same transaction may succeed if it is simply tried again."""
    state = getattr(error.orig, "sqlstate", None)
    return state in {"40001", "40P01"} or "database is locked" in str(error.orig)


def _http_error(error: HTTPException) -> Response:
    return error_page(error.code or 500)


def _portal_error(error: PortalError) -> Response:
    return error_page(error.status, error.message)


def _database_error(error: OperationalError) -> Response:
    current_app.logger.warning("database not available: %s", error.orig)
    return error_page(503)


def _stale(error: StaleDataError) -> Response:
    """Two people saved the same row at the same moment; the second is told so."""
    return error_page(409)


def _unexpected(error: Exception) -> Response:
    current_app.logger.exception("unexpected error")
    return error_page(500)


def register(app: Flask) -> None:
    app.register_error_handler(HTTPException, cast(Any, _http_error))
    app.register_error_handler(PortalError, cast(Any, _portal_error))
    app.register_error_handler(OperationalError, cast(Any, _database_error))
    app.register_error_handler(StaleDataError, cast(Any, _stale))
    if not app.testing:
        app.register_error_handler(Exception, _unexpected)
