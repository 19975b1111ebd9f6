"""The API: tokens, the same figures and refusals as the screens, and answers handed in by programs."""

import itertools
import json
import uuid

import numpy as np
import pytest

from portal.extensions import db
from portal.people.models import Unit
from portal.results import tokens
from portal.surveys.models import Mode
from tests.factories import NOW, make_account, make_channel, make_code, make_retailer, make_survey, make_unit


@pytest.fixture
def county(app):
    return make_unit()


@pytest.fixture
def manager(county):
    return make_account("manager", county)


@pytest.fixture
def call(client):
    """`call(account, path)` as a program with a fresh token of that account; `body` makes it a POST."""

    def call(account, path, body=None, token=None):
        token = token or tokens.make(account, "test", at=NOW)[1]
        headers = {"Authorization": f"Bearer {token}"}
        url = f"/api/v1{path}"
        return (
            client.get(url, headers=headers) if body is None else client.post(url, json=body, headers=headers)
        )

    return call


@pytest.fixture
def survey(county, answer):
    survey = make_survey(county, mode=Mode.CONFIDENTIAL)
    north, south = make_unit("North", parent=county), make_unit("South", parent=county)
    for n in range(40):
        answer(
            survey,
            {"q1": "enough" if n % 4 else "few", "q2": 1 + n % 5, "q3": f"words {n}"},
            unit_id=(north, south)[n % 2].id,
            size=("small", "large")[n % 4 // 2],
        )
    return survey


def test_surveys_are_listed_with_what_came_in(call, manager, survey):
    listed = call(manager, "/surveys").get_json()["surveys"]

    assert [(each["id"], each["received"], each["mode"]) for each in listed] == [
        (str(survey.id), 40, "confidential")
    ]


def test_results_are_those_of_the_report(call, manager, survey):
    found = call(manager, f"/surveys/{survey.id}/results?item=q1&cross=district").get_json()

    answers = found["items"][0]["parts"][0]["answers"]
    assert [(each["key"], each["count"], each["base"]) for each in answers] == [
        ("enough", 30, 40),
        ("few", 10, 40),
    ]
    assert [row["counts"] for row in found["cross"]["rows"]] == [[10, 10], [20, 0]]


def test_a_small_selection_is_refused_with_a_sentence(call, manager, survey, answer):
    for _ in range(5):
        answer(survey, {"q1": "few", "q2": 1}, size=None)
    answer(survey, {"q1": "few", "q2": 1}, language="en")
    survey.closed_at = survey.published_at

    refused = call(manager, f"/surveys/{survey.id}/results?language=en")

    assert refused.status_code == 422
    assert "5" in refused.get_json()["error"]


def test_what_the_api_answers_lets_nobody_work_out_a_small_group(call, manager, county, answer):
    """An attacker asks for every pair of filters and subtracts what he is given."""
    survey = make_survey(county, mode=Mode.CONFIDENTIAL)
    districts = [make_unit(parent=county) for _ in range(3)]
    rng = np.random.default_rng(4)
    people = []
    for _ in range(60):
        facts = (
            rng.choice(3, p=[0.06, 0.34, 0.6]),
            rng.choice(["small", "medium", "large"], p=[0.7, 0.2, 0.1]),
        )
        people.append((int(facts[0]), str(facts[1])))
        answer(survey, {"q1": "few", "q2": 3}, unit_id=districts[facts[0]].id, size=str(facts[1]))
    token = tokens.make(manager, "attack", at=NOW)[1]

    answered, groups = [], []
    for place, size in itertools.product([None, 0, 1, 2], [None, "small", "medium", "large"]):
        query = f"item=q1{f'&district={districts[place].id}' if place is not None else ''}"
        reply = call(
            manager, f"/surveys/{survey.id}/results?{query}{f'&size={size}' if size else ''}", token=token
        )
        members = [place in (None, each[0]) and size in (None, each[1]) for each in people]
        groups.append(members)
        if reply.status_code == 200:
            assert reply.get_json()["n"] == sum(members)
            answered.append(members)

    small = np.array([each for each in groups if 0 < sum(each) < 5], float)
    basis = np.linalg.svd(np.array(answered, float), full_matrices=False)
    span = basis.Vh[basis.S > 1e-9]
    assert len(small)
    assert len(answered) >= 4
    assert (np.abs(small - small @ span.T @ span).max(axis=1) > 1e-6).all()


def test_responses_come_page_by_page_without_time_or_words(call, manager, survey):
    token = tokens.make(manager, "pages", at=NOW)[1]
    pages = [
        call(manager, f"/surveys/{survey.id}/responses?per_page=15&page={n}", token=token).get_json()
        for n in (1, 2, 3)
    ]

    assert [len(each["rows"]) for each in pages] == [15, 15, 10]
    assert sorted(row[0] for each in pages for row in each["rows"]) == list(range(1, 41))
    assert "q3" not in pages[0]["columns"]
    assert "words" not in json.dumps(pages)
    assert {"district", "size", "q1", "q2"} <= set(pages[0]["columns"])


def test_a_fact_that_singles_somebody_out_is_left_out_of_all_rows(call, manager, survey, answer):
    for _ in range(5):
        answer(survey, {"q1": "few", "q2": 1}, customer_class="3", size=None)
    answer(survey, {"q1": "few", "q2": 1}, customer_class="1", size="small")
    survey.closed_at = survey.published_at

    columns = call(manager, f"/surveys/{survey.id}/responses").get_json()["columns"]

    assert not {"class", "size", "district"} <= set(columns)


def test_named_rows_carry_the_shop_and_leave_a_trace(call, manager, county, answer):
    survey = make_survey(county, mode=Mode.NAMED)
    shop = make_retailer(county)
    answer(survey, {"q1": "few", "q2": 2, "q3": "hello"}, retailer_id=shop.id)

    found = call(manager, f"/surveys/{survey.id}/responses").get_json()

    row = dict(zip(found["columns"], found["rows"][0], strict=True))
    assert (row["licence"], row["q3"]) == (shop.licence, "hello")
    trail = db.session.execute(db.text("SELECT verb FROM audit_event")).scalars().all()
    assert "read by api" in trail


def test_a_submission_gets_a_receipt_and_the_same_one_when_repeated(call, manager, county):
    survey = make_survey(county, mode=Mode.NAMED)
    code = make_code(make_channel(survey)).code
    body = {"id": str(uuid.uuid4()), "answers": {"q1": "few", "q2": 3}, "code": code}

    first = call(manager, f"/surveys/{survey.id}/responses", body)
    again = call(manager, f"/surveys/{survey.id}/responses", body)
    other = call(manager, f"/surveys/{survey.id}/responses", {**body, "answers": {"q1": "enough", "q2": 3}})

    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert first.get_json()["receipt"] == again.get_json()["receipt"]


@pytest.mark.parametrize(
    "body",
    [
        {"id": "no uuid", "answers": {}},
        {"answers": {}},
        [],
        {"id": str(uuid.UUID(int=5)), "answers": {"q1": "nonsense", "q2": 3}},
        {"id": str(uuid.UUID(int=5)), "answers": {"q2": 3}},
        {"id": str(uuid.UUID(int=5)), "answers": {"q1": "few", "q2": 3}, "code": "WRNGCD"},
        {"id": str(uuid.UUID(int=5)), "answers": {"q1": "few", "q2": 3}, "licence": "nobody's"},
    ],
)
def test_a_submission_that_cannot_be_used_is_answered_with_a_sentence(call, manager, survey, body):
    answered = call(manager, f"/surveys/{survey.id}/responses", body)

    assert answered.status_code == 422
    assert answered.get_json()["error"]


def test_without_a_token_nothing_is_given(client, survey):
    answered = client.get(f"/api/v1/surveys/{survey.id}/results")

    assert answered.status_code == 401
    assert answered.get_json()["error"]


def test_a_browser_session_opens_nothing(sign_in, manager, survey):
    assert sign_in(manager).get("/api/v1/surveys").status_code == 401


def test_a_revoked_token_opens_nothing(call, manager):
    row, token = tokens.make(manager, "old", at=NOW)
    tokens.revoke(row, actor=manager, at=NOW)

    assert call(manager, "/surveys", token=token).status_code == 401


def test_a_token_loses_what_its_owner_loses(call, manager, survey):
    token = tokens.make(manager, "mine", at=NOW)[1]
    manager.role = "trainer"

    assert call(manager, f"/surveys/{survey.id}/results", token=token).status_code == 403


def test_the_token_of_a_disabled_account_opens_nothing(call, manager):
    token = tokens.make(manager, "mine", at=NOW)[1]
    manager.disabled_at = NOW

    assert call(manager, "/surveys", token=token).status_code == 401


def test_another_county_gets_404(call, survey):
    stranger = make_account("manager", make_unit())

    assert call(stranger, f"/surveys/{survey.id}/results").status_code == 404
    assert call(stranger, "/surveys").get_json() == {"surveys": []}


def test_the_city_sees_its_county(call, county, survey):
    city = make_unit("City")
    db.session.get(Unit, county.id).parent_id = city.id

    assert call(make_account("manager", city), f"/surveys/{survey.id}/results").status_code == 200


def test_too_many_requests_are_held_back(make_app, manager):
    token = tokens.make(manager, "busy", at=NOW)[1]
    db.session.commit()
    client = make_app(RATELIMIT_ENABLED=True).test_client()

    replies = [
        client.get("/api/v1/surveys", headers={"Authorization": f"Bearer {token}"}) for _ in range(121)
    ]

    assert replies[119].status_code == 200
    assert replies[120].status_code == 429
    assert replies[120].get_json()["error"]


def test_the_description_names_every_address_and_shape(client, app):
    described = client.get("/api/v1/openapi.json").get_json()

    rules = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("api.")}
    paths = {f"/api/v1{path}".replace("{survey_id}", "<uuid:survey_id>") for path in described["paths"]}
    assert described["openapi"] == "3.1.0"
    assert rules == paths
    assert "ResultsShape" in described["components"]["schemas"]


def test_a_token_is_shown_once_and_can_be_revoked(sign_in, manager, page, client):
    browser = sign_in(manager)

    made = page(browser.post("/w/api-tokens", data={"name": "Warehouse"}))
    token = made.select("#token")[0]["value"]
    later = page(browser.get("/w/api-tokens"))

    assert client.get("/api/v1/surveys", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    assert token not in later.text
    assert not later.select("#token")
    row = tokens.of(manager)[0]
    assert browser.post(f"/w/api-tokens/{row.id}/revoke").status_code == 303
    assert client.get("/api/v1/surveys", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_a_token_needs_a_purpose(sign_in, manager):
    assert sign_in(manager).post("/w/api-tokens", data={"name": " "}).status_code == 422


def test_somebody_elses_token_cannot_be_revoked(sign_in, county, manager):
    row = tokens.make(manager, "mine", at=NOW)[0]

    assert sign_in(make_account("clerk", county)).post(f"/w/api-tokens/{row.id}/revoke").status_code == 403
    assert (
        sign_in(make_account("clerk", make_unit())).post(f"/w/api-tokens/{row.id}/revoke").status_code == 404
    )
    assert sign_in(make_account("trainer", county)).get("/w/api-tokens").status_code == 403
