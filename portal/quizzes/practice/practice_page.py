"""What practice pages show: the home of practice, questions sent ahead, and what is said after an answer."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal import clock
from portal.columns import random_id
from portal.errors import Gone
from portal.extensions import db
from portal.i18n import say
from portal.people.models import Account
from portal.quizzes.attempts.asked import Asked
from portal.quizzes.banks import item_texts, wording
from portal.quizzes.models import Bank, ItemFigure, ItemVersion, PracticeAnswer, PracticeCard, QuizItem
from portal.quizzes.papers import pool
from portal.quizzes.practice import concerns
from portal.quizzes.practice.practice_pool import Practisable, order_of, reach, withheld
from portal.quizzes.practice.practice_sets import AT_ONCE, Kind, Round, cards_of, round_of, wrong_of
from portal.quizzes.results.answer_words import answer_words, key_words
from question_bank import practice
from question_bank.items import ItemType, Material
from question_bank.marking import Mark, mark, said
from question_bank.papers import Question

FEW = 5
"""Below so many answers of colleagues nothing is said about them."""

TITLES = {
    Kind.TODAY: _l("Ten of the day"),
    Kind.WRONG: _l("Wrong ones"),
    Kind.STARRED: _l("Starred"),
    Kind.RANDOM: _l("At random"),
}


@dataclass(frozen=True, slots=True)
class Home:
    """The sets with how many items each holds now."""

    today: Round
    wrong: int
    starred: int
    random: int
    problems: list[tuple[concerns.Concern, int]]
    banks: list[tuple[Bank, int]]


@dataclass(frozen=True, slots=True)
class Sent:
    """One question sent ahead, without its key; `answer_id` is what its answer will be kept under."""

    asked: Asked
    material: Material | None
    answer_id: uuid.UUID
    concern: concerns.Concern | None
    starred: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One option after answering: `right` by the key, `chosen` by the person."""

    letter: str
    words: Any
    picture: str | None
    right: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class Feedback:
    """What is said after an answer; `left` counts the right days until it leaves the wrong-question book."""

    answer: PracticeAnswer
    asked: Asked
    material: Material | None
    mark: Mark
    choices: list[Choice]
    own: str
    key: str
    said: list[Mapping[str, str]]
    left: int | None
    starred: bool
    colleagues: tuple[int, int] | None

    @property
    def verdict(self) -> str:
        """`given_up`, `open` (no rule can mark it), `right`, `partly` or `wrong`."""
        if not self.mark.answered:
            return "given_up"
        if self.mark.fraction is None:
            return "open"
        return "right" if self.mark.right else "partly" if self.mark.fraction > 0 else "wrong"


def home(account: Account, at: datetime) -> Home:
    within, cards = reach(account, at), cards_of(account)
    per_problem = _counted(each.problem_id for each in within.values())
    per_bank = _counted(each.bank_id for each in within.values())
    problems = [(each, per_problem.get(each.problem_id, 0)) for each in concerns.of_person(account)]
    banks = [(bank, per_bank[bank.id]) for bank in pool.banks_for(account.unit) if bank.id in per_bank]
    return Home(
        round_of(account, Kind.TODAY, at, within=within),
        sum(card.is_wrong and item in within for item, card in cards.items()),
        sum(card.starred_at is not None and item in within for item, card in cards.items()),
        sum(each.markable for each in within.values()),
        [(each, n) for each, n in problems if n],
        banks,
    )


def send_ahead(account: Account, waiting: Sequence[Practisable], known: int) -> list[Sent]:
    """The next questions as they are shown; `known` were answered before them."""
    now = waiting[:AT_ONCE]
    versions = wording.version_rows((each.id, each.n) for each in now)
    materials = wording.materials_of(versions)
    about = {each.problem_id: each for each in concerns.of_person(account)}
    cards = cards_of(account)
    return [
        Sent(
            asked := asked_of(account, versions[each.id, each.n], each.bank_id, place),
            _material(asked, materials), random_id(),
            about.get(each.problem_id) if each.problem_id else None,
            each.id in cards and cards[each.id].starred_at is not None,
        )
        for place, each in enumerate(now, start=known + 1)
    ]  # fmt: skip


def asked_of(account: Account, version: ItemVersion, bank_id: uuid.UUID, place: int) -> Asked:
    """A practised item in the form pages and answers of exams have."""
    item, name = wording.item_of(version.document), version.item_id
    question = Question(item=str(name), version=str(version.n), options=order_of(account, item, name))
    return Asked(place, question, item, name, version.n, bank_id, version.material_id)


def feedback(account: Account, row: PracticeAnswer, place: int = 1) -> Feedback:
    """From what was kept: the same whenever it is looked at. Gone while an exam of this person asks the item:
    an answer of last week would tell the key of today."""
    if row.item_id in withheld(account, clock.now()):
        raise Gone(_("An exam of yours asks this question. What is right is shown when its key may be seen."))
    item_row = db.session.get_one(QuizItem, row.item_id)
    version = db.session.get_one(ItemVersion, (row.item_id, row.version_n))
    materials = wording.materials_of({row.item_id: version})
    asked = asked_of(account, version, item_row.bank_id, place)
    item, order = asked.item, asked.question.options
    given = mark(item, row.answer)
    card = db.session.get(PracticeCard, (account.id, row.item_id))
    return Feedback(
        row, asked, _material(asked, materials), given, _choices(asked, row.answer),
        answer_words(item, row.answer, order), key_words(item, order),
        [*said(item, row.answer, given), *([item.explanation] if item.explanation else [])],
        _days_left(card), card is not None and card.starred_at is not None, _colleagues(row.item_id),
    )  # fmt: skip


_SIGNS = {"true": "✓", "false": "✗"}


def title_of(kind: Kind, about: Any) -> str:
    if isinstance(about, Bank):
        return say(about.title)
    if about is not None:
        return _("Problem %(n)s", n=about.number)
    return str(TITLES[kind])


def _choices(asked: Asked, answer: Any) -> list[Choice]:
    """Only where the whole answer is the ticking of options."""
    item = asked.item
    if item.type not in (ItemType.SINGLE, ItemType.MULTIPLE, ItemType.TRUE_FALSE):
        return []
    chosen = {answer} if isinstance(answer, str) else set(answer or ())
    keys = ("true", "false") if item.type is ItemType.TRUE_FALSE else asked.question.options
    words = {"true": _("True"), "false": _("False")} if item.type is ItemType.TRUE_FALSE else {}
    found = []
    for place, key in enumerate(keys):
        option = item.option(key)
        text = option.text if option and (option.text or option.picture) else {"und": words.get(key, key)}
        picture = option.picture if option else None
        letter = _SIGNS.get(key) if item.type is ItemType.TRUE_FALSE else item_texts.letter(place)
        found.append(Choice(letter or key, text, picture, key in item.right, key in chosen))
    return found


def _days_left(card: PracticeCard | None) -> int | None:
    entry = wrong_of(card)
    return None if entry is None else practice.LEAVES_AFTER - len(entry.right_on)


def _colleagues(item_id: uuid.UUID) -> tuple[int, int] | None:
    figure = db.session.get(ItemFigure, item_id)
    return (figure.right, figure.asked) if figure is not None and figure.asked >= FEW else None


def _material(asked: Asked, materials: Mapping[uuid.UUID, Material]) -> Material | None:
    return materials.get(asked.material_id) if asked.material_id is not None else None


def _counted(keys: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, int]:
    found: dict[uuid.UUID, int] = {}
    for key in keys:
        if key is not None:
            found[key] = found.get(key, 0) + 1
    return found
