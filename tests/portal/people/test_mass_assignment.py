"""Fields nobody offered, and nulls, on every writing address of people."""

import random

import pytest
from sqlalchemy import select

from portal import clock
from portal.access import ROLES
from portal.extensions import db
from portal.people import services
from portal.people.models import Account, Unit, UnitKind
from tests.factories import make_account, make_unit

BLUEPRINTS = {"people", "accounts", "units", "rules", "trail"}
FIELDS = (
    "role", "unit", "unit_id", "id", "account_id", "login", "source", "disabled_at", "superior_id",
    "superior", "password_hash", "is_admin", "admin", "version", "post", "kind", "parent", "parent_id",
    "name", "next", "k",
)  # fmt: skip
ODD = ("admin", "", "null", "None", "0", "-1", "1", "true", "[]", "{}", "auditor", "a" * 3000)
SEEDS = range(3)


def writing_routes(app):
    rules = [rule for rule in app.url_map.iter_rules() if "POST" in rule.methods]
    return [rule for rule in rules if rule.endpoint.partition(".")[0] in BLUEPRINTS]


def noise(rng, units):
    values = [*ODD, *(str(unit.id) for unit in units)]
    return {field: rng.choice(values) for field in rng.sample(FIELDS, rng.randint(1, len(FIELDS)))}


def standing():
    """Whatever decides what somebody may do and see."""
    db.session.rollback()
    accounts = db.session.execute(
        select(Account.id, Account.role, Account.unit_id, Account.login, Account.source)
    )
    units = db.session.execute(select(Unit.id, Unit.parent_id, Unit.archived_at))
    return sorted(map(tuple, accounts), key=str), sorted(map(tuple, units), key=str)


@pytest.fixture
def place(app):
    county = make_unit("Changtai")
    team = make_unit("Team", UnitKind.TEAM, county)
    return [county, team, make_unit("Sister")]


def post_everywhere(app, browser, target, units, rng):
    for rule in writing_routes(app):
        values = {"account_id": target.id, "unit_id": rng.choice(units).id, "token": "x" * 43}
        path = rule.build({key: values[key] for key in rule.arguments})[1]
        for body in ({"data": noise(rng, units)}, {"json": dict.fromkeys(FIELDS)}):
            assert browser.post(path, **body).status_code < 500, path


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("role", [role for role in ROLES if role != "admin"])
def test_nobody_but_an_administrator_changes_anybodys_standing(app, client, sign_in, place, role, seed):
    person, other = make_account(role, place[1]), make_account("staff", place[1])
    sign_in(person)
    before = standing()

    for target in (person, other):
        post_everywhere(app, client, target, place, random.Random(f"{role}{seed}"))
        sign_in(person)

    assert standing() == before


@pytest.mark.parametrize("seed", SEEDS)
def test_an_administrator_does_not_change_the_own_standing(app, client, sign_in, place, seed):
    admin = make_account("admin", place[0])
    sign_in(admin)

    post_everywhere(app, client, admin, place, random.Random(seed))

    db.session.expire_all()
    assert (admin.role, admin.unit_id, admin.disabled_at) == ("admin", place[0].id, None)
    assert (place[0].parent_id, place[0].archived_at, place[2].parent_id) == (None, None, None)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_an_administrator_sends_reaches_the_own_scope_only(app, client, sign_in, place, seed):
    sign_in(make_account("admin", place[0]))
    stranger = make_account("staff", place[2])
    services.create_account(unit=place[1], login="inside", name="Inside", role="staff", at=clock.now())
    inside = db.session.scalars(select(Account).filter_by(login="inside")).one()

    for target in (inside, stranger):
        post_everywhere(app, client, target, place, random.Random(seed))

    db.session.expire_all()
    assert inside.unit_id in {place[0].id, place[1].id}
    assert (stranger.role, stranger.unit_id, stranger.disabled_at) == ("staff", place[2].id, None)
