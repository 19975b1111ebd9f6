"""Every page of the workbench and the staff phone that a link leads to, as a browser shows it."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from portal.errors import PUBLIC_PREFIXES
from portal.extensions import db, reading_only
from portal.people.services import find_account
from tests.browser.conftest import DESKTOP, LiveServer
from tests.conftest import Client
from tests.signing_in import session_cookie
from tests.tools.crawling import Visit, crawl
from tests.tools.looking import Look

MANAGER, CLERK, ADMIN, STAFF = "ct001", "ct002", "zz003", "ct003"
# Size, language and mode are looked at on respondents' pages; a second page of a list is like the first.
NO_OTHER_PAGE = {"fs", "lang", "m", "n", "page", "unit"}
# What no link leads to before something has happened: a paper was scanned, a file was read in, a job runs.
AFTER_AN_EVENT = {
    "imports.columns", "imports.show", "imports.faulty", "jobs.show", "jobs.download", "photos.show",
    "people.sign_in", "people.open_link", "static",
    "assisting.call", "assisting.done", "assisting.telephone_script", "exams.sit",
    "exams.certificate", "exams.examined", "exams.examined_photo", "exams.examining_sheet", "exams.join",
    "exams.practice_told", "exams.team_live", "exams.team_now", "quizzes.import_columns",
    "quizzes.import_faulty", "quizzes.import_picture", "quizzes.import_preview", "quizzes.item_versions",
    "quizzes.mark_answer", "quizzes.monitor_now", "quizzes.picture", "quizzes.regrade_effect",
    "quizzes.result_photo",
    # A tab of the one kind of quiz that is not the first in the list.
    "quizzes.awareness",
}  # fmt: skip


@pytest.fixture
def live_server(demo_server: LiveServer) -> Iterator[LiveServer]:
    with demo_server.app.app_context():
        token = reading_only.set(True)
        yield demo_server
        reading_only.reset(token)
        db.session.remove()


@pytest.fixture(scope="module")
def walked() -> dict[tuple[str, int], list[Visit]]:
    return {}


@pytest.fixture
def walk(walked: dict[tuple[str, int], list[Visit]], live_server: LiveServer) -> Callable[..., list[Visit]]:
    """`walk("ct001")`: all that this person is led to, one or more addresses of a kind."""

    def walk(login: str, of_a_kind: int = 1) -> list[Visit]:
        app = live_server.app
        if (login, of_a_kind) in walked:
            return walked[login, of_a_kind]
        app.test_client_class = Client
        client = app.test_client()
        client.set_cookie(app.config["SESSION_COOKIE_NAME"], session_cookie(app, find_account(login)))
        start = ["/m"] if login == STAFF else ["/w", "/m"]
        walked[login, of_a_kind] = list(crawl(app, client, start, of_a_kind))
        return walked[login, of_a_kind]

    return walk


def own_pages(visits: list[Visit]) -> list[Visit]:
    return [
        visit
        for visit in visits
        if visit.is_page
        and not NO_OTHER_PAGE & set(visit.kind.split("&")[1:])
        and not visit.address.startswith(PUBLIC_PREFIXES)
    ]


def speaking(login: str, language: str) -> None:
    reading_only.set(False)
    find_account(login).language = language
    db.session.commit()


@pytest.mark.parametrize("login", [MANAGER, CLERK, ADMIN, STAFF])
def test_no_link_leads_nowhere(walk, login):
    visits = walk(login)

    broken = {visit.address: visit.answer.status_code for visit in visits if visit.answer.status_code >= 400}

    assert len(visits) > 10
    assert broken == {}


def test_a_link_leads_to_every_page(walk, live_server):
    met = {visit.endpoint for login in (MANAGER, ADMIN, STAFF) for visit in walk(login)}
    app = live_server.app
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods
        and getattr(app.view_functions[rule.endpoint], "access", "public") != "public"
    }

    assert {page for page in pages - met - AFTER_AN_EVENT if not page.startswith("api.")} == set()


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
@pytest.mark.parametrize("logins", [(MANAGER,), (ADMIN, STAFF)], ids=["manager", "admin and staff"])
@pytest.mark.slow
def test_every_page_is_light_narrow_translated_and_open_to_all(live_server, new_page, walk, logins, language):
    known = {visit.kind for visit in walk(MANAGER)} if MANAGER not in logins else set()
    found = {}
    for login in logins:
        speaking(login, language)
        page: Page = new_page(**DESKTOP)
        live_server.sign_in(page, find_account(login))
        look = Look(page, live_server.url)
        for visit in own_pages(walk(login)):
            if visit.kind not in known and (
                problems := look.problems(visit.address, axe=language == "zh-Hans")
            ):
                found[visit.address] = problems
        speaking(login, "")

    assert found == {}
