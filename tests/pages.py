"""A page as its reader sees it."""

from bs4 import BeautifulSoup, Tag
from werkzeug.test import TestResponse


class Page:
    """Wraps a response: `page.status`, `page.h1`, `page.errors`; `page.select(css)` for the rest."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.soup = BeautifulSoup(response.get_data(as_text=True), "html.parser")

    @property
    def h1(self) -> str:
        heading = self.soup.h1
        return words(heading) if heading else ""

    @property
    def text(self) -> str:
        return words(self.soup)

    @property
    def errors(self) -> list[str]:
        """What is said to be wrong, each sentence once, in reading order."""
        alerts = self.soup.select('[role="alert"], .field-error')
        sentences = [words(part) for alert in alerts for part in alert.find_all("li") or [alert]]
        return list(dict.fromkeys(sentences))

    @property
    def notices(self) -> list[str]:
        return [words(notice) for notice in self.soup.select('[role="status"]')]

    def select(self, css: str) -> list[Tag]:
        return list(self.soup.select(css))

    def value(self, name: str) -> str:
        """What the form field of that name holds."""
        field = self.soup.find(attrs={"name": name})
        assert isinstance(field, Tag), f"no field named {name}"
        if field.name == "textarea":
            return field.get_text().removeprefix("\n")
        if field.name == "select":
            chosen = field.select_one("option[selected]")
            return str(chosen.get("value", words(chosen))) if chosen else ""
        return str(field.get("value", ""))


def words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())
