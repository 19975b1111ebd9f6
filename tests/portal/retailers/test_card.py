import pytest
from sqlalchemy import select

from portal.extensions import db
from portal.people.audit import AuditEvent
from portal.people.models import UnitKind
from portal.retailers import services
from portal.retailers.card import card, completeness
from portal.retailers.models import Retailer
from tests.factories import NOW, make_account, make_retailer, make_unit

SENSITIVE = {
    "nation": "回族", "birth_date": "1966-05-01", "address": "武安镇官山村12号",
    "spare_phone": "0596-8321234", "email": "wang@example.cn", "family": "儿子一家在县城",
}  # fmt: skip


@pytest.fixture
def county(app):
    return make_unit("长泰")


@pytest.fixture
def shop(county):
    district = make_unit("南片", kind=UnitKind.DISTRICT, parent=county)
    manager = make_account("staff", county, name="小林", phone="13600136000", post="customer_manager")
    return services.create_retailer(
        unit=district, licence="3506251000000017", name="王小明", phone="13800138000", manager_id=manager.id,
        file={**SENSITIVE, "needs": "想学网上订货"}, helper_name="王雨", helper_phone="13900139000",
        actor=None, at=NOW,
    )  # fmt: skip


def events(verb):
    db.session.rollback()
    return list(db.session.scalars(select(AuditEvent).filter_by(verb=verb)))


def test_the_file_has_eighteen_fields_and_says_how_many_are_known(shop):
    assert len(card(shop)) == 18
    assert completeness(shop) == (9, 18)


def test_sensitive_fields_are_masked_on_the_page(shop, county, client, sign_in, page):
    sign_in(make_account("manager", county))

    text = page(client.get(f"/w/retailers/{shop.id}")).text

    assert "138****8000" in text
    assert "想学网上订货" in text
    assert "2026-03-05" in text
    for hidden in (*SENSITIVE.values(), "回", "13800138000", "13900139000", "王雨"):
        assert hidden not in text


def test_the_page_names_the_customer_manager_and_the_phone(shop, county, client, sign_in, page):
    sign_in(make_account("manager", county))

    text = page(client.get(f"/w/retailers/{shop.id}")).text

    assert "小林" in text
    assert "13600136000" in text


def test_masked_fields_are_shown_for_a_purpose_which_is_noted(shop, county, client, sign_in, page):
    sign_in(make_account("manager", county))

    shown = page(client.post(f"/w/retailers/{shop.id}/reveal", data={"purpose": "contact"}))

    assert shown.status == 200
    assert all(value in shown.text for value in SENSITIVE.values())
    (event,) = events("look at personal data")
    assert (event.object_id, event.changes) == (str(shop.id), {})
    assert event.reason


def test_without_a_purpose_nothing_is_shown_or_noted(shop, county, client, sign_in, page):
    sign_in(make_account("manager", county))

    shown = page(client.post(f"/w/retailers/{shop.id}/reveal", data={"purpose": "curiosity"}))

    assert shown.status == 422
    assert "回族" not in shown.text
    assert events("look at personal data") == []


def test_looking_is_refused_to_whom_the_right_is_missing(shop, county, client, sign_in):
    sign_in(make_account("admin", county))

    assert client.post(f"/w/retailers/{shop.id}/reveal", data={"purpose": "contact"}).status_code == 403


UNKNOWN = {"customer_class": "", "size": "", "tier": "", "ordering": "", "manager": ""}


def typed(shop, **changes):
    return {
        **UNKNOWN,
        "name": shop.name, "phone": shop.phone, "district": str(shop.unit_id),
        "manager": str(shop.manager_id),
        "origin": "visit", "as_of": "2026-03-01", **SENSITIVE, "needs": "想学网上订货", **changes,
    }  # fmt: skip


def test_editing_changes_the_field_with_its_source_and_day(shop, county, client, sign_in):
    sign_in(make_account("clerk", county))
    data = typed(shop, needs="要冰柜", email="", phone="13700137000", tier="12")

    answer = client.post(f"/w/retailers/{shop.id}/edit", data=data)

    db.session.rollback()
    assert answer.status_code == 303
    assert (shop.file["needs"].value, shop.file["needs"].origin) == ("要冰柜", "visit")
    assert shop.file["needs"].as_of.isoformat() == "2026-03-01"
    assert "email" not in shop.file
    assert (shop.phone, shop.file["phone"].value, shop.tier) == ("13700137000", "13700137000", 12)


def test_the_form_shows_what_is_known(shop, county, client, sign_in, page):
    shop.tier, shop.size = 12, "small"
    sign_in(make_account("clerk", county))

    form = page(client.get(f"/w/retailers/{shop.id}/edit"))

    known = {"name": "王小明", "manager": str(shop.manager_id), "district": str(shop.unit_id), "tier": "12"}
    known |= {
        "size": "small",
        "ordering": "",
        "needs": "想学网上订货",
        "helper_phone": "13900139000",
    } | SENSITIVE
    assert {name: form.value(name) for name in known} == known


def test_what_was_before_is_noted_with_personal_data_masked(shop, county, client, sign_in):
    sign_in(make_account("clerk", county))

    client.post(f"/w/retailers/{shop.id}/edit", data=typed(shop, needs="要冰柜", email="li@example.cn"))

    (event,) = events("change")
    assert event.changes["needs"] == ["想学网上订货", "要冰柜"]
    assert event.changes["email"] == ["***", "***"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"phone": "没有"},
        {"birth_date": "昨天"},
        {"spare_phone": "5968321234"},
        {"size": "huge"},
        {"district": "x"},
        {"as_of": "2999-01-01"},
        {"needs": "x" * 501},
    ],
)
def test_bad_input_shows_the_page_again_and_changes_nothing(shop, county, client, sign_in, page, wrong):
    sign_in(make_account("clerk", county))

    answer = page(client.post(f"/w/retailers/{shop.id}/edit", data=typed(shop, **wrong)))

    assert answer.status == 422
    assert answer.errors
    assert events("change") == []


def test_a_new_shop_is_put_into_the_register(shop, county, client, sign_in):
    sign_in(make_account("clerk", county))
    data = {
        **UNKNOWN,
        "licence": "3506251000000025",
        "name": "李四",
        "district": str(shop.unit_id),
        "origin": "visit",
        "gender": "女",
    }

    answer = client.post("/w/retailers/new", data=data)

    made = db.session.scalars(select(Retailer).filter_by(licence="3506251000000025")).one()
    assert answer.location.endswith(f"/w/retailers/{made.id}")
    assert (made.unit_id, made.file["gender"].value, made.phone) == (shop.unit_id, "女", None)


@pytest.mark.parametrize("licence", ["3506251000000017", "3.5E+15", ""])
def test_a_licence_must_be_new_and_whole(shop, county, client, sign_in, page, licence):
    sign_in(make_account("clerk", county))
    data = {**UNKNOWN, "licence": licence, "name": "李四", "district": str(shop.unit_id), "origin": "visit"}

    answer = page(client.post("/w/retailers/new", data=data))

    assert answer.status == 422
    assert answer.errors


def test_a_closed_shop_leaves_the_list_and_can_come_back(shop, county, client, sign_in, page):
    sign_in(make_account("manager", county))

    client.post(f"/w/retailers/{shop.id}/close")
    closed = page(client.get("/w/retailers?state=closed")).text
    open_ones = page(client.get("/w/retailers?state=")).text
    client.post(f"/w/retailers/{shop.id}/reopen")

    assert "王小明" in closed
    assert "王小明" not in open_ones
    assert "王小明" in page(client.get("/w/retailers")).text


def test_closing_twice_is_refused(shop, county, client, sign_in):
    sign_in(make_account("manager", county))
    client.post(f"/w/retailers/{shop.id}/close")

    assert client.post(f"/w/retailers/{shop.id}/close").status_code == 409


def test_a_shop_is_handed_over_and_the_change_noted(shop, county, client, sign_in):
    other = make_account("staff", county, name="小陈", post="customer_manager")
    sign_in(make_account("manager", county))
    data = {"district": str(county.id), "manager": str(other.id), "reason": "小林调走"}

    client.post(f"/w/retailers/{shop.id}/move", data=data)

    (event,) = events("move")
    assert (shop.unit_id, shop.manager_id) == (county.id, other.id)
    assert set(event.changes) == {"unit_id", "manager_id"}
    assert event.reason == "小林调走"


def test_a_shop_cannot_be_handed_to_another_county(shop, county, client, sign_in):
    foreign = make_account("staff", post="customer_manager")
    sign_in(make_account("manager", county))
    data = {"district": str(foreign.unit_id), "manager": str(foreign.id)}

    assert client.post(f"/w/retailers/{shop.id}/move", data=data).status_code == 422


WRITES = ["edit", "move", "close", "reopen", "reveal"]


@pytest.mark.parametrize("action", WRITES)
def test_a_visitor_is_sent_to_sign_in(shop, client, action):
    assert client.post(f"/w/retailers/{shop.id}/{action}").status_code == 303


@pytest.mark.parametrize("action", WRITES)
def test_another_countys_clerk_finds_nothing(shop, client, sign_in, action):
    sign_in(make_account("clerk"))

    assert client.post(f"/w/retailers/{shop.id}/{action}").status_code == 404


@pytest.mark.parametrize("action", ["edit", "move", "close", "reopen"])
def test_who_may_not_edit_is_refused(shop, county, client, sign_in, action):
    sign_in(make_account("leader", county))

    assert client.post(f"/w/retailers/{shop.id}/{action}").status_code == 403


def test_a_customer_manager_sees_the_own_shops_only(shop, county, client, sign_in, page):
    foreign = make_retailer(shop.unit, name="别人的店")
    sign_in(shop.manager)

    assert "别人的店" not in page(client.get("/w/retailers")).text
    assert client.get(f"/w/retailers/{foreign.id}").status_code == 404
    assert client.get(f"/m/customers/{foreign.id}").status_code == 404


def test_the_phone_shows_the_own_shops_and_calls_them(shop, client, sign_in, page):
    sign_in(shop.manager)

    assert "王小明" in page(client.get("/m/customers?q=wxm")).text
    one = page(client.get(f"/m/customers/{shop.id}"))
    assert one.select('a[href="tel:13800138000"]')
    assert "13800138000" not in one.text
