"""Results of a quiz on screen and as a workbook."""

import io
from datetime import timedelta
from statistics import fmean

import msgspec
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import update

from portal import clock
from portal.extensions import db
from portal.people.audit import AuditEvent
from portal.people.models import UnitKind
from portal.quizzes.attempts import marks
from portal.quizzes.models import FrozenItem, JournalEntry, QuizPaper, Treatment
from portal.quizzes.results import result_papers
from portal.quizzes.results.answer_words import answer_words, key_words
from portal.quizzes.results.result_page import Results
from question_bank.items import Accepted, Blank, ItemType
from question_bank.papers import PaperRule
from tests.factories import NOW, make_account, make_unit
from tests.portal.quizzes.quiz_factories import make_bank, make_item, make_plan, make_quiz, sit

pytestmark = pytest.mark.usefixtures("app")
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def county():
    return make_unit("North", UnitKind.COUNTY)


@pytest.fixture
def manager(county):
    return make_account("manager", county)


@pytest.fixture
def people(county):
    """Five of two districts: two in East, three in West."""
    east, west = (make_unit(name, UnitKind.DISTRICT, county) for name in ("East", "West"))
    return [make_account("staff", unit, name=f"{unit.name} {n}") for unit, n in
            ((east, 1), (east, 2), (west, 3), (west, 4), (west, 5))]  # fmt: skip


@pytest.fixture
def quiz(county, people):
    """All right, half right, none right; one has begun, one has not come."""
    quiz = make_quiz(county, people)
    for person, chosen in zip(people, ("b", "bbaa", "a"), strict=False):
        sit(quiz, person, chosen)
    return quiz


def results_of(quiz, person, **asked):
    from portal.quizzes.results.result_page import Asked

    return Results(quiz, person, Asked.read(person, asked))


def test_the_page_says_how_many_came_and_passed(quiz, manager, sign_in, page):
    shown = page(sign_in(manager).get(f"/w/exams/{quiz.id}/results?lang=en"))

    numbers = shown.select(".nums dd")
    assert [each.get_text(" ").split()[0] for each in numbers] == ["3/5", "50.0%", "50.0%", "1/3"]
    assert "small sample" in numbers[3].get_text()
    assert "West 4" in shown.text
    assert "Have not come" in shown.text


def test_units_stand_beside_each_other_with_their_n(quiz, manager):
    east, west = results_of(quiz, manager).units

    assert (east.unit.name, east.numbers.handed_in, east.numbers.mean, east.numbers.passed.count) == (
        "East", 2, 0.75, 1,
    )  # fmt: skip
    assert (west.numbers.handed_in, west.numbers.wanted, west.numbers.is_few) == (1, 3, True)


def test_a_leader_sees_the_own_team_only(quiz, people, sign_in):
    answer = sign_in(make_account("leader", people[0].unit)).get(f"/w/exams/{quiz.id}/results")

    words = answer.get_data(as_text=True)
    assert "East 1" in words
    assert "West" not in words


def test_the_list_is_sorted_and_filtered_by_the_address(quiz, manager):
    best_first = results_of(quiz, manager, sort="-score").found
    failed = results_of(quiz, manager, passed="no").found

    assert [line.share for line in best_first] == [1, 0.5, 0]
    assert [line.name for line in failed] == ["East 2", "West 3"]


def test_knowledge_points_leave_out_what_counts_as_right_for_all(quiz, manager, people):
    every = results_of(quiz, manager).points.lines[0].all
    db.session.execute(
        update(FrozenItem).where(FrozenItem.position == 0).values(treatment=Treatment.EVERYBODY)
    )

    left = results_of(quiz, manager).points.lines[0].all

    assert (every.right, every.asked, left.asked) == (6, 12, 9)


def test_a_changed_marking_is_flagged_and_explained_on_the_sheet(quiz, manager, people, sign_in, page):
    attempt = results_of(quiz, manager).lines[1].shown
    marks.mark_attempt(quiz, attempt, at=LATER, by_id=manager.id, reason="第7题答案有误")
    client = sign_in(manager)

    listed = page(client.get(f"/w/exams/{quiz.id}/results?lang=en")).text
    sheet = page(client.get(f"/w/exams/{quiz.id}/results/{attempt.id}?lang=en"))

    assert "marked 2 times" in listed
    assert "第7题答案有误" in sheet.text
    assert [each.get_text() for each in sheet.select(".sheet .lamp")] == ["right", "right", "wrong", "wrong"]
    assert attempt.journal_sha256 in sheet.text
    assert "complete and unchanged" in sheet.text


def test_the_sheet_notices_a_journal_that_was_touched(quiz, manager, sign_in, page):
    attempt = results_of(quiz, manager).lines[0].shown
    db.session.execute(
        update(JournalEntry)
        .where(JournalEntry.attempt_id == attempt.id, JournalEntry.n == 1)
        .values(answer="a")
    )

    sheet = page(sign_in(manager).get(f"/w/exams/{quiz.id}/results/{attempt.id}?lang=en"))

    assert "differs from what was sealed" in sheet.text


def test_harder_papers_are_adjusted_upwards(county, people, manager):
    bank = make_bank(county, [make_item(n) for n in range(1, 9)])
    rules = (PaperRule(count=4, bank=str(bank.id), points=25),)
    quiz = make_quiz(county, people[:2], plan=make_plan(county, bank, kind="drawn", rules=rules))
    for number, expected in ((1, 0.8), (2, 0.6)):
        db.session.get_one(QuizPaper, (quiz.id, number)).expected = expected
    for person in people[:2]:
        sit(quiz, person, "bbba")

    results = results_of(quiz, manager)

    assert sorted(round(results.papers.adjusted(line), 6) for line in results.lines) == [0.65, 0.85]
    assert fmean(line.share for line in results.lines) == 0.75
    assert result_papers.papers(make_quiz(county), []) is None


def test_the_workbook_holds_people_units_and_points_with_charts(quiz, manager, people, sign_in):
    people[0].name = "=cmd|' /C calc'!A1"

    answer = sign_in(manager).post(f"/w/exams/{quiz.id}/results/export?lang=en")

    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    rows = book.get_sheet_by_index(0).to_python()
    assert len(book.sheet_names) == 3
    assert len(rows) >= 7
    assert [row[0] for row in rows[2:7]] == [1, 2, 3, 4, 5]
    assert "=cmd|' /C calc'!A1" in [row[2] for row in rows]
    assert rows[2][4].startswith("2026-03-05")
    assert answer.data.count(b"xl/charts/chart") >= 2
    events = db.session.query(AuditEvent).filter_by(verb="export", actor_id=manager.id)
    assert events.one().changes == {"people": [None, 5]}


def test_each_look_of_an_auditor_is_kept(quiz, county, sign_in):
    auditor = make_account("auditor", county)
    client = sign_in(auditor)

    client.get(f"/w/exams/{quiz.id}/results")
    client.get("/w/skills")

    looks = db.session.query(AuditEvent).filter_by(verb="look at names", actor_id=auditor.id)
    assert {event.changes["list"] for event in looks} == {"results", "skills"}


def test_answers_and_keys_read_in_the_order_of_the_paper():
    item = make_item(1)
    gaps = msgspec.structs.replace(
        item, type=ItemType.FILL_IN, options=(), right=(),
        blanks=(Blank(key="b1", accepted=(Accepted(text="三"), Accepted(text="3"))), Blank(key="b2")),
    )  # fmt: skip

    assert answer_words(item, "c", ("c", "a", "b", "d")) == "A 第1题的c"
    assert key_words(item, ("c", "a", "b", "d")) == "C 第1题的b"
    assert answer_words(gaps, {"b2": "二", "b1": "一"}) == "1: 一；2: 二"
    assert key_words(gaps).startswith("1: 三 / 3")
    assert answer_words(item, None) == ""


@pytest.mark.sqlite
def test_a_county_beside_changes_no_byte(manager, county, people, sign_in, monkeypatch):
    """Results of a city's quiz, sheets, the matrix and workbooks: neighbours never show."""
    city = make_unit("City", UnitKind.CITY)
    county.parent_id = city.id
    beside = make_unit("South", UnitKind.COUNTY, city)
    neighbours = [make_account("staff", beside, name=f"Neighbour {n}") for n in range(3)]
    quiz = make_quiz(city, [*people, *neighbours])
    attempt = sit(quiz, people[0], "bbba")
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment)
    client = sign_in(manager)
    own, sheet = f"/w/exams/{quiz.id}/results", f"/w/exams/{quiz.id}/results/{attempt.id}"
    csrf = [own, sheet, "/w/skills?months=0", "/w/skills?months=0&level=3&all=1"]
    look = lambda: [_bytes(client.get(address)) for address in csrf] + [  # noqa: E731
        _cells(client.post(f"{own}/export")), _cells(client.post("/w/skills/export?months=0"))
    ]  # fmt: skip
    before = look()

    for person, chosen in zip(neighbours, ("a", "bbaa", "b"), strict=True):
        sit(quiz, person, chosen)
    sit(make_quiz(beside, neighbours), neighbours[0], "a")
    make_bank(beside, [make_item(5, knowledge_point="别处/别的")])

    assert look() == before
    assert client.get(f"/w/exams/{quiz.id}/marking").status_code == 403
    sit(quiz, people[1], "a")
    assert look() != before


def _bytes(answer):
    assert answer.status_code == 200
    lines = answer.get_data(as_text=True).splitlines()
    return [line for line in lines if "csrf_token" not in line]


def _cells(answer):
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
