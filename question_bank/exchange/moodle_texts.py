"""Texts of Moodle XML: how they are written, and the files that stand beside them in base64."""

import base64
import binascii
from xml.etree.ElementTree import Element

from question_bank.exchange import pictures
from question_bank.exchange.html_pictures import to_markers
from question_bank.exchange.item_content import Draft
from question_bank.exchange.plain_text import stored
from question_bank.exchange.xml_reading import child, name_of
from question_bank.items import Markup, Picture
from question_bank.questionnaires import Text

BASE = "@@PLUGINFILE@@/"
MARKUP = {
    "html": Markup.HTML,
    "moodle_auto_format": Markup.MOODLE,
    "plain_text": Markup.PLAIN,
    "markdown": Markup.MARKDOWN,
}


def words(element: Element | None) -> str:
    """The `<text>` of an element, or its own words."""
    if element is None:
        return ""
    inner = child(element, "text")
    return stored(((inner if inner is not None else element).text or "").strip())


def given(element: Element, name: str) -> str:
    """The words of a child."""
    return words(child(element, name))


class Texts:
    """Reads the texts of one question; its pictures gather here."""

    def __init__(self, draft: Draft, line: int | None, language: str, usual: Markup) -> None:
        self.pictures: list[Picture] = []
        self._draft, self._line, self._language, self._usual = draft, line, language, usual

    def markup(self, element: Element | None) -> Markup:
        """How an element is written; what does not say it is written like the question."""
        said = element.get("format", "") if element is not None else ""
        return MARKUP.get(said, self._usual)

    def said(self, element: Element | None) -> Text:
        """The words with markers where pictures stand."""
        if element is None:
            return {}
        text = words(element)
        names = self._files(element)
        if names:
            text = to_markers(text, lambda address, alt: self._known(names, address, alt))
        if text and self.markup(element) is not self._usual and self._plainly_differs(text, element):
            part, question = self.markup(element).value, self._usual.value
            self._draft.hint("markup_lost", self._line, self._draft.next_key, part=part, question=question)
        return {self._language: text} if text else {}

    def option(self, element: Element) -> tuple[Text, Markup | None]:
        """The words of an answer, and its markup where it is not that of the question."""
        markup = self.markup(element)
        texts = Texts(self._draft, self._line, self._language, markup)
        texts.pictures = self.pictures
        return texts.said(element), None if markup is self._usual else markup

    def _plainly_differs(self, text: str, element: Element) -> bool:
        """Words without any marks read the same in every markup."""
        return any(mark in text for mark in "<&*_`#[")

    def _files(self, element: Element) -> dict[str, Picture]:
        found = {}
        for file in element:
            if name_of(file) == "file" and (picture := self._picture(file)):
                found[file.get("name", "")] = picture
        return found

    def _picture(self, file: Element) -> Picture | None:
        name = file.get("name", "")
        try:
            content = base64.b64decode("".join((file.text or "").split()), validate=True)
        except (binascii.Error, ValueError):
            content = b""
        if pictures.kind_of(content) is None:
            self._draft.remark("picture_kind", self._line, item=self._draft.next_key, picture=name)
            return None
        digest = self._draft.picture(content)
        own = self._free_name(name.replace("[", "(").replace("]", ")")[:200], digest)
        picture = Picture(name=own, sha256=digest)
        if all(each.name != own for each in self.pictures):
            self.pictures.append(picture)
        return picture

    def _free_name(self, name: str, digest: str) -> str:
        """Two pictures of one name in one question get different ones."""
        taken = {each.name: each.sha256 for each in self.pictures}
        while taken.get(name, digest) != digest:
            name = f"{digest[:6]}-{name}"
        return name

    def _known(self, names: dict[str, Picture], address: str, alternative: str) -> str | None:
        picture = names.get(address.removeprefix(BASE)) if address.startswith(BASE) else None
        if picture is None:
            return None
        place = next(n for n, each in enumerate(self.pictures) if each.name == picture.name)
        if alternative and not self.pictures[place].alt:
            self.pictures[place] = Picture(
                name=picture.name, sha256=picture.sha256, alt={self._language: alternative}
            )
        return picture.name
