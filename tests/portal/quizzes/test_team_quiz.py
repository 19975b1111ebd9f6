"""The ten minutes of an evening: started in three taps, joined by a code, watched as answers come in."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.distribution.models import Code
from portal.distribution.quiz_codes import quiz_code
from portal.extensions import db
from portal.people.models import Account, UnitKind
from portal.quizzes.models import Participant, Quiz, QuizState
from portal.quizzes.papers import drawing
from portal.quizzes.setup import publishing, team_quiz
from tests.factories import make_account, make_unit
from tests.portal.quizzes.quiz_factories import answer, begin, make_bank, make_item, make_quiz, participant

CROWD = 50


@pytest.fixture
def leader(app):
    county = make_unit("Hill county")
    make_bank(county, [make_item(n) for n in range(1, 9)])
    return make_account("leader", make_unit("East team", UnitKind.TEAM, county), language="en")


@pytest.fixture
def quiz(leader):
    [source] = [
        each for each in team_quiz.sources(leader, clock.now().date()) if each.value.startswith("bank:")
    ]
    return team_quiz.start(leader, source, 5, at=clock.now())


def colleague(leader, **extra):
    return make_account("staff", leader.unit.parent, language="en", **extra)


def test_three_taps_start_a_quiz_with_a_code(leader, sign_in, page):
    client = sign_in(leader)
    asked = page(client.get("/m/team-quiz"))

    chosen = {name: asked.select(f"[name={name}][checked]")[0]["value"] for name in ("source", "count")}
    answer = client.post("/m/team-quiz", data=chosen)

    quiz = db.session.query(Quiz).one()
    shown = page(client.get(answer.location))
    code = quiz_code(quiz).code
    assert (chosen["count"], quiz.kind, quiz.state_at(clock.now())) == ("5", "team", QuizState.OPEN)
    assert len(drawing.paper(quiz.id, 1).questions) == 5
    assert shown.select(".tq-code")[0].get_text(strip=True) == f"{code[:3]} {code[3:]}"
    assert f"/q/{code}" in shown.text
    assert shown.select(".tq-qr svg")


def test_the_code_at_the_door_gives_a_seat_to_a_colleague(quiz, leader, client, sign_in, page):
    code, person = quiz_code(quiz).code, colleague(leader)

    typed = client.get(f"/?code={code.lower()}")
    door = client.get(typed.location)
    stranger = client.get(door.location)
    signed = sign_in(person)
    asked = page(signed.get(door.location))
    joined = signed.post(door.location)

    assert typed.location == f"/q/{code}"
    assert stranger.location.startswith("/m/login?next=")
    assert "5 questions" in asked.text
    assert joined.location == f"/m/exams/{quiz.id}"
    assert participant(quiz, person).seat == 1
    assert signed.get(door.location).location == joined.location


def test_an_ended_another_offices_and_a_wrong_code_say_so(quiz, leader, sign_in, page):
    code, person = quiz_code(quiz).code, colleague(leader)
    foreign = sign_in(make_account("staff", make_unit("Lake county"), language="en"))
    where = f"/m/exams/{quiz.id}/join"

    other = page(foreign.get(where))
    wrong = page(foreign.get("/q/ZZZZZZ"))
    quiz.closed_at = clock.now()
    over = page(sign_in(person).get(where))
    db.session.get_one(Code, code).revoked_at = clock.now()

    assert (other.status, wrong.status, over.status) == (404, 404, 410)
    assert "This code belongs to another office" in other.text
    assert "is over" in over.text
    assert db.session.query(Participant).count() == 0


def test_only_a_team_quiz_is_joined_by_its_code(leader, sign_in):
    at = clock.now()
    exam = make_quiz(leader.unit.parent, opens_at=at, ends_at=at + timedelta(hours=1))

    answer = sign_in(colleague(leader)).post(f"/m/exams/{exam.id}/join")

    assert answer.status_code == 409


def test_answers_come_in_and_what_is_right_waits_to_be_shown(quiz, leader, sign_in, page):
    people = [colleague(leader) for _ in range(2)]
    question = drawing.paper(quiz.id, 1).questions[0]
    for person, given in zip(people, "ab", strict=True):
        team_quiz.join(quiz, person)
        answer(quiz, begin(quiz, person, clock.now()), {question.item: given}, clock.now())
    client = sign_in(leader)

    def figures(path):
        return [each.get_text() for each in page(client.get(path)).select(".plain b")]

    assert figures(f"/m/team-quiz/{quiz.id}/now")[0] == "2/2"
    assert figures(f"/m/team-quiz/{quiz.id}/now?show=1")[0] == "1/2"
    client.post(f"/m/team-quiz/{quiz.id}/end")
    assert figures(f"/m/team-quiz/{quiz.id}/now")[0] == "1/2"
    assert not page(client.get(f"/m/team-quiz/{quiz.id}/now")).select("[data-live]")


def test_fifty_who_join_at_once_have_fifty_seats(app, quiz, leader):
    people = [colleague(leader).id for _ in range(CROWD)]
    key, gate = quiz.id, threading.Barrier(10)
    db.session.commit()

    def join(n):
        if n < 10:
            gate.wait(10)
        with app.app_context():
            publishing.take_seat(
                db.session.get_one(Quiz, key), db.session.get_one(Account, people[n % CROWD])
            )
            db.session.commit()

    with ThreadPoolExecutor(10) as crowd:
        list(crowd.map(join, range(CROWD + 10)))

    db.session.rollback()
    seats = list(db.session.scalars(select(Participant.seat).where(Participant.quiz_id == key)))
    assert sorted(seats) == list(range(1, CROWD + 1))
