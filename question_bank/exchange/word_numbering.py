"""The numbers and letters Word puts before paragraphs: they stand in no text, but people see them."""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from question_bank.exchange.xml_reading import all_named, child, name_of

_MARK = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}val"
_NUMERALS = "一二三四五六七八九十"


def value(element: Element | None) -> str:
    """The `w:val` of an element."""
    return element.get(_MARK, "") if element is not None else ""


@dataclass(frozen=True, slots=True)
class _Level:
    kind: str
    text: str
    start: int


@dataclass(slots=True)
class Numbering:
    """The lists of a document and how far each has counted."""

    lists: dict[str, dict[int, _Level]] = field(default_factory=dict)
    counts: dict[tuple[str, int], int] = field(default_factory=dict)

    def label(self, list_id: str, level: int) -> str:
        """What Word shows before the next paragraph of this list, "" for a bullet."""
        found = self.lists.get(list_id, {}).get(level)
        if found is None or found.kind in ("bullet", "none"):
            return ""
        count = self.counts.get((list_id, level), found.start - 1) + 1
        self.counts[list_id, level] = count
        for place in [place for place in self.counts if place[0] == list_id and place[1] > level]:
            del self.counts[place]
        shown = _shown(found.kind, count)
        text = found.text or f"%{level + 1}."
        for other in range(level):
            text = text.replace(f"%{other + 1}", str(self.counts.get((list_id, other), 1)))
        return text.replace(f"%{level + 1}", shown)


def read(root: Element | None) -> Numbering:
    """The lists of `numbering.xml`."""
    if root is None:
        return Numbering()
    patterns = {
        _attribute(each, "abstractNumId"): {
            int(_attribute(level, "ilvl") or 0): _level(level) for level in each if name_of(level) == "lvl"
        }
        for each in all_named(root, "abstractNum")
    }
    lists = {
        _attribute(each, "numId"): patterns.get(value(child(each, "abstractNumId")), {})
        for each in all_named(root, "num")
    }
    return Numbering(lists)


def _level(element: Element) -> _Level:
    start = value(child(element, "start"))
    return _Level(
        value(child(element, "numFmt")),
        value(child(element, "lvlText")),
        int(start) if start.isdecimal() and len(start) < 6 else 1,
    )


def _attribute(element: Element, name: str) -> str:
    found = element.get(_MARK.replace("val", name), "")
    return found if name != "ilvl" or found.isdecimal() else "0"


def _shown(kind: str, count: int) -> str:
    if kind in ("upperLetter", "lowerLetter") and count <= 26:
        return chr(64 + count)
    if "hinese" in kind and count <= 10:
        return _NUMERALS[count - 1]
    return str(count)
