import pytest
from sqlalchemy import select

from portal.access import ABILITIES
from portal.extensions import db
from portal.people import settings
from portal.people.abilities import WORDS
from portal.people.audit import AuditEvent
from portal.people.brand import brand_of
from portal.people.models import UnitKind
from tests.factories import make_account, make_unit


@pytest.fixture
def city(app):
    return make_unit("Zhangzhou", UnitKind.CITY)


@pytest.fixture
def county(city):
    return make_unit("Changtai", UnitKind.COUNTY, city)


def save(client, unit, **values):
    return client.post(f"/a/settings/{unit.id}", data=values)


def test_a_setting_is_saved_and_logged(client, sign_in, county):
    manager = make_account("manager", county)
    sign_in(manager)

    save(client, county, k="8", office_phone="0596-123")

    assert settings.get(county, "k") == 8
    event = db.session.scalars(select(AuditEvent).filter_by(verb="set", object_name="k")).one()
    assert (event.actor_id, event.changes, event.unit_id) == (manager.id, {"k": [None, 8]}, county.id)


def test_saving_the_same_again_is_not_logged(client, sign_in, county):
    sign_in(make_account("manager", county))
    save(client, county, k="8")

    save(client, county, k="8")

    assert len(list(db.session.scalars(select(AuditEvent).filter_by(verb="set")))) == 1


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("k", "4"),
        ("k", "0"),
        ("k", "-5"),
        ("k", "many"),
        ("k_comments", "9"),
        ("qr_host", "javascript:alert(1)"),
        ("qr_host", "https://evil.example/path"),
        ("qr_host", "https://a@b.example"),
        ("qr_host", "https://a b.example"),
        ("qr_host", "https://a<b.example"),
        ("office_phone", "0" * 121),
    ],
)
def test_a_setting_that_breaks_its_rule_is_refused(client, sign_in, county, page, key, value):
    sign_in(make_account("manager", county))

    shown = page(save(client, county, **{key: value}))

    assert shown.status == 422
    assert shown.value(key) == value
    assert settings.get(county, key) == settings.RULES[key].default


def test_a_script_cannot_set_the_smallest_group_under_five(app, county):
    with pytest.raises(ValueError, match="k"):
        settings.put(county, "k", 4, None)


def test_what_is_not_set_comes_from_the_unit_above_and_says_so(client, sign_in, city, county, page):
    settings.put(city, "office_phone", "0596-2030", None)
    sign_in(make_account("manager", county))

    shown = page(client.get(f"/a/settings/{county.id}"))

    assert "0596-2030" in shown.text
    assert "Zhangzhou" in shown.text


def test_an_emptied_setting_inherits_again(client, sign_in, city, county):
    settings.put(city, "k", 7, None)
    settings.put(county, "k", 9, None)
    sign_in(make_account("manager", county))

    save(client, county, k="")

    assert settings.get(county, "k") == 7


def test_a_field_that_is_no_rule_is_ignored(client, sign_in, county):
    sign_in(make_account("manager", county))

    save(client, county, secret_key="x", k="6")

    assert settings.own_values(county) == {"k": 6}


def test_the_county_is_named_on_every_page_of_its_units(app, county):
    team = make_unit("Team", UnitKind.TEAM, county)

    assert brand_of(team).name == "Changtai"


def test_a_changed_name_is_seen_at_once(app, county):
    brand_of(county)

    settings.put(county, "organisation_name", "Changtai branch", None)

    assert brand_of(county).name == "Changtai branch"


def test_the_address_in_the_codes_is_the_configured_one_until_it_is_set(app, county):
    assert brand_of(county).host == "http://localhost"

    settings.put(county, "qr_host", "https://wj.example.cn", None)

    assert brand_of(county).host == "https://wj.example.cn"


def test_every_ability_has_words():
    assert set(WORDS) == set(ABILITIES)


def test_the_table_of_roles_shows_every_ability(client, sign_in, page):
    sign_in(make_account("manager"))

    shown = page(client.get("/a/roles"))

    assert len(shown.select("tbody tr")) == len(ABILITIES)
