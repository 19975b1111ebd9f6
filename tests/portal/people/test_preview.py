import pytest
from sqlalchemy import select

from portal import clock
from portal.access import can
from portal.extensions import db
from portal.people import services
from portal.people.audit import AuditEvent
from tests.factories import make_account, make_unit


@pytest.fixture
def county(app):
    return make_unit("Changtai")


@pytest.fixture
def admin(county, sign_in):
    admin = make_account("admin", county, name="Admin")
    sign_in(admin)
    return admin


@pytest.fixture
def viewed(client, admin, county):
    account = make_account("staff", county, name="Lin")
    client.post(f"/a/people/{account.id}/preview")
    return account


def test_the_administrator_sees_what_the_person_sees(client, viewed, page):
    shown = page(client.get("/m/me"))

    assert shown.h1.startswith("Lin")
    assert shown.select('form[action="/m/preview/end"]')
    assert client.get("/a/people").status_code == 403


def test_nothing_can_be_changed_in_a_preview(client, viewed):
    answer = client.post("/m/me/choices", data={"language": "en", "text_size": "3"})

    db.session.expire_all()
    assert answer.status_code == 403
    assert viewed.language is None


def test_the_preview_is_logged(viewed, admin):
    event = db.session.scalars(select(AuditEvent).filter_by(verb="preview")).one()

    assert (event.actor_id, event.object_id) == (admin.id, str(viewed.id))


def test_a_preview_ends(client, viewed, page):
    client.post("/m/preview/end")

    assert page(client.get("/m/me")).h1.startswith("Admin")


def test_a_preview_shows_no_more_than_the_one_who_looks_may_see(admin, county):
    manager = make_account("manager", county)
    assert can(manager, "see comments")

    manager.viewed_by = admin

    assert not can(manager, "see comments")
    assert can(manager, "see results")


@pytest.mark.parametrize("change", ["transfer", "disable"])
def test_a_preview_is_over_when_the_person_leaves_the_scope(client, viewed, admin, page, change):
    if change == "disable":
        services.disable(viewed, actor=admin, at=clock.now())
    else:
        services.transfer(viewed, make_unit(), actor=admin, at=clock.now())

    assert page(client.get("/m/me")).h1.startswith("Admin")


def test_a_preview_is_over_when_the_right_is_gone(client, viewed, admin, page):
    services.change_account(admin, actor=None, at=clock.now(), role="manager")

    assert page(client.get("/m/me")).h1.startswith("Admin")


def test_nobody_previews_a_stranger(client, admin):
    assert client.post(f"/a/people/{make_account().id}/preview").status_code == 404


def test_a_preview_is_not_entered_from_a_preview(client, viewed, county):
    other = make_account("manager", county)

    assert client.post(f"/a/people/{other.id}/preview").status_code == 403
