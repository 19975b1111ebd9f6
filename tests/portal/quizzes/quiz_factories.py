"""Banks, papers and quizzes with working defaults; keyword arguments say what a test is about."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec

from portal.columns import ordered_id, random_id
from portal.extensions import db
from portal.people.models import Account, Unit
from portal.quizzes.attempts import sitting
from portal.quizzes.banks import banking
from portal.quizzes.imports import import_reading, import_services
from portal.quizzes.models import Attempt, Bank, ItemImport, Noted, PaperPlan, Participant, Quiz, QuizItem
from portal.quizzes.papers import drawing
from portal.quizzes.setup import publishing
from question_bank.items import Item, ItemType, Option
from question_bank.papers import PaperRule, PaperSpec
from tests.factories import NOW, make_account, make_unit

# Near twins never meet on one paper, so the stems have to be about different things.
STEMS = (
    "进店后先做什么？", "送来的烟破了一条，该找谁？", "订货截止是星期几？",
    "扫码枪不响先看哪里？", "结对子一带几？",
    "哪一种需求叫惊喜型？", "价签要和什么对应？", "许可证到期前多少日申请延续？", "登录密码能写在柜台上吗？",
    "库存数对不上怎么办？", "电话号码可以从群里抄吗？", "暂扣的卷烟由谁答复？", "累计超过八成在第几项？",
    "三类客户享受哪些服务？", "老人第一次学手机要注意什么？", "提交后断网了怎么办？", "谁来验证整改效果？",
    "显著位置要贴什么标志？", "忘记订货最有效的帮助是什么？", "低价上门推销要拒绝吗？",
)  # fmt: skip


def make_item(n: int = 1, right: str = "b", **extra: Any) -> Item:
    """A single-choice item with four options; its key is `right`. There are 20 different stems."""
    options = tuple(
        Option(key=key, text={"zh-Hans": f"第{n}题的{key}", "en": f"{key} of {n}"}) for key in "abcd"
    )
    values: dict[str, Any] = {
        "key": f"q{n}", "type": ItemType.SINGLE,
        "stem": {"zh-Hans": STEMS[(n - 1) % len(STEMS)], "en": f"What does {n} ask?"},
        "options": options, "right": (right,), "explanation": {"zh-Hans": f"因为{n}", "en": f"Because {n}"},
        "knowledge_point": "服务/首问负责", "difficulty": 2, **extra,
    }  # fmt: skip
    return Item(**values)


def make_bank(unit: Unit | None = None, items: Sequence[Item] | None = None, **extra: Any) -> Bank:
    """A bank with four items, or with these."""
    unit = unit or make_unit()
    values: dict[str, Any] = {
        "title": {"zh-Hans": "题库 A", "en": "Bank A"},
        "actor": None,
        "at": NOW,
        **extra,
    }
    bank = banking.create_bank(unit=unit, **values)
    wanted = [make_item(n) for n in range(1, 5)] if items is None else items
    banking.add_items(bank, [banking.Incoming(item) for item in wanted], actor=None, at=NOW)
    return bank


def items_of(bank: Bank) -> list[QuizItem]:
    return list(db.session.scalars(db.select(QuizItem).filter_by(bank_id=bank.id).order_by(QuizItem.number)))


@lru_cache(maxsize=8)
def _read(text: str) -> tuple[bytes, bytes]:
    """A process of its own each time would make every test wait."""
    chunks, about = import_reading.read(
        text.encode(), "题.txt", {}, base="zh-Hans", on=NOW.date(), limits=import_reading.WHILE_WAITING
    )
    return chunks, msgspec.json.encode(about)


def make_item_import(bank: Bank | None = None, text: str = "1. 甲？\nA. 一\nB. 二\n答案：A\n") -> ItemImport:
    """A text of questions that was read and waits to be imported."""
    run = import_services.keep(bank or make_bank(items=[]), text.encode(), "题.txt", actor=None, at=NOW)
    chunks, about = _read(text)
    import_services.take_in(run, chunks, msgspec.json.decode(about, type=import_reading.About), actor=None)
    return run


def make_plan(unit: Unit | None = None, bank: Bank | None = None, **extra: Any) -> PaperPlan:
    """A fixed paper of all four items of its bank; `rules=` and `kind="drawn"` say otherwise."""
    unit = unit or make_unit()
    bank = bank or make_bank(unit)
    rules = extra.pop("rules", (PaperRule(count=4, bank=str(bank.id), points=25),))
    spec = PaperSpec(rules=tuple(rules), band=extra.pop("band", 0.5))
    values: dict[str, Any] = {
        "title": {"zh-Hans": "试卷", "en": "Paper"}, "kind": "fixed", "seed": 7, "created_at": NOW, **extra,
    }  # fmt: skip
    plan = PaperPlan(id=ordered_id(), unit_id=unit.id, spec=msgspec.to_builtins(spec), **values)
    db.session.add(plan)
    db.session.flush()
    return plan


def make_quiz(
    unit: Unit | None = None,
    people: Sequence[Account] = (),
    *,
    plan: PaperPlan | None = None,
    publish: bool = True,
    **extra: Any,
) -> Quiz:
    """A published exam that is open for a day from `NOW`; without `people` it gets one of the unit."""
    unit = unit or make_unit()
    people = people or [make_account("staff", unit)]
    plan = plan or make_plan(unit)
    values: dict[str, Any] = {
        "title": {"zh-Hans": "一季度操作考试", "en": "First quarter exam"}, "kind": "exam", "minutes": 30,
        "opens_at": NOW, "ends_at": NOW + timedelta(days=1), "pass_mark": 0.75, "created_at": NOW,
        "audience": {"accounts": [str(each.id) for each in people]}, **extra,
    }  # fmt: skip
    quiz = Quiz(id=ordered_id(), unit_id=unit.id, paper_plan_id=plan.id, **values)
    db.session.add(quiz)
    db.session.flush()
    if publish:
        publishing.publish(quiz, actor=None, at=NOW)
    return quiz


def participant(quiz: Quiz, account: Account) -> Participant:
    return db.session.get_one(Participant, (quiz.id, account.id))


def begin(quiz: Quiz, account: Account, at: datetime = NOW) -> Attempt:
    return sitting.start(quiz, participant(quiz, account), at=at)


def answer(
    quiz: Quiz, attempt: Attempt, answers: dict[str, Any], at: datetime = NOW
) -> list[sitting.Receipt]:
    """Save answers by item id."""
    saves = [
        sitting.Save(random_id(), Noted.ANSWER, uuid.UUID(item), given) for item, given in answers.items()
    ]
    return sitting.save(quiz, attempt, saves, at=at)


def sit(
    quiz: Quiz, account: Account, chosen: Sequence[str] | str = "b", at: datetime = NOW, minutes: int = 10
) -> Attempt:
    """A whole attempt: the n-th question of its paper answered with the n-th choice (one for all repeats)."""
    attempt = begin(quiz, account, at)
    paper = drawing.paper(quiz.id, attempt.paper_n)
    given = {question.item: chosen[place % len(chosen)] for place, question in enumerate(paper.questions)}
    answer(quiz, attempt, given, at + timedelta(minutes=1))
    sitting.hand_in(quiz, attempt, at=at + timedelta(minutes=minutes))
    return attempt
