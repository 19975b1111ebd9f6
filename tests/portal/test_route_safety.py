"""What holds for every address at once: reading changes nothing, and no other site's page can write."""

import hashlib

import pytest
from sqlalchemy import select

from portal.extensions import Base, db
from portal.features import WITHOUT_CSRF
from tests.factories import make_account, make_unit
from tests.portal.access_objects import COMPLETING, IN_A_UNIT, Place
from tests.portal.expected_access import PUBLIC, ROLES
from tests.portal.test_route_access import CASES

READING = [case for case in CASES if case.method == "GET"]
WRITING = [case for case in CASES if case.method != "GET"]


# A wrong code is counted wherever it is tried; when a token was last used is noted once an hour.
COUNTED = {"failed_try", "api_token"}


def whole_database() -> dict[str, str]:
    """A fingerprint of every table's rows."""
    db.session.rollback()
    return {
        name: hashlib.sha256(repr(sorted(map(repr, db.session.execute(select(table))))).encode()).hexdigest()
        for name, table in Base.metadata.tables.items()
        if name not in COUNTED
    }


def path_of(case) -> str:
    """With objects nobody has: what is refused before the view needs none."""
    nowhere = "00000000-0000-4000-8000-000000000000"
    values = {
        name: nowhere if name in IN_A_UNIT else COMPLETING.get(name, "retailers")
        for name in case.rule.arguments
    }
    return str(case.rule.build(values)[1])


def reader_of(case) -> str:
    """The last role that may read it; of an auditor every look at names is kept, so rather another."""
    may = [role for role, mark in zip(ROLES, case.expected, strict=True) if mark == "+"]
    others = [role for role in may if role != "auditor"]
    return (others or may)[-1] if may else ROLES[-1]


@pytest.mark.parametrize("case", READING, ids=str)
def test_reading_changes_nothing(case, client, sign_in):
    unit = make_unit()
    role = "manager" if case.endpoint in PUBLIC else reader_of(case)
    person = make_account(role, unit)
    place = Place(unit, person, manager=person)
    for argument in set(case.rule.arguments) & set(IN_A_UNIT):
        IN_A_UNIT[argument](place)
    if case.is_api:
        assert place.token
    sign_in(person)
    before = whole_database()

    case.ask(client, place)

    assert whole_database() == before


@pytest.fixture
def strict(app, make_app):
    """The application as it is outside the tests: forms carry a token."""
    return make_app(WTF_CSRF_ENABLED=True, RATELIMIT_ENABLED=False)


def test_no_form_is_taken_without_its_token(strict, sign_in):
    client = sign_in(make_account("admin"), strict.test_client())
    without = {blueprint.name for blueprint in WITHOUT_CSRF}
    guarded = [case for case in WRITING if case.endpoint.partition(".")[0] not in without]

    answers = {str(case): client.open(path_of(case), method=case.method).status_code for case in guarded}

    assert len(answers) > 10
    assert {name: code for name, code in answers.items() if code != 400} == {}


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost.evil.example"},
    ],
    ids=lambda headers: "".join(headers.values()),
)
def test_a_page_of_another_site_writes_nowhere(app, sign_in, headers):
    client = sign_in(make_account("admin"))

    answers = {
        str(case): client.open(path_of(case), method=case.method, headers=headers).status_code
        for case in WRITING
    }

    assert {name: code for name, code in answers.items() if code != 403} == {}


def test_an_override_header_makes_no_reading_a_writing(app, sign_in):
    client = sign_in(make_account("admin"))
    writing_only = [case for case in WRITING if case.endpoint == "people.sign_out"]

    for case in writing_only:
        answer = client.get(path_of(case), headers={"X-HTTP-Method-Override": "POST"})
        assert answer.status_code == 405
