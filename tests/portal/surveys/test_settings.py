"""The settings: whom a survey asks, when, how many; and what somebody else set meanwhile."""

from datetime import UTC, datetime

import pytest

from portal.extensions import db
from portal.people.audit import AuditEvent
from portal.surveys.forms import read_strata, write_strata
from tests.factories import make_account, make_unit
from tests.portal.surveys.drafting import make_draft, make_published


@pytest.fixture
def unit(app):
    return make_unit()


@pytest.fixture
def clerk(unit, sign_in):
    account = make_account("clerk", unit, language="en")
    sign_in(account)
    return account


def save(client, page, survey, **changes):
    address = f"/w/surveys/{survey.id}/settings"
    shown = page(client.get(address))
    fields = {"mode": str(survey.mode)}
    for field in shown.select("main form[novalidate] [name]"):
        if field.get("type") != "radio":
            fields[field["name"]] = shown.value(field["name"])
    answer = client.post(address, data={**fields, **changes})
    db.session.expire_all()
    return page(answer)


def test_settings_are_saved_with_a_trace_of_before_and_after(client, page, clerk, unit):
    survey = make_draft(unit, target=100)

    answer = save(
        client, page, survey, target="360", mode="anonymous", ends_at="2026-12-06T23:59", contact="0596-1",
        strata="size small 780\ndistrict 南 片 305",
    )  # fmt: skip

    assert answer.status == 303
    assert (survey.target, survey.mode, survey.contact) == (360, "anonymous", "0596-1")
    assert survey.ends_at == datetime(2026, 12, 6, 15, 59, tzinfo=UTC)
    assert survey.strata == {"size": {"small": 780}, "district": {"南 片": 305}}
    event = db.session.query(AuditEvent).filter_by(verb="change settings").one()
    assert event.changes["target"] == [100, 360]


def test_saving_what_is_there_changes_nothing(client, page, clerk, unit):
    survey = make_draft(
        unit, strata={"size": {"small": 780}}, ends_at=datetime(2026, 12, 6, 15, 59, tzinfo=UTC)
    )
    before = {name: getattr(survey, name) for name in ("strata", "ends_at", "mode", "per_shop", "daily_from")}

    save(client, page, survey)

    assert {name: getattr(survey, name) for name in before} == before


def test_who_is_known_stays_after_publication(client, page, clerk, unit):
    survey = make_published(unit)

    answer = save(client, page, survey, mode="named", target="7")

    assert answer.status == 303
    assert (survey.mode, survey.target) == ("confidential", 7)


@pytest.mark.parametrize(
    "changes",
    [
        {"target": "many"},
        {"target": "0"},
        {"per_shop": ""},
        {"mode": "guess"},
        {"audience": "martians"},
        {"daily_from": "8 o'clock", "daily_until": "22:00"},
        {"daily_from": "08:00"},
        {"opens_at": "2026-12-06T08:00", "ends_at": "2026-12-05T08:00"},
        {"ends_at": "never"},
        {"retention_days": "0"},
        {"strata": "size small many"},
        {"strata": "colour red 5"},
        {"contact": "x" * 81},
    ],
)
def test_what_cannot_be_is_shown_again_and_nothing_is_saved(client, page, clerk, unit, changes):
    survey = make_draft(unit)

    shown = save(client, page, survey, **changes)

    assert shown.status == 422
    assert shown.errors
    assert (survey.target, survey.ends_at, survey.strata, survey.contact) == (None, None, {}, "")


def test_somebody_else_was_faster(client, page, clerk, unit):
    survey = make_draft(unit)
    address = f"/w/surveys/{survey.id}/settings"
    old = page(client.get(address)).value("stamp")
    save(client, page, survey, target="100")

    shown = save(client, page, survey, target="360", stamp=old)

    assert shown.status == 409
    assert "Target: stored now: 100" in shown.text
    assert shown.value("target") == "360"
    assert survey.target == 100
    assert save(client, page, survey, target="360", stamp=shown.value("stamp")).status == 303
    assert survey.target == 360


def test_typing_questions_meanwhile_is_no_conflict(client, page, clerk, unit):
    survey = make_draft(unit)
    address = f"/w/surveys/{survey.id}/settings"
    stamp = page(client.get(address)).value("stamp")
    client.post(f"/w/surveys/{survey.id}/items", data={"type": "rating"})

    assert save(client, page, survey, target="9", stamp=stamp).status == 303


def test_strata_are_written_and_read_in_the_words_of_the_office(app):
    strata = {"size": {"small": 780}, "class": {"1": 120}, "district": {"南 片": 305}}

    with app.test_request_context(headers={"Accept-Language": "zh-CN"}):
        chinese = write_strata(strata)
    with app.test_request_context(headers={"Accept-Language": "en"}):
        english = write_strata(strata)

    assert chinese == "规模 小户 780\n类别 一类 120\n片区 南 片 305"
    assert english == "size small 780\nclass 1 120\ndistrict 南 片 305"
    assert read_strata(chinese) == read_strata(english) == strata
