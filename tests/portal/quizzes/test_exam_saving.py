"""Saving answers and handing in from the phone: what is promised, what is refused, what never changes."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.extensions import db
from portal.people import sessions
from portal.quizzes.attempts import journal, marks, overdue, sitting, steady
from portal.quizzes.models import Attempt, Ending, ItemResult, Marking, Noted
from tests.factories import make_account
from tests.portal.quizzes.exam_phone import Phone, exam
from tests.portal.quizzes.quiz_factories import participant


@pytest.fixture
def account(app):
    return make_account("staff")


@pytest.fixture
def quiz(account):
    return exam([account], attempts=2)


@pytest.fixture
def phone(client, sign_in, account, quiz):
    sign_in(account)
    return Phone(client, quiz)


def test_an_exam_from_its_rules_to_its_end(phone, client, page):
    rules = page(client.get(phone.path))
    assert rules.h1 == "一季度操作考试"
    assert "30" in rules.text

    phone.start()
    told = phone.save("B", "A").json
    assert [(each["n"], each["kind"]) for each in told["receipts"]] == [(1, "answer"), (2, "answer")]
    assert told["due_at"] > told["now"]

    done = phone.hand_in("A", "A", "C")
    assert done.status_code == 200
    assert phone.hand_in().json["next"] == done.json["next"]
    attempt = phone.row()
    assert (attempt.ending, len(attempt.answers["answers"]), attempt.journal_length) == (Ending.SELF, 3, 5)
    assert marks.current(attempt).version == 1
    assert db.session.scalar(select(func.count()).select_from(ItemResult)) == 4
    assert client.get(f"{phone.path}/sit").status_code == 303


def test_the_same_save_again_is_the_same_receipt(phone):
    body = phone.start().saying("A")
    first, again = phone.post("save", body), phone.post("save", body)
    assert first.json["receipts"] == again.json["receipts"]
    assert len(phone.journal()) == 1


def test_a_second_device_goes_on_with_the_answers_and_wins_over_an_old_page(
    phone, app, sign_in, account, quiz, page
):
    phone.start().save("A")
    other = Phone(sign_in(account, app.test_client()), quiz).start()
    shown = page(other.client.get(f"{other.path}/sit"))
    assert other.attempt == phone.attempt
    assert [each["value"] for each in shown.select("#i1 input[checked]")] == ["A"]

    other.save("B")
    stale = phone.saying("C")
    stale["saves"][0]["base"] = 1
    assert phone.post("save", stale).json["receipts"][0]["kind"] == "outdated"
    assert [row.kind for row in phone.journal()] == [Noted.ANSWER, Noted.ANSWER, Noted.OUTDATED]


def test_what_is_not_on_the_paper_or_no_answer_is_named_and_not_kept(phone):
    phone.start()
    wrong = phone.save("B", "Z")
    assert wrong.status_code == 422
    assert "2" in wrong.json["error"]
    assert len(wrong.json["wrong"]) == 1
    elsewhere = phone.saying("A")
    elsewhere["saves"][0]["item"] = str(uuid.uuid4())
    assert phone.post("save", elsewhere).status_code == 422
    assert phone.post("save", {**phone.saying("A"), "paper": 2}).status_code == 422
    assert (
        phone.client.post(f"{phone.path}/save", data=b"{", content_type="application/json").status_code == 422
    )
    assert phone.journal() == []


def test_the_attempt_of_somebody_else_does_not_exist(phone, app, sign_in, account, quiz):
    phone.start()
    colleague = make_account("staff", account.unit)
    stranger = Phone(sign_in(colleague, app.test_client()), quiz)
    for what in ("save", "hand-in"):
        assert stranger.post(what, phone.saying("A")).status_code == 404
    other = exam([colleague])
    stranger = Phone(stranger.client, other).start()
    assert stranger.post("save", {**phone.saying("A"), "paper": 1}).status_code in (404, 422)
    assert phone.journal() == []
    assert phone.row().handed_in_at is None


def test_nothing_changes_after_handing_in(phone):
    phone.start().save("A")
    phone.hand_in("B")
    before = phone.row().journal_sha256
    late = phone.save("C")
    assert (late.status_code, late.json["receipts"]) == (410, [])
    assert phone.hand_in("C").status_code == 200
    assert journal.fingerprint(phone.journal()) == phone.row().journal_sha256 == before


def test_who_was_signed_out_is_told_how_to_go_on_and_keeps_the_answers(phone, account):
    body = phone.start().saying("A")
    sessions.end_all(account)
    db.session.commit()
    refused = phone.post("save", body)
    assert refused.status_code == 401
    assert refused.json["next"].startswith("/m/login?next=/m/exams/")
    assert phone.journal() == []


def test_handing_in_too_early_keeps_what_was_sent(phone, quiz):
    quiz.earliest_minutes = 10
    early = phone.start().hand_in("A")
    assert early.status_code == 409
    assert len(early.json["receipts"]) == len(phone.journal()) == 1
    assert phone.row().handed_in_at is None


def test_a_phone_that_thinks_time_is_over_learns_of_the_extension(phone, quiz, account):
    phone.start()
    attempt = phone.row()
    sitting.extend(quiz, attempt, 10, by=account, at=clock.now(), reason="Power cut")
    told = phone.hand_in("A", time=True)
    assert told.status_code == 409
    assert clock.now() + timedelta(minutes=39) < phone.row().due_at
    assert told.json["due_at"] > told.json["now"]


def test_what_arrives_after_the_end_does_not_count_and_ends_the_attempt(phone):
    phone.start().save("A")
    attempt = phone.row()
    attempt.due_at = clock.now() - timedelta(minutes=1)
    late = phone.save("A", "B")
    assert late.status_code == 410
    assert [row.kind for row in phone.journal()] == [Noted.ANSWER, Noted.LATE, Noted.LATE]
    assert (phone.row().ending, len(phone.row().answers["answers"])) == (Ending.TIME, 1)


def test_nobody_comes_back_and_what_was_saved_is_handed_in(phone):
    phone.start().save("A")
    phone.row().due_at = clock.now() - timedelta(minutes=1)
    db.session.commit()
    assert overdue.seal_overdue(clock.now()) == 1
    assert overdue.seal_overdue(clock.now()) == 0
    assert phone.row().ending == Ending.TIME
    assert db.session.scalar(select(func.count()).select_from(Marking)) == 1


@pytest.mark.parametrize("jump", [3600.0, -3600.0])
def test_setting_the_servers_clock_takes_no_time_away_and_gives_none(phone, monkeypatch, jump):
    phone.start().save("A")
    due, real, ahead = phone.row().due_at, clock.now, steady.ahead
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(seconds=jump))
    monkeypatch.setattr(steady, "ahead", lambda: ahead() + jump)
    monkeypatch.setattr(sessions, "still_holds", lambda row, role, now: True)

    assert overdue.seal_overdue(clock.now()) == 0
    told = phone.save("B").json
    left = clock.datetime.fromisoformat(told["due_at"]) - clock.datetime.fromisoformat(told["now"])
    assert abs(left - (due - real())) < timedelta(seconds=2)
    assert told["receipts"][0]["kind"] == "answer"

    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(seconds=jump, minutes=31))
    assert overdue.seal_overdue(clock.now()) == 1


def test_a_closed_quiz_is_not_begun(phone, quiz):
    quiz.closed_at = clock.now()
    answer = phone.client.post(f"{phone.path}/start")
    assert answer.location.endswith(phone.path)
    assert db.session.scalar(select(func.count()).select_from(Attempt)) == 0


def test_without_script_the_form_saves_asks_and_hands_in(phone, client, page):
    phone.start()
    form = {"attempt": phone.attempt, "paper": "1", "q1": "A", "q2": "", "q3": "D"}
    assert client.post(f"{phone.path}/save", data=form).status_code == 303
    assert [row.answer is not None for row in phone.journal()] == [True, True]
    asked = client.post(f"{phone.path}/hand-in", data={**form, "q2": "B"})
    assert asked.location.endswith("sure=1#sure")
    shown = page(client.get(asked.location))
    assert [link.text for link in shown.select("#empty a")] == ["4"]
    assert len(phone.journal()) == 3
    client.post(f"{phone.path}/hand-in", data={**form, "q2": "B", "sure": "1"})
    assert len(phone.row().answers["answers"]) == 3


def test_a_retake_begins_another_attempt_with_its_own_number(phone, quiz, account):
    phone.start().hand_in("A")
    phone.start().hand_in("B")
    refused = phone.client.post(f"{phone.path}/start")
    assert refused.location.endswith(phone.path)
    numbers = [each.number for each in sitting.attempts_of(quiz, account.id)]
    assert numbers == [1, 2]
    assert participant(quiz, account).extra_attempts == 0
