"""An attempt from start to seal, without the web."""

from datetime import timedelta

import pytest

from portal.columns import random_id
from portal.errors import Gone, Refused
from portal.extensions import db
from portal.quizzes.attempts import marks, overdue, sitting
from portal.quizzes.banks import banking, wording
from portal.quizzes.models import Ending, ItemResult, JournalEntry, Noted
from portal.quizzes.papers import drawing
from tests.factories import NOW, make_account, make_unit
from tests.portal.quizzes.quiz_factories import (
    answer,
    begin,
    items_of,
    make_bank,
    make_item,
    make_plan,
    make_quiz,
    sit,
)

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def account():
    return make_account("staff")


@pytest.fixture
def quiz(account):
    return make_quiz(account.unit, [account])


def test_a_person_who_answers_all_right_passes_with_full_marks(quiz, account):
    marking = marks.current(sit(quiz, account, "b"))
    assert (marking.total, marking.possible, marking.passed, marking.version) == (100, 100, True, 1)
    assert db.session.query(ItemResult).count() == 4


def test_starting_twice_goes_on_with_the_same_attempt(quiz, account):
    assert begin(quiz, account).id == begin(quiz, account).id


def test_the_same_save_sent_twice_gets_the_same_receipt(quiz, account):
    attempt = begin(quiz, account)
    item = drawing.paper(quiz.id, 1).questions[0].item
    [first] = answer(quiz, attempt, {item: "a"})
    again = sitting.Save(first.save_id, Noted.ANSWER, first.item_id, "a")
    assert sitting.save(quiz, attempt, [again], at=NOW) == [first]
    assert db.session.query(JournalEntry).count() == 1


def test_an_old_tab_does_not_overwrite_a_newer_answer(quiz, account):
    attempt = begin(quiz, account)
    item = drawing.paper(quiz.id, 1).questions[0].item
    [first] = answer(quiz, attempt, {item: "a"})
    answer(quiz, attempt, {item: "b"})
    stale = sitting.Save(random_id(), Noted.ANSWER, first.item_id, "c", base=first.n)
    [receipt] = sitting.save(quiz, attempt, [stale], at=NOW)
    assert receipt.kind is Noted.OUTDATED
    assert sitting.answers_now(attempt)[item][1] == "b"


def test_what_arrives_after_the_time_is_kept_and_does_not_count(quiz, account):
    attempt = begin(quiz, account)
    item = drawing.paper(quiz.id, 1).questions[0].item
    [receipt] = answer(quiz, attempt, {item: "b"}, at=NOW + timedelta(minutes=31))
    assert receipt.kind is Noted.LATE
    assert sitting.answers_now(attempt) == {}


def test_time_over_hands_in_what_was_saved(quiz, account):
    attempt = begin(quiz, account)
    item = drawing.paper(quiz.id, 1).questions[0].item
    answer(quiz, attempt, {item: "b"})
    assert overdue.seal_overdue(NOW + timedelta(minutes=40)) == 1
    assert (attempt.ending, marks.current(attempt).total) == (Ending.TIME, 25)


def test_a_sealed_attempt_never_changes(quiz, account):
    attempt = sit(quiz, account)
    item = drawing.paper(quiz.id, 1).questions[0].item
    with pytest.raises(Gone):
        answer(quiz, attempt, {item: "a"})
    entries = db.session.query(JournalEntry).order_by(JournalEntry.n)
    assert sitting.journal_print(entries) == attempt.journal_sha256


def test_no_attempt_beyond_the_allowed_ones(quiz, account):
    sit(quiz, account)
    with pytest.raises(Refused, match="1"):
        begin(quiz, account)


def test_editing_the_bank_while_an_exam_runs_changes_nothing_in_it(account):
    bank = make_bank(account.unit)
    quiz = make_quiz(account.unit, [account], plan=make_plan(account.unit, bank))
    row = items_of(bank)[0]
    banking.change_item(row, make_item(1, right="c"), actor=None, at=NOW)
    assert wording.current(row).right == ("c",)
    assert marks.current(sit(quiz, account, "b")).total == 100


def test_papers_drawn_for_each_person_are_there_before_anybody_starts():
    unit = make_unit()
    people = [make_account("staff", unit) for _ in range(5)]
    bank = make_bank(
        unit, [make_item(n, stem={"zh-Hans": f"{n}号规定说的是{n * 37}什么"}) for n in range(1, 13)]
    )
    quiz = make_quiz(unit, people, plan=make_plan(unit, bank, kind="drawn"))
    assert quiz.papers == 5
    assert len({begin(quiz, person).paper_n for person in people}) == 5
