"""Watching a quiz and helping one person: who has not come, more time, excuses, handing in with a reason."""

import io
from datetime import timedelta

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import event

from portal import clock
from portal.extensions import db
from portal.people.audit import AuditEvent
from portal.people.models import UnitKind
from portal.quizzes.attempts import sitting
from portal.quizzes.models import Ending, Noted, Participant
from portal.quizzes.papers import drawing
from portal.quizzes.setup import monitoring, publishing
from portal.quizzes.setup.monitoring import Stage
from tests.factories import make_account, make_unit
from tests.portal.quizzes.quiz_factories import answer, begin, make_quiz, participant, sit


@pytest.fixture
def trainer(app):
    return make_account("trainer", make_unit("Hill county"), language="en")


@pytest.fixture
def people(trainer):
    return [make_account("staff", trainer.unit, name=f"Colleague {n}") for n in range(4)]


@pytest.fixture
def quiz(trainer, people):
    at = clock.now()
    return make_quiz(
        trainer.unit, people, opens_at=at - timedelta(hours=1), ends_at=at + timedelta(hours=2), attempts=1
    )


def writing(quiz, account):
    """At it since ten minutes: one question answered, one answer taken away again, the page left once."""
    at = clock.now() - timedelta(minutes=10)
    attempt = begin(quiz, account, at)
    first, second, *_rest = drawing.paper(quiz.id, 1).questions
    answer(quiz, attempt, {first.item: "a", second.item: "b"}, at)
    answer(quiz, attempt, {second.item: None}, at + timedelta(minutes=1))
    sitting.save(quiz, attempt, [sitting.Save(publishing.uuid.uuid4(), Noted.LEFT)], at=at)
    return attempt


def do(client, quiz, account, deed, **data):
    return client.post(f"/w/exams/{quiz.id}/people/{account.id}/{deed}", data=data)


def test_the_monitor_tells_where_everybody_stands(quiz, people, trainer, sign_in, page):
    writing(quiz, people[0])
    sit(quiz, people[1], "b", clock.now() - timedelta(minutes=40))
    participant(quiz, people[2]).excused_reason = "on leave"

    shown = page(sign_in(trainer).get(f"/w/exams/{quiz.id}/monitor"))

    figures = [" ".join(each.get_text(" ").split()) for each in shown.select(".nums dd")]
    rows = {
        row.th.get_text(strip=True): [" ".join(cell.get_text(" ").split()) for cell in row.select("td")]
        for row in shown.select(".mon tbody tr")
    }
    assert figures == ["3 1 excused", "1", "1", "1 33%"]
    assert rows["Colleague 0"][1:3] == ["At it", "1/4"]
    assert rows["Colleague 0"][4:6] == ["19 min", "1"]
    assert [rows[f"Colleague {n}"][1] for n in (1, 2, 3)] == ["Handed in", "Excused on leave", "Not come"]


def test_the_fragment_asks_to_be_renewed_until_the_quiz_is_over(quiz, trainer, sign_in, page):
    client = sign_in(trainer)

    running = page(client.get(f"/w/exams/{quiz.id}/monitor/now")).select("#monitor[data-live]")
    client.post(f"/w/exams/{quiz.id}/close")
    over = page(client.get(f"/w/exams/{quiz.id}/monitor/now"))

    assert running[0]["data-every"] == "10000"
    assert over.select("#monitor")
    assert not over.select("[data-live]")


def test_many_people_cost_no_more_queries_than_few(quiz, people, trainer):
    def queries():
        seen = []
        event.listen(db.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
        db.session.expire_all()
        monitoring.monitor(quiz, trainer.units_below())
        return len(seen)

    few = queries()
    publishing.add_participants(quiz, [make_account("staff", trainer.unit) for _ in range(40)])
    for account in people:
        writing(quiz, account)

    assert queries() <= few + 1


def test_leaders_see_their_own_team_and_may_not_intervene(quiz, people, sign_in, page):
    team = make_unit("East team", UnitKind.TEAM, quiz.unit)
    mine, leader = make_account("staff", team, name="Mine"), make_account("leader", team, language="en")
    publishing.add_participants(quiz, [mine])

    shown = page(sign_in(leader).get(f"/w/exams/{quiz.id}/monitor"))

    assert [row.th.get_text(strip=True) for row in shown.select(".mon tbody tr")] == ["Mine"]
    assert "Colleague" not in shown.text
    assert do(sign_in(leader), quiz, people[0], "excuse", reason="x").status_code == 403


def test_more_time_is_given_once_however_often_the_button_is_pressed(quiz, people, trainer, sign_in, page):
    attempt = writing(quiz, people[0])
    before, client = attempt.due_at, sign_in(trainer)
    seen = page(client.get(f"/w/exams/{quiz.id}/people/{people[0].id}")).value("seen")

    first = do(client, quiz, people[0], "extend", minutes="10", seen=seen, reason="power cut")
    second = do(client, quiz, people[0], "extend", minutes="10", seen=seen, reason="power cut")

    assert (first.status_code, second.status_code) == (303, 409)
    assert attempt.due_at == before + timedelta(minutes=10)
    assert db.session.query(AuditEvent).filter_by(verb="extend").one().reason == "power cut"
    assert "changed in the meantime" in page(second).text


def test_minutes_and_attempts_are_given_as_figures_not_as_steps(quiz, people, trainer, sign_in):
    client = sign_in(trainer)
    sit(quiz, people[0], "a", clock.now() - timedelta(minutes=40))

    for _again in range(2):
        do(client, quiz, people[0], "attempts", extra="1", reason="the phone broke")
        do(client, quiz, people[0], "minutes", extra="15")

    held = participant(quiz, people[0])
    assert (held.extra_attempts, held.extra_minutes) == (1, 15)
    assert db.session.query(AuditEvent).filter_by(verb="allow attempt").count() == 1
    second = begin(quiz, people[0], clock.now())
    assert (second.number, second.due_at - second.started_at) == (2, timedelta(minutes=45))


def test_handing_in_for_somebody_needs_a_reason_and_counts_what_was_saved(quiz, people, trainer, sign_in):
    attempt, client = writing(quiz, people[0]), sign_in(trainer)

    without = do(client, quiz, people[0], "force")
    withal = do(client, quiz, people[0], "force", reason="left the room")
    again = do(client, quiz, people[0], "force", reason="left the room")

    assert (without.status_code, withal.status_code, again.status_code) == (422, 303, 303)
    assert (attempt.ending, attempt.ending_reason, len(attempt.answers["answers"])) == (
        Ending.FORCED, "left the room", 1,
    )  # fmt: skip
    assert db.session.query(AuditEvent).filter_by(verb="force hand-in").count() == 1


def test_a_latecomer_gets_a_seat_once(quiz, trainer, sign_in, page):
    late, client = make_account("staff", quiz.unit, name="Late"), sign_in(trainer)

    codes = [client.post(f"/w/exams/{quiz.id}/people", data={"people": late.login}) for _ in range(2)]
    stranger = client.post(f"/w/exams/{quiz.id}/people", data={"people": make_account("staff").login})

    assert [code.status_code for code in codes] == [303, 303]
    assert participant(quiz, late).seat == 5
    assert db.session.query(AuditEvent).filter_by(verb="add people").count() == 1
    assert stranger.status_code == 422
    assert "Nobody here is called or has the number" in page(stranger).text


def test_closing_hands_in_what_those_still_writing_have_saved(quiz, people, trainer, sign_in):
    attempt, client = writing(quiz, people[0]), sign_in(trainer)

    for _again in range(2):
        client.post(f"/w/exams/{quiz.id}/close", data={"reason": "fire alarm"})

    assert attempt.ending == Ending.FORCED
    assert db.session.query(AuditEvent).filter_by(verb="close").one().reason == "fire alarm"
    [line] = [each for each in monitoring.monitor(quiz, trainer.units_below()).lines if each.attempt]
    assert line.stage is Stage.DONE


def test_those_not_come_are_words_for_a_group_and_a_workbook(quiz, people, trainer, sign_in, page):
    sit(quiz, people[0], "b", clock.now() - timedelta(minutes=40))
    client = sign_in(trainer)

    words = page(client.get(f"/w/exams/{quiz.id}/monitor")).select("#reminder")[0].get_text()
    file = client.post(f"/w/exams/{quiz.id}/missing")

    rows = CalamineWorkbook.from_filelike(io.BytesIO(file.data)).get_sheet_by_index(0).to_python()
    names = [row[3] for row in rows[2:]]
    assert "still waits for 3 people: Colleague 1, Colleague 2, Colleague 3" in words
    assert names == ["Colleague 1", "Colleague 2", "Colleague 3"]
    assert db.session.query(AuditEvent).filter_by(verb="export missing").count() == 1
    assert db.session.query(Participant).count() == 4
