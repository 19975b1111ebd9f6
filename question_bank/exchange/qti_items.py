"""One QTI item, of version 2 or 3, as an item."""

from collections.abc import Callable
from xml.etree.ElementTree import Element

import msgspec

from question_bank.errors import ItemError
from question_bank.exchange.gift_writing import figure
from question_bank.exchange.item_content import Draft, letters
from question_bank.exchange.plain_text import stored
from question_bank.exchange.qti_names import INTERACTION, attribute, find, first, flat, is_plain, text_of
from question_bank.exchange.qti_responses import Response, declarations, number, processing
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
    Rule,
)
from question_bank.questionnaires import Text

Fields = dict[str, object]
FindPicture = Callable[[str, str], Picture | None]

_INLINE = frozenset({"textentryinteraction", "inlinechoiceinteraction"})
_UNUSED = ("templatedeclaration", "templateblock", "printedvariable", "infocontrol")


class ItemReader:
    """Makes the item of one `assessmentItem`; `find_picture` looks for files of the package."""

    def __init__(
        self, element: Element, draft: Draft, line: int | None, language: str, find_picture: FindPicture
    ) -> None:
        self._element, self._draft, self._line, self._language = element, draft, line, language
        self._find_picture = find_picture
        self._responses = declarations(element)
        self._scoring = processing(element)
        self._pictures: dict[str, Picture] = {}
        self._blanks: list[Blank] = []
        body = first(element, "itembody")
        if body is None:
            raise ItemError("part_not_read", part="itemBody")
        self._body = body
        self._markup = Markup.PLAIN if is_plain(body, self._left) else Markup.HTML

    def item(self) -> Item:
        """The item; ItemError for interactions that have no counterpart."""
        found = [each for each in self._body.iter() if flat(each).endswith(INTERACTION)]
        blocks = [each for each in found if flat(each) not in _INLINE]
        stem = self._text(self._body)
        prompts = [self._text(each) for block in blocks for each in find(block, "prompt")]
        stem = "\n".join(part for part in (stem, *prompts) if part)
        item = Item(
            key=self._draft.next_key,
            type=ItemType.INFORMATION,
            stem=self._words(stem),
            markup=self._markup,
            name=stored(attribute(self._element, "title")),
            foreign_id=stored(attribute(self._element, "identifier")),
        )
        item = msgspec.structs.replace(item, **self._answers(found, blocks, stem))
        item = msgspec.structs.replace(item, **self._feedback(item))
        self._tell_unused()
        return msgspec.structs.replace(item, pictures=tuple(self._pictures.values()))

    def _answers(self, found: list[Element], blocks: list[Element], stem: str) -> Fields:
        if not found:
            return {}
        if not blocks:
            return self._gaps(stem)
        kind = _KINDS.get(flat(blocks[0]))
        if kind is None or len(found) > 1:
            raise ItemError("kind_not_read", kind=", ".join(sorted({flat(each) for each in found})))
        response = self._responses.get(attribute(blocks[0], "responseidentifier"), Response())
        fields = kind(self, blocks[0], response)
        if self._scoring == "" or (self._scoring == "none" and flat(blocks[0]) != "extendedtextinteraction"):
            self._draft.remark("scoring_not_read", self._line, item=self._draft.next_key)
        return fields

    # words

    def _left(self, element: Element) -> bool:
        """Whether an element stands for an answer, not for words of the question."""
        return flat(element).endswith(INTERACTION) or flat(element) in ("rubricblock", "feedbackblock")

    def _text(self, element: Element) -> str:
        return stored(text_of(element, self._instead, plain=self._markup is Markup.PLAIN))

    def _instead(self, element: Element) -> str | None:
        name = flat(element)
        if name == "img":
            return self._image(element)
        if name in _INLINE:
            self._blanks.append(self._blank(element, f"b{len(self._blanks) + 1}"))
            return f"[[{self._blanks[-1].key}]]"
        if self._left(element) or name in ("feedbackinline", "stylesheet"):
            return ""
        return None

    def _image(self, element: Element) -> str | None:
        address, alternative = attribute(element, "src"), attribute(element, "alt")
        picture = self._find_picture(address, alternative)
        if picture is None:
            self._draft.remark("picture_missing", self._line, item=self._draft.next_key, picture=address)
            return "" if self._markup is Markup.PLAIN else None
        self._pictures[picture.name] = picture
        return f"[[{picture.name}]]"

    def _words(self, text: str) -> Text:
        return {self._language: text} if text else {}

    # answers

    def choice(self, element: Element, response: Response) -> Fields:
        choices = list(find(element, "simplechoice"))
        names = [attribute(each, "identifier") for each in choices]
        if sorted(names) == [FALSE, TRUE] and self._scoring != "map":
            return {"type": ItemType.TRUE_FALSE, "right": tuple(response.correct)}
        keys = dict(zip(names, letters(len(names)), strict=False))
        single = attribute(element, "maxchoices", "1") == "1" and response.cardinality == "single"
        options = tuple(self._option(each, keys, response) for each in choices)
        right = [keys[name] for name in response.correct or _best(response, names, single) if name in keys]
        return {
            "type": ItemType.SINGLE if single else ItemType.MULTIPLE,
            "options": options,
            "right": tuple(sorted(right)),
            "shuffle": attribute(element, "shuffle", "false").lower() == "true",
            **self._marks(response, single),
        }

    def _option(self, element: Element, keys: dict[str, str], response: Response) -> Option:
        name = attribute(element, "identifier")
        said = [self._text(each) for each in find(element, "feedbackinline")]
        fraction = None
        if self._scoring == "map" and response.best:
            fraction = response.worth.get(name, response.usual) / response.best
        return Option(
            key=keys[name],
            text=self._words(self._text(element)),
            pinned=attribute(element, "fixed") == "true",
            fraction=fraction,
            feedback=self._words("\n".join(said)),
        )

    def _marks(self, response: Response, single: bool) -> Fields:
        """How answers that are partly right count, and the points of the question."""
        if self._scoring != "map" or not response.best:
            return {} if single else {"rule": Rule.ALL_OR_NOTHING}
        best = response.best
        return {
            "rule": Rule.PER_OPTION,
            "points": best,
            "lower_bound": -1 if response.lower is None else response.lower / best,
            "upper_bound": 1,
        }

    def order(self, element: Element, response: Response) -> Fields:
        choices = list(find(element, "simplechoice"))
        names = [attribute(each, "identifier") for each in choices]
        keys = dict(zip(names, letters(len(names)), strict=False))
        return {
            "type": ItemType.ORDERING,
            "options": tuple(self._option(each, keys, Response()) for each in choices),
            "right": tuple(keys[name] for name in response.correct if name in keys),
            "shuffle": attribute(element, "shuffle", "false").lower() == "true",
        }

    def match(self, element: Element, response: Response) -> Fields:
        sets = list(find(element, "simplematchset"))
        if len(sets) != 2:
            raise ItemError("kind_not_read", kind=flat(element))
        lefts, rights = (list(find(each, "simpleassociablechoice")) for each in sets)
        keys = dict(
            zip([attribute(each, "identifier") for each in rights], letters(len(rights)), strict=True)
        )
        joined = dict(pair.split(maxsplit=1) for pair in response.correct or response.worth if " " in pair)
        pairs = tuple(
            Pair(
                key=f"p{number}",
                text=self._words(self._text(each)),
                option=keys.get(joined.get(attribute(each, "identifier"), ""), ""),
            )
            for number, each in enumerate(lefts, 1)
        )
        texts = [self._words(self._text(each)) for each in rights]
        options = tuple(Option(key=key, text=text) for key, text in zip(keys.values(), texts, strict=True))
        shuffle = attribute(element, "shuffle", "false").lower() == "true"
        return {"type": ItemType.MATCHING, "pairs": pairs, "options": options, "shuffle": shuffle}

    def essay(self, element: Element, response: Response) -> Fields:
        rubrics = [self._text(each) for each in find(self._body, "rubricblock")]
        said = "\n".join([*rubrics, *response.correct])
        return {"type": ItemType.ESSAY, "model_answer": self._words(said)}

    def _gaps(self, stem: str) -> Fields:
        names = [attribute(each, "responseidentifier") for each in find(self._body, *_INLINE)]
        found = [self._responses.get(name, Response()) for name in names]
        if len(found) == 1 and found[0].base in ("float", "integer") and not self._blanks[0].choices:
            accepted = tuple(_tolerant(each, self._tolerance()) for each in self._blanks[0].accepted)
            below = self._words(stem.replace("[[b1]]", "").strip())
            return {"type": ItemType.NUMERIC, "accepted": accepted, "stem": below}
        points = sum(response.best for response in found) if self._scoring == "map" else 0
        return {"type": ItemType.FILL_IN, "blanks": tuple(self._blanks), "points": points or 1}

    def _tolerance(self) -> float:
        """How far a number may be off: the first margin of `equal`."""
        equal = first(self._element, "equal")
        said = attribute(equal, "tolerance").split() if equal is not None else []
        return abs(number(said[0]) or 0) if said else 0

    def _blank(self, element: Element, key: str) -> Blank:
        response = self._responses.get(attribute(element, "responseidentifier"), Response())
        words = dict.fromkeys([*response.correct, *response.worth])
        names = {
            attribute(each, "identifier"): text_of(each, self._instead, plain=True)
            for each in find(element, "inlinechoice")
        }
        accepted = tuple(_accepted(word, names, response) for word in words)
        exact = bool(response.worth) and set(response.worth) <= response.exact
        return Blank(
            key=key, accepted=accepted, choices=tuple(names.values()), case_sensitive=exact and not names
        )

    # what is said afterwards

    def _feedback(self, item: Item) -> Fields:
        said: dict[str, str] = {}
        others = []
        for each in find(self._element, "modalfeedback"):
            name, text = attribute(each, "identifier").lower(), self._text(each)
            side = _side(name)
            if side:
                said[side] = text
            else:
                others.append(text)
        feedback = Feedback(**{side: self._words(text) for side, text in said.items()})
        return {"feedback": feedback, "explanation": self._words("\n".join(others))}

    def _tell_unused(self) -> None:
        for name in _UNUSED:
            if first(self._element, name) is not None:
                self._draft.remark("part_not_read", self._line, item=self._draft.next_key, part=name)


def _best(response: Response, names: list[str], single: bool) -> list[str]:
    """The right answers where only their worth is said."""
    good = [name for name in names if response.worth.get(name, 0) > 0]
    return [max(good, key=lambda name: response.worth[name])] if single and good else good


def _tolerant(answer: Accepted, tolerance: float) -> Accepted:
    return msgspec.structs.replace(answer, tolerance=tolerance) if answer.numeric else answer


def _side(name: str) -> str:
    if "incorrect" in name or "wrong" in name:
        return "wrong"
    if "partial" in name:
        return "partial"
    return "right" if "correct" in name or name == "right" else ""


def _accepted(word: str, names: dict[str, str], response: Response) -> Accepted:
    best = max(response.worth.values(), default=0)
    fraction = response.worth.get(word, best) / best if best else 1.0
    value = number(word) if response.base in ("float", "integer") else None
    if value is not None:
        return Accepted(value=float(figure(value)), fraction=fraction)
    return Accepted(text=stored(names.get(word, word)), fraction=fraction)


_KINDS: dict[str, Callable[[ItemReader, Element, Response], Fields]] = {
    "choiceinteraction": ItemReader.choice,
    "extendedtextinteraction": ItemReader.essay,
    "matchinteraction": ItemReader.match,
    "orderinteraction": ItemReader.order,
}
