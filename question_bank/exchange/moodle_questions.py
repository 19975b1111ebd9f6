"""One question of Moodle XML as an item."""

import re
from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

import msgspec

from question_bank.errors import ItemError
from question_bank.exchange import cloze
from question_bank.exchange.gift_items import accepted, share
from question_bank.exchange.item_content import Draft, letters
from question_bank.exchange.moodle_texts import MARKUP, Texts, given
from question_bank.exchange.xml_reading import child, name_of
from question_bank.items import (
    FALSE,
    TRUE,
    Accepted,
    Blank,
    Feedback,
    Item,
    ItemType,
    Markup,
    Option,
    Pair,
)
from question_bank.questionnaires import Text

_PLACE = re.compile(r"\[\[(\d{1,3})\]\]")
_FIGURE = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_UNUSED = ("responsetemplate", "attachments", "template", "dragbox", "dataset_definitions", "drop", "drag")

Fields = dict[str, object]


class QuestionReader:
    """Makes the item of one `<question>`; what has no place in it is told."""

    def __init__(self, element: Element, draft: Draft, line: int | None, language: str) -> None:
        self._element, self._draft, self._line, self._language = element, draft, line, language
        question = child(element, "questiontext")
        said = question.get("format", "html") if question is not None else "html"
        self._markup = MARKUP.get(said, Markup.HTML)
        self._texts = Texts(draft, line, language, self._markup)

    def item(self, category: str) -> Item:
        """The item; ItemError for a kind of question that is not known here."""
        kind = self._element.get("type", "")
        build = _KINDS.get(kind)
        if build is None:
            raise ItemError("kind_not_read", kind=kind)
        stem = self._texts.said(child(self._element, "questiontext"))
        item = Item(
            key=self._draft.next_key,
            type=ItemType.INFORMATION,
            stem=stem,
            markup=self._markup,
            name=given(self._element, "name"),
            foreign_id=given(self._element, "idnumber"),
            points=self._figure("defaultgrade", 1),
            explanation=self._texts.said(child(self._element, "generalfeedback")),
            feedback=self._feedback(),
            hints=tuple(filter(None, (self._texts.said(hint) for hint in self._all("hint")))),
            tags=self._tags(),
            knowledge_point=category,
        )
        item = msgspec.structs.replace(item, **build(self, item))
        self._tell_unused()
        return msgspec.structs.replace(item, pictures=tuple(self._texts.pictures))

    def _all(self, name: str) -> Iterator[Element]:
        return (each for each in self._element if name_of(each) == name)

    def _tags(self) -> tuple[str, ...]:
        tags = child(self._element, "tags")
        found = (
            given_text for tag in (tags if tags is not None else ()) if (given_text := given(tag, "text"))
        )
        return tuple(found)

    def _feedback(self) -> Feedback:
        names = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
        right, partial, wrong = (self._texts.said(child(self._element, name)) for name in names)
        return Feedback(right=right, partial=partial, wrong=wrong)

    def _figure(self, name: str, usual: float) -> float:
        said = given(self._element, name)
        if not said:
            return usual
        if not _FIGURE.fullmatch(said):
            self._draft.remark("bad_figure", self._line, item=self._draft.next_key, value=said, field=name)
            return usual
        figure = float(said)
        return int(figure) if figure == int(figure) else figure

    def _flag(self, name: str, usual: bool) -> bool:
        said = given(self._element, name).lower()
        return said in ("1", "true") if said else usual

    def _tell_unused(self) -> None:
        for name in _UNUSED:
            found = child(self._element, name)
            if found is not None and (given(self._element, name) not in ("", "0") or len(found) > 1):
                self._draft.remark("part_not_read", self._line, item=self._draft.next_key, part=name)
        if given(self._element, "hidden") == "1":
            self._draft.hint("part_not_read", self._line, item=self._draft.next_key, part="hidden")

    def information(self, item: Item) -> Fields:
        return {"type": ItemType.INFORMATION}

    def essay(self, item: Item) -> Fields:
        return {
            "type": ItemType.ESSAY,
            "model_answer": self._texts.said(child(self._element, "graderinfo")),
        }

    def choice(self, item: Item) -> Fields:
        answers = list(self._all("answer"))
        single = self._flag("single", True)
        options: list[Option] = []
        right: list[str] = []
        for key, answer in zip(letters(len(answers)), answers, strict=True):
            fraction = share(_percent(answer))
            counts = fraction >= 1 and not right if single else fraction > 0
            right += [key] if counts else []
            worth: float | None = fraction
            if single and (counts or fraction == 0):
                worth = None
            text, markup = self._texts.option(answer)
            said = self._texts.said(child(answer, "feedback"))
            options.append(Option(key=key, text=text, fraction=worth, feedback=said, markup=markup))
        return {
            "type": ItemType.SINGLE if single else ItemType.MULTIPLE,
            "options": tuple(options),
            "right": tuple(right),
            "shuffle": self._flag("shuffleanswers", True),
        }

    def truth(self, item: Item) -> Fields:
        right, options = [], []
        for answer in self._all("answer"):
            key = TRUE if given(answer, "text").lower() == "true" else FALSE
            if _percent(answer) >= 100:
                right.append(key)
            if said := self._texts.said(child(answer, "feedback")):
                options.append(Option(key=key, feedback=said))
        options.sort(key=lambda option: option.key == FALSE)
        return {"type": ItemType.TRUE_FALSE, "right": tuple(right), "options": tuple(options)}

    def short(self, item: Item) -> Fields:
        found = [
            accepted(given(each, "text"), share(_percent(each)), self._texts.said(child(each, "feedback")))
            for each in self._all("answer")
        ]
        blank = Blank(key="b1", accepted=tuple(found), case_sensitive=self._flag("usecase", False))
        return {"type": ItemType.FILL_IN, "blanks": (blank,)}

    def numerical(self, item: Item) -> Fields:
        found = []
        for answer in self._all("answer"):
            value, tolerance = given(answer, "text"), given(answer, "tolerance") or "0"
            said, fraction = self._texts.said(child(answer, "feedback")), share(_percent(answer))
            if value == "*":
                found.append(accepted(value, fraction, said))
            elif _FIGURE.fullmatch(value) and _FIGURE.fullmatch(tolerance):
                number, margin = float(value), abs(float(tolerance))
                found.append(Accepted(value=number, tolerance=margin, fraction=fraction, feedback=said))
            else:
                raise ItemError("gift_number", text=value)
        return {"type": ItemType.NUMERIC, "accepted": tuple(found), "unit": self._unit()}

    def _unit(self) -> Text:
        units = child(self._element, "units")
        names = [given(unit, "unit_name") for unit in (units if units is not None else ())]
        if len(names) > 1:
            self._draft.remark("part_not_read", self._line, item=self._draft.next_key, part="units")
        return {self._language: names[0]} if names and names[0] else {}

    def matching(self, item: Item) -> Fields:
        keys: dict[str, str] = {}
        pairs: list[Pair] = []
        lines = list(self._all("subquestion"))
        names = letters(len(lines))
        for each in lines:
            answer = given(each, "answer")
            key = keys.setdefault(answer, names[len(keys)])
            text, markup = self._texts.option(each)
            if text:
                pairs.append(Pair(key=f"p{len(pairs) + 1}", text=text, option=key, markup=markup))
        options = tuple(Option(key=key, text=self._words(text)) for text, key in keys.items())
        return {
            "type": ItemType.MATCHING,
            "pairs": tuple(pairs),
            "options": options,
            "shuffle": self._flag("shuffleanswers", True),
        }

    def ordering(self, item: Item) -> Fields:
        answers = list(self._all("answer"))
        keys = tuple(letters(len(answers)))
        options = []
        for key, answer in zip(keys, answers, strict=True):
            text, markup = self._texts.option(answer)
            options.append(Option(key=key, text=text, markup=markup))
        return {"type": ItemType.ORDERING, "options": tuple(options), "right": keys}

    def gaps(self, item: Item) -> Fields:
        is_html = item.markup is Markup.HTML
        stem, blanks = cloze.read(item.stem.get(self._language, ""), self._language, is_html=is_html)
        return {"type": ItemType.FILL_IN, "stem": self._words(stem), "blanks": blanks}

    def lists(self, item: Item) -> Fields:
        """Gaps with drop-down lists (`gapselect`) or words to drag (`ddwtos`)."""
        boxes = [*self._all("selectoption"), *self._all("dragbox")]
        words = [(given(box, "text"), given(box, "group")) for box in boxes]
        blanks: list[Blank] = []

        def place(found: re.Match[str]) -> str:
            number = int(found[1])
            if not 1 <= number <= len(words):
                return found[0]
            word, group = words[number - 1]
            choices = tuple(dict.fromkeys(text for text, other in words if other == group))
            blanks.append(Blank(key=f"b{len(blanks) + 1}", accepted=(Accepted(text=word),), choices=choices))
            return f"[[{blanks[-1].key}]]"

        stem = _PLACE.sub(place, item.stem.get(self._language, ""))
        return {"type": ItemType.FILL_IN, "stem": self._words(stem), "blanks": tuple(blanks)}

    def _words(self, text: str) -> Text:
        return {self._language: text} if text else {}


def _percent(answer: Element) -> float:
    """What an answer is worth; an old child `<fraction>` counts from 0 to 1."""
    old = given(answer, "fraction")
    said = answer.get("fraction", "")
    try:
        return float(said) if said else float(old or 0) * 100
    except ValueError as error:
        raise ItemError("bad_figure", value=said or old, field="fraction") from error


_KINDS: dict[str, Callable[[QuestionReader, Item], Fields]] = {
    "cloze": QuestionReader.gaps,
    "ddwtos": QuestionReader.lists,
    "description": QuestionReader.information,
    "essay": QuestionReader.essay,
    "gapselect": QuestionReader.lists,
    "matching": QuestionReader.matching,
    "multichoice": QuestionReader.choice,
    "multichoiceset": QuestionReader.choice,
    "numerical": QuestionReader.numerical,
    "ordering": QuestionReader.ordering,
    "shortanswer": QuestionReader.short,
    "truefalse": QuestionReader.truth,
}
