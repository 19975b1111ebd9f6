"""Practice of the customer managers: ten of each of the last months, better from month to month, and an
exam that is open on the day of loading."""

import random
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from portal.columns import ordered_id
from portal.demo.dealing import response_id
from portal.demo.organisation import Office
from portal.demo.quarter_exam import choice
from portal.extensions import db
from portal.people.models import DEMO, Account
from portal.quizzes.attempts import sitting
from portal.quizzes.attempts.review import USUAL
from portal.quizzes.models import Bank, Noted, PaperKind, PaperPlan, Participant, Quiz, QuizKind
from portal.quizzes.papers import drawing
from portal.quizzes.practice import practice_answers, practice_pool, practice_sets
from portal.quizzes.practice.practice_answers import Given
from portal.quizzes.setup import publishing
from portal.quizzes.setup.team_quiz import MARKED_BY_KEY
from question_bank.papers import PaperRule, PaperSpec

KNOWN = (0.55, 0.65, 0.75, 0.85)  # the share answered right, month by month
HANDED_IN, BEGUN = 7, 2  # of the open exam


def load(rng: random.Random, office: Office, at: datetime) -> None:
    for months_ago, known in zip(range(len(KNOWN), 0, -1), KNOWN, strict=True):
        for account in office.with_post("customer_manager"):
            _ten(rng, account, known, at - timedelta(days=30 * months_ago - 11))
        db.session.commit()


def open_exam(rng: random.Random, office: Office, banks: Mapping[str, Bank], at: datetime) -> Quiz:
    """Drawn for each of the 23; some have handed in, two are at it."""
    begin = at - timedelta(days=1)
    title = {"zh-Hans": "本月操作考试", "en": "Exam of this month"}
    made = {"created_by_id": office.director.id, "created_at": begin, "source": DEMO}
    drawn_from = (banks["operations"], banks["terminal"])
    rules = tuple(
        PaperRule(count=5, bank=str(bank.id), points=10, types=MARKED_BY_KEY) for bank in drawn_from
    )
    plan = PaperPlan(
        id=ordered_id(), unit_id=office.county.id, title=title, kind=PaperKind.DRAWN,
        spec=msgspec.to_builtins(PaperSpec(rules=rules, band=0.1)), seed=11, **made,
    )  # fmt: skip
    db.session.add(plan)
    db.session.flush()
    quiz = Quiz(
        id=ordered_id(), unit_id=office.county.id, title=title, kind=QuizKind.EXAM, paper_plan_id=plan.id,
        opens_at=begin, ends_at=at + timedelta(days=14), minutes=30, attempts=2, retake_failed_only=True,
        pass_mark=0.8, certificate_months=12,
        review=USUAL, **made,
    )  # fmt: skip
    db.session.add(quiz)
    publishing.publish(quiz, actor=office.director, at=begin)
    # The one whose link a visitor is given has not begun.
    staff = [each for each in office.people.values() if each.role == "staff" and each.login != "ct003"]
    for n, account in enumerate(rng.sample(staff, HANDED_IN + BEGUN)):
        _sit(rng, quiz, account, at, hand_in=n < HANDED_IN)
    return quiz


def _ten(rng: random.Random, account: Account, known: float, at: datetime) -> None:
    within = practice_pool.reach(account, at)
    for n, item_id in enumerate(practice_sets.settle(account, at, within)):
        asked = within[item_id]
        answer = choice(rng, asked.item, rng.random() < known)
        given = Given(
            id=response_id(rng), item_id=asked.id, n=asked.n, answer=answer,
            kind=practice_sets.Kind.TODAY, seconds=rng.uniform(6, 40),
        )  # fmt: skip
        practice_answers.take(account, given, at=at + timedelta(minutes=n))


def _sit(rng: random.Random, quiz: Quiz, account: Account, at: datetime, hand_in: bool) -> None:
    begun = at - (timedelta(hours=rng.randint(2, 20)) if hand_in else timedelta(minutes=8))
    attempt = sitting.start(quiz, db.session.get_one(Participant, (quiz.id, account.id)), at=begun)
    paper = drawing.paper(quiz.id, attempt.paper_n)
    items = drawing.asked_items(quiz.id, paper)
    asked = paper.questions if hand_in else paper.questions[:6]
    for n, question in enumerate(asked, start=1):
        answer = choice(rng, items[question.item], rng.random() < 0.78)
        save = sitting.Save(response_id(rng), Noted.ANSWER, uuid.UUID(question.item), answer)
        sitting.save(quiz, attempt, [save], at=begun + timedelta(seconds=50 * n))
    if hand_in:
        sitting.hand_in(quiz, attempt, at=begun + timedelta(minutes=rng.randint(9, 24)))
