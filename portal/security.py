"""Headers on every answer, and whose requests may change something."""

import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, Response, abort, current_app, g, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from portal.errors import PUBLIC_PREFIXES
from portal.extensions import reading_only

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
STAFF_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "frame-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)


class StaffSessions(SecureCookieSessionInterface):
    """Respondents have no session: their pages neither read the cookie nor say that they vary by it."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        return None if request.path.startswith(PUBLIC_PREFIXES) else super().open_session(app, request)


def spare_respondents(app: Flask) -> None:
    """What the extensions do around each request is about sessions; on the busiest pages it costs half."""
    app.session_interface = StaffSessions()
    for around in (app.before_request_funcs, app.after_request_funcs):
        around[None] = [_for_staff(function) for function in around[None]]


def _for_staff(function: Callable[..., Any]) -> Callable[..., Any]:
    def run(*response: Response) -> Any:
        if request.path.startswith(PUBLIC_PREFIXES):
            return response[0] if response else None
        return function(*response)

    return run


def _before() -> None:
    g.request_id = secrets.token_hex(8)
    reading_only.set(request.method in SAFE_METHODS)
    if request.method not in SAFE_METHODS:
        _refuse_foreign_origin()


def _refuse_foreign_origin() -> None:
    """A page of somebody else's may not post here; where the browser says nothing, the token decides."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        abort(403)
    origin = request.headers.get("Origin")
    if origin and origin != "null" and urlsplit(origin).netloc != request.host:
        abort(403)


def _after(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", STAFF_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("X-Request-Id", getattr(g, "request_id", ""))
    if request.endpoint == "static":
        if "v" in request.args:
            headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        headers.setdefault("Cache-Control", "no-store")
    if current_app.config["BASE_URL"].startswith("https://"):
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


def _teardown(error: Any) -> None:
    reading_only.set(False)


def register(app: Flask) -> None:
    app.before_request(_before)
    app.after_request(_after)
    app.teardown_request(_teardown)
