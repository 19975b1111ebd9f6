"""A quiz item as an immutable document: stem, options, key, explanation, and where its rule is written.

Texts may hold markers: `[[b1]]` is the place of the blank with that key, `[[pump.png]]` that of the picture
with that name. What is not marked is shown below the stem.
"""

import re
from datetime import date
from enum import StrEnum

import msgspec

from question_bank.questionnaires import Text

MARKER = re.compile(r"\[\[([^\[\]\n]{1,200})\]\]")
"""A place inside a text for a blank or a picture."""
TRUE, FALSE = "true", "false"
"""The two keys of a true/false item; it needs options only for own words or feedback."""
HARDEST = 5


class ItemType(StrEnum):
    """The kinds of quiz item."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    FILL_IN = "fill_in"
    NUMERIC = "numeric"
    MATCHING = "matching"
    ORDERING = "ordering"
    ESSAY = "essay"
    INFORMATION = "information"


class Rule(StrEnum):
    """How a partly right answer counts; `SUITABLE` says which types know which rule."""

    ALL_OR_NOTHING = "all_or_nothing"
    MISSING_SHARE = "missing_share"
    MISSING_HALF = "missing_half"
    PER_OPTION = "per_option"
    EDC = "edc"
    HALVES = "halves"
    PER_PART = "per_part"
    ADJACENT = "adjacent"
    POSITION = "position"


_SHARES = (Rule.ALL_OR_NOTHING, Rule.MISSING_SHARE, Rule.MISSING_HALF)
SUITABLE: dict[ItemType, tuple[Rule, ...]] = {
    ItemType.SINGLE: (Rule.ALL_OR_NOTHING, Rule.PER_OPTION),
    ItemType.TRUE_FALSE: (Rule.ALL_OR_NOTHING,),
    ItemType.MULTIPLE: (*_SHARES, Rule.PER_OPTION, Rule.EDC, Rule.HALVES),
    ItemType.FILL_IN: (Rule.PER_PART, *_SHARES),
    ItemType.NUMERIC: (Rule.PER_OPTION, Rule.ALL_OR_NOTHING),
    ItemType.MATCHING: (Rule.PER_PART, *_SHARES),
    ItemType.ORDERING: (Rule.ALL_OR_NOTHING, Rule.ADJACENT, Rule.POSITION),
    ItemType.ESSAY: (),
    ItemType.INFORMATION: (),
}
"""The rules a type knows; the first one is used where nobody chose."""


class Markup(StrEnum):
    """How a text is written; `moodle` is that program's plain text with line breaks kept."""

    PLAIN = "plain"
    HTML = "html"
    MARKDOWN = "markdown"
    MOODLE = "moodle"


class Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What all parts of a document have in common: immutable, written without defaults, strict on reading."""


class Picture(Part, frozen=True, kw_only=True):
    """A picture by the name texts use and the SHA-256 of its bytes, which are kept elsewhere."""

    name: str
    sha256: str = ""
    alt: Text = {}


class Option(Part, frozen=True, kw_only=True):
    """One choice, step to order or right-hand side of a matching item.

    `fraction` is what choosing it is worth under the rule per option (1 = the whole item, may be negative;
    None: derived from the key). A `pinned` option keeps its place when options are shuffled.
    """

    key: str
    text: Text = {}
    picture: str | None = None
    pinned: bool = False
    fraction: float | None = None
    feedback: Text = {}
    markup: Markup | None = None


class Accepted(Part, frozen=True, kw_only=True):
    """One answer that counts: words, or a number with tolerance, or a range with both ends included.

    `fraction` is what it is worth; 0 with feedback speaks to a wrong answer one expects. With `wildcard` a
    `*` in the words stands for anything.
    """

    text: str = ""
    value: float | None = None
    tolerance: float = 0
    minimum: float | None = None
    maximum: float | None = None
    fraction: float = 1
    wildcard: bool = False
    feedback: Text = {}

    @property
    def numeric(self) -> bool:
        """Whether numbers, not words, are compared."""
        return self.value is not None or self.minimum is not None or self.maximum is not None


class Blank(Part, frozen=True, kw_only=True):
    """One gap to fill; `weight` is its share of the item against the other blanks.

    With `choices` it is a drop-down list of these words.
    """

    key: str
    accepted: tuple[Accepted, ...] = ()
    case_sensitive: bool = False
    weight: float = 1
    choices: tuple[str, ...] = ()


class Pair(Part, frozen=True, kw_only=True):
    """One line of a matching item and the key of the option that belongs to it."""

    key: str
    text: Text = {}
    option: str = ""
    picture: str | None = None
    markup: Markup | None = None


class GuidePoint(Part, frozen=True, kw_only=True):
    """One thing a marker looks for in an essay, and its points."""

    text: Text
    points: float = 1


class Source(Part, frozen=True, kw_only=True):
    """Where the rule is written: document, clause in it, address."""

    document: str = ""
    clause: str = ""
    url: str = ""


class Feedback(Part, frozen=True, kw_only=True):
    """What is said after answering, by how right it was; `explanation` of the item is said to all."""

    right: Text = {}
    partial: Text = {}
    wrong: Text = {}


class Material(Part, frozen=True, kw_only=True):
    """A text, table or picture that several items ask about."""

    key: str
    text: Text = {}
    pictures: tuple[Picture, ...] = ()
    markup: Markup = Markup.PLAIN


class Item(Part, frozen=True, kw_only=True):
    """One version of one quiz item.

    `right` holds option keys: one for single, several for multiple, `true` or `false`, and for ordering all
    of them in the right sequence. `blanks` belong to fill_in (`any_order`: their answers may be swapped),
    `accepted` to numeric, `pairs` to matching (options without a pair are distractors), `guide` and
    `model_answer` to essay. `name` and `foreign_id` are what another program called it.
    """

    key: str
    type: ItemType
    stem: Text = {}
    markup: Markup = Markup.PLAIN
    pictures: tuple[Picture, ...] = ()
    material: str | None = None
    options: tuple[Option, ...] = ()
    right: tuple[str, ...] = ()
    blanks: tuple[Blank, ...] = ()
    any_order: bool = False
    accepted: tuple[Accepted, ...] = ()
    unit: Text = {}
    pairs: tuple[Pair, ...] = ()
    guide: tuple[GuidePoint, ...] = ()
    model_answer: Text = {}
    shuffle: bool = True
    rule: Rule | None = None
    lower_bound: float = 0
    upper_bound: float = 1
    points: float = 1
    explanation: Text = {}
    feedback: Feedback = Feedback()
    hints: tuple[Text, ...] = ()
    knowledge_point: str = ""
    difficulty: int | None = None
    tags: tuple[str, ...] = ()
    source: Source = Source()
    expires_on: date | None = None
    indicator: str | None = None
    problem: str | None = None
    sop: str | None = None
    name: str = ""
    foreign_id: str = ""

    @property
    def asked(self) -> bool:
        """Whether it can be answered at all."""
        return self.type is not ItemType.INFORMATION

    @property
    def distractors(self) -> tuple[Option, ...]:
        """The options that are wrong, or belong to no pair."""
        used = {pair.option for pair in self.pairs} | set(self.right)
        return tuple(option for option in self.options if option.key not in used)

    def option(self, key: str) -> Option | None:
        """The option with this key, if there is one."""
        return next((option for option in self.options if option.key == key), None)

    def expired(self, on: date) -> bool:
        """Whether the rule it tests has lapsed; `expires_on` is the last day it holds."""
        return self.expires_on is not None and on > self.expires_on

    def within(self, knowledge_point: str) -> bool:
        """Whether it lies in this branch of the tree of knowledge points ("" is the whole tree)."""
        branch = knowledge_point.strip("/")
        return not branch or self.knowledge_point == branch or self.knowledge_point.startswith(branch + "/")


class Bank(Part, frozen=True, kw_only=True):
    """Items that are kept, checked and exchanged together."""

    title: Text = {}
    base_language: str = "zh-Hans"
    items: tuple[Item, ...] = ()
    materials: tuple[Material, ...] = ()

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Every picture of items and materials, once by name and content."""
        found = [picture for item in self.items for picture in item.pictures]
        found += [picture for material in self.materials for picture in material.pictures]
        return tuple({(picture.name, picture.sha256): picture for picture in found}.values())

    def item(self, key: str) -> Item:
        """The item with this key; KeyError when there is none."""
        for item in self.items:
            if item.key == key:
                return item
        raise KeyError(key)

    def material(self, key: str) -> Material:
        """The material with this key; KeyError when there is none."""
        for material in self.materials:
            if material.key == key:
                return material
        raise KeyError(key)
