"""Nothing that is sent before the review opens depends on the key: the same run twice, byte by byte."""

import re
import uuid
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image

from portal import clock
from portal.extensions import db
from portal.people import sessions
from portal.quizzes.attempts import asked, beginning
from portal.quizzes.attempts.review import OPENLY
from portal.quizzes.banks import bank_pictures, wording
from portal.quizzes.models import Attempt, ItemResult, ItemVersion, JournalEntry, Marking
from question_bank.items import (
    Accepted,
    Blank,
    Feedback,
    GuidePoint,
    Item,
    ItemType,
    Option,
    Pair,
    Picture,
)
from question_bank.papers import PaperRule
from tests.factories import make_account
from tests.portal.quizzes.exam_phone import SCRIPT, Phone, exam
from tests.portal.quizzes.quiz_factories import items_of, make_bank, make_plan

AT = datetime(2026, 3, 5, 2, 0, tzinfo=UTC)
ATTEMPT = uuid.UUID("11111111-1111-4111-8111-111111111111")
SAVES = [uuid.UUID(int=n, version=4) for n in range(40)]
UNLIKE_EACH_TIME = {"X-Request-Id", "Set-Cookie", "Date"}


def png():
    written = BytesIO()
    Image.new("RGB", (40, 20), "red").save(written, "PNG")
    return written.getvalue()


def words(text):
    return {"zh-Hans": text}


def items(key, picture):
    """One of each type; everything that says what is right is said by `key`."""
    first, second = ("a", "b") if key == 1 else ("b", "a")
    options = tuple(
        Option(
            key=each, text=words(f"选项{each}"), fraction=float(each == first), feedback=words(f"反馈{key}")
        )
        for each in "abc"
    )
    said = {
        "explanation": words(f"因为{key}"), "hints": (words(f"提示{key}"),), "difficulty": 2,
        "feedback": Feedback(right=words(f"对{key}"), wrong=words(f"错{key}")),
    }  # fmt: skip
    chosen = {**said, "options": options}
    office = ("专卖局", "工商局")
    blanks = (
        Blank(key="b1", accepted=(Accepted(text=str(30 + key)),), weight=key),
        Blank(key="b2", choices=office, accepted=(Accepted(text=office[key - 1]),)),
    )
    pairs = (
        Pair(key="p1", text=words("按时送"), option=first),
        Pair(key="p2", text=words("帮摆货"), option=second),
    )
    drawn = (Picture(name="a.png", sha256=picture, alt=words("图")),)
    each_type = {
        "single": {"stem": "进店先做什么？[[a.png]]", "right": (first,), "pictures": drawn, **chosen},
        "multiple": {"stem": "哪些是三类客户的服务？", "right": (first, "c"), **chosen},
        "true_false": {"stem": "密码能写在柜台上。", "right": (("true", "false")[key - 1],), **said},
        "fill_in": {"stem": "到期前[[b1]]日去[[b2]]。", "blanks": blanks, **said},
        "numeric": {"stem": "一带几？", "accepted": (Accepted(value=2 + key, tolerance=key),), **said},
        "matching": {"stem": "连起来。", "pairs": pairs, **chosen},
        "ordering": {"stem": "排步骤。", "right": (first, second, "c"), **chosen},
        "essay": {"stem": "不熟悉流程怎么办？", "model_answer": words(f"范文{key}"), **said},
    }
    guide = (GuidePoint(text=words(f"要点{key}"), points=key),)
    return [
        Item(
            key=kind,
            type=ItemType(kind),
            guide=guide if kind == "essay" else (),
            **{**each, "stem": words(each["stem"])},
        )
        for kind, each in each_type.items()
    ]


ANSWERS = {
    "single": "A", "multiple": ["A", "B"], "true_false": "A", "fill_in": {"1": "31", "2": "专卖局"},
    "numeric": "3", "matching": {"1": "A", "2": "B"}, "ordering": ["A", "B", "C"], "essay": "先记下来。",
}  # fmt: skip

TOKEN = re.compile(rb'name="csrf_token" value="[^"]*"|content="[^"]*" name="csrf-token"')


def spoken(answer):
    """Status, headers and body, but for what is drawn by lot for each request."""
    headers = sorted((name, value) for name, value in answer.headers if name not in UNLIKE_EACH_TIME)
    return answer.status_code, headers, TOKEN.sub(b"", answer.data)


@pytest.fixture
def frozen(app, monkeypatch):
    """One moment and one attempt: what is left to differ is the key."""
    monkeypatch.setattr(clock, "now", lambda: AT)
    monkeypatch.setattr(beginning, "random_id", lambda: ATTEMPT)
    monkeypatch.setattr(sessions, "still_holds", lambda row, role, now: True)
    monkeypatch.setitem(app.jinja_env.globals, "asset", lambda path: path)


def run(client, quiz, kinds):
    """Everything a phone is sent from the rules to the end, and after it."""
    phone, path = Phone(client, quiz), f"/m/exams/{quiz.id}"
    found = [client.get(path), client.post(f"{path}/start"), client.get(f"{path}/sit")]
    phone.start()
    for n, item in enumerate(phone.items):
        for m, answer in enumerate((ANSWERS[kinds[item]], None)):
            save = {"id": str(SAVES[2 * n + m]), "item": item, "answer": answer, "certainty": 3}
            body = {"attempt": phone.attempt, "paper": phone.paper, "saves": [save]}
            found.append(client.post(f"{path}/save", json=body, headers=SCRIPT))
    saves = [
        {"id": str(SAVES[-1 - n]), "item": item, "answer": ANSWERS[kinds[item]]}
        for n, item in enumerate(phone.items)
    ]
    body = {"attempt": phone.attempt, "paper": phone.paper, "saves": saves}
    found.append(client.post(f"{path}/save", json={**body, "saves": body["saves"][:3]}, headers=SCRIPT))
    found.append(client.get(f"{path}/sit"))
    found += [client.post(f"{path}/hand-in", json=body, headers=SCRIPT) for _twice in range(2)]
    found += [client.get(each) for each in (path, f"{path}/sit", f"{path}/result", "/m/exams", "/m/practice")]
    return [spoken(answer) for answer in found]


def start_over(bank, documents):
    """The same quiz with nothing in it, and these documents in place of the frozen ones."""
    for model in (ItemResult, Marking, JournalEntry, Attempt):
        db.session.query(model).delete()
    for row, item in zip(items_of(bank), documents, strict=True):
        version = db.session.get_one(ItemVersion, (row.id, 1))
        version.document = wording.document_of(item)
    db.session.commit()
    asked._read.cache_clear()


@pytest.mark.sqlite
def test_two_exams_that_differ_in_the_key_alone_send_the_same_bytes(client, sign_in, frozen):
    account = make_account("staff")
    picture = "ab" * 32
    one, two = items(1, picture), items(2, picture)
    bank = make_bank(account.unit, one)
    bank_pictures.keep(bank, png(), sha256=picture)
    plan = make_plan(account.unit, bank, rules=(PaperRule(count=8, bank=str(bank.id), points=5),))
    review = {"handed_in": ["own"], "closed": ["score", "own", "right", "explanation", "key"]}
    quiz = exam(
        [account],
        plan=plan,
        review=review,
        certainty=True,
        attempts=2,
        opens_at=AT,
        ends_at=AT + timedelta(days=1),
    )
    kinds = {str(row.id): row.type for row in items_of(bank)}
    sign_in(account)

    first = run(client, quiz, kinds)
    start_over(bank, two)
    second = run(client, quiz, kinds)

    assert first == second
    assert {status for status, _headers, _body in first} == {200, 303}
    quiz.review = OPENLY
    # The control: once the review opens, the same page says what is right.
    assert "因为2" in client.get(f"/m/exams/{quiz.id}/result").get_data(as_text=True)
