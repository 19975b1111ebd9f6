"""The survey and training-quiz platform: `create_app` is the only place where its parts meet."""

import random
import time
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import config, errors, features, i18n, logs, navigation, security, templating
from portal.extensions import csrf, db, limiter, login_manager
from portal.jobs import worker

TRIES = 3
PATIENCE_SECONDS = 4.0


class Portal(Flask):
    """Flask, with a refused transaction tried again whole: in this one place."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """No view here is a coroutine, so nobody need look a dozen times a request."""
        return func

    def dispatch_request(self) -> ResponseReturnValue:
        started = time.monotonic()
        for attempt in range(1, TRIES + 1):
            try:
                return super().dispatch_request()
            except DBAPIError as error:
                db.session.rollback()
                # SQLite has waited by itself before it says locked: then the phone should come back later.
                spent = time.monotonic() - started > PATIENCE_SECONDS
                if attempt == TRIES or spent or not errors.is_busy(error):
                    raise
                time.sleep(random.uniform(0, 0.05 * attempt))  # noqa: S311 - jitter, not a secret
        raise AssertionError("unreachable")


def create_app(settings: dict[str, Any] | None = None) -> Portal:
    app = Portal(__name__)
    app.config.update(config.defaults())
    app.config.update(settings or {})
    app.testing = bool(app.config.get("TESTING"))
    app.config["DATA_DIR"].mkdir(parents=True, exist_ok=True)
    if not app.config["SECRET_KEY"]:
        app.config["SECRET_KEY"] = config.stored_secret(app.config["DATA_DIR"])
    if app.config["TRUSTED_PROXIES"]:
        count = app.config["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    for extension in (db, login_manager, csrf, limiter):
        extension.init_app(app)
    security.spare_respondents(app)
    for part in (errors, i18n, security, templating, navigation):
        part.register(app)
    features.register(app)
    if not app.testing:
        logs.register(app)
        worker.register(app)
    return app
