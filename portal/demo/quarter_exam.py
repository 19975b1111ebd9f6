"""一季度操作考试, 30 March 2012: 60 people of two counties, 20 items, of which the 7th has a wrong key."""

import random
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from math import exp, sqrt
from typing import Any

import msgspec

from portal.columns import ordered_id
from portal.demo.dealing import SHANGHAI, deal, response_id
from portal.demo.question_banks import items_of
from portal.extensions import db
from portal.people.models import DEMO, Account, Unit
from portal.quizzes.attempts import sitting
from portal.quizzes.models import Bank, Counting, Noted, PaperKind, PaperPlan, Participant, Quiz, QuizKind
from portal.quizzes.papers import drawing
from portal.quizzes.setup import publishing
from question_bank.items import FALSE, TRUE, Item, ItemType
from question_bank.papers import Paper, PaperRule, PaperSpec

MORNING = datetime(2012, 3, 30, 9, 0, tzinfo=SHANGHAI)
# How many of the 60 had each item right; 58 answered the 7th.
RIGHT = (54, 47, 55, 52, 33, 40, 18, 51, 29, 38, 43, 58, 35, 49, 38, 42, 46, 26, 50, 31)
SHARPNESS = 0.9  # how strongly knowing decides an ordinary item
PLANTED, BLANK = 6, 2  # the 7th: whoever knew most took the better answer
# How being right goes with everything else, and how exactly: the 12th is too easy to tell anything.
DISCRIMINATION = {11: (0.05, 0.014), 6: (-0.08, 0.004)}
CHOSEN_INSTEAD = {"c": 27, "a": 6, "d": 7}
WRONG_WORDS = ("二", "四", "一", "五")
POINTS = 5.0


def load(
    rng: random.Random,
    city: Unit,
    trainer: Account,
    banks: Mapping[str, Bank],
    people: Sequence[Account],
    at: datetime,
) -> Quiz:
    quiz = _publish(city, trainer, banks, people, at)
    seated = {
        row.account_id: row for row in db.session.scalars(db.select(Participant).filter_by(quiz_id=quiz.id))
    }
    paper, items = drawing.paper(quiz.id, 1), drawing.asked_items(quiz.id)
    answers = _answers(rng, len(people), paper, items)
    for account, given in zip(people, answers, strict=True):
        _sit(rng, quiz, seated[account.id], given, at)
        db.session.commit()
    quiz.closed_at = at + timedelta(hours=3)
    return quiz


def _publish(
    city: Unit, trainer: Account, banks: Mapping[str, Bank], people: Sequence[Account], at: datetime
) -> Quiz:
    rules = tuple(
        PaperRule(count=10, bank=str(banks[name].id), points=POINTS) for name in ("operations", "terminal")
    )
    title = {"zh-Hans": "一季度操作考试", "en": "First quarter exam"}
    spec = PaperSpec(rules=rules, shuffle_items=False, shuffle_options=False, band=0.5)
    plan = PaperPlan(
        id=ordered_id(), unit_id=city.id, title=title, kind=PaperKind.FIXED, spec=msgspec.to_builtins(spec),
        seed=2012, created_by_id=trainer.id, created_at=at - timedelta(days=5), source=DEMO,
    )  # fmt: skip
    quiz = Quiz(
        id=ordered_id(), unit_id=city.id, title=title, kind=QuizKind.EXAM, paper_plan_id=plan.id,
        audience={"accounts": [str(person.id) for person in people]}, opens_at=at, minutes=60, attempts=1,
        counting=Counting.BEST, pass_mark=0.8, certificate_months=12,
        review={"handed_in": ["score", "own"], "closed": ["score", "own", "right", "explanation", "key"]},
        created_by_id=trainer.id, created_at=at - timedelta(days=5), source=DEMO,
    )  # fmt: skip
    db.session.add(plan)
    db.session.flush()
    plan.fixed = msgspec.to_builtins(_in_order(drawing.settle(plan, at.date()), banks))
    db.session.add(quiz)
    publishing.publish(quiz, actor=trainer, at=at - timedelta(days=2))
    return quiz


def _in_order(paper: Paper, banks: Mapping[str, Bank]) -> Paper:
    """Bank A first, each in the order of its numbers, so that the paper's 7th is the bank's 7th."""
    place: dict[str, tuple[int, int]] = {}
    for section, name in enumerate(("operations", "terminal")):
        place |= {str(row.id): (section, row.number) for row in items_of(banks[name])}
    return msgspec.structs.replace(
        paper, questions=tuple(sorted(paper.questions, key=lambda each: place[each.item]))
    )


def _answers(
    rng: random.Random, people: int, paper: Paper, items: Mapping[str, Item]
) -> list[dict[uuid.UUID, Any]]:
    """What each person answers, so that every item is right exactly as often as `RIGHT` says."""
    ability = [rng.gauss(0, 1) for _ in range(people)]
    right = [_who(rng, ability, count) for count in RIGHT]
    ordinary = [column for place, column in enumerate(right) if place not in DISCRIMINATION]
    rest = [sum(column[person] for column in ordinary) for person in range(people)]
    for place, (wanted, within) in DISCRIMINATION.items():
        right[place] = _related(rng, rest, RIGHT[place], wanted, within)
        rest = [known + right[place][person] for person, known in enumerate(rest)]
    sheets: list[dict[uuid.UUID, Any]] = [{} for _ in range(people)]
    for place, question in enumerate(paper.questions):
        item = items[question.item]
        wrong = _instead(rng, rest, right[place]) if place == PLANTED else {}
        for person, sheet in enumerate(sheets):
            known = right[place][person]
            given = wrong[person] if not known and person in wrong else choice(rng, item, known)
            if given is not None:
                sheet[uuid.UUID(question.item)] = given
    return sheets


def _who(rng: random.Random, ability: Sequence[float], count: int) -> list[bool]:
    dealt = deal(rng, ability, {True: count}, lambda level, _value: exp(SHARPNESS * level))
    return [bool(value) for value in dealt]


def _related(rng: random.Random, rest: Sequence[int], count: int, wanted: float, within: float) -> list[bool]:
    """So many at random, then exchanged until the item goes with the rest as much as wanted."""
    chosen = [place < count for place in range(len(rest))]
    rng.shuffle(chosen)
    while abs(difference := _correlation(chosen, rest) - wanted) > within:
        one = rng.choice([place for place, is_right in enumerate(chosen) if is_right])
        other = rng.choice([place for place, is_right in enumerate(chosen) if not is_right])
        # Too high: whoever is right should rather know less, and the other way round.
        if rest[one] != rest[other] and (rest[one] > rest[other]) == (difference > 0):
            chosen[one], chosen[other] = False, True
    return chosen


def _correlation(right: Sequence[bool], rest: Sequence[int]) -> float:
    n, p, mean = len(rest), sum(right) / len(right), sum(rest) / len(rest)
    spread = sqrt(p * (1 - p) * sum((value - mean) ** 2 for value in rest) / n)
    return sum((flag - p) * (value - mean) for flag, value in zip(right, rest, strict=True)) / n / spread


def _instead(rng: random.Random, rest: Sequence[int], right: Sequence[bool]) -> dict[int, Any]:
    """Who knew most took c; two left it out."""
    wrong = sorted(
        (person for person, is_right in enumerate(right) if not is_right), key=lambda each: -rest[each]
    )
    words: list[str | None] = [
        key for key, count in CHOSEN_INSTEAD.items() if key != "c" for _ in range(count)
    ]
    words += [None] * BLANK
    rng.shuffle(words)
    return dict(zip(wrong, ["c"] * CHOSEN_INSTEAD["c"] + words, strict=True))


def choice(rng: random.Random, item: Item, right: bool) -> Any:
    """A right answer to this item, or one of the wrong ones."""
    return _right(item) if right else _wrong(rng, item)


def _right(item: Item) -> Any:
    if item.type is ItemType.FILL_IN:
        return {blank.key: blank.accepted[0].text for blank in item.blanks}
    if item.type in (ItemType.MULTIPLE, ItemType.ORDERING):
        return list(item.right)
    return item.right[0]


def _wrong(rng: random.Random, item: Item) -> Any:
    keys = [option.key for option in item.options]
    if item.type is ItemType.FILL_IN:
        return {blank.key: rng.choice(WRONG_WORDS) for blank in item.blanks}
    if item.type is ItemType.TRUE_FALSE:
        return FALSE if item.right == (TRUE,) else TRUE
    if item.type is ItemType.ORDERING:
        one = rng.randrange(len(keys) - 1)
        return [*keys[:one], keys[one + 1], keys[one], *keys[one + 2 :]]
    if item.type is ItemType.MULTIPLE:
        return rng.choice(
            [list(item.right[:-1]), keys, [*item.right[:1], *(key for key in keys if key not in item.right)]]
        )
    return rng.choice([key for key in keys if key not in item.right])


def _sit(
    rng: random.Random, quiz: Quiz, seat: Participant, given: Mapping[uuid.UUID, Any], at: datetime
) -> None:
    begun = at + timedelta(seconds=rng.randint(0, 300))
    minutes = rng.randint(14, 48)
    attempt = sitting.start(quiz, seat, at=begun)
    pace = timedelta(minutes=minutes) / (len(given) + 1)
    for n, (item, answer) in enumerate(given.items(), start=1):
        one = sitting.Save(response_id(rng), Noted.ANSWER, item, answer)
        sitting.save(quiz, attempt, [one], at=begun + pace * (n - rng.random() / 2))
    sitting.hand_in(quiz, attempt, at=begun + timedelta(minutes=minutes))
