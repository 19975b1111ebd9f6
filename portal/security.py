"""Headers on every answer, and whose requests may change something."""

import hmac
import secrets
from collections.abc import Callable
from copy import deepcopy
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, Response, abort, current_app, g, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadData, URLSafeTimedSerializer

from portal.errors import PUBLIC_PREFIXES
from portal.extensions import csrf, reading_only

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
MOST_OPENED = 10_000
STAFF_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "frame-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)


class StaffSessions(SecureCookieSessionInterface):
    """Respondents have no session: their pages neither read the cookie nor say that they vary by it.

    A cookie that was signed by us once is so for ever: it is read once a process, not with every request.
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if request.path.startswith(PUBLIC_PREFIXES):
            return None
        cookie, secret = request.cookies.get(self.get_cookie_name(app)), app.secret_key
        known = _opened.get((cookie, secret))
        if known is not None:
            return self.session_class(deepcopy(known))
        fresh = super().open_session(app, request)
        if fresh:
            if len(_opened) >= MOST_OPENED:
                _opened.clear()
            _opened[cookie, secret] = deepcopy(dict(fresh))
        return fresh


_opened: dict[Any, dict[str, Any]] = {}


def spare_respondents(app: Flask) -> None:
    """What the extensions do around each request is about sessions; on the busiest pages it costs half."""
    app.session_interface = StaffSessions()
    for around in (app.before_request_funcs, app.after_request_funcs):
        around[None] = [_for_staff(function) for function in around[None]]


def _for_staff(function: Callable[..., Any]) -> Callable[..., Any]:
    def run(*response: Response) -> Any:
        if request.path.startswith(PUBLIC_PREFIXES) or _sees_to_itself():
            return response[0] if response else None
        return function(*response)

    return run


def _sees_to_itself() -> bool:
    """A view that asks for session and token by itself (`access.signed_in_by_row`)."""
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "sees_to_itself", False)


def require_token() -> None:
    """The token of the session, as every form carries it; a script says it in a header, which no page of
    another site can send."""
    if not current_app.config["WTF_CSRF_ENABLED"]:
        return
    if request.mimetype != "application/json":
        csrf.protect()
        return
    said = _token_in(str(current_app.secret_key), request.headers.get("X-CSRFToken", ""))
    if not said or not hmac.compare_digest(said, session.get("csrf_token", "")):
        abort(400)


@lru_cache(maxsize=4_096)
def _token_in(secret: str, signed: str) -> str:
    """What a token of ours says, or nothing."""
    try:
        return str(URLSafeTimedSerializer(secret, salt="wtf-csrf-token").loads(signed))
    except BadData:
        return ""


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


USUAL_HEADERS = {
    "Content-Security-Policy": STAFF_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def _after(response: Response) -> Response:
    headers = response.headers
    said = {name for name, _value in headers}
    for name, value in USUAL_HEADERS.items():
        if name not in said:
            headers.add(name, value)
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
