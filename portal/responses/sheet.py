"""A questionnaire as the lines of an answer sheet: what the page draws, in one language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from flask_babel import gettext as _

from portal import i18n
from question_bank import answer_fields, answers, expressions, readability
from question_bank.answer_values import text_limit
from question_bank.columns import KANO_WORDS, PARTS
from question_bank.questionnaires import ItemType, Questionnaire, SurveyItem, Text

Given = Mapping[str, Sequence[str]]

# How the page's script reads a fieldset into a canonical answer: number, list, parts, places, day.
SHAPES = {
    ItemType.RATING: "n", ItemType.NPS: "n", ItemType.NUMBER: "n", ItemType.MULTIPLE: "m",
    ItemType.KANO: "on", ItemType.GAP: "on", ItemType.MATRIX: "o", ItemType.RANKING: "r", ItemType.DATE: "d",
}  # fmt: skip
FACES = 5


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    chosen: bool
    exclusive: bool = False
    pinned: bool = False

    @property
    def breaks(self) -> bool:
        """很不满意 under a face goes on two lines after its first character, not before its last."""
        return len(self.label) == 4 and not self.label.isascii()


@dataclass(frozen=True, slots=True)
class Group:
    """Choices under one field name; `look` is rows, faces or steps (numbers side by side)."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    look: str = "rows"
    many: bool = False
    low: str = ""
    high: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """An option of a ranking with the place it was given."""

    name: str
    label: str
    place: str


@dataclass(frozen=True, slots=True)
class Question:
    item: SurveyItem
    number: int | None
    stem: str
    hint: str
    shape: str
    rule: Any
    groups: tuple[Group, ...] = ()
    places: tuple[Place, ...] = ()
    values: dict[str, str] = field(default_factory=dict)
    unit: str = ""
    limit: int = 0
    message: str = ""

    @property
    def type(self) -> str:
        return self.item.type.value

    @property
    def phone(self) -> bool:
        return self.item.purpose == "phone"


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One questionnaire in one language, with what was typed and what is to be mended."""

    questionnaire: Questionnaire
    language: str
    title: str
    intro: str
    parts: tuple[Part, ...]
    count: int
    minutes: float

    @property
    def questions(self) -> list[Question]:
        return [question for part in self.parts for question in part.questions]

    @property
    def first_personal(self) -> str | None:
        return next((item.key for item in self.questionnaire.personal), None)

    def has(self, *types: str) -> bool:
        return any(question.type in types for question in self.questions)

    @property
    def has_rules(self) -> bool:
        return any(question.rule for question in self.questions)

    @property
    def shuffles(self) -> bool:
        return any(question.item.randomise for question in self.questions)


def lay_out(
    questionnaire: Questionnaire,
    language: str,
    given: Given | None = None,
    messages: Mapping[str, str] | None = None,
) -> Sheet:
    """`given` are form fields to keep, `messages` what to mend by item key."""
    pen = _Pen(questionnaire, language, given or {}, messages or {})
    parts = tuple(
        Part(pen.say(section.title), tuple(pen.question(item) for item in section.items))
        for section in questionnaire.sections
    )
    return Sheet(
        questionnaire,
        language,
        pen.say(questionnaire.title),
        pen.say(questionnaire.intro),
        parts,
        len(pen.numbers),
        minutes(questionnaire, language),
    )


def minutes(questionnaire: Questionnaire, language: str) -> float:
    """As people say it: half a minute, then whole minutes."""
    seconds = readability.seconds(questionnaire, language)
    return 0.5 if seconds <= 40 else max(1, round(seconds / 60))


class _Pen:
    """Writes questions in one language."""

    def __init__(
        self, questionnaire: Questionnaire, language: str, given: Given, messages: Mapping[str, str]
    ) -> None:
        self.language = language
        self.given = given
        self.messages = messages
        self.numbers = questionnaire.numbered()

    def say(self, text: Text) -> str:
        return i18n.say(text, self.language)

    def question(self, item: SurveyItem) -> Question:
        rule = answers.rule_of(item.show_when)
        return Question(
            item=item,
            number=self.numbers.get(item.key),
            stem=self.say(item.stem),
            hint=self.say(item.hint) or _limits(item),
            shape=SHAPES.get(item.type, ""),
            rule=expressions.to_json(rule) if rule is not None else None,
            groups=self.groups(item),
            places=self.places(item),
            values={name: self.typed(name) for name in answer_fields.names(item)},
            unit=self.say(item.unit),
            limit=text_limit(item),
            message=self.messages.get(item.key, ""),
        )

    def typed(self, name: str) -> str:
        texts = self.given.get(name, ())
        return texts[0] if texts else ""

    def groups(self, item: SurveyItem) -> tuple[Group, ...]:
        if item.type in (ItemType.SINGLE, ItemType.MULTIPLE):
            return (self.options(item, item.key, ""),)
        if item.type in (ItemType.RATING, ItemType.NPS):
            return (self.scale(item, item.key, ""),)
        if item.type is ItemType.KANO:
            return tuple(self.kano(item, part) for part in answer_fields.parts(item))
        if item.type is ItemType.GAP:
            return tuple(self.scale(item, f"{item.key}.{part}", self.say(PARTS[part])) for part in ("e", "p"))
        if item.type is ItemType.MATRIX:
            return tuple(self.options(item, f"{item.key}.{row.key}", self.say(row.text)) for row in item.rows)
        return ()

    def options(self, item: SurveyItem, name: str, label: str) -> Group:
        chosen = self.given.get(name, ())
        choices = tuple(
            Choice(each.key, self.say(each.text), each.key in chosen, each.exclusive, each.pinned)
            for each in item.options
        )
        return Group(name, label, choices, many=item.type is ItemType.MULTIPLE)

    def scale(self, item: SurveyItem, name: str, label: str) -> Group:
        words = {key: self.say(text) for key, text in item.labels.items()}
        steps = item.scale()
        faces = item.type is ItemType.RATING and steps == range(1, FACES + 1)
        if faces and not any(words.values()):
            words = dict(zip("12345", _face_words(), strict=True))
        if faces and all(words.get(str(step)) for step in steps):
            return Group(name, label, self.steps(name, steps, words), look="faces")
        low, high = words.get(str(steps[0]), ""), words.get(str(steps[-1]), "")
        middle = any(words.get(str(step)) for step in steps[1:-1])
        if middle and len(steps) <= 7:
            return Group(name, label, self.steps(name, steps, words))
        return Group(name, label, self.steps(name, steps, {}), look="steps", low=low, high=high)

    def steps(self, name: str, steps: range, words: Mapping[str, str]) -> tuple[Choice, ...]:
        chosen = self.given.get(name, ())
        return tuple(
            Choice(str(step), words.get(str(step)) or str(step), str(step) in chosen) for step in steps
        )

    def kano(self, item: SurveyItem, part: str) -> Group:
        name = f"{item.key}.{part}"
        if part == "i":
            return Group(name, self.say(PARTS["i"]), self.steps(name, range(1, 6), {}), look="steps")
        asked = item.functional if part == "f" else item.dysfunctional
        own = [self.say(option.text) for option in item.options]
        words = own if len(own) == FACES else [self.say(word) for word in KANO_WORDS]
        named = {str(step): word for step, word in enumerate(words, start=1)}
        return Group(name, self.say(asked) or self.say(PARTS[part]), self.steps(name, range(1, 6), named))

    def places(self, item: SurveyItem) -> tuple[Place, ...]:
        if item.type is not ItemType.RANKING:
            return ()
        names = [(f"{item.key}.{option.key}", self.say(option.text)) for option in item.options]
        return tuple(Place(name, label, self.typed(name)) for name, label in names)


def _limits(item: SurveyItem) -> str:
    if item.type is ItemType.MULTIPLE:
        if item.choose_at_most:
            return str(_("Choose up to %(limit)s", limit=item.choose_at_most))
        return str(_("You may choose several"))
    if item.type is ItemType.RANKING:
        return str(_("1 is what matters most to you"))
    if item.type is ItemType.PHOTO:
        return str(_("Sent after your answers have arrived"))
    return ""


def _face_words() -> list[str]:
    return [
        str(_("Very dissatisfied")),
        str(_("Dissatisfied")),
        str(_("So-so")),
        str(_("Satisfied")),
        str(_("Very satisfied")),
    ]


def questionnaire_from(document: Any) -> Questionnaire:
    """A stored document as a questionnaire."""
    return msgspec.convert(document, Questionnaire)
