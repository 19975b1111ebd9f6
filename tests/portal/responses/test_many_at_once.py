"""Fifty copies of one hand-in are one response; the unique key is what makes it so."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Column, MetaData, String, Table, func, insert, select

from portal.extensions import db
from portal.responses.models import QuotaSlot, Response
from tests.factories import make_channel, make_code, make_survey

COPIES = 50


def all_at_once(action, count=COPIES, workers=12):
    """Runs `action(n)` in threads that set off together."""
    start = threading.Barrier(workers)

    def go(n):
        if n < workers:
            start.wait(10)
        return action(n)

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(go, range(count)))


@pytest.mark.slow
def test_fifty_copies_are_one_response_with_one_receipt(app, respondent):
    path = f"/s/{make_code(make_channel()).code}"
    fields = {**respondent.open(path), "q1": "enough", "q2": "4"}
    clients = [FlaskClient(app, app.response_class) for _copy in range(COPIES)]

    answers = all_at_once(
        lambda n: clients[n].post(path, data=fields, headers={"Accept": "application/json"})
    )

    db.session.rollback()
    assert sorted(answer.status_code for answer in answers) == [200] * (COPIES - 1) + [201]
    assert len({answer.json["receipt"] for answer in answers}) == 1
    assert db.session.scalar(select(func.count()).select_from(Response)) == 1


@pytest.mark.slow
def test_without_the_unique_key_copies_are_many(app):
    """The negative control: the same insert on a table without the key stores every copy."""
    table = Table(f"scratch_{uuid.uuid4().hex[:8]}", MetaData(), Column("id", String(36)))
    table.create(db.engine)
    key = str(uuid.uuid4())

    def copy(_n):
        with app.app_context(), db.engine.begin() as connection:
            connection.execute(insert(table).values(id=key))

    all_at_once(copy, count=12)

    with db.engine.connect() as connection:
        stored = connection.scalar(select(func.count()).select_from(table))
    table.drop(db.engine)
    assert stored == 12


@pytest.mark.slow
def test_last_places_of_a_survey_are_given_once_each(app, respondent):
    survey = make_survey(capacity=5)
    path = f"/s/{make_code(make_channel(survey)).code}"
    pages = [{**respondent.open(path), "q1": "few", "q2": "2"} for _copy in range(12)]
    clients = [FlaskClient(app, app.response_class) for _copy in pages]

    answers = all_at_once(
        lambda n: clients[n].post(path, data=pages[n], headers={"Accept": "application/json"}), count=12
    )

    db.session.rollback()
    assert sorted(answer.status_code for answer in answers) == [201] * 5 + [410] * 7
    assert db.session.scalars(select(QuotaSlot.slot).order_by(QuotaSlot.slot)).all() == [1, 2, 3, 4, 5]
