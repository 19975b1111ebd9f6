"""The paragraphs of a Word file as lines, with the numbers Word shows and the pictures in their places."""

from collections.abc import Iterator
from posixpath import join, normpath
from xml.etree.ElementTree import Element

from question_bank.errors import ItemError
from question_bank.exchange import word_numbering
from question_bank.exchange.chinese_window import Line
from question_bank.exchange.item_content import MEGABYTE, Draft
from question_bank.exchange.pictures import kind_of
from question_bank.exchange.plain_text import stored
from question_bank.exchange.word_numbering import value
from question_bank.exchange.xml_reading import all_named, child, children, name_of, parse
from question_bank.exchange.zip_reading import Package
from question_bank.items import Picture

DOCUMENT = "word/document.xml"
LARGEST_PICTURE = 8 * MEGABYTE
MOST_PICTURES = 2_000

_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-"}


class WordReader:
    """Reads one document; deleted text is left out, inserted text is taken."""

    def __init__(self, package: Package, draft: Draft) -> None:
        if not package.has(DOCUMENT):
            raise ItemError("zip_damaged")
        self._package = package
        self._draft = draft
        self._numbering = word_numbering.read(self._part("word/numbering.xml"))
        self._styles = self._list_styles()
        self._targets = self._relations()
        self._named: dict[str, Picture] = {}

    def lines(self) -> Iterator[Line]:
        """One line for each line of each paragraph; `number` is the paragraph's."""
        content = self._package.read(DOCUMENT)
        for number, paragraph in children(content, "p"):
            pictures: list[Picture] = []
            words = self._label(paragraph) + "".join(self._words(paragraph, pictures))
            first, *more = stored(words).split("\n")
            yield Line(number, first, tuple(pictures))
            yield from (Line(number, text) for text in more)

    def _words(self, element: Element, pictures: list[Picture]) -> Iterator[str]:
        for each in element:
            name = name_of(each)
            if name in ("t", "sym"):
                yield each.text or ""
            elif name in _BREAKS:
                yield _BREAKS[name]
            elif name in ("drawing", "pict"):
                yield from self._pictures(each, pictures)
            elif name == "p":
                yield "\n"
                yield from self._words(each, pictures)
            elif name not in ("del", "pPr", "rPr", "delText", "Fallback"):
                yield from self._words(each, pictures)

    def _label(self, paragraph: Element) -> str:
        about = child(paragraph, "pPr")
        if about is None:
            return ""
        numbered = child(about, "numPr")
        list_id, level = "", "0"
        if numbered is not None:
            list_id, level = value(child(numbered, "numId")), value(child(numbered, "ilvl")) or "0"
        else:
            list_id, level = self._styles.get(value(child(about, "pStyle")), ("", "0"))
        return self._numbering.label(list_id, int(level) if level.isdecimal() else 0) if list_id else ""

    def _pictures(self, element: Element, pictures: list[Picture]) -> Iterator[str]:
        alternative = next((each.get("descr") or "" for each in all_named(element, "docPr")), "")
        for blip in [*all_named(element, "blip"), *all_named(element, "imagedata")]:
            target = self._targets.get(blip.get(_RELATED + "embed") or blip.get(_RELATED + "id") or "")
            picture = self._picture(target, alternative) if target else None
            if picture:
                pictures.append(picture)
                yield f"[[{picture.name}]]"

    def _picture(self, target: str, alternative: str) -> Picture | None:
        name = target.rpartition("/")[2]
        if target in self._named:
            return self._named[target]
        if not self._package.has(target) or len(self._named) >= MOST_PICTURES:
            self._draft.remark("picture_missing", picture=name)
            return None
        content = self._package.read(target, LARGEST_PICTURE)
        if kind_of(content) is None:
            self._draft.remark("picture_kind", picture=name)
            return None
        alt = {"zh-Hans": alternative} if alternative else {}
        self._named[target] = Picture(name=name, sha256=self._draft.picture(content), alt=alt)
        return self._named[target]

    def _part(self, name: str) -> Element | None:
        return parse(self._package.read(name), most=200_000) if self._package.has(name) else None

    def _relations(self) -> dict[str, str]:
        root = self._part("word/_rels/document.xml.rels")
        if root is None:
            return {}
        return {
            each.get("Id", ""): normpath(join("word", each.get("Target", ""))).lstrip("/")
            for each in root
            if each.get("TargetMode") != "External"
        }

    def _list_styles(self) -> dict[str, tuple[str, str]]:
        """Paragraph styles that bring a list with them."""
        root = self._part("word/styles.xml")
        found = {}
        for style in all_named(root, "style") if root is not None else []:
            for numbered in all_named(style, "numPr"):
                name = next((text for key, text in style.attrib.items() if key.endswith("}styleId")), "")
                level = value(child(numbered, "ilvl")) or "0"
                found[name] = (value(child(numbered, "numId")), level)
        return found
