"""The wall between counties: whatever happens beside, a county's manager fetches the same bytes."""

import hashlib
import io
import re
import uuid
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from portal import clock
from portal.columns import new_code
from portal.distribution import outreach
from portal.distribution.services import add_channel, shop_code
from portal.extensions import db
from portal.people import settings
from portal.people.models import Account, Unit, UnitKind
from portal.people.services import create_account
from portal.responses.services import Submission, submit
from portal.results.publishing import add_change
from portal.sheets import writing
from portal.surveys.models import Audience, Mode
from portal.surveys.services import create_survey, keep_as_template, publish
from tests.factories import make_account, make_questionnaire, make_retailer, make_unit
from tests.portal.access_objects import Place
from tests.portal.expected_access import PUBLIC, ROLES
from tests.portal.quizzes.quiz_factories import make_bank, make_plan, make_quiz, sit
from tests.portal.test_route_access import CASES

READING = [
    case for case in CASES
    if case.method == "GET" and case.endpoint not in PUBLIC and case.expected[ROLES.index("manager")] == "+"
]  # fmt: skip
# What is new with every request, whoever asks.
FRESH = [
    re.compile(rb'name="csrf_token"[^>]*value="[^"]*"|value="[^"]*"[^>]*name="csrf_token"'),
    re.compile(rb'name="(?:_id|_stamp|id)" value="[^"]*"'),
]


@pytest.fixture
def counties(app) -> tuple[Unit, Unit]:
    city = make_unit("City", UnitKind.CITY)
    return make_unit("North", UnitKind.COUNTY, city), make_unit("South", UnitKind.COUNTY, city)


@pytest.fixture
def stopped(monkeypatch):
    """One moment for everything that is read, so that no clock on a page moves."""
    moment = clock.now() + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: moment)
    return moment


def live_in(unit: Unit, shops: int = 6) -> Account:
    """People, shops, a survey with codes, answers, outreach and changes: one of everything."""
    at = clock.now()
    manager = make_account("manager", unit)
    create_account(unit=unit, login=f"n{new_code()}", name="Somebody", role="staff", actor=manager, at=at)
    retailers = [make_retailer(unit, manager_id=manager.id, shop_name="Corner") for _n in range(shops)]
    survey = create_survey(
        unit=unit, questionnaire=make_questionnaire(), mode=Mode.NAMED, audience=Audience.RETAILER,
        actor=manager, at=at,
    )  # fmt: skip
    publish(survey, actor=manager, at=at)
    channel = add_channel(survey, name="Drivers", kind="people", actor=manager, at=at, target=9)
    outreach.log(survey, day=at.date(), way="sms", reached=7, note="told", actor=manager, at=at)
    add_change(survey, said={"en": "Too few"}, text={"en": "More"}, actor=manager, at=at)
    keep_as_template(survey, actor=manager, at=at)
    settings.put(unit, "office_phone", f"0596-{shops}", manager)
    for retailer in retailers:
        shop_code(retailer, at=at)
    learn_in(unit)
    ids = (survey.id, channel.id, [retailer.id for retailer in retailers])
    db.session.commit()
    answer(*ids)
    return manager


def learn_in(unit: Unit) -> None:
    """A bank, and a quiz that somebody has sat."""
    staff = make_account("staff", unit)
    bank = make_bank(unit)
    quiz = make_quiz(unit, [staff], plan=make_plan(unit, bank), opens_at=clock.now(), ends_at=None)
    sit(quiz, staff, "bbca", at=clock.now())


def answer(survey_id: uuid.UUID, channel_id: uuid.UUID, retailer_ids: list[uuid.UUID]) -> None:
    for retailer_id in retailer_ids:
        submission = Submission(
            survey_id=survey_id, response_id=uuid.uuid4(), version_n=1, language="en", at=clock.now(),
            answers={"q1": "few", "q2": 4, "q3": "Come more often"}, channel_id=channel_id,
            retailer_id=retailer_id,
        )  # fmt: skip
        assert submit(submission).status == "created"


def fingerprints(client: FlaskClient, place: Place) -> dict[str, tuple[int, str]]:
    """What each address answers: the status and the bytes, without what is fresh every time."""
    return {str(case): fingerprint(case.ask(client, place)) for case in READING}


def fingerprint(response) -> tuple[int, str]:
    content = response.get_data()
    if response.mimetype == writing.XLSX:
        content = cells(content)
    for pattern in FRESH:
        content = pattern.sub(b"", content)
    return response.status_code, hashlib.sha256(content).hexdigest()


def cells(workbook: bytes) -> bytes:
    """The parts of the archive, which itself says when it was packed."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        return b"".join(parts.read(name) for name in sorted(parts.namelist()) if "docProps" not in name)


@pytest.fixture
def look(sign_in: Callable[..., FlaskClient], counties) -> Callable[[], dict[str, tuple[int, str]]]:
    """All that the northern manager can fetch, of objects that are there already."""
    manager = live_in(counties[0])
    place = Place(counties[0], manager, manager=manager)
    client = sign_in(manager)
    fingerprints(client, place)
    return lambda: fingerprints(client, place)


def test_two_looks_at_an_unchanged_county_are_the_same(look, stopped):
    assert look() == look()


def test_what_happens_beside_changes_no_byte(look, stopped, counties):
    before = look()

    live_in(counties[1], shops=9)
    live_in(counties[1], shops=3)

    after = look()
    assert len(after) > 40
    assert {name for name in after if after[name] != before[name]} == set()


def test_what_happens_inside_is_seen(look, stopped, counties):
    """So that the test above can fail."""
    before = look()

    live_in(counties[0], shops=9)

    after = look()
    changed = {name.removeprefix("GET ") for name in after if after[name] != before[name]}
    assert {"desk.overview", "surveys.index", "retailers.index", "accounts.index", "units.index"} <= changed
