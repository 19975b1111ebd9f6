"""Walks every page that links lead to, as far as one kind of address goes: a few of each, not thousands."""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

OF_A_KIND = 3


@dataclass(frozen=True)
class Visit:
    """One address that was asked for; `kind` is its endpoint with the names in its query."""

    address: str
    kind: str
    endpoint: str
    answer: TestResponse

    @property
    def is_page(self) -> bool:
        return self.answer.status_code == 200 and self.answer.mimetype == "text/html"


def crawl(app: Flask, client: FlaskClient, start: list[str], of_a_kind: int = OF_A_KIND) -> Iterator[Visit]:
    """Follows links, frames and pictures, and forms that only ask."""
    waiting, seen, counts = deque(start), set(start), Counter[str]()
    while waiting:
        address = waiting.popleft()
        endpoint = _endpoint(app, address)
        kind = "&".join([endpoint, *sorted(name for name, _value in parse_qsl(urlsplit(address).query))])
        if endpoint == "static" or counts[kind] >= of_a_kind:
            continue
        counts[kind] += 1
        answer = client.get(address)
        yield Visit(address, kind, endpoint, answer)
        if answer.location:
            links = [answer.location]
        else:
            links = _links(answer) if answer.mimetype == "text/html" else []
        for link in links:
            target = urlsplit(urljoin(address, link))
            inside = target.path + (f"?{target.query}" if target.query else "")
            if target.scheme in ("", "http") and target.netloc in ("", "localhost") and inside not in seen:
                seen.add(inside)
                waiting.append(inside)


def _endpoint(app: Flask, address: str) -> str:
    """Empty for an address that answers to nothing: a broken link."""
    try:
        return str(app.url_map.bind("localhost").match(urlsplit(address).path)[0])
    except HTTPException:
        return ""


def _links(answer: TestResponse) -> Iterator[str]:
    soup = BeautifulSoup(answer.data, "html.parser")
    for tag, attribute in (("a", "href"), ("iframe", "src"), ("img", "src")):
        for each in soup.find_all(tag):
            if each.get(attribute):
                yield str(each[attribute])
    for form in soup.find_all("form"):
        if str(form.get("method", "get")).lower() == "get" and form.get("action"):
            yield f"{form['action']}?{urlencode(_first_choices(form))}"


def _first_choices(form: Tag) -> dict[str, str]:
    """What is asked for when nothing was touched but the button."""
    asked = {
        str(each["name"]): str(each.get("value", "")) for each in form.select("input[type=hidden][name]")
    }
    for select in form.select("select[name]"):
        option = select.select_one("option[selected]") or select.select_one("option")
        if option is not None:
            asked[str(select["name"])] = str(option.get("value", option.get_text()))
    for radio in form.select("input[type=radio][checked], input[type=number]"):
        asked[str(radio["name"])] = str(radio.get("value", ""))
    return asked
