"""My exams on the phone: what counts, what one may see, the place, the certificate."""

import re
import uuid
from datetime import date, timedelta

import pytest

from portal import clock
from portal.extensions import db
from portal.quizzes.attempts import marks
from portal.quizzes.banks import banking
from portal.quizzes.models import Attempt, Counting, Marking, Quiz, QuizItem
from portal.quizzes.papers import drawing
from portal.quizzes.practice import certificates, my_exams, standing
from question_bank.papers import PaperRule
from tests.factories import NOW, make_account, make_unit
from tests.portal.quizzes.quiz_factories import make_bank, make_item, make_plan, make_quiz, sit

DAY = timedelta(days=1)


def attempts(*totals: float) -> tuple[list[Attempt], list[Marking]]:
    """One attempt a day with this total of 100; 75 passes."""
    quiz, account = uuid.uuid4(), uuid.uuid4()
    made, markings = [], []
    for number, total in enumerate(totals, start=1):
        at = NOW + timedelta(days=number)
        attempt = Attempt(
            quiz_id=quiz, id=uuid.uuid4(), account_id=account, number=number, started_at=at, handed_in_at=at
        )
        made.append(attempt)
        values = {"total": total, "possible": 100, "passed": total >= 75, "pending": 0}
        markings.append(Marking(quiz_id=quiz, attempt_id=attempt.id, version=1, is_current=True, **values))
    return made, markings


def counted(counting: Counting, *totals: float) -> standing.Standing:
    found = standing.standing(Quiz(counting=counting, pass_mark=0.75), *attempts(*totals))
    assert found is not None
    return found


def test_the_last_attempt_does_not_overwrite_the_best_one() -> None:
    best = counted(Counting.BEST, 60, 90, 50)

    assert (best.total, best.passed, best.number) == (90, True, 3)
    assert best.attempt is not None
    assert best.attempt.number == 2


def test_a_quiz_says_whether_first_last_or_the_mean_counts() -> None:
    assert counted(Counting.FIRST, 60, 90).total == 60
    assert counted(Counting.LAST, 60, 90, 50).passed is False
    assert (counted(Counting.MEAN, 60, 90).total, counted(Counting.MEAN, 60, 90).passed) == (75, True)


def test_who_reached_a_score_first_stands_first_and_equals_share_the_place() -> None:
    people = [uuid.uuid4() for _ in range(6)]
    found = {
        person: standing.Standing(total, 100, None, 0, 1, NOW + timedelta(minutes=minutes))
        for person, total, minutes in zip(people, [80, 90, 90, 70, 0, 0], [1, 9, 5, 1, 1, 2], strict=True)
    }

    lines = standing.ranking(found)

    assert [line.account_id for line in lines[:3]] == [people[2], people[1], people[0]]
    assert [line.place for line in lines] == [1, 1, 3, 4, 5, 5]
    assert [line.named for line in lines] == [True, True, False, False, False, False]


@pytest.fixture
def county(app):
    return make_unit("Changtai")


@pytest.fixture
def staff(county, sign_in):
    staff = make_account("staff", county, language="en")
    sign_in(staff)
    return staff


def changed_key(quiz: Quiz, items: int, key: str) -> None:
    """The first items are marked by another key from now on, as a regrade does."""
    rows = sorted(drawing.frozen(quiz.id).values(), key=lambda row: row.position)[:items]
    for row in rows:
        item = db.session.get_one(QuizItem, row.item_id)
        banking.change_item(item, make_item(item.number, key), actor=None, at=NOW)
        row.key_n = item.current_n
    db.session.flush()


def page_without_chance(answer):
    return re.sub(r'name="csrf_token" value="[^"]*"', "", answer.get_data(as_text=True))


def test_before_the_quiz_closes_the_result_page_does_not_depend_on_the_key(client, county, staff):
    now = clock.now()
    ends = {"opens_at": now - DAY, "ends_at": now + DAY}
    own_only = {"handed_in": ["own"], "closed": ["score", "own", "right", "explanation", "key"]}
    pages = []
    for keys in ("bbbb", "cccc"):
        bank = make_bank(county, [make_item(n, key) for n, key in enumerate(keys, 1)])
        quiz = make_quiz(county, [staff], plan=make_plan(county, bank), review=own_only, **ends)
        sit(quiz, staff, "b", at=now - DAY / 2)
        shown = page_without_chance(client.get(f"/m/exams/{quiz.id}/result"))
        pages.append(re.sub("|".join([str(quiz.id), str(bank.id)]), "", shown))

    assert pages[0] == pages[1]
    assert "b of" in pages[0]
    assert client.get("/m/exams").status_code == 200


def test_when_it_has_closed_everything_is_shown_and_the_wrong_ones_go_into_the_book(
    client, county, staff, page
):
    bank = make_bank(county, [make_item(1), make_item(2, "c", knowledge_point="礼仪"), make_item(3)])
    plan = make_plan(county, bank, rules=(PaperRule(count=3, bank=str(bank.id), points=10),))
    quiz = make_quiz(county, [staff], plan=plan, certificate_months=12, pass_mark=0.6)
    sit(quiz, staff, "b")

    shown = page(client.get(f"/m/exams/{quiz.id}/result"))

    assert "Passed 20 /30" in shown.text
    assert [each.text for each in shown.select(".kps .l b")] == ["0%", "100%"]
    assert "not right" in shown.text
    assert "Because 2" in shown.text
    book = page(client.get(client.post(f"/m/exams/{quiz.id}/practise").location))
    assert len(book.select(".task")) == 1
    assert "礼仪" in book.text


def test_a_regrade_is_told_with_its_reason_and_takes_the_certificate_back(client, county, staff, page):
    quiz = make_quiz(county, [staff], certificate_months=0)
    attempt = sit(quiz, staff, "b")
    certificate = f"/m/certificates/{attempt.id}"
    assert "for good" in page(client.get(certificate)).text

    changed_key(quiz, 2, "c")
    marks.mark_attempt(quiz, attempt, at=NOW + DAY, reason="the key of items 1 and 2 is C")

    shown = page(client.get(f"/m/exams/{quiz.id}/result")).text
    assert "the key of items 1 and 2 is C. Your result went from 100 to 50." in shown
    assert "Not passed" in shown
    assert "Withdrawn" in page(client.get(certificate)).text
    assert "withdrawn" in page(client.get("/m/exams")).text


def test_only_the_first_third_is_named_and_nobody_elses_result_is_known(client, county, staff, sign_in, page):
    others = [make_account("staff", county, name=f"Colleague {n}") for n in range(3)]
    quiz = make_quiz(county, [staff, *others], ranking=True)
    for person, chosen in zip([*others, staff], ["b", "bbba", "bbaa", "baaa"], strict=True):
        attempt = sit(quiz, person, chosen)

    shown = page(client.get(f"/m/exams/{quiz.id}/result")).text

    assert "1. Colleague 0 100%" in shown
    assert "Colleague 1" not in shown
    assert "Your place: 4 of 4." in shown
    sign_in(make_account("staff", county))
    assert client.get(f"/m/exams/{quiz.id}/result").status_code == 404
    assert client.get(f"/m/certificates/{attempt.id}").status_code == 404


def test_a_certificate_runs_out_after_its_months_and_says_so_before(county, staff):
    quiz = make_quiz(county, [staff], certificate_months=3)
    sit(quiz, staff, "b")
    (found,) = certificates.of_person(staff, NOW + 2 * DAY)

    until = found.valid_until

    assert until == date(2026, 6, 5)
    assert [found.state_on(until + timedelta(days=n)) for n in (-31, -29, 0, 1)] == [
        "valid", "soon", "soon", "expired",
    ]  # fmt: skip


def test_my_exams_say_what_is_open_what_comes_and_when_to_sit_again(county, staff):
    values = {"attempts": 2, "retake_days": 7, "ends_at": NOW + 30 * DAY, "pass_mark": 0.9}
    failed = make_quiz(county, [staff], **values)
    sit(failed, staff, "a")
    make_quiz(county, [staff], opens_at=NOW + DAY, ends_at=NOW + 3 * DAY)
    make_quiz(county, [staff])
    make_quiz(county, [make_account("staff", county)])

    found = my_exams.mine(staff, NOW + timedelta(hours=1))

    assert [len(found.now), len(found.coming), len(found.done)] == [1, 1, 1]
    assert "2026-03-12" in (found.done[0].refusal or "")
    assert found.done[0].standing is not None
    later = my_exams.mine(staff, NOW + 8 * DAY)
    assert failed in [each.quiz for each in later.now]
