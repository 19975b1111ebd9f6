import pytest
from sqlalchemy import select

from portal.extensions import db
from portal.people.audit import AuditEvent
from portal.people.models import UnitKind
from portal.retailers import services
from portal.retailers.columns import COLUMNS
from portal.retailers.initials import initials
from portal.sheets.reading import read_workbook
from tests.factories import NOW, make_account, make_retailer, make_unit


@pytest.fixture
def county(app):
    return make_unit("长泰")


@pytest.fixture
def manager(county, sign_in):
    manager = make_account("manager", county)
    sign_in(manager)
    return manager


def names(page):
    return [" ".join(cell.get_text(" ").split()) for cell in page.select("tbody th")]


@pytest.mark.parametrize(
    "query",
    [
        "q=王小", "q=wxm", "q=WX", "q=武安", "q=官山", "q=0017", "q=8000", "customer_class=2", "size=medium",
        "ordering=online", "q=王&size=medium",
    ],
)  # fmt: skip
def test_shops_are_found_and_filtered(county, manager, client, page, query):
    make_retailer(
        county, licence="3506251000000017", name="王小明", shop_name="武安店", village="官山村",
        phone="13800138000", customer_class="2", size="medium", ordering="online",
    )  # fmt: skip
    make_retailer(county, licence="3506251000000099", name="李四", phone="13900139999", size="large")

    assert [name[:3] for name in names(page(client.get(f"/w/retailers?{query}")))] == ["王小明"]


def test_a_filter_by_district_takes_in_what_is_below(county, manager, client, page):
    south = make_unit("南片", kind=UnitKind.DISTRICT, parent=county)
    team = make_unit("一组", kind=UnitKind.TEAM, parent=south)
    make_retailer(team, name="甲")
    make_retailer(county, name="乙")

    assert names(page(client.get(f"/w/retailers?district={south.id}"))) == ["甲"]


@pytest.mark.parametrize(
    "query", ["district=x", "manager=x", "page=999", "page=-1", "page=x", "size=%00", "q=%00"]
)
def test_nonsense_in_the_address_is_no_fault(county, manager, client, query):
    make_retailer(county)

    assert client.get(f"/w/retailers?{query}").status_code == 200


def test_long_lists_have_pages(county, manager, client, page):
    for n in range(60):
        make_retailer(county, name=f"店{n:02d}")

    first, second = page(client.get("/w/retailers")), page(client.get("/w/retailers?page=2"))

    assert (len(names(first)), len(names(second))) == (50, 10)
    assert "60" in first.text


def test_an_empty_register_teaches_the_first_step(county, manager, client, page):
    empty = page(client.get("/w/retailers"))

    assert empty.select('.empty a[href="/w/retailers/import"]')
    assert empty.select('.empty a[href="/w/retailers/import/template.xlsx"]')


def test_another_countys_shops_are_not_listed(manager, client, page):
    make_retailer(name="别县的店")

    assert "别县的店" not in client.get("/w/retailers").get_data(as_text=True)


def test_the_export_can_be_imported_again_without_loss(county, manager, client):
    keeper = make_account("staff", county, login="1001", post="customer_manager")
    services.create_retailer(
        unit=county, licence="0350625100000017", name="=1+1", phone="0596-8321234",
        manager_id=keeper.id, customer_class="2", size="small", ordering="telephone", tier=7,
        file={"needs": "@x"}, actor=None, at=NOW,
    )  # fmt: skip

    content = client.post("/w/retailers/export").data

    (row,) = read_workbook(content, "x.xlsx", COLUMNS).rows
    cells = dict(zip([column.key for column in COLUMNS], row.cells, strict=False))
    assert (cells["licence"], cells["name"], cells["phone"]) == ("0350625100000017", "=1+1", "0596-8321234")
    assert (cells["manager"], cells["customer_class"], cells["tier"]) == ("1001", "二类", "7")
    assert cells["needs"] == "@x"
    assert db.session.scalars(select(AuditEvent).filter_by(verb="export retailers")).one()


@pytest.mark.parametrize("role", ["staff", "leader", "admin"])
def test_the_export_is_for_those_who_may(county, client, sign_in, role):
    sign_in(make_account(role, county))

    assert client.post("/w/retailers/export").status_code == 403


def test_initials_of_names():
    assert [initials(name) for name in ("王小明", "陈伯", "欧阳娜", "A店", "", "𠮷野")] == [
        "WXM", "CB", "OYN", "AD", "", "Y",
    ]  # fmt: skip
