"""What anybody may open fits a narrow phone, also with letters twice as large, and asks for nothing more."""

import pytest

from tests.browser.conftest import WECHAT
from tests.tools.looking import WIDER, Look

NARROW = {"viewport": {"width": 320, "height": 640}, "user_agent": WECHAT}
# As a browser's own setting for the size of letters does it.
TWICE = """() => { const root = document.documentElement
  root.style.fontSize = 2 * parseFloat(getComputedStyle(root).fontSize) + "px" }"""


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_public_pages_are_narrow_translated_and_open_to_all(new_page, live_server, public_pages, language):
    page = new_page(**NARROW, locale=language)
    look = Look(page, live_server.url)

    found = {path: look.problems(path, 320, axe=language == "zh-Hans") for path in public_pages}

    assert {path: problems for path, problems in found.items() if problems} == {}


def test_public_pages_bear_letters_twice_as_large(new_page, live_server, public_pages):
    page = new_page(**NARROW)
    wide = []
    for path in public_pages:
        page.goto(path)
        page.evaluate(TWICE)
        if page.evaluate(WIDER):
            wide.append(path)

    assert wide == []
