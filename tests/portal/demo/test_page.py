"""The demo on the screen: one button, for an administrator who stays."""

import pytest
from sqlalchemy import select

from portal.extensions import db
from portal.people.audit import AuditEvent
from portal.people.models import DEMO, Unit
from tests.factories import make_account, make_unit


@pytest.fixture
def changtai(app):
    unit = make_unit("长泰县公司")
    unit.source = DEMO
    db.session.commit()
    return unit


def units():
    db.session.rollback()
    return set(db.session.scalars(select(Unit.name)))


def test_an_administrator_of_ones_own_takes_the_demo_out(changtai, sign_in):
    admin = make_account("admin", make_unit("自己的县公司"))
    browser = sign_in(admin)

    answer = browser.post("/a/demo/remove")

    event = db.session.scalars(select(AuditEvent).filter_by(verb="remove demo data")).one()
    assert answer.status_code == 303
    assert units() == {"自己的县公司"}
    assert event.actor_id == admin.id
    assert browser.get("/w").status_code == 200


def test_a_demo_account_is_told_to_make_an_own_one_first(changtai, sign_in, page):
    browser = sign_in(make_account("admin", changtai, source=DEMO, language="en"))

    shown = page(browser.get("/a/demo"))
    answer = browser.post("/a/demo/remove")

    assert "Make an administrator of your own first" in shown.text
    assert shown.select('a[href="/a/people/new"]')
    assert answer.status_code == 409
    assert "长泰县公司" in units()


def test_the_tag_in_the_rail_leads_there(changtai, sign_in, page):
    admin = page(sign_in(make_account("admin", changtai)).get("/w"))
    manager = page(sign_in(make_account("manager", changtai)).get("/w"))

    assert admin.select('a.tag[href="/a/demo"]')
    assert not manager.select('a[href="/a/demo"]')


def test_without_a_demo_nothing_is_offered(app, sign_in, page):
    browser = sign_in(make_account("admin", make_unit("自己的县公司"), language="en"))

    shown = page(browser.get("/a/demo"))

    assert "There is no demo data" in shown.text
    assert browser.post("/a/demo/remove").status_code == 303
    assert units() == {"自己的县公司"}


def test_another_role_is_refused(changtai, sign_in):
    assert sign_in(make_account("manager", make_unit())).post("/a/demo/remove").status_code == 403
    assert "长泰县公司" in units()


def test_whoever_is_signed_out_is_sent_to_sign_in(changtai, client):
    assert client.post("/a/demo/remove").status_code == 303
    assert "长泰县公司" in units()
