"""知晓检查: 240 retailers in June 2012, of whom 203 knew it, and the check that is open today."""

import random
import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import msgspec

from portal.columns import ordered_id
from portal.demo.dealing import morning, office_time, response_id
from portal.demo.organisation import Office
from portal.demo.shops import Shop
from portal.extensions import db
from portal.people.models import DEMO
from portal.quizzes.awareness import awareness
from portal.quizzes.models import Bank, PaperKind, PaperPlan, Quiz, QuizKind
from portal.quizzes.setup import publishing
from portal.retailers.models import Retailer
from question_bank.items import Item
from question_bank.papers import PaperRule, PaperSpec

# How many had so many of the five right: 203 of 240 had three or more.
JUNE = {5: 96, 4: 64, 3: 43, 2: 24, 1: 10, 0: 3}
TODAY = {5: 27, 4: 17, 3: 9, 2: 5, 1: 2}
HARDNESS = (2.0, 1.5, 3.0, 1.0, 0.5)  # how readily each of the five is missed
TITLE = {"zh-Hans": "每月知晓检查", "en": "Monthly awareness check"}


def load_june(rng: random.Random, office: Office, bank: Bank, shops: Sequence[Shop]) -> Quiz:
    """The first one, closed since."""
    at = morning(2012, 6, 11)
    quiz = _open(office, bank, at, at + timedelta(days=14), None)
    _answer(rng, quiz, shops, JUNE, date(2012, 6, 12), date(2012, 6, 22))
    quiz.closed_at = quiz.ends_at
    return quiz


def load_today(
    rng: random.Random, office: Office, bank: Bank, earlier: Quiz, shops: Sequence[Shop], at: datetime
) -> Quiz:
    """Repeats it every month; whoever scans a shop's or the poster's code takes part. It ends within a week,
    so that the next one comes by itself before anybody has looked around."""
    quiz = _open(office, bank, at - timedelta(days=22), at + timedelta(days=6), earlier)
    quiz.repeats = "month"
    _answer(rng, quiz, shops, TODAY, (at - timedelta(days=6)).date(), (at - timedelta(days=1)).date())
    return quiz


def _open(office: Office, bank: Bank, at: datetime, until: datetime, earlier: Quiz | None) -> Quiz:
    spec = PaperSpec(
        rules=(PaperRule(count=5, bank=str(bank.id), points=1),), shuffle_items=False, shuffle_options=False,
        band=0.5,
    )  # fmt: skip
    made = {"created_by_id": office.clerk.id, "created_at": at, "source": DEMO}
    plan = PaperPlan(
        id=ordered_id(), unit_id=office.county.id, title=TITLE, kind=PaperKind.FIXED,
        spec=msgspec.to_builtins(spec), seed=6, **made,
    )  # fmt: skip
    db.session.add(plan)
    db.session.flush()
    quiz = Quiz(
        id=ordered_id(), unit_id=office.county.id, title=TITLE, kind=QuizKind.AWARENESS,
        paper_plan_id=plan.id, opens_at=at, ends_at=until, pass_mark=0.6,
        repeat_of_id=earlier.id if earlier else None, **made,
    )  # fmt: skip
    db.session.add(quiz)
    publishing.publish(quiz, actor=office.director, at=at)
    return quiz


def _answer(
    rng: random.Random, quiz: Quiz, shops: Sequence[Shop], counts: dict[int, int], first: date, last: date
) -> None:
    check = awareness.check_of(quiz)
    known = [n for n, people in counts.items() for _ in range(people)]
    rng.shuffle(known)
    there = rng.sample([shop.retailer_id for shop in shops], len(known))
    rows = _retailers(there)
    for retailer_id, count in zip(there, known, strict=True):
        missed = set(_missed(rng, 5 - count))
        given = {
            question.item: _choice(rng, check.items[question.item], place not in missed)
            for place, question in enumerate(check.questions)
        }
        day = office_time(rng, first, last).date()
        awareness.keep(check, response_id(rng), given, rows[retailer_id], day)


def _missed(rng: random.Random, count: int) -> list[int]:
    luck = {place: rng.random() ** (1 / hardness) for place, hardness in enumerate(HARDNESS)}
    return sorted(luck, key=luck.__getitem__, reverse=True)[:count]


def _choice(rng: random.Random, item: Item, right: bool) -> str:
    return rng.choice([option.key for option in item.options if (option.key in item.right) == right])


def _retailers(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Retailer]:
    found = db.session.scalars(db.select(Retailer).where(Retailer.id.in_(ids)))
    return {row.id: row for row in found}
