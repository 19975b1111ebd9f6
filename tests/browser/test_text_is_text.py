"""What somebody typed is shown as it was typed and does nothing, on every page that shows it."""

import pytest

from portal.extensions import db, reading_only
from tests.browser.conftest import DESKTOP, PHONE
from tests.conftest import Client
from tests.signing_in import session_cookie
from tests.tools import hostile
from tests.tools.crawling import crawl

# Harmful words that were written into a page as a tag or an attribute, and not as words.
ALIVE = """() => [
  ...document.querySelectorAll("[onerror], [onload], [onfocus], [onmouseover], a[href^='javascript:']"),
  ...[...document.scripts].filter(script => script.text.includes("__hit=1"))
].map(element => element.outerHTML)"""


@pytest.fixture
def county(live_server):
    reading_only.set(False)
    built = hostile.build()
    db.session.commit()
    return built


def addresses(app, person, start):
    """One of each kind of page; what is only another page of a list shows the same texts."""
    app.test_client_class = Client
    client = app.test_client()
    client.set_cookie(app.config["SESSION_COOKIE_NAME"], session_cookie(app, person))
    return [visit.address for visit in crawl(app, client, start, 1) if visit.is_page]


def seen_on(page, paths):
    """The addresses whose page ran or holds something alive, and all words shown."""
    page.on("dialog", lambda dialog: dialog.dismiss())
    alive, words = {}, []
    for path in paths:
        page.goto(path)
        page.mouse.move(200, 200)
        found = page.evaluate(ALIVE) + (["it ran"] if page.evaluate("window.__hit") else [])
        if found:
            alive[path] = found
        words.append(page.locator("body").inner_text())
    return alive, "\n".join(words)


@pytest.mark.parametrize("role", ["manager", "administrator"])
def test_nothing_typed_comes_alive_in_the_workbench(live_server, new_page, county, role):
    person = getattr(county, role)
    start = ["/w", "/m"] if role == "manager" else ["/a/people", "/a/orgs", "/a/audit"]
    paths = addresses(live_server.app, person, start)
    page = new_page(**DESKTOP)
    live_server.sign_in(page, person)

    alive, words = seen_on(page, paths)

    assert len(paths) > 10
    assert alive == {}
    assert hostile.SHORT in words
    assert "onerror=window.__hit=1>49" not in words


def test_nothing_typed_comes_alive_on_the_phones_of_respondents(new_page, county):
    survey, shop = county.codes
    paths = [
        f"/s/{survey}",
        f"/s/{shop}",
        f"/s/{survey}/{shop}",
        f"/r/{county.receipt}",
        f"/p/notice?c={survey}",
    ]

    alive, words = seen_on(new_page(**PHONE), [*paths, "/s/<svg onload=window.__hit=1>", "/r/{{7*7}}"])

    assert alive == {}
    assert all(text in words for text in (hostile.IMAGE, hostile.TEMPLATE, hostile.FORMAT, hostile.DATABASE))
    assert hostile.FORMULAS[0] in words
