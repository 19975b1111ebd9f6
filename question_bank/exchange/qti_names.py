"""Names of QTI 2 and 3 seen as one: `qti-choice-interaction` and `choiceInteraction` are the same."""

import html
from collections.abc import Callable, Iterable, Iterator
from xml.etree.ElementTree import Element

from question_bank.exchange.xml_reading import name_of

INTERACTION = "interaction"
Instead = Callable[[Element], str | None]
_BLOCKS = frozenset({"p", "div", "span", "itembody", "prompt", "simplechoice", "contentbody", "blockquote"})
_BARE = frozenset({"br", "img", "hr"})
_LINES = frozenset({"p", "div", "br"})


def flat(element: Element) -> str:
    """The name of an element without prefix, hyphens and capitals."""
    return name_of(element).removeprefix("qti-").replace("-", "").lower()


def attribute(element: Element, name: str, usual: str = "") -> str:
    """An attribute by its flat name."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2].replace("-", "").lower() == name:
            return value
    return usual


def find(element: Element, *names: str) -> Iterator[Element]:
    """Descendants with one of these flat names."""
    return (each for each in element.iter() if flat(each) in names)


def first(element: Element, *names: str) -> Element | None:
    """The first such descendant."""
    return next(find(element, *names), None)


def is_plain(element: Element, leave: Callable[[Element], bool]) -> bool:
    """Whether there is nothing but words and paragraphs in it."""
    return all(leave(each) or _simple(each) for each in _seen(element, leave))


def _simple(element: Element) -> bool:
    return flat(element) in _BLOCKS | _BARE - {"hr"} and _unstyled(element)


def _seen(element: Element, leave: Callable[[Element], bool]) -> Iterator[Element]:
    for each in element:
        yield each
        if not leave(each):
            yield from _seen(each, leave)


def _unstyled(element: Element) -> bool:
    return flat(element) == "img" or not (set(element.attrib) - {"id", "identifier", "fixed"})


def text_of(element: Element, instead: Instead, *, plain: bool) -> str:
    """The words inside, as lines or as HTML; `instead` says what stands for an element (None: itself)."""
    parts: list[str] = []
    _write(element, instead, plain, parts)
    text = "".join(parts)
    if not plain:
        return text.strip()
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return "\n".join(line for line in lines if line)


def _write(element: Element, instead: Instead, plain: bool, parts: list[str]) -> None:
    parts.append(_words(element.text, plain))
    for each in element:
        other = instead(each)
        if other is not None:
            parts.append(other)
        else:
            parts.append(_opened(each, plain))
            _write(each, instead, plain, parts)
            parts.append(_closed(each, plain))
        parts.append(_words(each.tail, plain))


def _words(text: str | None, plain: bool) -> str:
    """Line breaks of the file are blanks; only elements break lines."""
    if not text:
        return ""
    return text.replace("\n", " ") if plain else html.escape(text, quote=False)


def _opened(element: Element, plain: bool) -> str:
    name = flat(element)
    if plain:
        return "\n" if name in _LINES else ""
    given = "".join(f' {_local(key)}="{html.escape(value)}"' for key, value in element.attrib.items())
    return f"<{name}{given}/>" if name in _BARE else f"<{name}{given}>"


def _closed(element: Element, plain: bool) -> str:
    name = flat(element)
    if plain:
        return "\n" if name in _LINES else ""
    return "" if name in _BARE else f"</{name}>"


def _local(key: str) -> str:
    return key.rpartition("}")[2]


def values(elements: Iterable[Element]) -> list[str]:
    """The words of each `<value>`."""
    return [(each.text or "").strip() for each in elements]
