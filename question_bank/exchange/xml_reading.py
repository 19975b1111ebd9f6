"""XML that strangers made: no document type, no entities, no more depth or elements than a question needs."""

import io
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml import DefusedXmlException

from question_bank.errors import ItemError

MOST_DEPTH = 60
MOST_ELEMENTS = 20_000
"""Elements inside one question, and elements between questions."""


def name_of(element: Element) -> str:
    """The name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def parse(content: bytes, most: int = MOST_ELEMENTS) -> Element:
    """A whole small document."""
    root: Element | None = None
    depth = count = 0
    for event, element in _events(content):
        if event == "start":
            root = element if root is None else root
            depth, count = depth + 1, count + 1
            if depth > MOST_DEPTH or count > most:
                raise ItemError("xml_too_deep")
        else:
            depth -= 1
    if root is None:
        raise ItemError("xml_damaged", detail="no element found")
    return root


def root_name(content: bytes) -> str:
    """The name of the outermost element; "" where this is no XML."""
    try:
        for _, element in _events(content[:4096]):
            return name_of(element)
    except ItemError:
        pass  # what cannot be read is not of any XML format
    return ""


def children(content: bytes, name: str) -> Iterator[tuple[int, Element]]:
    """Each element of that name with its number, one at a time: none is kept when the next is asked for."""
    stack: list[Element] = []
    inside = count = number = 0
    for event, element in _events(content):
        if event == "start":
            stack.append(element)
            count += 1
            inside += name_of(element) == name
            if len(stack) > MOST_DEPTH or count > MOST_ELEMENTS:
                raise ItemError("xml_too_deep")
            continue
        stack.pop()
        if name_of(element) != name:
            continue
        inside -= 1
        if inside == 0:
            number += 1
            yield number, element
            count = 0
            if stack:
                stack[-1].clear()


def said(element: Element | None) -> str:
    """All the words inside an element."""
    return "".join(element.itertext()).strip() if element is not None else ""


def child(element: Element, name: str) -> Element | None:
    """The first child of that name, whatever its namespace."""
    return next((each for each in element if name_of(each) == name), None)


def all_named(element: Element, name: str) -> list[Element]:
    """All descendants of that name, whatever their namespace."""
    return [each for each in element.iter() if name_of(each) == name]


def _events(content: bytes) -> Iterator[tuple[str, Element]]:
    try:
        yield from defusedxml.ElementTree.iterparse(
            io.BytesIO(content), events=("start", "end"), forbid_dtd=True
        )
    except DefusedXmlException as error:
        raise ItemError("xml_forbidden") from error
    except (ParseError, ValueError, LookupError) as error:
        raise ItemError("xml_damaged", detail=str(error)) from error
