"""A phone that sits an exam, without eyes: what its script would send, and what it is told."""

import re
import uuid
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.extensions import db
from portal.people.models import Account
from portal.quizzes.models import Attempt, JournalEntry, Quiz

SCRIPT = {"Accept": "application/json"}


class Phone:
    """One browser at one quiz; `start()` first. Letters are those of the paper."""

    def __init__(self, client: FlaskClient, quiz: Quiz) -> None:
        self.client, self.path = client, f"/m/exams/{quiz.id}"

    def start(self) -> "Phone":
        """Begin, or go on: the page says which attempt it is and which items are asked, in order."""
        assert self.client.post(f"{self.path}/start").status_code == 303
        page = self.client.get(f"{self.path}/sit").get_data(as_text=True)
        self.attempt = re.findall(r'name="attempt" value="([^"]+)"', page)[0]
        self.paper = int(re.findall(r'name="paper" value="(\d+)"', page)[0])
        self.items = re.findall(r'data-item="([^"]+)"', page)
        return self

    def saying(self, *answers: Any, **more: Any) -> dict[str, Any]:
        """Saves of the first questions, in order."""
        saves = [
            {"id": str(uuid.uuid4()), "item": item, "answer": answer}
            for item, answer in zip(self.items, answers, strict=False)
        ]
        return {"attempt": self.attempt, "paper": self.paper, "saves": saves, **more}

    def post(self, what: str, body: dict[str, Any]) -> Any:
        return self.client.post(f"{self.path}/{what}", json=body, headers=SCRIPT)

    def save(self, *answers: Any) -> Any:
        return self.post("save", self.saying(*answers))

    def hand_in(self, *answers: Any, **more: Any) -> Any:
        return self.post("hand-in", self.saying(*answers, **more))

    def row(self) -> Attempt:
        db.session.rollback()
        return db.session.scalars(select(Attempt).where(Attempt.id == uuid.UUID(self.attempt))).one()

    def journal(self) -> list[JournalEntry]:
        db.session.rollback()
        mine = select(JournalEntry).where(JournalEntry.attempt_id == uuid.UUID(self.attempt))
        return list(db.session.scalars(mine.order_by(JournalEntry.n)))


def browser(app: Flask, cookie: str) -> FlaskClient:
    """A plain client, which may be used from any thread."""
    made = FlaskClient(app, app.response_class)
    made.set_cookie(app.config["SESSION_COOKIE_NAME"], cookie)
    return made


def exam(people: list[Account], **extra: Any) -> Quiz:
    """An exam that is open now."""
    from datetime import timedelta

    from portal import clock
    from tests.portal.quizzes.quiz_factories import make_quiz

    at = clock.now()
    times = {"opens_at": at - timedelta(hours=1), "ends_at": at + timedelta(days=1)}
    return make_quiz(people[0].unit, people, **{**times, **extra})
