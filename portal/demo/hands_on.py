"""培训会: a hands-on check of ordering online, open today. One customer manager examined twelve of his shops
at the training meeting; three have to practise once more."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from portal.columns import ordered_id
from portal.demo.dealing import response_id
from portal.demo.organisation import Office
from portal.demo.shops import Shop
from portal.extensions import db
from portal.people.models import DEMO, Account
from portal.quizzes.attempts import asked, examining, examining_answers, sitting
from portal.quizzes.attempts.examining import Examined
from portal.quizzes.attempts.examining_answers import Seen
from portal.quizzes.banks import banking
from portal.quizzes.models import Bank, Noted, PaperKind, PaperPlan, Quiz, QuizKind
from portal.quizzes.papers import drawing
from portal.quizzes.setup import publishing
from portal.retailers.models import Retailer
from question_bank.items import GuidePoint, Item, ItemType
from question_bank.papers import PaperRule, PaperSpec

EXAMINER = "ct003"
TITLE = {"zh-Hans": "网上订货上机操作", "en": "Ordering online, hands-on"}
STEPS = (
    {"zh-Hans": "自己登录订货平台", "en": "Signs in to the platform unaided"},
    {"zh-Hans": "会看货源和限量", "en": "Finds what is on offer and its limits"},
    {"zh-Hans": "会填写每种数量", "en": "Enters the quantity of each brand"},
    {"zh-Hans": "提交前核对总数和金额", "en": "Checks the totals before handing in"},
    {"zh-Hans": "提交订单并看到订单号", "en": "Hands the order in and sees its number"},
    {"zh-Hans": "完成付款", "en": "Pays for it"},
)
# What each of the twelve missed; five of six steps are enough.
MISSED: tuple[tuple[int, ...], ...] = ((),) * 6 + ((3,),) * 3 + ((3, 5), (3, 5), (1, 3, 5))
COMMENTS = {2: "付款要家人帮忙", 3: "再练一次，先看演示"}


def load(
    rng: random.Random, office: Office, banks: Mapping[str, Bank], shops: Sequence[Shop], at: datetime
) -> Quiz:
    """`shops` are those that are open today."""
    meeting = at - timedelta(hours=3)
    quiz = _open(office, banks["terminal"], at - timedelta(days=1))
    examiner = office.people[EXAMINER]
    ids = [shop.retailer_id for shop in shops]
    query = db.select(Retailer).where(Retailer.manager_id == examiner.id, Retailer.id.in_(ids))
    own = list(db.session.scalars(query.order_by(Retailer.licence)))
    missed = rng.sample(MISSED, len(MISSED))
    for n, (shop, steps) in enumerate(zip(rng.sample(own, len(missed)), missed, strict=True)):
        _examine(rng, quiz, shop, examiner, steps, meeting + timedelta(minutes=7 * n))
    return quiz


def _open(office: Office, bank: Bank, at: datetime) -> Quiz:
    item = Item(
        key="hands_on", type=ItemType.ESSAY, points=len(STEPS), difficulty=2, knowledge_point="订货/网上订货",
        stem={"zh-Hans": "请在手机上完成一次网上订货。", "en": "Please order online on your telephone."},
        guide=tuple(GuidePoint(text=words) for words in STEPS),
    )  # fmt: skip
    banking.add_items(bank, [banking.Incoming(item)], actor=office.clerk, at=at)
    made = {"created_by_id": office.clerk.id, "created_at": at, "source": DEMO}
    rule = PaperRule(count=1, bank=str(bank.id), points=len(STEPS), types=(ItemType.ESSAY,))
    plan = PaperPlan(
        id=ordered_id(), unit_id=office.county.id, title=TITLE, kind=PaperKind.FIXED, seed=12,
        spec=msgspec.to_builtins(PaperSpec(rules=(rule,), band=1.0)), **made,
    )  # fmt: skip
    db.session.add(plan)
    db.session.flush()
    drawing.settle(plan, at.date())
    quiz = Quiz(
        id=ordered_id(), unit_id=office.county.id, title=TITLE, kind=QuizKind.HANDS_ON,
        paper_plan_id=plan.id, opens_at=at, attempts=3, pass_mark=0.8, retake_failed_only=True, **made,
    )  # fmt: skip
    db.session.add(quiz)
    publishing.publish(quiz, actor=office.director, at=at)
    return quiz


def _examine(
    rng: random.Random, quiz: Quiz, shop: Retailer, examiner: Account, missed: Sequence[int], at: datetime
) -> None:
    """Tick by tick, as the phone saves it."""
    attempt = examining.begin(quiz, Examined(retailer=shop), examiner, at)
    sheet = asked.sheet_of(attempt)
    [question] = sheet.asked
    ticks: list[int] = []
    for step in range(len(STEPS)):
        at += timedelta(seconds=rng.randint(15, 60))
        if step in missed:
            continue
        ticks.append(step)
        comment = COMMENTS.get(len(missed), "") if step == 4 else ""
        answer = examining_answers.written(question.item, Seen(tuple(ticks), "", comment))
        save = sitting.Save(response_id(rng), Noted.ANSWER, question.item_id, answer)
        examining.save(quiz, attempt, sheet, [save], examiner, at)
    examining.finish(quiz, attempt, examiner, at + timedelta(seconds=20))
