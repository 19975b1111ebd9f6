"""What a phone loads before question one: bytes, gzipped as a proxy would, and requests of a browser."""

import gzip
import os
from collections.abc import Iterator

from playwright.sync_api import sync_playwright

from bench.measuring import Line, at_most, installation
from portal.extensions import db
from portal.i18n import LANGUAGES
from portal.surveys.templates import builtin
from tests.torture.installation import open_survey, portal_server

CHROMIUM = os.environ.get("CHROMIUM_PATH", "/usr/bin/chromium")
LIMIT = 14_600
AGENT = "Mozilla/5.0 (Linux; Android 9) AppleWebKit/537.36 Chrome/86.0.4240.99 Mobile Safari/537.36"


def run(short: bool) -> Iterator[Line]:
    with installation("SQLite FULL") as installed:
        app = installed.app()
        with app.app_context():
            codes = {pattern.code: open_survey(pattern.code)[0] for pattern in builtin()}
            db.session.commit()
            db.engine.dispose()
        server = portal_server(installed)
        server.start()
        try:
            yield from measured(server.port, codes)
        finally:
            server.stop()


def measured(port: int, codes: dict[str, str]) -> Iterator[Line]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for template, code in codes.items():
            for language in LANGUAGES:
                page = browser.new_page(user_agent=AGENT, viewport={"width": 360, "height": 640})
                asked: list[str] = []
                page.on("request", lambda request, asked=asked: asked.append(request.url))
                answer = page.goto(
                    f"http://127.0.0.1:{port}/s/{code}?lang={language}", wait_until="networkidle"
                )
                assert answer is not None
                size = len(gzip.compress(answer.body(), 6))
                page.close()
                yield at_most(f"{template} {language}, {len(asked)} request(s)", size, LIMIT, " bytes")
        browser.close()
