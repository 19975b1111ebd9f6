"""The item library: kept from a draft, found by words, put into another draft."""

import pytest
from sqlalchemy import select

from portal.extensions import db
from portal.indicators.models import Indicator
from portal.people.audit import AuditEvent
from portal.people.models import UnitKind
from portal.surveys.models import LibraryItem
from tests.factories import make_account, make_unit
from tests.portal.surveys.drafting import RULED, item, keys, make_draft


@pytest.fixture
def unit(app):
    return make_unit()


@pytest.fixture
def clerk(unit, sign_in):
    account = make_account("clerk", unit, language="en")
    sign_in(account)
    return account


@pytest.fixture
def kept(client, clerk, unit):
    client.post(f"/w/surveys/{make_draft(unit).id}/items/q4/keep")
    return db.session.query(LibraryItem).one()


def test_a_question_is_kept_with_its_indicator_and_without_its_rule(kept):
    indicator = db.session.get(Indicator, kept.indicator_id)

    assert indicator.code == RULED["indicator"]
    assert kept.document["stem"] == RULED["stem"]
    assert "show_when" not in kept.document


@pytest.mark.parametrize(
    ("query", "found"), [("", 1), ("?q=why", 1), ("?q=visit.w", 1), ("?q=zebra", 0), ("?type=rating", 0)]
)
def test_the_library_is_searched_by_words_indicator_and_type(client, page, kept, query, found):
    shown = page(client.get(f"/w/surveys/items{query}"))

    assert len(shown.select("tbody tr")) == found


def test_a_question_goes_into_a_draft_under_a_key_of_its_own(client, page, kept, unit):
    survey = make_draft(unit)
    shown = page(client.get(f"/w/surveys/items?into={survey.id}"))

    client.post(shown.select("tbody form")[0]["action"])

    db.session.expire_all()
    assert keys(survey) == ["q1", "q2", "q3", "q4", "q5"]
    assert item(survey, "q5").indicator == RULED["indicator"]
    assert kept.used_on is not None


def test_units_below_use_it_and_only_its_own_unit_puts_it_away(client, page, kept, unit, sign_in):
    team = make_unit(kind=UnitKind.TEAM, parent=unit)
    survey = make_draft(team)
    sign_in(make_account("clerk", team))

    assert len(page(client.get("/w/surveys/items")).select("tbody tr")) == 1
    assert client.post(f"/w/surveys/items/{kept.id}/archive").status_code == 403
    assert client.post(f"/w/surveys/{survey.id}/library/{kept.id}").status_code == 303


def test_another_county_does_not_know_of_it(client, kept, sign_in):
    there = make_unit()
    sign_in(make_account("clerk", there))

    assert client.post(f"/w/surveys/items/{kept.id}/archive").status_code == 404
    assert client.post(f"/w/surveys/{make_draft(there).id}/library/{kept.id}").status_code == 404


def test_a_question_put_away_is_offered_no_more(client, page, kept):
    client.post(f"/w/surveys/items/{kept.id}/archive")

    assert page(client.get("/w/surveys/items")).select("tbody tr") == []


def test_who_put_a_question_away_is_on_record(client, kept):
    client.post(f"/w/surveys/items/{kept.id}/archive")

    event = db.session.scalars(select(AuditEvent).filter_by(object_id=str(kept.id), verb="archive")).one()
    assert event.changes["archived_at"][0] is None
    assert event.object_name == next(iter(kept.document["stem"].values()))
