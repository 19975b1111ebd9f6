"""Reading numbers back from the marks of a drawing."""

from xml.etree import ElementTree

import pytest

SVG = "{http://www.w3.org/2000/svg}"


class Drawing:
    """A parsed figure; an SVG that is not well-formed XML does not get this far."""

    def __init__(self, markup):
        self.root = ElementTree.fromstring(str(markup))

    def all(self, tag):
        return list(self.root.iter(tag))

    def marks(self, tag="rect"):
        """(title, element) of every mark that says something."""
        return [(mark.findtext("title"), mark) for mark in self.all(tag) if mark.find("title") is not None]

    def texts(self):
        return ["".join(text.itertext()) for text in self.all("text")]

    def box(self):
        return [float(number) for number in self.root.get("viewBox").split()]


@pytest.fixture
def read():
    return Drawing
