"""Every address x every role x an object of the own unit, of one below, beside and above.

What is expected stands in expected_access.py, written by hand. A new route without a line there fails.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from portal import create_app
from portal.people.models import UnitKind
from tests.factories import make_account, make_unit
from tests.portal.access_objects import COMPLETING, IN_A_UNIT, VARIANTS, Place
from tests.portal.expected_access import API_HIDDEN, EXPECTED, OWN_SHOP, PUBLIC, ROLES, SHARED_DOWN

DOES_IT = {200, 201, 202, 204, 302, 303, 304, 400, 409, 410, 413, 415, 422}
MARKS = {403: "-", 404: "0"}


@dataclass(frozen=True)
class Case:
    """One address and method; `variant` fills the argument that makes one address serve several things."""

    endpoint: str
    method: str
    rule: Rule
    variant: dict[str, str]

    @property
    def name(self) -> str:
        return " ".join([self.endpoint, *self.variant.values()])

    def __str__(self) -> str:
        return f"{self.method} {self.name}"

    @property
    def expected(self) -> str:
        """A missing line is a KeyError: say in expected_access.py who may call the new route."""
        return EXPECTED.get(f"{self.method} {self.name}") or EXPECTED[self.name]

    @property
    def is_api(self) -> bool:
        return self.endpoint.startswith("api.")

    @property
    def has_object(self) -> bool:
        return any(argument in IN_A_UNIT for argument in self.rule.arguments)

    def ask(self, client: FlaskClient, place: Place) -> TestResponse:
        place.imported = self.variant.get("kind_name", place.imported)
        values = {name: self.value(name, place) for name in self.rule.arguments}
        headers = {"Authorization": f"Bearer {place.token[1]}"} if self.is_api and place.signs_in else {}
        return client.open(self.rule.build(values)[1], method=self.method, headers=headers)

    def value(self, argument: str, place: Place) -> Any:
        if argument in self.variant:
            return self.variant[argument]
        return IN_A_UNIT[argument](place) if argument in IN_A_UNIT else COMPLETING[argument]


def cases() -> Iterator[Case]:
    app = create_app(
        {"SECRET_KEY": "only to read the list of routes", "SQLALCHEMY_DATABASE_URI": "sqlite://"}
    )
    for rule in app.url_map.iter_rules():
        argument = next((each for each in VARIANTS if each in rule.arguments), None)
        variants = [{argument: value} for value in VARIANTS[argument]] if argument else [{}]
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield from (Case(rule.endpoint, method, rule, variant) for variant in variants)


CASES = sorted(cases(), key=str)
# Who may call what does not depend on the database.
pytestmark = pytest.mark.sqlite
FOR_STAFF = [case for case in CASES if case.endpoint not in PUBLIC]


def mark(answer: TestResponse) -> str:
    """+ does it, - refused, 0 not found; anything else stands for itself and fits nothing."""
    if answer.status_code in MARKS:
        return MARKS[answer.status_code]
    to_the_door = (answer.location or "").startswith("/m/login") and not answer.request.path.endswith(
        "logout"
    )
    return "+" if answer.status_code in DOES_IT and not to_the_door else f"({answer.status_code})"


@pytest.fixture
def places(app):
    city = make_unit("City", UnitKind.CITY)
    own = make_unit("Own", UnitKind.COUNTY, city)
    return {
        "own": own,
        "below": make_unit("Below", UnitKind.DISTRICT, own),
        "beside": make_unit("Beside", UnitKind.COUNTY, city),
        "above": city,
    }


def marks_of(case, unit, home, app, sign_in) -> str:
    """One mark per role, each with a session and objects of its own."""
    found = []
    for role in ROLES:
        person = make_account(role, home)
        client = sign_in(person, app.test_client())
        found.append(mark(case.ask(client, Place(unit, person))))
    return "".join(found)


@pytest.mark.parametrize("case", FOR_STAFF, ids=str)
def test_each_role_reaches_what_the_design_gives_it(case, places, app, sign_in):
    hidden = API_HIDDEN if case.is_api else "0" * len(ROLES)
    wanted = {"own": case.expected}
    if case.has_object:
        wanted |= {"below": case.expected, "beside": hidden, "above": SHARED_DOWN.get(case.endpoint, hidden)}

    found = {name: marks_of(case, places[name], places["own"], app, sign_in) for name in wanted}

    assert found == wanted


@pytest.mark.parametrize("case", [case for case in CASES if case.endpoint in OWN_SHOP], ids=str)
def test_staff_reach_their_own_shops(case, places, app, sign_in):
    person = make_account("staff", places["own"])

    answer = case.ask(sign_in(person), Place(places["own"], person, manager=person))

    assert mark(answer) == OWN_SHOP[case.endpoint]


@pytest.mark.parametrize("case", FOR_STAFF, ids=str)
def test_the_signed_out_are_sent_to_sign_in(case, places, client):
    answer = case.ask(client, Place(places["own"], make_account("admin", places["own"]), signs_in=False))

    if case.is_api:
        assert answer.status_code == 401
    else:
        assert answer.status_code == 303
        assert answer.location.startswith("/m/login")


@pytest.mark.parametrize("case", [case for case in CASES if case.endpoint in PUBLIC], ids=str)
def test_what_is_public_asks_nobody_to_sign_in(case, places, client):
    answer = case.ask(client, Place(places["own"], make_account("admin", places["own"])))

    assert answer.status_code in DOES_IT | {404}
    assert not (answer.location or "").startswith("/m/login")


def test_every_line_of_the_table_is_a_route():
    assert set(EXPECTED) - {case.name for case in CASES} - {str(case) for case in CASES} == set()
    assert PUBLIC - {case.endpoint for case in CASES} == set()
    assert all(len(marks) == len(ROLES) and set(marks) <= set("+-0") for marks in EXPECTED.values())
