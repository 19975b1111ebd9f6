"""An exam and the people who sit it, each signed in, with a token for the page's script."""

import re
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec
from flask import Flask, g, session
from flask_wtf.csrf import generate_csrf

from portal import clock
from portal.columns import ordered_id
from portal.extensions import db
from portal.people import sessions
from portal.people.models import Account, Unit, UnitKind
from portal.people.services import create_unit
from portal.quizzes.banks import banking
from portal.quizzes.models import PaperPlan, Quiz
from portal.quizzes.setup import publishing
from question_bank.items import Item, ItemType, Option
from question_bank.papers import PaperRule, PaperSpec

LETTERS = "ABCD"
POSTING = "Content-Type: application/json\r\nAccept: application/json\r\n"
# Near twins never meet on one paper: the stems share no word.
SYLLABLES = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水玉出昆冈"


@dataclass(frozen=True)
class Person:
    """What a browser would hold: the cookie of the session, and the token that goes with it."""

    number: int
    cookie: str
    token: str

    def request(self, verb: str, path: str, body: bytes = b"", more: str = "") -> bytes:
        head = (
            f"{verb} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: 10.0.0.{self.number % 250}\r\n"
            f"Cookie: portal={self.cookie}\r\nAccept-Language: zh-CN\r\n{more}"
        )
        length = f"X-CSRFToken: {self.token}\r\nContent-Length: {len(body)}\r\n" if verb == "POST" else ""
        return f"{head}{length}\r\n".encode() + body


@dataclass
class Paper:
    """What the page of an attempt says."""

    attempt: str
    number: int
    items: list[str]

    @classmethod
    def read(cls, page: bytes) -> "Paper":
        text = page.decode()
        attempt = re.findall(r'name="attempt" value="([^"]+)"', text)[0]
        number = re.findall(r'name="paper" value="(\d+)"', text)[0]
        return cls(attempt, int(number), re.findall(r'data-item="([^"]+)"', text))

    def body(self, saves: list[dict[str, Any]]) -> bytes:
        return msgspec.json.encode({"attempt": self.attempt, "paper": self.number, "saves": saves})

    def save(self, question: int, letter: str, save_id: str | None = None) -> dict[str, Any]:
        item = self.items[question % len(self.items)]
        return {"id": save_id or str(uuid.uuid4()), "item": item, "answer": letter}


def make_exam(app: Flask, people: int, questions: int, attempts: int = 1) -> tuple[str, list[Person]]:
    """The address of an open exam, and its people; committed."""
    at = clock.now()
    county = create_unit(name="Exam", kind=UnitKind.COUNTY, parent=None, actor=None, at=at)
    accounts = [_account(county, number, at) for number in range(people)]
    db.session.add_all(accounts)
    quiz = Quiz(
        id=ordered_id(), unit_id=county.id, paper_plan_id=_plan(county, questions, at).id, kind="exam",
        title={"zh-Hans": "一季度操作考试"}, minutes=60, opens_at=at - timedelta(hours=1), created_at=at,
        ends_at=at + timedelta(days=1), pass_mark=0.8, attempts=attempts,
        audience={"units": [str(county.id)]},
    )  # fmt: skip
    db.session.add(quiz)
    publishing.publish(quiz, actor=None, at=at)
    found = [_person(app, number, account) for number, account in enumerate(accounts)]
    path = f"/m/exams/{quiz.id}"
    db.session.commit()
    return path, found


def _account(county: Unit, number: int, at: Any) -> Account:
    return Account(
        id=ordered_id(), unit_id=county.id, login=f"e{number:05d}", name=f"Person {number}", role="staff",
        created_at=at,
    )  # fmt: skip


def _plan(county: Unit, questions: int, at: Any) -> PaperPlan:
    bank = banking.create_bank(unit=county, title={"zh-Hans": "题库"}, actor=None, at=at)
    items = [banking.Incoming(_item(number)) for number in range(questions)]
    banking.add_items(bank, items, actor=None, at=at)
    spec = PaperSpec(rules=(PaperRule(count=questions, bank=str(bank.id), points=2),))
    plan = PaperPlan(
        id=ordered_id(), unit_id=county.id, title={"zh-Hans": "试卷"}, kind="fixed", seed=7, created_at=at,
        spec=msgspec.to_builtins(spec),
    )  # fmt: skip
    db.session.add(plan)
    db.session.flush()
    return plan


def _item(number: int) -> Item:
    stem = "".join(SYLLABLES[(number * 7 + step * (number + 3)) % len(SYLLABLES)] for step in range(24))
    options = tuple(
        Option(key=key, text={"zh-Hans": f"{number}{SYLLABLES[number]}的第{key}种做法"}) for key in "abcd"
    )
    return Item(
        key=f"q{number}", type=ItemType.SINGLE, stem={"zh-Hans": f"{stem}？"}, options=options, right=("b",),
        explanation={"zh-Hans": "规定如此。"}, knowledge_point="服务/首问负责", difficulty=2,
    )  # fmt: skip


def _person(app: Flask, number: int, account: Account) -> Person:
    with app.test_request_context():
        g.pop("csrf_token", None)  # the one of the person before
        sessions.start(account, clock.now())
        token = generate_csrf()
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        return Person(number, signer.dumps(dict(session)), token)
