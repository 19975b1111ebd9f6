import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from portal.extensions import db
from portal.people import audit, sweeps, trail
from portal.people.audit import AuditEvent, AuditMark, AuditSeal
from portal.people.models import UnitKind
from tests.factories import NOW, make_account, make_unit


@pytest.fixture
def county(app):
    return make_unit("Changtai")


@pytest.fixture
def auditor(county, sign_in):
    auditor = make_account("auditor", county, name="Auditor")
    sign_in(auditor)
    return auditor


def note(account, verb="change", at=NOW, **extra):
    return audit.record(account, verb, account, changes={"role": ["staff", "clerk"]}, at=at, **extra)


def shown_rows(page, client, query=""):
    return [row.get_text(" ", strip=True) for row in page(client.get("/a/audit" + query)).select("tbody tr")]


def test_units_colleagues_and_times_are_shown_as_people_know_them(client, auditor, county, page):
    there = make_unit("North", UnitKind.DISTRICT, county)
    chief = make_account("leader", there, name="Captain Chen")
    changes = {
        "unit_id": [str(county.id), str(there.id)],
        "superior_id": [None, str(chief.id)],
        "disabled_at": ["2026-03-04 22:24:30.215395+00:00", None],
        "owner_id": ["01a2001f-6c1f-763e-8b78-d71c25dca02d", "nobody"],
    }
    audit.record(auditor, "change", auditor, changes=changes)

    (row,) = shown_rows(page, client)

    assert "Changtai → North" in row
    assert "— → Captain Chen" in row
    assert "2026-03-05 06:24 → —" in row
    assert "01a2001f-6c1f-763e-8b78-d71c25dca02d → nobody" in row


def test_the_log_shows_who_did_what_with_before_and_after(client, auditor, county, page):
    note(make_account("admin", county, name="Ms Wu"), name="the thing")

    (row,) = shown_rows(page, client)

    assert "Ms Wu" in row
    assert "the thing" in row
    assert "staff → clerk" in row


def test_the_log_shows_the_own_scope_only(client, auditor, county, page):
    note(make_account("admin", make_unit("Team", UnitKind.TEAM, county)), name="below")
    note(make_account("admin"), name="elsewhere")

    rows = shown_rows(page, client)

    assert len(rows) == 1
    assert "below" in rows[0]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?actor=Wu", 1),
        ("?verb=transfer", 1),
        ("?object=thing", 1),
        ("?object_type=unit", 1),
        ("?since=2026-03-06", 1),
        ("?until=2026-03-05", 3),
        ("?since=nonsense", 4),
        ("?verb=unheard-of", 4),
    ],
)
def test_events_are_found(client, auditor, county, page, query, count):
    note(make_account("admin", county, name="Ms Wu"))
    note(auditor, "transfer")
    note(auditor, name="a thing", at=NOW + timedelta(days=1))
    audit.record(auditor, "move", county, changes={}, at=NOW)

    assert len(shown_rows(page, client, query)) == count


def test_the_export_holds_what_the_filter_shows_and_no_formula(client, auditor, county):
    note(auditor, name="=cmd|' /C calc'!A0")
    note(auditor, "transfer")

    answer = client.post("/a/audit/export", data={"verb": "change"})

    text = answer.get_data(as_text=True)
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert text.startswith("\ufeff")
    assert [row[2] for row in rows[1:]] == ["change"]
    assert rows[1][5] == "'=cmd|' /C calc'!A0"


@pytest.mark.parametrize("name", ["＝1+1", " =1+1", "\u200b@SUM(A1)", "\n=1"])
def test_a_formula_that_hides_its_sign_is_words_too(client, auditor, name):
    note(auditor, name=name)

    text = client.post("/a/audit/export", data={"verb": "change"}).get_data(as_text=True)

    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows[1][5] == f"'{name}"


def test_the_export_is_logged(client, auditor):
    client.post("/a/audit/export")

    assert db.session.scalars(select(AuditEvent).filter_by(verb="export")).one().actor_id == auditor.id


@pytest.fixture
def sealed(app, county):
    account = make_account("admin", county)
    events = [note(account, at=NOW + timedelta(minutes=number)) for number in range(5)]
    db.session.commit()
    sweeps.seal_audit_log(NOW)
    return events


def test_an_untouched_log_is_whole(sealed):
    checked = trail.check()

    assert (checked.covered, checked.waiting, checked.wrong) == (5, 0, [])


def test_sealing_again_adds_only_what_is_new(sealed):
    note(db.session.get(type(make_account()), sealed[0].actor_id), at=NOW - timedelta(days=900))

    sweeps.seal_audit_log(NOW)

    assert trail.check().wrong == []
    assert [mark.n for mark in db.session.scalars(select(AuditMark).order_by(AuditMark.n))] == [
        1,
        2,
        3,
        4,
        5,
        6,
    ]
    assert len(list(db.session.scalars(select(AuditSeal)))) == 1


@pytest.mark.parametrize(
    "values", [{"reason": "x"}, {"at": NOW + timedelta(seconds=1)}, {"changes": {}}, {"verb": "changf"}]
)
def test_a_changed_event_is_named(sealed, values):
    db.session.execute(update(AuditEvent).where(AuditEvent.id == sealed[2].id).values(values))
    db.session.expire_all()

    assert trail.check().wrong == [str(sealed[2].id)]


def test_a_removed_event_is_named(sealed):
    key = sealed[1].id
    db.session.execute(delete(AuditEvent).where(AuditEvent.id == key))
    db.session.expire_all()

    assert trail.check().wrong == [str(key)]


def test_a_chain_that_was_written_anew_does_not_end_where_the_day_did(sealed):
    db.session.execute(update(AuditEvent).where(AuditEvent.id == sealed[2].id).values(reason="x"))
    db.session.execute(delete(AuditMark))
    db.session.expire_all()
    sweeps.seal_audit_log(NOW)

    assert trail.check().wrong == ["2026-03-05"]


def test_the_page_says_whether_the_log_is_whole(client, auditor, sealed, page):
    assert page(client.get("/a/audit/chain")).select(".verdict")

    db.session.execute(update(AuditEvent).where(AuditEvent.id == sealed[2].id).values(reason="x"))

    assert str(sealed[2].id) in page(client.get("/a/audit/chain")).text
