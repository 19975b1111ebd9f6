"""What a paper is: the rules it is drawn by, and the questions it asks, frozen with versions and order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from question_bank.items import Item, ItemType, Part, Rule
from question_bank.questionnaires import Text

USUAL_FACILITY = {1: 0.9, 2: 0.8, 3: 0.65, 4: 0.5, 5: 0.35}
"""Our guess of the share who get an item right, by difficulty, until answers say better."""
UNKNOWN_FACILITY = 0.7
USUAL_BAND = 0.05


class PaperRule(Part, frozen=True, kw_only=True):
    """So many questions of this kind; what is empty does not restrict, `points` overrides the items' own."""

    count: int
    title: Text = {}
    bank: str | None = None
    knowledge_point: str = ""
    difficulties: tuple[int, ...] = ()
    types: tuple[ItemType, ...] = ()
    tags: tuple[str, ...] = ()
    indicator: str | None = None
    problem: str | None = None
    points: float | None = None
    marking: Rule | None = None


class PaperSpec(Part, frozen=True, kw_only=True):
    """How papers are assembled; two papers differ in expected facility by `band` at most."""

    rules: tuple[PaperRule, ...]
    title: Text = {}
    band: float = USUAL_BAND
    shuffle_items: bool = True
    shuffle_options: bool = True
    pass_mark: float | None = None


class Question(Part, frozen=True, kw_only=True):
    """One place on a paper: which version of which item, its options in the order shown, its points."""

    item: str
    version: str = ""
    section: int = 0
    points: float = 1
    options: tuple[str, ...] = ()
    rule: Rule | None = None


class Paper(Part, frozen=True, kw_only=True):
    """What one person is asked, and how it came about: seed, number in the draw, fingerprint of the pool."""

    questions: tuple[Question, ...]
    title: Text = {}
    pass_mark: float | None = None
    seed: int = 0
    number: int = 0
    pool: str = ""
    expected: float = 0

    @property
    def points(self) -> float:
        """What can be reached."""
        return round(sum(question.points for question in self.questions), 9)

    def question(self, item: str) -> Question:
        """The place of this item; KeyError when it is not asked."""
        for question in self.questions:
            if question.item == item:
                return question
        raise KeyError(item)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that may be drawn: the id answers will carry, where it is from, and what is known of it.

    `facility` is the share who got it right, None while unknown; `exposure` how often it was drawn before.
    """

    id: str
    item: Item
    bank: str = ""
    version: str = ""
    facility: float | None = None
    exposure: int = 0

    @property
    def expected(self) -> float:
        """The share expected to get it right."""
        if self.facility is not None:
            return self.facility
        return USUAL_FACILITY.get(self.item.difficulty or 0, UNKNOWN_FACILITY)


def fits(rule: PaperRule, candidate: Candidate) -> bool:
    """Whether the rule may draw this candidate."""
    item = candidate.item
    return (
        item.asked
        and rule.bank in (None, candidate.bank)
        and item.within(rule.knowledge_point)
        and (not rule.difficulties or item.difficulty in rule.difficulties)
        and (not rule.types or item.type in rule.types)
        and set(rule.tags) <= set(item.tags)
        and rule.indicator in (None, item.indicator)
        and rule.problem in (None, item.problem)
    )


def points_of(rule: PaperRule, candidate: Candidate) -> float:
    """What the candidate earns when this rule draws it."""
    return candidate.item.points if rule.points is None else rule.points


def current(pool: Iterable[Candidate], on: date) -> list[Candidate]:
    """The candidates whose source has not lapsed on that day."""
    return [candidate for candidate in pool if not candidate.item.expired(on)]


def coverage(items: Iterable[Item], depth: int = 99) -> dict[str, Mapping[int | None, int]]:
    """How many items each knowledge point has per difficulty (None: not stated), cut to `depth` levels."""
    table: dict[str, dict[int | None, int]] = {}
    for item in items:
        if item.asked:
            row = table.setdefault("/".join(item.knowledge_point.split("/")[:depth]), {})
            row[item.difficulty] = row.get(item.difficulty, 0) + 1
    return dict(sorted(table.items()))
