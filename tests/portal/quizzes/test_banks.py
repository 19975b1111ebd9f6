"""The list of banks, one bank with its health check, and changes to many items at once."""

from datetime import timedelta

import pytest

from portal.extensions import db
from portal.people.audit import AuditEvent
from portal.people.models import UnitKind
from portal.quizzes.banks import bank_checks, bank_documents, banking, wording
from portal.quizzes.models import Bank, QuizItem
from question_bank.exchange.item_formats import read_items
from question_bank.items import Accepted, Blank, Item, ItemType
from tests.factories import NOW, make_account, make_unit
from tests.pages import words
from tests.portal.quizzes.quiz_factories import items_of, make_bank, make_item


@pytest.fixture
def city(app):
    return make_unit("City", UnitKind.CITY)


@pytest.fixture
def county(city):
    return make_unit("County", UnitKind.COUNTY, city)


@pytest.fixture
def clerk(county, sign_in):
    return sign_in(make_account("clerk", county))


@pytest.fixture
def bank(county):
    return make_bank(county)


def change(client, bank, do, rows, **values):
    data = {"do": do, "items": [str(row.id) for row in rows], **values}
    return client.post(f"/w/banks/{bank.id}/change?lang=en", data=data)


def text_of(bank, place):
    return wording.current(items_of(bank)[place])


def test_the_list_shows_own_banks_and_those_of_the_city_but_never_a_sister_county(clerk, bank, city, page):
    make_bank(city, title={"zh-Hans": "市里的", "en": "Of the city"})
    make_bank(make_unit("Sister", UnitKind.COUNTY, city), title={"zh-Hans": "别县", "en": "Sister bank"})

    found = page(clerk.get("/w/banks?lang=en"))

    assert "Bank A" in found.text
    assert "shared by City" in found.text
    assert "Sister bank" not in found.text


def test_where_there_is_no_bank_the_page_teaches_three_ways(clerk, page):
    found = page(clerk.get("/w/banks?lang=en"))
    assert [words(way) for way in found.select(".ways b")] == [
        "Bring a file", "Write the first question", "Look at the demo",
    ]  # fmt: skip


def test_a_new_bank_needs_a_title_and_leads_to_its_first_question(clerk, page):
    assert clerk.post("/w/banks/new?next=write", data={"note": "kept"}).status_code == 422
    answer = clerk.post("/w/banks/new?next=write", data={"title.zh-Hans": "新题库"})

    made = db.session.query(Bank).one()
    assert answer.location.endswith(f"/w/banks/{made.id}/items/new")


def test_the_health_check_counts_and_leads_to_what_it_counted(clerk, county, page):
    bank = make_bank(county, needs_signing=True, items=[
        make_item(1), make_item(1, right="c"), make_item(3, explanation={}),
        make_item(4, expires_on=NOW.date() - timedelta(days=1)),
    ])  # fmt: skip

    found = page(clerk.get(f"/w/banks/{bank.id}?lang=en"))
    lines = [words(each) for each in found.select(".checks li")]
    twins = page(clerk.get(f"/w/banks/{bank.id}?check=contradiction&lang=en"))

    assert "Same question, other key 1 Choose one" in lines
    assert "Waiting to be signed 4 Not reviewed" in lines
    assert "No explanation 1 Add one" in lines
    assert "Source has lapsed 1 Not drawn" in lines
    assert len(twins.select("tbody tr")) == 1


def test_filters_find_by_words_branch_and_what_to_look_at(clerk, county, page):
    bank = make_bank(county, items=[make_item(1), make_item(2, knowledge_point="政策/许可证", tags=("新",))])

    def stems(query):
        return len(page(clerk.get(f"/w/banks/{bank.id}?{query}")).select("tbody th"))

    assert stems("q=破了一条") == 1
    assert stems("q=100%") == 0
    assert stems("point=政策") == 1
    assert stems("tag=新&difficulty=2") == 1
    assert stems("problem=none") == 2
    assert stems("look=1") == 0


def test_one_change_reaches_all_chosen_items_and_is_taken_back_with_one_button(clerk, bank, page):
    rows = items_of(bank)[:2]

    answer = change(clerk, bank, "tags", rows, tags="新规 必考")
    assert answer.status_code == 303
    assert [row.tags for row in items_of(bank)] == [" 新规 必考 ", " 新规 必考 ", "", ""]
    undo = page(clerk.get(answer.location)).select("form.toast")[0].get("action")
    banking.change_item(items_of(bank)[1], make_item(2, points=9), actor=None, at=NOW)
    clerk.post(undo)

    assert [row.tags for row in items_of(bank)] == ["", "", "", ""]
    assert [row.points for row in items_of(bank)] == [1, 9, 1, 1]  # changed meanwhile: not taken back
    assert [row.current_n for row in items_of(bank)] == [3, 3, 1, 1]
    assert {event.verb for event in db.session.query(AuditEvent)} >= {"edit items", "undo change"}
    assert clerk.post(undo).status_code == 409


def test_a_change_that_one_item_cannot_take_changes_none(clerk, bank, page):
    answer = change(clerk, bank, "point", items_of(bank), point="a//b")
    assert answer.status_code == 422
    assert "a/b/c" in page(answer).text
    assert change(clerk, bank, "retire", items_of(bank)).status_code == 422  # without a reason
    assert [row.current_n for row in items_of(bank)] == [1, 1, 1, 1]


def test_items_move_only_into_banks_of_ones_own(clerk, bank, county, city):
    target = make_bank(county, items=[make_item(9)])
    shared = make_bank(city, items=[])

    assert change(clerk, bank, "move", items_of(bank)[:1], target=str(shared.id)).status_code == 403
    assert change(clerk, bank, "move", items_of(bank)[:1], target=str(target.id)).status_code == 303

    assert [row.number for row in items_of(bank)] == [2, 3, 4]
    assert [row.number for row in items_of(target)] == [1, 2]


def test_only_who_may_sign_signs(clerk, bank, county, sign_in, app):
    assert change(clerk, bank, "sign", items_of(bank)).status_code == 403
    manager = sign_in(make_account("manager", county), app.test_client())
    assert change(manager, bank, "sign", items_of(bank)).status_code == 303
    assert {row.signed_n for row in items_of(bank)} == {1}


def test_an_archived_bank_leaves_the_list_and_comes_back(bank, county, sign_in, page):
    trainer = sign_in(make_account("trainer", county))
    trainer.post(f"/w/banks/{bank.id}/archive")
    assert "Bank A" not in page(trainer.get("/w/banks?lang=en")).text
    assert "Bank A" in page(trainer.get("/w/banks?shelf=archive&lang=en")).text
    trainer.post(f"/w/banks/{bank.id}/archive")
    assert db.session.get(Bank, bank.id).archived_at is None


def test_export_says_what_gift_leaves_out_and_json_comes_back_whole(clerk, county, page):
    gap = Item(
        key="q2", type=ItemType.FILL_IN, stem={"zh-Hans": "一带[[b1]]"},
        blanks=(Blank(key="b1", accepted=(Accepted(text="三"),)),),
    )  # fmt: skip
    bank = make_bank(county, items=[make_item(1), gap])

    before = page(clerk.get(f"/w/banks/{bank.id}/export?format=gift&lang=en"))
    answer = clerk.post(f"/w/banks/{bank.id}/export", data={"format": "json"})

    assert "difficulty" in before.text
    assert read_items(answer.data, "bank.json").bank == bank_documents.as_bank(db.session.get(Bank, bank.id))
    assert db.session.query(AuditEvent).filter_by(verb="export bank").count() == 1
    assert clerk.post(f"/w/banks/{bank.id}/export", data={"format": "pdf"}).status_code == 400


def test_the_sweep_keeps_what_it_found_until_the_bank_changes(app, county):
    bank = make_bank(county, items=[make_item(1), make_item(1, right="c")])
    db.session.commit()

    bank_checks.check_banks(NOW)

    assert bank_checks.needing([bank.id]) == {bank.id: 1}
    row = db.session.query(QuizItem).filter_by(number=2).one()
    banking.retire(row, actor=None, at=NOW, reason="twice")
    assert bank_checks.findings(bank).grave == frozenset()
