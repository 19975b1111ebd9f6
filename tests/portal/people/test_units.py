import pytest
from sqlalchemy import select

from portal import chain
from portal.extensions import db
from portal.people.audit import AuditEvent
from portal.people.models import Unit, UnitKind
from tests.factories import make_account, make_unit


@pytest.fixture
def county(app):
    return make_unit("Changtai")


@pytest.fixture
def admin(county, sign_in):
    admin = make_account("admin", county)
    sign_in(admin)
    return admin


def test_a_unit_is_made_below_another(client, admin, county):
    client.post("/a/orgs/new", data={"name": "South", "kind": "district", "parent": str(county.id)})

    made = db.session.scalars(select(Unit).filter_by(name="South")).one()
    assert (made.parent_id, made.kind) == (county.id, UnitKind.DISTRICT)
    assert db.session.scalars(select(AuditEvent).filter_by(verb="create")).one().object_name == "South"


def test_a_unit_is_not_made_in_another_county(client, admin):
    data = {"name": "South", "kind": "district", "parent": str(make_unit().id)}

    assert client.post("/a/orgs/new", data=data).status_code == 422


def test_a_unit_without_a_name_is_refused(client, admin, county, page):
    shown = page(client.post("/a/orgs/new", data={"name": "　", "kind": "team", "parent": str(county.id)}))

    assert shown.status == 422
    assert shown.errors


def test_a_unit_is_renamed(client, admin, county):
    team = make_unit("Team", UnitKind.TEAM, county)

    client.post(f"/a/orgs/{team.id}", data={"name": "North", "kind": "district"})

    db.session.expire_all()
    assert (team.name, team.kind) == ("North", UnitKind.DISTRICT)


def test_a_unit_is_moved(client, admin, county):
    north, team = make_unit("North", parent=county), make_unit("Team", UnitKind.TEAM, county)

    client.post(f"/a/orgs/{team.id}/move", data={"unit": str(north.id)})

    db.session.expire_all()
    assert team.parent_id == north.id


def test_a_unit_is_not_moved_below_itself(client, admin, county):
    north = make_unit("North", parent=county)
    team = make_unit("Team", UnitKind.TEAM, north)

    assert client.post(f"/a/orgs/{north.id}/move", data={"unit": str(team.id)}).status_code == 409


@pytest.mark.parametrize("action", ["move", "archive", "restore"])
def test_nobody_moves_or_archives_the_own_unit(client, admin, county, action):
    answer = client.post(f"/a/orgs/{county.id}/{action}", data={"unit": str(county.id)})

    assert answer.status_code == 409


def test_an_empty_unit_is_archived_and_used_again(client, admin, county, page):
    team = make_unit("Team", UnitKind.TEAM, county)

    client.post(f"/a/orgs/{team.id}/archive")
    assert page(client.get("/a/orgs")).select("tbody th")[-1].get_text() == "Changtai"

    client.post(f"/a/orgs/{team.id}/restore")
    assert "Team" in page(client.get("/a/orgs")).text


def test_a_unit_with_people_is_not_archived(client, admin, county):
    team = make_unit("Team", UnitKind.TEAM, county)
    make_account("staff", team)

    assert client.post(f"/a/orgs/{team.id}/archive").status_code == 409


def test_a_unit_with_units_below_is_not_archived(client, admin, county):
    north = make_unit("North", parent=county)
    make_unit("Team", UnitKind.TEAM, north)

    assert client.post(f"/a/orgs/{north.id}/archive").status_code == 409


def test_a_later_feature_can_keep_a_unit_in_use(client, admin, county, monkeypatch):
    team = make_unit("Team", UnitKind.TEAM, county)
    monkeypatch.setitem(chain._slots, "unit in use", [(1, lambda unit: f"{unit.name} has shops.")])

    assert client.post(f"/a/orgs/{team.id}/archive").status_code == 409


def test_the_tree_shows_how_many_people_a_unit_has(client, admin, county, page):
    team = make_unit("Team", UnitKind.TEAM, county)
    make_account("staff", team)
    make_account("staff", team)

    rows = page(client.get("/a/orgs")).select("tbody tr")

    assert [row.select(".n a")[0].get_text() for row in rows] == ["1", "2"]
