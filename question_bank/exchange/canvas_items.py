"""One `<item>` of QTI 1.2, as Canvas and Blackboard write it."""

from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

import msgspec

from question_bank.errors import ItemError
from question_bank.exchange.canvas_conditions import Condition, conditions
from question_bank.exchange.gift_items import accepted as words_accepted
from question_bank.exchange.html_pictures import to_markers
from question_bank.exchange.item_content import Draft, letters
from question_bank.exchange.plain_text import stored
from question_bank.exchange.qti_packages import no_pictures
from question_bank.exchange.qti_responses import number
from question_bank.exchange.xml_reading import all_named, child, name_of
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
    Picture,
)
from question_bank.questionnaires import Text

Fields = dict[str, object]
FindPicture = Callable[[str, str], Picture | None]

_TYPES = {
    "multiple_choice_question": "choice",
    "multiple choice": "choice",
    "true_false_question": "truth",
    "true/false": "truth",
    "either/or": "choice",
    "multiple_answers_question": "several",
    "multiple answer": "several",
    "short_answer_question": "blank",
    "fill in the blank": "blank",
    "fill_in_multiple_blanks_question": "lists",
    "multiple_dropdowns_question": "lists",
    "matching_question": "matching",
    "matching": "matching",
    "numerical_question": "numeric",
    "numeric": "numeric",
    "essay_question": "essay",
    "essay": "essay",
    "short response": "essay",
    "file_upload_question": "essay",
    "text_only_question": "information",
}
_RESPONSES = ("response_lid", "response_str", "response_num")
_HTML_TYPES = ("text/html", "html", "smart_text")
_SAID = {"correct_fb": "right", "correct": "right", "general_incorrect_fb": "wrong", "incorrect": "wrong"}


class ItemReader:
    """Makes the item of one element; `find_picture` looks for files of the package."""

    def __init__(
        self,
        element: Element,
        draft: Draft,
        line: int | None,
        language: str,
        find_picture: FindPicture = no_pictures,
    ) -> None:
        self._element, self._draft, self._line, self._language = element, draft, line, language
        self._find = find_picture
        self._pictures: dict[str, Picture] = {}
        self._markup = Markup.PLAIN
        self._responses = [each for each in element.iter() if name_of(each) in _RESPONSES]
        self._conditions = conditions(element)

    def item(self) -> Item:
        """The item; ItemError for a kind of question that is not known here."""
        about = dict(_metadata(self._element))
        named = about.get("question_type", "").strip().lower()
        kind = _TYPES.get(named, "") if named else self._guess()
        if not kind:
            raise ItemError("kind_not_read", kind=named or "?")
        stem = self._stem()
        item = Item(
            key=self._draft.next_key,
            type=ItemType.INFORMATION,
            stem=self._words(stem),
            markup=self._markup,
            points=number(about.get("points_possible", "")) or 1,
            name=stored(self._element.get("title") or ""),
            foreign_id=stored(self._element.get("ident") or about.get("bbmd_asi_object_id", "")),
        )
        build: Callable[[], Fields] = getattr(self, kind)
        item = msgspec.structs.replace(item, **build())
        item = msgspec.structs.replace(item, **self._feedback(item.type))
        if named == "file_upload_question":
            self._draft.remark("part_not_read", self._line, item=item.key, part=named)
        return msgspec.structs.replace(item, pictures=tuple(self._pictures.values()))

    def _guess(self) -> str:
        if not self._responses:
            return "information"
        if len(self._responses) > 1:
            return "matching"
        response = self._responses[0]
        if name_of(response) == "response_lid":
            return "several" if response.get("rcardinality") == "Multiple" else "choice"
        return "blank" if any(each.rights for each in self._conditions) else "essay"

    # words

    def _stem(self) -> str:
        blocks = [each for each in self._element.iter() if each.get("class") == "QUESTION_BLOCK"]
        presentation = blocks[0] if blocks else child(self._element, "presentation")
        return self._material(presentation) if presentation is not None else ""

    def _material(self, element: Element, *, stop: bool = True) -> str:
        """The words before the first response inside."""
        parts = []
        for each in _before_responses(element) if stop else element.iter():
            if name_of(each) in ("mattext", "mat_formattedtext") and (each.text or "").strip():
                if (each.get("texttype") or each.get("type") or "").lower() in _HTML_TYPES:
                    self._markup = Markup.HTML
                parts.append((each.text or "").strip())
        return to_markers(stored("\n".join(parts)), self._picture)

    def _picture(self, address: str, alternative: str) -> str | None:
        picture = self._find(address, alternative)
        if picture is None:
            self._draft.remark("picture_missing", self._line, item=self._draft.next_key, picture=address)
            return None
        self._pictures[picture.name] = picture
        return picture.name

    def _words(self, text: str) -> Text:
        return {self._language: text} if text else {}

    def _feedback(self, kind: ItemType) -> Fields:
        """What is said after answering; feedback on single answers stays with these."""
        said: dict[str, str] = {}
        explanation = []
        own = {each.get("ident") for each in all_named(self._element, "response_label")}
        for each in all_named(self._element, "itemfeedback"):
            name = each.get("ident") or ""
            text = self._material(each, stop=False)
            if not text or name in own or name.removesuffix("_fb") in own:
                continue
            if side := _SAID.get(name.lower()):
                said[side] = text
            elif name.lower() != "solution" or kind is not ItemType.ESSAY:
                explanation.append(text)
        explanation = [text for text in dict.fromkeys(explanation) if text not in said.values()]
        feedback = Feedback(**{side: self._words(text) for side, text in said.items()})
        return {"feedback": feedback, "explanation": self._words("\n".join(explanation))}

    def _said_of(self, name: str) -> Text:
        """The feedback on one answer, which Canvas names after it."""
        wanted = (f"{name}_fb", name)
        for each in all_named(self._element, "itemfeedback"):
            if each.get("ident") in wanted and name not in ("correct", "general", "general_incorrect"):
                return self._words(self._material(each, stop=False))
        return {}

    # kinds

    def information(self) -> Fields:
        return {"type": ItemType.INFORMATION}

    def essay(self) -> Fields:
        said = [self._material(each, stop=False) for each in all_named(self._element, "solution")]
        return {"type": ItemType.ESSAY, "model_answer": self._words("\n".join(filter(None, said)))}

    def truth(self) -> Fields:
        texts = dict(self._labels(self._responses[0]))
        right = [texts[name].lower() in _TRUE_WORDS for name in self._right() if name in texts]
        return {"type": ItemType.TRUE_FALSE, "right": tuple(TRUE if each else FALSE for each in right[:1])}

    def choice(self) -> Fields:
        return self._choices(ItemType.SINGLE, self._right()[:1])

    def several(self) -> Fields:
        return self._choices(ItemType.MULTIPLE, self._right())

    def _choices(self, kind: ItemType, right: list[str]) -> Fields:
        labels = self._labels(self._responses[0])
        keys = dict(zip([name for name, _ in labels], letters(len(labels)), strict=False))
        options = tuple(
            Option(key=keys[name], text=self._words(text), feedback=self._said_of(name))
            for name, text in labels
        )
        found = tuple(keys[name] for name in right if name in keys)
        return {"type": kind, "options": options, "right": found}

    def _right(self) -> list[str]:
        """What the condition with the most points asks for."""
        best = max(self._conditions, key=lambda each: each.score, default=Condition())
        return best.rights if best.score > 0 else []

    def blank(self) -> Fields:
        texts = dict.fromkeys(text for each in self._conditions if each.score > 0 for text in each.rights)
        blank = Blank(
            key="b1", accepted=tuple(words_accepted(text.replace("*", "\\*"), 1, {}) for text in texts)
        )
        return {"type": ItemType.FILL_IN, "blanks": (blank,)}

    def numeric(self) -> Fields:
        found: dict[tuple[float, float], Accepted] = {}
        for each in self._conditions:
            exact = [value for value in map(number, each.rights) if value is not None]
            low, high = each.low, each.high
            if exact and low is not None and high is not None:
                found[low, high] = Accepted(value=exact[0], tolerance=max(exact[0] - low, high - exact[0]))
            elif low is not None and high is not None:
                found[low, high] = Accepted(minimum=low, maximum=high)
            elif exact:
                found[exact[0], exact[0]] = Accepted(value=exact[0])
        return {"type": ItemType.NUMERIC, "accepted": tuple(found.values())}

    def matching(self) -> Fields:
        asked = [each for each in self._conditions if each.rights and each.respondents]
        answers = {each.respondents[0]: each.rights[0] for each in asked}
        texts, pairs = self._sides()
        keys = dict(zip(dict.fromkeys(texts.values()), letters(len(set(texts.values()))), strict=True))
        lines = tuple(
            Pair(
                key=f"p{place}",
                text=self._words(text),
                option=keys.get(texts.get((name, answers.get(name, "")), ""), ""),
            )
            for place, (name, text) in enumerate(pairs, 1)
        )
        options = tuple(Option(key=key, text=self._words(text)) for text, key in keys.items())
        return {"type": ItemType.MATCHING, "pairs": lines, "options": options}

    def _sides(self) -> tuple[dict[tuple[str, str], str], list[tuple[str, str]]]:
        """The words of each label of each response, and the words of each line."""
        blocks = [each for each in self._element.iter() if each.get("class") == "RIGHT_MATCH_BLOCK"]
        rights = [self._material(each, stop=False) for block in blocks for each in block]
        parents = {each: parent for parent in self._element.iter() for each in parent}
        texts, lines = {}, []
        for response in self._responses:
            name = response.get("ident") or ""
            lines.append((name, self._material(response) or self._material(parents[response])))
            for place, (label, text) in enumerate(self._labels(response)):
                texts[name, label] = text or (rights[place] if place < len(rights) else "")
        return texts, lines

    def lists(self) -> Fields:
        """Blanks named in the stem as `[name]`, typed or chosen from a list."""
        stem, blanks = self._stem(), []
        for place, response in enumerate(self._responses, 1):
            name = response.get("ident") or ""
            right = {text for each in self._conditions if name in each.respondents for text in each.rights}
            labels = self._labels(response)
            typed = "fill_in" in dict(_metadata(self._element)).get("question_type", "")
            accepted = tuple(Accepted(text=text) for label, text in labels if typed or label in right)
            choices = () if typed else tuple(text for _, text in labels)
            blanks.append(Blank(key=f"b{place}", accepted=accepted, choices=choices))
            stem = stem.replace(f"[{name.removeprefix('response_')}]", f"[[b{place}]]", 1)
        return {"type": ItemType.FILL_IN, "blanks": tuple(blanks), "stem": self._words(stem)}

    def _labels(self, response: Element) -> list[tuple[str, str]]:
        return [
            (each.get("ident") or "", self._material(each, stop=False))
            for each in all_named(response, "response_label")
        ]


_TRUE_WORDS = frozenset({"true", "t", "正确", "对", "是", "yes"})


def _metadata(item: Element) -> Iterator[tuple[str, str]]:
    """The fields of Canvas, and Blackboard's under the same names."""
    for each in all_named(item, "qtimetadatafield"):
        label, entry = child(each, "fieldlabel"), child(each, "fieldentry")
        if label is not None and entry is not None:
            yield (label.text or "").strip(), (entry.text or "").strip()
    for each in item.iter():
        if name_of(each) == "bbmd_questiontype":
            yield "question_type", each.text or ""
        elif name_of(each) == "bbmd_asi_object_id":
            yield "bbmd_asi_object_id", each.text or ""


def _before_responses(element: Element) -> Iterator[Element]:
    for each in element:
        if name_of(each) in _RESPONSES or name_of(each) == "render_choice":
            return
        yield each
        if any(name_of(inner) in _RESPONSES for inner in each.iter()):
            yield from _before_responses(each)
            return
        yield from (inner for inner in each.iter() if inner is not each)
