"""What axe-core finds wrong with a page."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def violations(page: Page) -> list[str]:
    """One line each: the rule and the first place that breaks it."""
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [f"{violation['id']}: {violation['nodes'][0]['html']}" for violation in found]
