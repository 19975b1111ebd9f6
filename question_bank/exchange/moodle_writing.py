"""Items as Moodle XML; what it cannot say is told."""

import base64
import re
from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element, SubElement, tostring

from question_bank.exchange import cloze
from question_bank.exchange.gift_writing import figure
from question_bank.exchange.html_pictures import from_markers
from question_bank.exchange.item_remarks import unsaid
from question_bank.exchange.moodle_texts import BASE, MARKUP
from question_bank.items import MARKER, Accepted, Item, ItemType, Markup, Option, Rule
from question_bank.problems import Problem, Severity
from question_bank.questionnaires import Text

FORMAT = "Moodle XML"
_NAMES = {markup: name for name, markup in MARKUP.items()}
_KNOWN = frozenset({"markup", "points", "explanation", "feedback", "hints", "tags", "name", "foreign_id"}) | {
    *("knowledge_point", "pictures", "right")
}
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

Say = Callable[[Text], str]


class Writer:
    """Writes items one by one and remembers what could not be said."""

    def __init__(self, say: Say, files: Mapping[str, bytes]) -> None:
        self._say, self._files = say, files
        self._category = ""
        self.remarks: list[Problem] = []

    def write(self, item: Item) -> str:
        """The element of one item, after that of its category where this changes."""
        kind = _KINDS[item.type]
        name, build, known = kind
        also = self._details(item)
        self.remarks += unsaid(item, _KNOWN | known | _rule(item), FORMAT, also)
        if item.type is ItemType.FILL_IN and (len(item.blanks) > 1 or self._placed(item) or _listed(item)):
            name, build = "cloze", Writer.gaps
        element = Element("question", type=name)
        SubElement(SubElement(element, "name"), "text").text = legal(item.name or self._say(item.stem)[:60])
        question = self._part(element, "questiontext", item.stem, item)
        self._pictures(question, item)
        self._part(element, "generalfeedback", item.explanation, item)
        SubElement(element, "defaultgrade").text = figure(item.points)
        if item.foreign_id:
            SubElement(element, "idnumber").text = legal(item.foreign_id)
        build(self, element, item)
        self._about(element, item)
        return self._heading(item) + tostring(element, encoding="unicode") + "\n"

    def _heading(self, item: Item) -> str:
        if item.knowledge_point == self._category:
            return ""
        self._category = item.knowledge_point
        element = Element("question", type="category")
        path = f"$course$/top/{item.knowledge_point}".rstrip("/")
        SubElement(SubElement(element, "category"), "text").text = legal(path)
        return tostring(element, encoding="unicode") + "\n"

    def _about(self, element: Element, item: Item) -> None:
        said = item.feedback
        parts = {"correct": said.right, "partiallycorrect": said.partial, "incorrect": said.wrong}
        for name, text in parts.items():
            if text:
                self._part(element, f"{name}feedback", text, item)
        for hint in item.hints:
            self._part(element, "hint", hint, item)
        if item.tags:
            tags = SubElement(element, "tags")
            for tag in item.tags:
                SubElement(SubElement(tags, "tag"), "text").text = legal(tag)

    def _part(
        self, parent: Element, name: str, text: Text, item: Item, markup: Markup | None = None, **more: str
    ) -> Element:
        element = SubElement(parent, name, {"format": _NAMES[markup or item.markup], **more})
        pictures = {picture.name: picture for picture in item.pictures}
        said = from_markers(self._say(text), pictures, BASE, lambda picture: self._say(picture.alt))
        SubElement(element, "text").text = legal(said)
        return element

    def _pictures(self, question: Element, item: Item) -> None:
        for picture in item.pictures:
            content = self._files.get(picture.sha256)
            if content is None:
                params: dict[str, object] = {"picture": picture.name}
                self.remarks.append(Problem(Severity.WARNING, "picture_not_at_hand", item.key, params))
                continue
            file = SubElement(question, "file", name=picture.name, path="/", encoding="base64")
            file.text = base64.b64encode(content).decode()

    def _details(self, item: Item) -> list[str]:
        found = []
        if any(option.pinned for option in item.options):
            found.append("answers kept in place")
        shown = {option.picture for option in item.options} | {pair.picture for pair in item.pairs}
        if shown - {None}:
            found.append("pictures of answers")
        if item.type is ItemType.TRUE_FALSE and any(option.text for option in item.options):
            found.append("own words for true and false")
        if item.type is ItemType.MULTIPLE and all(option.fraction is None for option in item.options):
            found.append("all right or nothing")
        if len(item.blanks) > 1 and not all(self._marked(item, blank.key) for blank in item.blanks):
            found.append("place of a blank")
        return found

    def _marked(self, item: Item, key: str) -> bool:
        return f"[[{key}]]" in self._say(item.stem)

    def _placed(self, item: Item) -> bool:
        return any(self._marked(item, blank.key) for blank in item.blanks)

    def choice(self, element: Element, item: Item) -> None:
        single = item.type is ItemType.SINGLE
        SubElement(element, "single").text = "true" if single else "false"
        SubElement(element, "shuffleanswers").text = "true" if item.shuffle else "false"
        for option in item.options:
            worth = _share(item, option)
            answer = self._part(element, "answer", option.text, item, option.markup, fraction=worth)
            self._part(answer, "feedback", option.feedback, item)

    def truth(self, element: Element, item: Item) -> None:
        said = {option.key: option.feedback for option in item.options}
        for key in ("true", "false"):
            worth = "100" if key in item.right else "0"
            answer = SubElement(element, "answer", fraction=worth, format="moodle_auto_format")
            SubElement(answer, "text").text = key
            self._part(answer, "feedback", said.get(key, {}), item)

    def short(self, element: Element, item: Item) -> None:
        for blank in item.blanks:
            SubElement(element, "usecase").text = "1" if blank.case_sensitive else "0"
            for each in blank.accepted:
                text = each.text if each.wildcard else each.text.replace("*", "\\*")
                self._answer(element, item, each, text)

    def numeric(self, element: Element, item: Item) -> None:
        for each in item.accepted:
            value, margin = each.value, each.tolerance
            if value is None and each.minimum is not None and each.maximum is not None:
                value, margin = (each.minimum + each.maximum) / 2, (each.maximum - each.minimum) / 2
            answer = self._answer(element, item, each, each.text if value is None else figure(value))
            SubElement(answer, "tolerance").text = figure(margin)
        if unit := self._say(item.unit):
            one = SubElement(SubElement(element, "units"), "unit")
            SubElement(one, "multiplier").text = "1"
            SubElement(one, "unit_name").text = legal(unit)

    def _answer(self, element: Element, item: Item, each: Accepted, text: str) -> Element:
        answer = SubElement(element, "answer", fraction=_percent(each.fraction), format="moodle_auto_format")
        SubElement(answer, "text").text = legal(text)
        self._part(answer, "feedback", each.feedback, item)
        return answer

    def matching(self, element: Element, item: Item) -> None:
        SubElement(element, "shuffleanswers").text = "true" if item.shuffle else "false"
        texts = {option.key: self._say(option.text) for option in item.options}
        used = {pair.option for pair in item.pairs}
        for pair in item.pairs:
            line = self._part(element, "subquestion", pair.text, item, pair.markup)
            SubElement(SubElement(line, "answer"), "text").text = legal(texts.get(pair.option, ""))
        for key in [key for key in texts if key not in used]:
            line = self._part(element, "subquestion", {}, item)
            SubElement(SubElement(line, "answer"), "text").text = legal(texts[key])

    def ordering(self, element: Element, item: Item) -> None:
        options = {option.key: option for option in item.options}
        for place, key in enumerate(item.right, 1):
            if key in options:
                option = options[key]
                self._part(element, "answer", option.text, item, option.markup, fraction=f"{place}.0000000")

    def essay(self, element: Element, item: Item) -> None:
        self._part(element, "graderinfo", item.model_answer, item)

    def gaps(self, element: Element, item: Item) -> None:
        question = element.find("questiontext/text")
        if question is None:
            return
        gaps = {blank.key: cloze.write(blank, self._say) for blank in item.blanks}
        text = MARKER.sub(lambda found: gaps.get(found[1], found[0]), question.text or "")
        rest = [gap for key, gap in gaps.items() if not self._marked(item, key)]
        question.text = legal(" ".join([text, *rest]))

    def nothing(self, element: Element, item: Item) -> None:
        """A description needs no more."""


_Kind = tuple[str, Callable[[Writer, Element, Item], None], frozenset[str]]
_KINDS: dict[ItemType, _Kind] = {
    ItemType.SINGLE: ("multichoice", Writer.choice, frozenset({"options", "shuffle"})),
    ItemType.MULTIPLE: ("multichoice", Writer.choice, frozenset({"options", "shuffle"})),
    ItemType.TRUE_FALSE: ("truefalse", Writer.truth, frozenset({"options"})),
    ItemType.FILL_IN: ("shortanswer", Writer.short, frozenset({"blanks"})),
    ItemType.NUMERIC: ("numerical", Writer.numeric, frozenset({"accepted", "unit"})),
    ItemType.MATCHING: ("matching", Writer.matching, frozenset({"options", "pairs", "shuffle"})),
    ItemType.ORDERING: ("ordering", Writer.ordering, frozenset({"options"})),
    ItemType.ESSAY: ("essay", Writer.essay, frozenset({"model_answer"})),
    ItemType.INFORMATION: ("description", Writer.nothing, frozenset()),
}


def legal(text: str) -> str:
    """The text without what XML cannot hold."""
    return _ILLEGAL.sub("", text)


def _rule(item: Item) -> frozenset[str]:
    return frozenset({"rule"}) if item.rule in (Rule.PER_OPTION, Rule.PER_PART) else frozenset()


def _listed(item: Item) -> bool:
    return any(blank.choices or any(each.numeric for each in blank.accepted) for blank in item.blanks)


def _share(item: Item, option: Option) -> str:
    fraction, right = option.fraction, option.key in item.right
    if fraction is None:
        several = item.type is ItemType.MULTIPLE
        fraction = (1 / len(item.right) if several else 1.0) if right else (-1.0 if several else 0.0)
    return _percent(fraction)


def _percent(fraction: float) -> str:
    return figure(round(fraction * 100, 5))
