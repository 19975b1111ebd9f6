"""A questionnaire as an immutable document: sections of items, texts in several languages."""

import hashlib
from collections.abc import Iterable
from enum import StrEnum

import msgspec

from question_bank import documents
from question_bank.errors import QuestionnaireError

Text = dict[str, str]
"""A text in several languages: BCP 47 tag to words, `{"zh-Hans": "够了", "en": "Enough"}`."""

KEY = r"[a-z][a-z0-9_]{0,31}"
"""What an item key looks like; option and row keys may also start with a digit."""
RESERVED = frozenset({"and", "or", "not", "has", "answered", "constructor"})
"""Words of the rule grammar, and one word that scripts own: never item keys."""
COMMON_ROLES = frozenset({"filled_by", "call_back", "attachment"})
"""Fields about the form itself or beside another question; they carry no question number."""
PURPOSES = frozenset({"phone", "name", "photo", "address"})
"""Personal data; an item with one of these needs the consent block."""
THEMES = ("mindset", "skills", "equipment", "vulnerable", "network")
"""The themes every installation starts with; an office may add its own."""
MAXIMUM_BYTES = 2_000_000


class ItemType(StrEnum):
    """The kinds of survey item."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    RATING = "rating"
    NPS = "nps"
    KANO = "kano"
    GAP = "gap"
    MATRIX = "matrix"
    RANKING = "ranking"
    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    PHOTO = "photo"
    INFORMATION = "information"


CHOOSING = frozenset({ItemType.SINGLE, ItemType.MULTIPLE, ItemType.MATRIX, ItemType.RANKING})
"""Types that need options."""
SILENT = frozenset({ItemType.INFORMATION, ItemType.PHOTO})
"""Types that leave nothing in the answers (photos are files beside the response)."""


class Option(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One choice; `exclusive` clears the others, `pinned` keeps its place when options are shuffled."""

    key: str
    text: Text
    theme: str | None = None
    exclusive: bool = False
    pinned: bool = False


class Row(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One line of a matrix."""

    key: str
    text: Text


class SurveyItem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One question, or a piece of information between questions.

    `labels` names steps of a scale by number ("1", "5"); five `options` of a Kano item replace the usual;
    `right` are the right options of an awareness item, `explanation` is what is said after answering.
    """

    key: str
    type: ItemType
    stem: Text
    hint: Text = {}
    required: bool = False
    options: tuple[Option, ...] = ()
    rows: tuple[Row, ...] = ()
    show_when: str = ""
    indicator: str | None = None
    touchpoint: str | None = None
    choose_at_least: int | None = None
    choose_at_most: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    unit: Text = {}
    labels: dict[str, Text] = {}
    functional: Text = {}
    dysfunctional: Text = {}
    ask_importance: bool = False
    purpose: str | None = None
    role: str | None = None
    randomise: bool = False
    right: tuple[str, ...] = ()
    explanation: Text = {}

    @property
    def answers(self) -> bool:
        """Whether the item leaves something in the answers."""
        return self.type not in SILENT

    @property
    def personal(self) -> str | None:
        """Which personal data it asks for: "phone", "name", "photo", "address" or None."""
        return self.purpose or ("photo" if self.type is ItemType.PHOTO else None)

    def scale(self) -> range:
        """The whole numbers a rating, 0-10, Kano or gap answer may take; never more than eleven."""
        if self.type is ItemType.NPS:
            return range(11)
        if self.type is ItemType.KANO:
            return range(1, 6)
        low = 1 if self.minimum is None else int(self.minimum)
        high = 5 if self.maximum is None else int(self.maximum)
        return range(low, min(high, low + 10) + 1)

    def option(self, key: str) -> Option | None:
        """The option with this key, if there is one."""
        return next((option for option in self.options if option.key == key), None)


class Section(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Items under one heading; the first section often has none."""

    key: str
    title: Text = {}
    items: tuple[SurveyItem, ...] = ()


class Questionnaire(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """One version of what is asked; immutable, and identified by its `fingerprint`."""

    title: Text
    base_language: str
    languages: tuple[str, ...]
    sections: tuple[Section, ...] = ()
    intro: Text = {}
    thanks: Text = {}
    adults_only: bool = False

    @property
    def items(self) -> tuple[SurveyItem, ...]:
        """All items in the order they are asked."""
        return tuple(item for section in self.sections for item in section.items)

    def item(self, key: str) -> SurveyItem:
        """The item with this key; KeyError when there is none."""
        for item in self.items:
            if item.key == key:
                return item
        raise KeyError(key)

    def with_role(self, role: str) -> SurveyItem | None:
        """The first item that plays this role ("filled_by", "call_back")."""
        return next((item for item in self.items if item.role == role), None)

    @property
    def personal(self) -> tuple[SurveyItem, ...]:
        """Items that ask for personal data; where there are any, the consent block is shown."""
        return tuple(item for item in self.items if item.personal)

    def numbered(self) -> dict[str, int]:
        """Question numbers by item key; information and the common closing fields have none."""
        counted = [
            i.key for i in self.items if i.type is not ItemType.INFORMATION and i.role not in COMMON_ROLES
        ]
        return {key: number for number, key in enumerate(counted, start=1)}

    def new_key(self, taken: Iterable[str] = ()) -> str:
        """A key no item has: one above the highest here and in `taken` (the keys of earlier versions)."""
        known = {item.key for item in self.items} | set(taken)
        numbers = [
            int(key[1:]) for key in known if key[:1] == "q" and key[1:].isascii() and key[1:].isdigit()
        ]
        return f"q{max(numbers, default=0) + 1}"


# Done once here: where two threads make msgspec learn a type at the same moment, the process dies.
msgspec.json.Decoder(Questionnaire)


def say(text: Text, language: str, base: str = "zh-Hans") -> str:
    """The words in the asked language, else in its base language, else in `base`, else in any, else ""."""
    for tag in (language, language.split("-")[0], base):
        if text.get(tag):
            return text[tag]
    return next((words for _, words in sorted(text.items()) if words), "")


def read_document(source: bytes | str) -> Questionnaire:
    """A questionnaire from its JSON; QuestionnaireError says what is wrong. Drafts may have gaps."""
    tree = documents.read(source, limit=MAXIMUM_BYTES)
    try:
        return msgspec.convert(tree, Questionnaire)
    except msgspec.ValidationError as error:
        raise QuestionnaireError("bad_document", detail=str(error)) from error


def write_document(questionnaire: Questionnaire) -> str:
    """The canonical JSON: sorted keys, NFC, defaults left out; the same content, the same bytes."""
    return documents.write(msgspec.to_builtins(questionnaire))


def fingerprint(questionnaire: Questionnaire) -> str:
    """SHA-256 of the canonical document, in hex."""
    return hashlib.sha256(write_document(questionnaire).encode()).hexdigest()
