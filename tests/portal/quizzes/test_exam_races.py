"""Everybody at once: the keys of the tables, not luck, decide who begins and who hands in."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Column, MetaData, Table, func, insert, select

from portal import clock
from portal.extensions import db
from portal.quizzes.attempts import beginning, journal
from portal.quizzes.models import Attempt, ItemResult, Marking
from tests.factories import make_account
from tests.portal.quizzes.exam_phone import SCRIPT, Phone, browser, exam
from tests.portal.quizzes.quiz_factories import participant
from tests.signing_in import session_cookie

COPIES = 50


def all_at_once(action, count=COPIES, workers=12):
    """Runs `action(n)` in threads that set off together; the test itself must hold no lock meanwhile."""
    db.session.rollback()
    gate = threading.Barrier(workers)

    def go(n):
        if n < workers:
            gate.wait(10)
        return action(n)

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(go, range(count)))


@pytest.fixture
def account(app):
    return make_account("staff")


def count(model):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model))


@pytest.mark.slow
def test_fifty_starts_with_one_attempt_left_are_one_attempt(app, account):
    quiz = exam([account])
    db.session.commit()
    cookie = session_cookie(app, account)
    clients = [browser(app, cookie) for _copy in range(COPIES)]
    path = f"/m/exams/{quiz.id}/start"

    answers = all_at_once(lambda n: clients[n].post(path))

    assert {answer.status_code for answer in answers} == {303}
    assert count(Attempt) == 1


@pytest.mark.slow
def test_without_its_keys_the_same_beginning_is_made_again_and_again(app, account):
    """The negative control of the test above."""
    quiz = exam([account])
    columns = [Column(each.name, each.type) for each in Attempt.__table__.columns]
    bare = Table("attempt_without_keys", MetaData(), *columns)
    row = beginning.next_attempt(quiz, participant(quiz, account), [], clock.now())
    db.session.commit()
    bare.create(db.engine)

    def begin(_n):
        with app.app_context(), db.engine.begin() as connection:
            connection.execute(insert(bare).values(row))

    all_at_once(begin, 12)

    with db.engine.connect() as connection:
        stored = connection.scalar(select(func.count()).select_from(bare))
    bare.drop(db.engine)
    assert stored == 12


@pytest.mark.slow
def test_fifty_hand_ins_with_other_answers_are_one_sealing(app, account, client, sign_in):
    quiz = exam([account])
    sign_in(account)
    phone = Phone(client, quiz).start()
    phone.save("A", "B")
    cookie = session_cookie(app, account)
    clients = [browser(app, cookie) for _copy in range(COPIES)]
    bodies = [phone.saying("ABCD"[n % 4], "B", "C") for n in range(COPIES)]

    answers = all_at_once(lambda n: clients[n].post(f"{phone.path}/hand-in", json=bodies[n], headers=SCRIPT))

    assert {answer.status_code for answer in answers} == {200}
    assert len({(answer.json["next"], answer.json["message"]) for answer in answers}) == 1
    assert sum(len(answer.json["receipts"]) for answer in answers) == 3
    assert (count(Marking), count(ItemResult)) == (1, 4)
    assert journal.fingerprint(phone.journal()) == phone.row().journal_sha256
