"""The skill matrix: levels, gaps, and the training that is proposed."""

import io
import uuid
from datetime import date, timedelta

import pytest
from python_calamine import CalamineWorkbook

from portal import clock
from portal.extensions import db
from portal.people.models import UnitKind
from portal.quizzes.models import ItemFigure, PracticeAnswer
from portal.quizzes.results.skill_page import Asked, SkillPage, months_before
from portal.quizzes.results.skills import Cell, Level
from tests.factories import NOW, make_account, make_unit
from tests.portal.quizzes.quiz_factories import items_of, make_bank, make_item, make_plan, make_quiz, sit

pytestmark = pytest.mark.usefixtures("app")
TODAY = NOW.date()


@pytest.fixture
def county():
    return make_unit("North", UnitKind.COUNTY)


@pytest.fixture
def bank(county):
    """Four about visits, four about scanning; nobody is asked about prices."""
    points = ["服务/拜访"] * 4 + ["终端/扫码"] * 4 + ["终端/价签"]
    return make_bank(county, [make_item(n, knowledge_point=point) for n, point in enumerate(points, 1)])


@pytest.fixture
def people(county):
    team = make_unit("East", UnitKind.TEAM, county)
    return [make_account("staff", team, name=f"Staff {n}") for n in range(6)]


@pytest.fixture
def asked(county, bank, people):
    """Each practised every item of two points: visits all right, scanning one of four."""
    for person in people:
        for place, item in enumerate(items_of(bank)[:8]):
            practise(person, item, right=place < 5)


def practise(person, item, right=True, day=TODAY, fraction=None):
    db.session.add(
        PracticeAnswer(
            id=uuid.uuid4(),
            account_id=person.id,
            unit_id=person.unit_id,
            item_id=item.id,
            version_n=1,
            set="today",
            day=day,
            answered_at=NOW,
            fraction=float(right) if fraction is None else fraction,
        )
    )
    db.session.flush()


def page_of(person, **asked):
    return SkillPage(person, Asked.read(person, asked), TODAY)


@pytest.mark.parametrize(
    ("right", "of", "level"),
    [(0, 0, "never"), (4, 4, "few"), (4, 5, "mastered"), (13, 20, "near"), (12, 20, "gap"), (0, 5, "gap")],
)
def test_a_cell_is_judged_only_with_answers_enough(right, of, level):
    assert Cell(of, right).level(0.8) is Level(level)


def test_totals_and_the_widest_gap_are_of_all_answers(county, asked):
    page = page_of(make_account("manager", county))

    assert page.matrix.points == ["服务/拜访", "终端/价签", "终端/扫码"]
    scanning = page.matrix.of_all("终端/扫码")
    assert (scanning.right, scanning.asked, scanning.last) == (6, 24, TODAY)
    assert page.gaps.widest.point == "终端/扫码"
    assert page.gaps.widest.unit is None
    assert page.gaps.never == ["终端/价签"]
    assert page_of(make_account("manager", county), level="1").matrix.points == ["服务", "终端"]


def test_the_training_asks_sound_items_that_were_used_least(county, bank, asked):
    for item, drawn, separates in zip(items_of(bank)[4:8], (9, 0, 2, 0), (0.4, -0.1, 0.3, None), strict=True):
        db.session.add(
            ItemFigure(item_id=item.id, drawn=drawn, discrimination=separates, facility=0.5, renewed_at=NOW)
        )

    training = page_of(make_account("manager", county)).training

    fifth, sixth, seventh, eighth = (item.id for item in items_of(bank)[4:8])
    assert training.item_ids == [eighth, seventh, fifth, sixth]
    assert len(training.learners) == 6
    assert training.form == "session"


def test_exams_count_as_well_and_practice_can_be_left_out(county, bank, people, asked):
    quiz = make_quiz(county, people[:1], plan=make_plan(county, bank))
    sit(quiz, people[0], "a")
    manager = make_account("manager", county)

    together, alone = page_of(manager), page_of(manager, source="exams")

    total = lambda page: sum(cell.asked for cell in page.matrix.total.values())  # noqa: E731
    assert (total(together), total(alone)) == (6 * 8 + 4, 4)


def test_what_is_older_than_the_period_is_left_out(county, people, bank):
    practise(people[0], items_of(bank)[0], day=TODAY - timedelta(days=100))
    manager = make_account("manager", county)

    assert page_of(manager, months="3").is_empty
    assert not page_of(manager, months="6").is_empty
    assert not page_of(manager, months="0").is_empty
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)


def test_who_moved_in_brings_no_answers_from_outside(county, people, bank, asked):
    elsewhere = make_unit("South", UnitKind.COUNTY)
    manager = make_account("manager", elsewhere)
    people[0].unit_id = elsewhere.id
    db.session.flush()

    assert page_of(manager).is_empty


def test_the_page_names_the_gap_with_its_number_and_proposes_a_training(
    county, asked, sign_in, page, monkeypatch
):
    monkeypatch.setattr(clock, "now", lambda: NOW)

    shown = page(sign_in(make_account("trainer", county)).get("/w/skills?lang=en"))

    training = shown.select("#training")[0].get_text(" ")
    assert "终端/扫码" in training
    assert "6/24 = 25%" in training
    assert "6 of 6 people are below the target" in " ".join(training.split())
    assert len(shown.select("#training input[name=item]")) in (0, 4)
    assert "25% 6/24" in " ".join(shown.select(".mx")[0].get_text(" ").split())


def test_the_workbook_says_shares_and_their_numbers(county, asked, sign_in, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)

    answer = sign_in(make_account("manager", county)).post("/w/skills/export?lang=en")

    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    people, points, gaps = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
    assert people[1][:6] == ["No.", "Staff number", "Full name", "Unit", "Share right", "Times asked"]
    assert people[2][4:6] == [0.625, 8]
    assert [row[1] for row in points[2:5]] == ["服务/拜访", "终端/价签", "终端/扫码"]
    assert gaps[2][2:6] == ["终端/扫码", 6, 24, 0.25]
