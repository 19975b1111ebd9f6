import pytest
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from portal import clock
from portal.errors import PortalError
from portal.extensions import db
from portal.people import logins, services
from portal.people.audit import AuditEvent
from portal.people.models import Account, UnitKind
from tests.factories import make_account, make_unit


@pytest.fixture
def county(app):
    return make_unit("Changtai")


@pytest.fixture
def admin(county, sign_in):
    admin = make_account("admin", county, login="adm")
    sign_in(admin)
    return admin


def new(client, unit, **extra):
    data = {
        "login": "cm01",
        "name": "Lin",
        "unit": str(unit.id),
        "role": "staff",
        "post": "",
        "phone": "",
        **extra,
    }
    return client.post("/a/people/new", data=data)


def changed(account, **extra):
    values = {"name": account.name, "phone": "", "role": account.role, "post": "", "superior": ""}
    return {**values, "version": str(account.version), **extra}


def test_an_account_is_made(client, admin, county):
    new(client, county, login="ＣＭ01", phone="+86 138-0000-1234", post="customer_manager")

    made = db.session.scalars(select(Account).filter_by(login="cm01")).one()
    assert (made.name, made.role, made.unit_id, made.phone) == ("Lin", "staff", county.id, "13800001234")
    assert made.password_hash is None


def test_making_an_account_is_logged_without_the_name(client, admin, county):
    new(client, county)

    event = db.session.scalars(select(AuditEvent).filter_by(verb="create")).one()
    assert event.actor_id == admin.id
    assert event.changes == {"role": [None, "staff"], "login": [None, "cm01"]}


def test_a_taken_number_is_said_so(client, admin, county, page):
    new(client, county)

    again = page(new(client, county, login=" CM01　"))

    assert again.status == 422
    assert any("cm01" in error for error in again.errors)


@pytest.mark.parametrize(
    "login", ["аdmin", "adm\u00adin", "\u202dadmin\u202c", "a\u0000b", "　　　", "two words", "-", "a" * 81]
)
def test_a_login_that_could_be_taken_for_another_is_refused(client, admin, county, login):
    assert new(client, county, login=login).status_code == 422
    assert len(list(db.session.scalars(select(Account)))) == 1


@pytest.mark.parametrize("typed", ["admin", "ａｄｍｉｎ", "admin ", " ADMIN", "\ufeffadmin"])
def test_spellings_of_one_login_are_one(typed):
    assert logins.checked(typed) == "admin"


def test_a_unit_of_somebody_else_cannot_be_chosen(client, admin):
    assert new(client, make_unit("Sister")).status_code == 422


def test_an_account_is_changed(client, admin, county):
    superior = make_account("leader", county, login="tl01")
    account = make_account("staff", county)

    client.post(f"/a/people/{account.id}", data=changed(account, role="clerk", superior="TL01", post="clerk"))

    db.session.expire_all()
    assert (account.role, account.superior_id, account.post) == ("clerk", superior.id, "clerk")


def test_a_change_is_logged_with_before_and_after(client, admin, county):
    account = make_account("staff", county)

    client.post(f"/a/people/{account.id}", data=changed(account, role="clerk", name="New name"))

    event = db.session.scalars(select(AuditEvent).filter_by(verb="change")).one()
    assert event.changes == {"role": ["staff", "clerk"], "name": ["***", "***"]}


def test_nobody_raises_the_own_role(client, admin):
    client.post(f"/a/people/{admin.id}", data=changed(admin, role="manager"))

    db.session.expire_all()
    assert admin.role == "admin"


@pytest.mark.parametrize("action", ["transfer", "disable", "enable"])
def test_nobody_moves_or_locks_the_own_account(client, admin, county, action):
    below = make_unit("Team", UnitKind.TEAM, county)

    answer = client.post(f"/a/people/{admin.id}/{action}", data={"unit": str(below.id)})

    assert answer.status_code == 409
    db.session.expire_all()
    assert (admin.unit_id, admin.disabled_at) == (county.id, None)


def test_a_stale_change_is_shown_again_and_overwrites_nothing(client, admin, county, page):
    account = make_account("staff", county)
    mine = changed(account, name="Mine")
    services.change_account(account, actor=admin, at=clock.now(), name="Theirs")

    shown = page(client.post(f"/a/people/{account.id}", data=mine))

    assert shown.status == 409
    assert shown.value("name") == "Mine"
    db.session.expire_all()
    assert account.name == "Theirs"


def test_after_a_stale_change_the_own_one_can_be_saved(client, admin, county, page):
    account = make_account("staff", county)
    mine = changed(account, name="Mine")
    services.change_account(account, actor=admin, at=clock.now(), name="Theirs")
    shown = page(client.post(f"/a/people/{account.id}", data=mine))

    client.post(f"/a/people/{account.id}", data={**mine, "version": shown.value("version")})

    db.session.expire_all()
    assert account.name == "Mine"


def test_an_account_is_transferred_within_the_own_scope(client, admin, county):
    account, team = make_account("staff", county), make_unit("Team", UnitKind.TEAM, county)

    client.post(f"/a/people/{account.id}/transfer", data={"unit": str(team.id)})

    db.session.expire_all()
    assert account.unit_id == team.id


def test_an_account_is_not_transferred_out_of_the_own_scope(client, admin, county):
    account = make_account("staff", county)

    client.post(f"/a/people/{account.id}/transfer", data={"unit": str(make_unit().id)})

    db.session.expire_all()
    assert account.unit_id == county.id


def test_an_account_is_deactivated_and_activated_again(client, admin, county):
    account = make_account("staff", county)

    client.post(f"/a/people/{account.id}/disable")
    db.session.expire_all()
    assert account.disabled_at is not None

    client.post(f"/a/people/{account.id}/enable")
    db.session.expire_all()
    assert account.disabled_at is None


def test_a_link_is_made_logged_and_lets_in(app, client, admin, county, page):
    account = make_account("staff", county)

    shown = page(client.post(f"/a/people/{account.id}/link"))

    path = shown.select("#address")[0]["value"].removeprefix("http://localhost")
    assert app.test_client().post(path).status_code == 303
    assert (
        db.session.scalars(select(AuditEvent).filter_by(verb="make sign-in link")).one().actor_id == admin.id
    )


def test_no_link_is_made_for_a_deactivated_account(client, admin, county):
    account = make_account("staff", county, disabled_at=clock.now())

    assert client.post(f"/a/people/{account.id}/link").status_code == 409


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("q=in", {"Lin", "Min"}),
        ("q=%25", set()),
        ("q=1380000", {"Lin"}),
        ("role=leader", {"Min"}),
        ("post=clerk", {"Chen"}),
        ("unit={team}", {"Lin"}),
        ("state=disabled", {"Gone"}),
        ("unit=nonsense&page=99", {"Boss", "Lin", "Min", "Chen"}),
    ],
)
def test_people_are_found(client, county, sign_in, page, wanted, found):
    team = make_unit("Team", UnitKind.TEAM, county)
    sign_in(make_account("manager", county, name="Boss"))
    make_account("staff", team, name="Lin", phone="13800001234")
    make_account("leader", county, name="Min")
    make_account("clerk", county, name="Chen", post="clerk")
    make_account("staff", county, name="Gone", disabled_at=clock.now())
    make_account("staff", make_unit(), name="Lin of another county")

    shown = page(client.get("/a/people?" + wanted.format(team=team.id)))

    assert {row.get_text() for row in shown.select("tbody th")} == found


def test_phone_numbers_are_masked_in_the_list(client, admin, county, page):
    make_account("staff", county, phone="13800001234")

    shown = page(client.get("/a/people"))

    assert "138****1234" in shown.text
    assert "13800001234" not in shown.text


def test_a_long_list_has_pages(client, admin, county, page):
    for _each in range(60):
        make_account("staff", county)

    second = page(client.get("/a/people?role=staff&page=2"))

    assert len(second.select("tbody tr")) == 10
    assert second.select(".pager a")[0]["href"] == "/a/people?role=staff&page=1"


def test_the_same_login_cannot_be_made_twice_by_a_script(app):
    services.create_account(unit=make_unit(), login="x1", name="A", role="staff", at=clock.now())

    with pytest.raises(PortalError):
        services.create_account(unit=make_unit(), login="X1 ", name="B", role="staff", at=clock.now())


def test_two_changes_at_the_same_moment_are_told_apart(app):
    with app.test_request_context("/a/people"):
        answer = app.handle_user_exception(StaleDataError("somebody was faster"))

    assert answer.status_code == 409
