"""Answers that people mark: one question across people, without names."""

import msgspec
import pytest

from portal.errors import Refused
from portal.extensions import db
from portal.people.audit import AuditEvent
from portal.quizzes.attempts import marks
from portal.quizzes.models import Attempt, ManualMark
from portal.quizzes.results import hand_marking
from question_bank.items import GuidePoint, ItemType
from question_bank.papers import PaperRule
from tests.factories import NOW, make_account, make_unit
from tests.portal.quizzes.quiz_factories import make_bank, make_item, make_plan, make_quiz, sit

pytestmark = pytest.mark.usefixtures("app")


def essay(n):
    guide = (
        GuidePoint(text={"zh-Hans": "先道歉"}, points=1),
        GuidePoint(text={"zh-Hans": "再登记"}, points=3),
    )
    return msgspec.structs.replace(
        make_item(n), type=ItemType.ESSAY, options=(), right=(), guide=guide,
        model_answer={"zh-Hans": "先道歉，再登记"},
    )  # fmt: skip


@pytest.fixture
def county():
    return make_unit("North")


@pytest.fixture
def trainer(county):
    return make_account("trainer", county)


@pytest.fixture
def quiz(county, trainer):
    """Two essays of 25 points each; four people and the trainer sit it."""
    bank = make_bank(county, [essay(1), essay(2)])
    plan = make_plan(county, bank, rules=(PaperRule(count=2, bank=str(bank.id), points=25),))
    people = [make_account("staff", county, name=f"Sitter {n}") for n in range(4)]
    quiz = make_quiz(county, [*people, trainer], plan=plan)
    for person in (*people, trainer):
        sit(quiz, person, ["我先道歉。"])
    return quiz


def queues_for(quiz, marker):
    return list(hand_marking.queues(quiz, marker, marker.units_below()).values())


def test_a_score_is_settled_with_the_last_open_answer(quiz, trainer):
    first, second = queues_for(quiz, trainer)
    attempt = _attempt(quiz, first.places[0])

    half = hand_marking.give(quiz, attempt, first.item_id, 0.25, marker=trainer, at=NOW, ticks=[0])
    whole = hand_marking.give(quiz, attempt, second.item_id, 1.0, marker=trainer, at=NOW)

    assert half is None
    assert (whole.version, whole.total, whole.pending, whole.reason) == (2, 31.25, 0, "marked by hand")
    assert db.session.query(AuditEvent).filter_by(verb="mark by hand").count() == 2


def test_marking_again_changes_the_score_and_keeps_what_was(quiz, trainer):
    attempt = _attempt(quiz, queues_for(quiz, trainer)[0].places[0])
    items = [queue.item_id for queue in queues_for(quiz, trainer)]
    for item in items:
        hand_marking.give(quiz, attempt, item, 1.0, marker=trainer, at=NOW)

    hand_marking.give(quiz, attempt, items[0], 0.0, marker=trainer, at=NOW)

    assert (marks.current(attempt).total, marks.current(attempt).version) == (25, 3)
    assert db.session.query(ManualMark).count() == 3


def test_nobody_marks_the_own_attempt(quiz, trainer):
    queue = queues_for(quiz, trainer)[0]
    own = next(each for each in _attempts(quiz) if each.account_id == trainer.id)

    assert len(queue.places) == 4
    assert queue.place(own.id) is None
    with pytest.raises(Refused):
        hand_marking.give(quiz, own, queue.item_id, 1.0, marker=trainer, at=NOW)


def test_the_page_hides_the_person_and_leads_to_the_next_answer(quiz, trainer, sign_in, page):
    queue, client = queues_for(quiz, trainer)[0], sign_in(trainer)
    first, following = (f"/w/exams/{quiz.id}/marking/{each.attempt_id}?item={queue.item_id}"
                        for each in queue.places[:2])  # fmt: skip

    shown = page(client.get(f"{first}&lang=en"))
    refused = page(client.post(f"{first}&lang=en", data={"points": "26"}))
    saved = client.post(first, data={"ticks": ["1"], "comment": "好"})

    assert "Sitter" not in shown.text
    assert "我先道歉。" in shown.text
    assert "先道歉，再登记" in shown.text
    assert refused.status == 422
    assert "between 0 and 25" in refused.text
    assert saved.location == following
    assert db.session.query(ManualMark).one().fraction == 0.75


def test_a_second_opinion_is_blind_compared_and_counts_for_nothing(quiz, trainer, county, sign_in, page):
    queue, other = queues_for(quiz, trainer)[0], make_account("manager", county)
    place = queue.places[0]
    attempt = _attempt(quiz, place)
    hand_marking.give(quiz, attempt, queue.item_id, 1.0, marker=trainer, at=NOW, comment="很好")
    with pytest.raises(Refused):
        hand_marking.give(quiz, attempt, queue.item_id, 0.5, marker=trainer, at=NOW, second=True)
    client, address = sign_in(other), f"/w/exams/{quiz.id}/marking/{place.attempt_id}?item={queue.item_id}"

    blind = page(client.get(f"{address}&second=1"))
    client.post(f"{address}&second=1", data={"points": "12.5"})

    assert "很好" not in blind.text
    found = next(each for each in queues_for(quiz, trainer) if each.item_id == queue.item_id)
    assert (found.mean_difference, found.agreed, found.next_second(other)) == (0.5, 0, None)
    assert marks.current(attempt).total == 0
    listed = page(client.get(f"/w/exams/{quiz.id}/marking?lang=en"))
    assert "0 of 1 alike, mean difference 50%" in listed.text


def _attempts(quiz):
    return list(db.session.scalars(db.select(Attempt).filter_by(quiz_id=quiz.id)))


def _attempt(quiz, place):
    return next(each for each in _attempts(quiz) if each.id == place.attempt_id)
