"""Items as QTI 2.2 or 3.0: one tree, two ways of naming its parts."""

import io
import zipfile
from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element, SubElement, tostring

from question_bank.errors import ItemError
from question_bank.exchange.item_content import WrittenItems
from question_bank.exchange.item_remarks import languages_left, speaker, unsaid, with_material
from question_bank.exchange.moodle_writing import legal
from question_bank.exchange.qti_dialects import Dialect
from question_bank.exchange.qti_scoring import Scoring
from question_bank.exchange.xml_reading import parse
from question_bank.items import FALSE, MARKER, TRUE, Bank, Item, ItemType, Markup, Picture
from question_bank.problems import Problem, Severity
from question_bank.questionnaires import Text

_ABOUT = frozenset({"markup", "pictures", "name", "foreign_id", "explanation", "feedback", "right", "points"})
_PARTS: dict[ItemType, frozenset[str]] = {
    ItemType.SINGLE: frozenset({"options", "shuffle", "rule", "lower_bound"}),
    ItemType.MULTIPLE: frozenset({"options", "shuffle", "rule", "lower_bound"}),
    ItemType.TRUE_FALSE: frozenset({"options"}),
    ItemType.FILL_IN: frozenset({"blanks"}),
    ItemType.NUMERIC: frozenset({"accepted"}),
    ItemType.MATCHING: frozenset({"options", "pairs", "shuffle"}),
    ItemType.ORDERING: frozenset({"options", "shuffle"}),
    ItemType.ESSAY: frozenset({"model_answer"}),
    ItemType.INFORMATION: frozenset(),
}

Say = Callable[[Text], str]


def write(dialect: Dialect, bank: Bank, files: Mapping[str, bytes]) -> WrittenItems:
    """A package with one file for each question and its pictures."""
    bank, joined = with_material(bank)
    writer = Writer(dialect, speaker(bank))
    remarks = [*languages_left(bank, dialect.format), *joined]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as zipped:
        listed: dict[str, str] = {}
        for item in bank.items:
            listed[item.key] = f"items/{item.key}.xml"
            zipped.writestr(_member(listed[item.key]), writer.write(item))
        for picture in {picture.sha256: picture for picture in bank.pictures}.values():
            if picture.sha256 in files:
                zipped.writestr(_member(_picture_path(picture)), files[picture.sha256])
            else:
                params: dict[str, object] = {"picture": picture.name}
                remarks.append(Problem(Severity.WARNING, "picture_not_at_hand", None, params))
        zipped.writestr(_member("imsmanifest.xml"), _manifest(dialect, listed))
    return WrittenItems(target.getvalue(), [*remarks, *writer.remarks])


def _member(name: str) -> zipfile.ZipInfo:
    """A fixed date, so that the same bank gives the same bytes."""
    member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    member.compress_type = zipfile.ZIP_DEFLATED
    return member


def _picture_path(picture: Picture) -> str:
    return f"items/pictures/{picture.sha256[:16]}/{picture.name}"


def _manifest(dialect: Dialect, listed: Mapping[str, str]) -> bytes:
    root = Element("manifest", identifier="manifest", xmlns="http://www.imsglobal.org/xsd/imscp_v1p1")
    SubElement(root, "organizations")
    resources = SubElement(root, "resources")
    for key, path in listed.items():
        resource = SubElement(resources, "resource", identifier=key, type=dialect.resource, href=path)
        SubElement(resource, "file", href=path)
    return document(root)


def document(root: Element) -> bytes:
    """The XML as a file."""
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


class Writer:
    """Writes items one by one and remembers what could not be said."""

    def __init__(self, dialect: Dialect, say: Say) -> None:
        self._dialect, self._say = dialect, say
        self.remarks: list[Problem] = []

    def write(self, item: Item) -> bytes:
        """The XML of one item."""
        dialect = self._dialect
        root = Element(dialect.name("assessmentItem"), xmlns=dialect.space)
        given = {"identifier": item.foreign_id or item.key, "title": item.name or self._say(item.stem)[:60]}
        for name, value in (given | {"adaptive": "false", "timeDependent": "false"}).items():
            root.set(dialect.attribute(name), legal(value))
        scoring = Scoring(self._new, item)
        scoring.declare(root)
        body = self._new(root, "itemBody")
        self._stem(body, item)
        _BODIES.get(item.type, Writer.nothing)(self, body, item)
        scoring.process(root, dialect.template)
        self._feedback(root, item)
        self.remarks += unsaid(item, _ABOUT | _PARTS[item.type], dialect.format, _details(item, scoring))
        return document(root)

    def _new(self, parent: Element, name: str, **given: str) -> Element:
        attributes = {self._dialect.attribute(key): legal(value) for key, value in given.items()}
        return SubElement(parent, self._dialect.name(name), attributes)

    def _stem(self, body: Element, item: Item) -> None:
        self._put(body, self._say(item.stem), item)
        for blank in item.blanks:
            if f"[[{blank.key}]]" not in self._say(item.stem):
                self._gap(self._new(body, "p"), item, blank.key)
        if item.type is ItemType.NUMERIC:
            self._gap(self._new(body, "p"), item, "b1")

    def _put(self, parent: Element, text: str, item: Item, markup: Markup | None = None) -> None:
        """Words, with blanks and pictures in their places."""
        if (markup or item.markup) is Markup.HTML and self._html(parent, text, item):
            return
        for line in text.split("\n"):
            paragraph = self._new(parent, "p")
            self._marked(paragraph, line, item)

    def _html(self, parent: Element, text: str, item: Item) -> bool:
        try:
            root = parse(f"<div>{text}</div>".encode())
        except ItemError:
            params: dict[str, object] = {"format": self._dialect.format, "fields": "HTML that is no XML"}
            self.remarks.append(Problem(Severity.WARNING, "not_said", item.key, params))
            return False
        self._copy(root, parent, item)
        return True

    def _copy(self, source: Element, parent: Element, item: Item) -> None:
        self._marked(parent, source.text or "", item)
        for each in source:
            self._copy(each, SubElement(parent, each.tag, each.attrib), item)
            self._marked(parent, each.tail or "", item)

    def _marked(self, parent: Element, text: str, item: Item) -> None:
        pictures = {picture.name: picture for picture in item.pictures}
        blanks = {blank.key for blank in item.blanks}
        position = 0
        for found in MARKER.finditer(text):
            name = found[1]
            if name in pictures:
                _append(parent, text[position : found.start()])
                source = _picture_path(pictures[name]).removeprefix("items/")
                SubElement(parent, "img", src=source, alt=legal(self._say(pictures[name].alt)))
            elif name in blanks:
                _append(parent, text[position : found.start()])
                self._gap(parent, item, name)
            else:
                continue
            position = found.end()
        _append(parent, text[position:])

    def _gap(self, parent: Element, item: Item, key: str) -> None:
        response = f"RESPONSE_{key}"
        choices = next((blank.choices for blank in item.blanks if blank.key == key), ())
        if not choices:
            self._new(parent, "textEntryInteraction", responseIdentifier=response)
            return
        gap = self._new(parent, "inlineChoiceInteraction", responseIdentifier=response, shuffle="false")
        for number, words in enumerate(choices, 1):
            self._new(gap, "inlineChoice", identifier=f"C{number}").text = legal(words)

    def choices(self, body: Element, item: Item) -> None:
        most = "0" if item.type is ItemType.MULTIPLE else "1"
        shuffle = str(item.shuffle and item.type is not ItemType.TRUE_FALSE).lower()
        name = "orderInteraction" if item.type is ItemType.ORDERING else "choiceInteraction"
        given = {"responseIdentifier": "RESPONSE", "shuffle": shuffle, "maxChoices": most}
        if item.type is ItemType.ORDERING:
            del given["maxChoices"]
        box = self._new(body, name, **given)
        if item.type is ItemType.TRUE_FALSE:
            self._truth(box, item)
        for option in item.options if item.type is not ItemType.TRUE_FALSE else ():
            fixed = {"fixed": "true"} if option.pinned else {}
            choice = self._new(box, "simpleChoice", identifier=option.key, **fixed)
            self._put(choice, self._say(option.text), item, option.markup)
            if said := self._say(option.feedback):
                self._inline(choice, option.key, said)

    def _truth(self, box: Element, item: Item) -> None:
        own = {option.key: option for option in item.options}
        for key in (TRUE, FALSE):
            choice = self._new(box, "simpleChoice", identifier=key)
            words = self._say(own[key].text) if key in own else ""
            choice.text = legal(words) or key
            if key in own and (said := self._say(own[key].feedback)):
                self._inline(choice, key, said)

    def _inline(self, choice: Element, key: str, said: str) -> None:
        about = {"outcomeIdentifier": "FEEDBACK", "identifier": key, "showHide": "show"}
        self._new(choice, "feedbackInline", **about).text = legal(said)

    def matching(self, body: Element, item: Item) -> None:
        shuffle = str(item.shuffle).lower()
        box = self._new(
            body, "matchInteraction", responseIdentifier="RESPONSE", shuffle=shuffle, maxAssociations="0"
        )
        left, right = self._new(box, "simpleMatchSet"), self._new(box, "simpleMatchSet")
        for pair in item.pairs:
            one = self._new(left, "simpleAssociableChoice", identifier=f"L{pair.key}", matchMax="1")
            one.text = legal(self._say(pair.text))
        for option in item.options:
            one = self._new(right, "simpleAssociableChoice", identifier=f"R{option.key}", matchMax="0")
            one.text = legal(self._say(option.text))

    def essay(self, body: Element, item: Item) -> None:
        self._new(body, "extendedTextInteraction", responseIdentifier="RESPONSE")
        if said := self._say(item.model_answer):
            rubric = self._new(body, "rubricBlock", view="scorer")
            self._put(rubric, said, item, Markup.PLAIN)

    def nothing(self, body: Element, item: Item) -> None:
        """Blanks stand in the stem; information asks nothing."""

    def _feedback(self, root: Element, item: Item) -> None:
        parts = {
            "correct": item.feedback.right,
            "partial": item.feedback.partial,
            "incorrect": item.feedback.wrong,
            "explanation": item.explanation,
        }
        for name, text in parts.items():
            if said := self._say(text):
                about = {"outcomeIdentifier": "FEEDBACK", "identifier": name, "showHide": "show"}
                self._put(self._new(root, "modalFeedback", **about), said, item, Markup.PLAIN)


def _append(parent: Element, text: str) -> None:
    """Words after what is already inside."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + legal(text)
    else:
        parent.text = (parent.text or "") + legal(text)


def _details(item: Item, scoring: Scoring) -> list[str]:
    found = list(scoring.lost)
    shown = {option.picture for option in item.options} | {pair.picture for pair in item.pairs}
    if shown - {None}:
        found.append("pictures of answers")
    if any(each.feedback for each in item.accepted) or any(
        each.feedback for blank in item.blanks for each in blank.accepted
    ):
        found.append("feedback on answers")
    if item.markup in (Markup.MARKDOWN, Markup.MOODLE):
        found.append("markup")
    return found


_BODIES: dict[ItemType, Callable[[Writer, Element, Item], None]] = {
    ItemType.SINGLE: Writer.choices,
    ItemType.MULTIPLE: Writer.choices,
    ItemType.TRUE_FALSE: Writer.choices,
    ItemType.ORDERING: Writer.choices,
    ItemType.MATCHING: Writer.matching,
    ItemType.ESSAY: Writer.essay,
}
