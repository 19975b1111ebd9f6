"""One item: its page, its history, and the editor for every type."""

import io

import pytest
from PIL import Image

from portal.extensions import db
from portal.people.models import UnitKind
from portal.quizzes.banks import banking, wording
from portal.quizzes.models import BankPicture, ItemVersion, QuizItem
from question_bank.items import Accepted, Blank, GuidePoint, Item, ItemType, Markup, Option, Pair, Rule
from tests.factories import NOW, make_account, make_unit
from tests.pages import words
from tests.portal.quizzes.quiz_factories import items_of, make_bank, make_item, make_plan, make_quiz


@pytest.fixture
def county(app):
    return make_unit("County", UnitKind.COUNTY, make_unit("City", UnitKind.CITY))


@pytest.fixture
def clerk(county, sign_in):
    return sign_in(make_account("clerk", county))


@pytest.fixture
def bank(county):
    return make_bank(county)


@pytest.fixture
def row(bank):
    return items_of(bank)[0]


def typed(page, client, address, **values):
    """The form as a browser would send it, with some fields typed anew (None: not sent)."""
    form = page(client.get(address)).soup.select_one("form.ied")
    sent: dict[str, list[str]] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        kind = field.get("type", "")
        if kind in ("radio", "checkbox") and not field.has_attr("checked"):
            continue
        if field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            value = chosen.get("value", chosen.get_text()) if chosen else ""
        else:
            value = (
                field.get_text().removeprefix("\n") if field.name == "textarea" else field.get("value", "")
            )
        if kind != "file":
            sent.setdefault(field["name"], []).append(value)
    sent |= {name: value if isinstance(value, list) else [value] for name, value in values.items()}
    return {"do": "save", **{name: value for name, value in sent.items() if value != [None]}}


def picture() -> io.BytesIO:
    written = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(written, "PNG")
    written.seek(0)
    return written


def one(kind: str, **values) -> Item:
    return Item(key="q1", type=ItemType(kind), stem={"zh-Hans": f"{kind}：写在这里的题干"}, **values)


CHOICES = make_item(1).options
WRITTEN = {
    "multiple": one("multiple", options=CHOICES, right=("a", "b"), rule=Rule.MISSING_HALF, shuffle=False),
    "true_false": one("true_false", right=("false",), options=(Option(key="true", feedback={"en": "No"}),)),
    "fill_in": one(
        "fill_in",
        blanks=(
            Blank(key="b1", accepted=(Accepted(text="三"), Accepted(text="3", fraction=0.5)), weight=2),
            Blank(key="b2", accepted=(Accepted(value=2.5, tolerance=0.1),), choices=("2.5", "3")),
        ),
        any_order=True,
    ),
    "numeric": one(
        "numeric", unit={"en": "kg"},
        accepted=(Accepted(value=12.5, tolerance=0.5), Accepted(minimum=1, maximum=2, fraction=0.25)),
    ),
    "matching": one(
        "matching", options=CHOICES,
        pairs=tuple(Pair(key=f"p{n}", text={"en": "left"}, option=key) for n, key in enumerate("ac", 1)),
    ),
    "ordering": one("ordering", options=CHOICES, right=("a", "b", "c", "d"), rule=Rule.ADJACENT),
    "essay": one("essay", guide=(GuidePoint(text={"en": "asks"}, points=2),), model_answer={"en": "So"}),
    "information": one("information"),
}  # fmt: skip


def newest(bank) -> Item:
    return wording.current(items_of(bank)[-1])


def test_html_and_script_in_a_stem_stay_text_and_html_items_keep_only_structure(clerk, county, page):
    bad = {"zh-Hans": "<script>alert(1)</script><b onclick=x>粗</b><img src=x onerror=y>"}
    bank = make_bank(county, items=[make_item(1, stem=bad), make_item(2, stem=bad, markup=Markup.HTML)])
    plain, html = (page(clerk.get(f"/w/items/{row.id}")) for row in items_of(bank))

    assert "<script>alert(1)</script>" in plain.select(".it-stem")[0].get_text()
    assert [str(each) for each in html.select(".it-stem b")] == ["<b>粗</b>"]
    assert not html.select(".it-stem script, .it-stem img")


def test_the_page_shows_key_use_and_history_and_another_county_sees_nothing(
    clerk, county, bank, row, page, sign_in, app
):
    make_quiz(county, plan=make_plan(county, bank), title={"zh-Hans": "月考", "en": "Monthly exam"})
    banking.change_item(row, make_item(1, right="c"), actor=None, at=NOW, note="the rule changed")

    found = page(clerk.get(f"/w/items/{row.id}?lang=en"))
    stranger = sign_in(make_account("clerk", make_unit("Other", UnitKind.COUNTY)), app.test_client())
    staff = sign_in(make_account("staff", county), app.test_client())

    assert [words(each) for each in found.select("li.right")] == ["C c of 1 right"]
    assert "Monthly exam" in found.text
    assert "the rule changed" in found.text
    assert stranger.get(f"/w/items/{row.id}").status_code == 404
    assert staff.get(f"/w/items/{row.id}").status_code == 403


def test_an_old_wording_is_compared_and_comes_back_as_a_new_version(clerk, row, page):
    banking.change_item(row, make_item(1, right="c"), actor=None, at=NOW)

    lines = page(clerk.get(f"/w/items/{row.id}/versions?lang=en")).select("table.cmp tbody tr")
    clerk.post(f"/w/items/{row.id}/versions/1/restore")

    assert [words(line) for line in lines] == ["Right answer B C"]
    assert clerk.get(f"/w/items/{row.id}/versions?before=1&after=9").status_code == 404
    assert sorted(v.n for v in db.session.query(ItemVersion).filter_by(item_id=row.id)) == [1, 2, 3]
    assert wording.current(db.session.get(QuizItem, row.id)).right == ("b",)


def test_retiring_needs_a_reason_and_a_signature_the_wording_that_was_read(county, row, sign_in):
    manager = sign_in(make_account("manager", county))

    assert manager.post(f"/w/items/{row.id}/retire").status_code == 422
    manager.post(f"/w/items/{row.id}/retire", data={"reason": "the policy is gone"})
    assert db.session.get(QuizItem, row.id).retired_reason == "the policy is gone"
    manager.post(f"/w/items/{row.id}/restore")
    manager.post(f"/w/items/{row.id}/sign", data={"n": 7})
    assert db.session.get(QuizItem, row.id).signed_n is None
    manager.post(f"/w/items/{row.id}/sign", data={"n": 1})
    assert db.session.get(QuizItem, row.id).signed_n == 1


def test_opening_the_editor_and_keeping_changes_nothing_for_any_type(clerk, county, page):
    bank = make_bank(county, items=[make_item(1), *WRITTEN.values()])

    for row in items_of(bank):
        address = f"/w/items/{row.id}/edit"
        answer = clerk.post(address, data=typed(page, clerk, address))
        assert answer.status_code == 303, (row.type, page(answer).errors)

    assert {row.type: row.current_n for row in items_of(bank)} == dict.fromkeys({*WRITTEN, "single"}, 1)


def test_a_key_that_is_missing_or_double_is_said_at_its_field_and_nothing_typed_is_lost(clerk, bank, page):
    address = f"/w/banks/{bank.id}/items/new"
    values = {
        "stem.zh-Hans": "谁负责答复？",
        "options-0-text.zh-Hans": "首问人",
        "options-1-text.zh-Hans": "别人",
    }

    none = page(clerk.post(f"{address}?lang=en", data=typed(page, clerk, address, **values)))
    two = page(clerk.post(f"{address}?lang=en", data=typed(page, clerk, address, **values, right=["A", "B"])))
    bad = page(
        clerk.post(f"{address}?lang=en", data=typed(page, clerk, address, **values, right="A", points="many"))
    )

    assert none.status == two.status == bad.status == 422
    assert "has no right answer" in none.select("#right-error")[0].get_text()
    assert "Only one answer can be right" in two.select("#right-error")[0].get_text()
    assert "Write a number" in bad.select("#points-error")[0].get_text()
    assert bad.value("options-1-text.zh-Hans") == "别人"
    assert bad.value("points") == "many"
    assert len(items_of(bank)) == 4


def test_the_small_buttons_add_and_move_lines_and_keep_what_was_typed(clerk, bank, page):
    address = f"/w/banks/{bank.id}/items/new"
    data = typed(
        page, clerk, address, **{"options-0-text.zh-Hans": "甲", "options-1-text.zh-Hans": "乙", "right": "B"}
    )

    more = page(clerk.post(address, data=data | {"do": "option:add"}))
    moved = page(clerk.post(address, data=data | {"do": "option:up:1"}))
    english = page(clerk.post(address, data=data | {"do": "tongue:en"}))
    other = page(
        clerk.post(address, data=data | {"type": "fill_in", "do": "type", "stem.zh-Hans": "一带___，二带___"})
    )

    assert len(more.select("input[name=right]")) == 5
    assert [moved.value(f"options-{n}-text.zh-Hans") for n in (0, 1)] == ["乙", "甲"]
    assert moved.select("input[name=right][checked]")[0]["value"] == "B"
    assert english.soup.find(attrs={"name": "options-0-text.zh-Hans"})["type"] == "hidden"
    assert other.value("stem.zh-Hans") == "一带[[b1]]，二带[[b2]]"
    assert other.value("options-0-text.zh-Hans") == "甲"
    assert len(items_of(bank)) == 4


def test_twenty_six_options_of_two_languages_make_one_item(clerk, bank, page):
    address = f"/w/banks/{bank.id}/items/new?type=multiple"
    letters = [chr(ord("A") + n) for n in range(26)]
    lines = {f"options-{n}-key": letter for n, letter in enumerate(letters)}
    lines |= {f"options-{n}-text.zh-Hans": f"选项{letter}" for n, letter in enumerate(letters)}
    values = {"stem.zh-Hans": "选出全部", "stem.en": "Choose all", "right": letters, "tags": "长 新"}

    answer = clerk.post(address, data=typed(page, clerk, address, **lines, **values))

    assert answer.status_code == 303, page(answer).errors
    assert newest(bank).right == tuple(letters)
    assert newest(bank).stem == {"zh-Hans": "选出全部", "en": "Choose all"}
    assert items_of(bank)[-1].number == 5


def test_a_picture_is_written_anew_shown_to_staff_and_to_no_other_county(
    clerk, county, bank, page, sign_in, app
):
    address = f"/w/banks/{bank.id}/items/new"
    data = typed(page, clerk, address, **{"stem.zh-Hans": "这是什么？[[pump.png]]", "right": "A"})
    data |= {
        "options-0-text.zh-Hans": "枪",
        "options-1-text.zh-Hans": "秤",
        "new_picture": (picture(), "pump.png"),
    }

    assert clerk.post(address, data=data, content_type="multipart/form-data").status_code == 303
    bad = clerk.post(address, data=data | {"new_picture": (io.BytesIO(b"<svg/>"), "x.svg")})

    kept = db.session.query(BankPicture).one()
    place = f"/w/banks/{bank.id}/pictures/{kept.sha256}"
    staff = sign_in(make_account("staff", county), app.test_client())
    stranger = sign_in(make_account("manager", make_unit("Other", UnitKind.COUNTY)), app.test_client())
    assert bad.status_code == 422
    assert newest(bank).pictures[0].sha256 == kept.sha256
    assert staff.get(place).content_type == "image/png"
    assert stranger.get(place).status_code == 404
    assert page(clerk.get(f"/w/items/{items_of(bank)[-1].id}")).select(".it-stem img")[0]["src"] == place


def test_two_people_at_once_and_the_second_chooses(clerk, bank, row, page):
    address = f"/w/items/{row.id}/edit"
    mine = typed(page, clerk, address, **{"stem.zh-Hans": "我的说法？"})
    theirs = typed(page, clerk, address, **{"stem.zh-Hans": "他的说法？"})
    clerk.post(address, data=theirs)

    clash = page(clerk.post(address, data=mine))
    again = {field["name"]: field["value"] for field in clash.select("main form input")}

    assert clash.status == 409
    assert [each.get_text() for each in clash.select("table.cmp tbody td")] == ["他的说法？", "我的说法？"]
    assert clerk.post(address, data=again | {"do": "save"}).status_code == 303
    assert wording.current(items_of(bank)[0]).stem["zh-Hans"] == "我的说法？"
    assert items_of(bank)[0].current_n == 3


def test_a_text_no_database_can_hold_is_refused_at_its_field(clerk, bank, page):
    address = f"/w/banks/{bank.id}/items/new"
    data = typed(
        page, clerk, address, **{"stem.zh-Hans": "a\0b", "right": "A", "options-0-text.zh-Hans": "x"}
    )
    assert clerk.post(address, data=data).status_code == 422


def test_shared_material_is_written_once_and_chosen_by_the_next_item(clerk, bank, page):
    address = f"/w/banks/{bank.id}/items/new?type=true_false"
    values = {"stem.zh-Hans": "材料里说可以。", "right": "true"}
    clerk.post(address, data=typed(page, clerk, address, **values, **{"material_text.zh-Hans": "一段材料"}))
    first = db.session.get(ItemVersion, (items_of(bank)[-1].id, 1))
    clerk.post(address, data=typed(page, clerk, address, **values, material=str(first.material_id)))

    second = db.session.get(ItemVersion, (items_of(bank)[-1].id, 1))
    assert second.material_id == first.material_id is not None
    assert "一段材料" in page(clerk.get(f"/w/items/{second.item_id}")).text
