"""Items as a Canvas quiz; what it cannot say is told."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from html import escape
from xml.etree.ElementTree import Element, SubElement

from question_bank.exchange.gift_writing import figure
from question_bank.exchange.html_pictures import from_markers
from question_bank.exchange.item_content import WrittenItems
from question_bank.exchange.item_remarks import languages_left, speaker, type_left, unsaid, with_material
from question_bank.exchange.moodle_writing import legal
from question_bank.exchange.qti_writing import document
from question_bank.items import FALSE, TRUE, Bank, Item, ItemType, Markup
from question_bank.problems import Problem, Severity
from question_bank.questionnaires import Text

FORMAT = "Canvas"
_SPACE = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_BASE = "$IMS-CC-FILEBASE$/"
_TYPES = {
    ItemType.SINGLE: "multiple_choice_question",
    ItemType.MULTIPLE: "multiple_answers_question",
    ItemType.TRUE_FALSE: "true_false_question",
    ItemType.FILL_IN: "short_answer_question",
    ItemType.NUMERIC: "numerical_question",
    ItemType.MATCHING: "matching_question",
    ItemType.ESSAY: "essay_question",
    ItemType.INFORMATION: "text_only_question",
}
_KNOWN = frozenset(
    {"markup", "points", "name", "foreign_id", "options", "right", "blanks", "accepted", "pairs"}
) | {*("explanation", "feedback", "pictures")}

Say = Callable[[Text], str]


def write(bank: Bank, files: Mapping[str, bytes]) -> WrittenItems:
    """A package with one quiz and its pictures."""
    bank, joined = with_material(bank)
    writer = _Writer(speaker(bank))
    remarks = [*languages_left(bank, FORMAT), *joined]
    root = Element("questestinterop", xmlns=_SPACE)
    assessment = SubElement(root, "assessment", ident="quiz", title=writer.say(bank.title) or "Quiz")
    section = SubElement(assessment, "section", ident="root_section")
    for item in bank.items:
        writer.write(section, item)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("quiz/quiz.xml", document(root))
        for picture in {picture.sha256: picture for picture in bank.pictures}.values():
            if picture.sha256 in files:
                zipped.writestr(f"web_resources/{picture.name}", files[picture.sha256])
            else:
                params: dict[str, object] = {"picture": picture.name}
                remarks.append(Problem(Severity.WARNING, "picture_not_at_hand", None, params))
        zipped.writestr("imsmanifest.xml", _manifest())
    return WrittenItems(target.getvalue(), [*remarks, *writer.remarks])


def _manifest() -> bytes:
    root = Element("manifest", identifier="manifest", xmlns="http://www.imsglobal.org/xsd/imscp_v1p1")
    SubElement(root, "organizations")
    resource = SubElement(SubElement(root, "resources"), "resource", identifier="quiz", type="imsqti_xmlv1p2")
    SubElement(resource, "file", href="quiz/quiz.xml")
    return document(root)


class _Writer:
    """Writes items one by one and remembers what could not be said."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.remarks: list[Problem] = []

    def write(self, section: Element, item: Item) -> None:
        """One item, unless Canvas has no such question."""
        kind = _TYPES.get(item.type)
        if kind is None:
            self.remarks.append(type_left(item, FORMAT))
            return
        if item.type is ItemType.FILL_IN and len(item.blanks) > 1:
            params: dict[str, object] = {"format": FORMAT, "reason": "several blanks"}
            self.remarks.append(Problem(Severity.ERROR, "item_not_said", item.key, params))
            return
        self.remarks += unsaid(item, _KNOWN, FORMAT, self._details(item))
        element = SubElement(
            section, "item", ident=legal(item.foreign_id or item.key), title=legal(item.name)
        )
        fields = SubElement(SubElement(element, "itemmetadata"), "qtimetadata")
        for label, entry in (("question_type", kind), ("points_possible", figure(item.points))):
            one = SubElement(fields, "qtimetadatafield")
            SubElement(one, "fieldlabel").text = label
            SubElement(one, "fieldentry").text = entry
        presentation = SubElement(element, "presentation")
        self._words(presentation, self.say(item.stem), item)
        build = _BUILDERS.get(item.type)
        if build is not None:
            processing = Element("resprocessing")
            outcomes = SubElement(processing, "outcomes")
            SubElement(outcomes, "decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal")
            build(self, presentation, processing, item)
            element.append(processing)
        self._feedback(element, item)

    def _words(self, parent: Element, text: str, item: Item) -> None:
        html = item.markup is Markup.HTML or bool(item.pictures)
        if html and item.markup is not Markup.HTML:
            text = escape(text, quote=False).replace("\n", "<br/>")
        pictures = {picture.name: picture for picture in item.pictures}
        text = from_markers(text, pictures, _BASE, lambda picture: self.say(picture.alt)) if html else text
        material = SubElement(parent, "material")
        SubElement(material, "mattext", texttype="text/html" if html else "text/plain").text = legal(text)

    def _details(self, item: Item) -> list[str]:
        found = []
        if any(option.fraction is not None for option in item.options):
            found.append("marks per answer")
        if any(option.pinned for option in item.options):
            found.append("answers kept in place")
        accepted = [*item.accepted, *(each for blank in item.blanks for each in blank.accepted)]
        if any(each.fraction != 1 or each.feedback for each in accepted):
            found.append("marks and feedback per accepted answer")
        if any(blank.case_sensitive or blank.choices for blank in item.blanks):
            found.append("case of letters and lists in blanks")
        return found

    def choices(self, presentation: Element, processing: Element, item: Item) -> None:
        several = item.type is ItemType.MULTIPLE
        names = [(option.key, self.say(option.text)) for option in item.options]
        if item.type is ItemType.TRUE_FALSE:
            names = [(TRUE, "True"), (FALSE, "False")]
        self._response(presentation, "response1", names, item, "Multiple" if several else "Single")
        condition = self._condition(processing)
        parent = SubElement(condition, "and") if several else condition
        for key, _ in names:
            if key in item.right:
                _equal(parent, "response1", key)
            elif several:
                _equal(SubElement(parent, "not"), "response1", key)

    def _response(
        self, parent: Element, ident: str, names: Sequence[tuple[str, str]], item: Item, many: str = "Single"
    ) -> Element:
        response = SubElement(parent, "response_lid", ident=ident, rcardinality=many)
        render = SubElement(response, "render_choice")
        for key, text in names:
            self._words(SubElement(render, "response_label", ident=key), text, item)
        return response

    def _condition(self, processing: Element, score: str = "100", action: str = "Set") -> Element:
        condition = SubElement(processing, "respcondition", {"continue": "No"})
        found = SubElement(condition, "conditionvar")
        SubElement(condition, "setvar", action=action, varname="SCORE").text = score
        return found

    def blank(self, presentation: Element, processing: Element, item: Item) -> None:
        SubElement(SubElement(presentation, "response_str", ident="response1"), "render_fib")
        condition = self._condition(processing)
        for each in item.blanks[0].accepted if item.blanks else ():
            _equal(condition, "response1", each.text)

    def numeric(self, presentation: Element, processing: Element, item: Item) -> None:
        response = SubElement(presentation, "response_str", ident="response1")
        SubElement(response, "render_fib", fibtype="Decimal")
        for each in item.accepted:
            condition = SubElement(self._condition(processing), "or")
            low, high = each.minimum, each.maximum
            if each.value is not None:
                _equal(condition, "response1", figure(each.value))
                low, high = each.value - each.tolerance, each.value + each.tolerance
            bounds = SubElement(condition, "and")
            for name, bound in (("vargte", low), ("varlte", high)):
                if bound is not None:
                    SubElement(bounds, name, respident="response1").text = figure(bound)

    def matching(self, presentation: Element, processing: Element, item: Item) -> None:
        names = [(option.key, self.say(option.text)) for option in item.options]
        share = figure(round(100 / max(len(item.pairs), 1), 2))
        for pair in item.pairs:
            response = Element("response_lid", ident=f"response_{pair.key}")
            self._words(response, self.say(pair.text), item)
            render = SubElement(response, "render_choice")
            for key, text in names:
                self._words(SubElement(render, "response_label", ident=key), text, item)
            presentation.append(response)
            _equal(self._condition(processing, share, "Add"), f"response_{pair.key}", pair.option)

    def essay(self, presentation: Element, processing: Element, item: Item) -> None:
        SubElement(SubElement(presentation, "response_str", ident="response1"), "render_fib")

    def _feedback(self, element: Element, item: Item) -> None:
        parts = {
            "correct_fb": item.feedback.right,
            "general_incorrect_fb": item.feedback.wrong,
            "general_fb": item.explanation,
        }
        parts |= {f"{option.key}_fb": option.feedback for option in item.options}
        for name, text in parts.items():
            if said := self.say(text):
                feedback = SubElement(element, "itemfeedback", ident=name)
                self._words(SubElement(feedback, "flow_mat"), said, item)


def _equal(parent: Element, response: str, text: str) -> None:
    SubElement(parent, "varequal", respident=response).text = legal(text)


_BUILDERS: dict[ItemType, Callable[[_Writer, Element, Element, Item], None]] = {
    ItemType.SINGLE: _Writer.choices,
    ItemType.MULTIPLE: _Writer.choices,
    ItemType.TRUE_FALSE: _Writer.choices,
    ItemType.FILL_IN: _Writer.blank,
    ItemType.NUMERIC: _Writer.numeric,
    ItemType.MATCHING: _Writer.matching,
    ItemType.ESSAY: _Writer.essay,
}
