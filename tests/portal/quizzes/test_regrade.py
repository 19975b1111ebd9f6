"""Marking anew: looked at first, applied once and whole; old marks stay, and who is writing goes on."""

import threading
from datetime import timedelta

import msgspec
import pytest
from flask.testing import FlaskClient

from portal.errors import Refused
from portal.extensions import db
from portal.jobs import queue
from portal.people.audit import AuditEvent
from portal.quizzes.analysis import regrade_page, regrading
from portal.quizzes.analysis.regrading import Outcome
from portal.quizzes.attempts import marks, sitting
from portal.quizzes.banks import banking, wording
from portal.quizzes.models import ItemResult, ItemVersion, Marking, QuizItem, Regrade
from portal.quizzes.papers import drawing
from tests.factories import NOW, make_account, make_unit
from tests.portal.quizzes.planted import numbers_of, quiz_of, sit_all
from tests.portal.quizzes.quiz_factories import answer, begin, make_bank, make_plan, make_quiz

pytestmark = pytest.mark.usefixtures("app")
LATER = NOW + timedelta(hours=2)
PASSES_NOW, FAILS_NOW, STAYS = "cbba", "bbba", "bbbb"
"""Three of four pass. With "c" as the key of the first item, the first gains it and the second loses it."""


@pytest.fixture
def manager():
    return make_account("manager")


@pytest.fixture
def sat(manager):
    """A quiz of four items; of its four people the last has not come."""
    quiz, people = quiz_of(items=4, people=4, unit=manager.unit, certificate_months=12)
    sit_all(quiz, people[:3], [PASSES_NOW, FAILS_NOW, STAYS])
    return quiz, people


@pytest.fixture
def quiz(sat):
    return sat[0]


@pytest.fixture
def people(sat):
    return sat[1]


def first_item(quiz):
    return numbers_of(quiz)[0]


def propose(quiz, change=None, actor=None):
    change = change or {"right": ["c"]}
    return regrading.propose(quiz, {first_item(quiz): change}, reason="C is right", actor=actor, at=LATER)


def scores(quiz, people):
    """Current totals of those who handed in."""
    by_attempt = {row.attempt_id: row.total for row in db.session.query(Marking).filter_by(is_current=True)}
    own = [attempt for person in people for attempt in sitting.attempts_of(quiz, person.id)]
    return [by_attempt[attempt.id] for attempt in own if attempt.id in by_attempt]


def counts():
    return [db.session.query(model).count() for model in (Marking, ItemVersion, ItemResult)]


def test_the_dry_run_says_who_would_pass_or_fail_and_writes_no_mark(quiz, people):
    before = counts()

    regrade = propose(quiz)

    effect = regrade.effect
    assert (effect["attempts"], len(effect["changed"]), effect["up"], effect["down"]) == (3, 3, 1, 2)
    assert sorted(effect["flips"].values()) == [[False, True], [True, False]]
    assert [len(each) for each in effect["certificates"]] == [1, 1]
    assert effect["passed"] == [2, 2]
    assert counts() == before
    assert scores(quiz, people) == [50, 75, 100]


def test_applied_each_attempt_has_a_new_marking_beside_the_old_one(quiz, people, manager):
    regrade = propose(quiz, actor=manager)

    assert regrading.apply(regrade, actor=manager, at=LATER) is Outcome.APPLIED

    assert scores(quiz, people) == [75, 50, 75]
    rows = db.session.query(Marking).order_by(Marking.attempt_id, Marking.version).all()
    assert [row.version for row in rows] == [1, 2] * 3
    assert {(row.reason, row.regrade_id, row.by_id) for row in rows if row.is_current} == {
        ("C is right", regrade.id, manager.id)
    }
    frozen = drawing.frozen(quiz.id)[first_item(quiz)]
    assert (frozen.n, frozen.key_n) == (1, 2)
    assert wording.current(db.session.get(QuizItem, frozen.item_id)).right == ("c",)
    lines = db.session.query(ItemResult).filter_by(item_id=frozen.item_id)
    assert sorted(line.fraction for line in lines) == [0, 0, 1]
    verbs = [event.verb for event in db.session.query(AuditEvent).order_by(AuditEvent.at)]
    assert verbs.count("regrade") == verbs.count("propose regrade") == 1


def test_twice_or_by_two_people_is_once(quiz, manager):
    regrade = propose(quiz)
    regrading.apply(regrade, actor=manager, at=LATER)
    before = counts()

    assert regrading.apply(regrade, actor=make_account("trainer"), at=LATER) is Outcome.ALREADY

    assert counts() == before
    with pytest.raises(Refused, match="已经重判"):
        regrading.withdraw(regrade, actor=manager, at=LATER)


def test_two_managers_who_agree_at_the_same_moment_mark_once(app, quiz, people, manager, sign_in):
    row = propose(quiz)
    address, seen = f"/w/regrades/{row.id}/apply", row.effect["print"]
    browsers = [FlaskClient(app, app.response_class) for _number in range(2)]
    for browser in browsers:
        sign_in(make_account("manager", manager.unit), browser)
    db.session.commit()
    gate, codes = threading.Barrier(2), []

    def press(browser):
        gate.wait()
        codes.append(browser.post(address, data={"seen": seen}).status_code)

    threads = [threading.Thread(target=press, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert codes == [303, 303]
    db.session.rollback()
    assert scores(quiz, people) == [75, 50, 75]
    assert db.session.query(Marking).count() == 6
    assert db.session.query(AuditEvent).filter_by(verb="regrade").count() == 1


def test_attempts_handed_in_since_are_looked_at_before_anything_is_marked(quiz, people, manager):
    regrade = propose(quiz)
    late = people[3]
    sit_all(quiz, [late], [PASSES_NOW])

    assert regrading.apply(regrade, actor=manager, at=LATER) is Outcome.STALE
    assert scores(quiz, people) == [50, 75, 100, 50]
    assert len(regrade.effect["flips"]) == 3

    assert regrading.apply(regrade, actor=manager, at=LATER) is Outcome.APPLIED
    assert scores(quiz, people) == [75, 50, 75, 75]


def test_whoever_is_writing_is_left_alone_and_marked_by_the_new_key_at_the_end(quiz, people, manager):
    late = people[3]
    attempt = begin(quiz, late)
    answer(quiz, attempt, dict(zip(numbers_of(quiz), PASSES_NOW, strict=True)))
    regrade = propose(quiz)
    assert regrade.effect["open"] == 1

    regrading.apply(regrade, actor=manager, at=LATER)
    assert marks.current(attempt) is None
    sitting.hand_in(quiz, attempt, at=NOW + timedelta(minutes=20))

    assert marks.current(attempt).total == 75


def test_an_item_may_count_for_everybody_or_not_at_all_and_both_can_be_taken_back(quiz, people, manager):
    for treatment, wanted in (
        ("everybody", [75, 75, 100]),
        ("dropped", [50, 50, 75]),
        ("normal", [50, 75, 100]),
    ):
        regrade = propose(quiz, {"treatment": treatment})
        assert regrading.apply(regrade, actor=manager, at=LATER) is Outcome.APPLIED
        assert scores(quiz, people) == wanted
    dropped = db.session.query(Marking).filter_by(possible=75).count()
    assert dropped == 3


def test_two_right_answers_of_a_single_choice_count_each(quiz, people, manager):
    regrading.apply(propose(quiz, {"right": ["b", "c"]}), actor=manager, at=LATER)

    assert scores(quiz, people) == [75, 75, 100]


def test_a_bank_that_asks_otherwise_by_now_keeps_its_words(quiz, people, manager):
    row = db.session.get(QuizItem, drawing.frozen(quiz.id)[first_item(quiz)].item_id)
    other = wording.current(row)
    words = {**other.stem, "zh-Hans": "换了一个问法"}
    banking.change_item(row, msgspec.structs.replace(other, stem=words), actor=manager, at=LATER)

    regrading.apply(propose(quiz), actor=manager, at=LATER)

    assert scores(quiz, people) == [75, 50, 75]
    frozen = drawing.frozen(quiz.id)[first_item(quiz)]
    assert (frozen.key_n, row.current_n) == (3, 4)
    assert wording.current(row).stem["zh-Hans"] == "换了一个问法"
    assert wording.current(row).right == ("c",)


def test_a_key_that_holds_already_and_a_foreign_bank_are_refused(manager):
    city = make_unit()
    manager.unit.parent_id = city.id
    bank = make_bank(city)
    quiz = make_quiz(manager.unit, [make_account("staff", manager.unit)], plan=make_plan(manager.unit, bank))

    with pytest.raises(Refused, match="现在就是这样"):
        propose(quiz, {"right": ["b"]}, actor=manager)
    with pytest.raises(Refused, match="您不能改"):
        propose(quiz, {"right": ["c"]}, actor=manager)
    assert propose(quiz, {"treatment": "dropped"}, actor=manager).effect["attempts"] == 0


def test_a_trainer_goes_from_the_item_to_the_new_marks(quiz, people, manager, sign_in, page):
    client = sign_in(make_account("trainer", manager.unit))
    address = f"/w/exams/{quiz.id}/regrade?item={first_item(quiz)}&lang=en"
    assert "New key" in page(client.get(address)).text
    assert client.post(address, data={"how": "key", "reason": "x"}).status_code == 422

    proposed = client.post(address, data={"how": "key", "right": ["c"], "reason": "C is right"})
    shown = page(client.get(f"{proposed.location}?lang=en"))
    row = db.session.query(Regrade).one()
    names = [person.name for person in people]
    flips = [cell.get_text() for cell in shown.select("section.sec tbody th")]
    assert names[0] in flips
    assert names[1] in flips
    client.post(f"/w/regrades/{row.id}/apply?lang=en", data={"seen": shown.value("seen")})

    done = page(client.get(f"/w/regrades/{row.id}?lang=en"))
    assert done.h1 == "Marked anew"
    assert done.notices[0].startswith("3 attempts have been marked anew.")
    assert scores(quiz, people) == [75, 50, 75]
    clerk = page(sign_in(make_account("clerk", manager.unit)).get(f"/w/regrades/{row.id}?lang=en"))
    assert names[0] not in clerk.select("main")[0].get_text()


def test_a_withdrawn_proposal_cannot_be_applied(quiz, manager, sign_in):
    row = propose(quiz)

    sign_in(manager).post(f"/w/regrades/{row.id}/withdraw")

    with pytest.raises(Refused, match="已经撤回"):
        regrading.apply(db.session.get(Regrade, row.id), actor=manager, at=LATER)


def test_many_attempts_are_marked_by_a_job(quiz, people, manager, sign_in, monkeypatch):
    monkeypatch.setattr(regrading, "BESIDE", 2)
    row = propose(quiz)

    answer_ = sign_in(manager).post(f"/w/regrades/{row.id}/apply", data={"seen": row.effect["print"]})
    [job_id] = queue.waiting_jobs()
    assert str(job_id) in answer_.location
    job = queue.run_job(job_id)

    assert (job.state, job.done) == ("done", 3)
    assert scores(quiz, people) == [75, 50, 75]
    assert regrade_page.changes(db.session.get(Regrade, row.id), {}) == []


def test_a_person_with_two_attempts_flips_by_the_one_that_counts(manager):
    quiz, [person] = quiz_of(items=4, people=1, unit=manager.unit, attempts=2)
    for letters in (PASSES_NOW, STAYS):
        attempt = begin(quiz, person)
        answer(quiz, attempt, dict(zip(numbers_of(quiz), letters, strict=True)))
        sitting.hand_in(quiz, attempt, at=NOW + timedelta(minutes=5))

    effect = propose(quiz).effect

    assert (len(effect["changed"]), effect["flips"]) == (2, {})
