"""What is wrong with one page as a browser shows it: requests, size, width, words, accessibility."""

import gzip
from dataclasses import dataclass, field

from playwright.sync_api import Page, Response

from tests.tools.accessibility import violations

MOST_REQUESTS = 6
MOST_BYTES = 120 * 1024
# Visible words and labels outside of what is marked as another language, a code or somebody's own text.
ENGLISH = """() => {
  const apart = "[lang=en], [lang=en] *, code, pre, kbd, samp, script, style, .code, .address"
  const found = []
  const take = (element, text) => {
    const foreign = !element.closest("[lang]").lang.startsWith("zh")
    const own = text.replace(/\\S*[@/._]\\S*|Moodle XML|van der Linden/g, "")  // names have no translation
    const words = own.match(/[A-Za-z]{2,}[ ,:]+[A-Za-z]{2,}[A-Za-z ]*/)
    if (words && !foreign && !element.matches(apart)) found.push(words[0])
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement
    if (element.checkVisibility()) take(element, walker.currentNode.data)
  }
  for (const name of ["title", "aria-label", "placeholder", "data-confirm", "data-done"])
    for (const element of document.querySelectorAll(`[${name}]`)) take(element, element.getAttribute(name))
  take(document.documentElement, document.title)
  return found
}"""
WIDER = "document.scrollingElement.scrollWidth > innerWidth"
# A page for paper asks a phone to show the whole sheet, however small.
PAPER = "meta[name=viewport][content='width=820']"


@dataclass
class Look:
    """Opens addresses in one page and notes what each asks for."""

    page: Page
    host: str
    asked: list[Response] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.page.on("response", lambda response: self.asked.append(response))

    def problems(self, address: str, width: int = 360, axe: bool = True) -> list[str]:
        self.asked.clear()
        answer = self.page.goto(address)
        found = [] if answer and answer.status < 500 else [f"answered {answer and answer.status}"]
        found += self._heavy()
        found += violations(self.page) if axe else []
        found += self._wide(width)
        if (self.page.locator("html").get_attribute("lang") or "").startswith("zh"):
            found += [f"not translated: {words}" for words in self.page.evaluate(ENGLISH)]
        return found

    def _wide(self, width: int) -> list[str]:
        if self.page.locator(PAPER).count():
            width = 820
        before = self.page.viewport_size
        assert before is not None
        self.page.set_viewport_size({"width": width, "height": 640})
        wide = self.page.evaluate(WIDER)
        self.page.set_viewport_size(before)
        return [f"wider than {width} pixels"] if wide else []

    def _heavy(self) -> list[str]:
        asked = [response for response in self.asked if not response.url.startswith(("data:", "blob:"))]
        # A preview in a frame and a picture of a code are pages of their own.
        own = [response for response in asked if response.frame == self.page.main_frame]
        weight = sum(self._size(response) for response in own)
        found = [
            f"asked {url}" for url in (response.url for response in asked) if not url.startswith(self.host)
        ]
        if len(own) > MOST_REQUESTS:
            found.append(f"{len(own)} requests")
        if weight > MOST_BYTES:
            found.append(f"{weight} bytes")
        return found

    def _size(self, response: Response) -> int:
        if response.url not in self.sizes:
            is_bare = 300 <= response.status < 400
            self.sizes[response.url] = 0 if is_bare else len(gzip.compress(response.body()))
        return self.sizes[response.url]
