"""Where the database cannot be written the page is told to keep the answers and try again."""

import pytest

from portal import extensions
from portal.extensions import db
from portal.responses.models import Response
from tests.factories import make_channel, make_code

IMPATIENT = (*extensions.SQLITE_PRAGMAS[:-1], "PRAGMA busy_timeout=20")


@pytest.mark.sqlite
def test_locked_database_is_503_and_nothing_is_lost(make_app, respondent, monkeypatch):
    path = f"/s/{make_code(make_channel()).code}"
    fields = {**respondent.open(path), "q1": "enough", "q2": "4"}
    monkeypatch.setattr(extensions, "SQLITE_PRAGMAS", IMPATIENT)
    client = make_app().test_client()
    assert client.get(path).status_code == 200
    writer = db.engine.connect()
    writer.begin()

    refused = client.post(path, data=fields, headers={"Accept": "application/json"})
    shown = client.post(path, data=fields)
    writer.close()
    taken = client.post(path, data=fields, headers={"Accept": "application/json"})

    assert (refused.status_code, shown.status_code, taken.status_code) == (503, 503, 201)
    assert refused.headers["Retry-After"]
    assert "未成年人谢绝访问" in shown.get_data(as_text=True)
    db.session.rollback()
    assert db.session.query(Response).count() == 1


@pytest.mark.sqlite
@pytest.mark.parametrize("path", ["/s/ABCDEF", "/r/ABCDEFGH", "/t/new"])
def test_database_that_is_gone_is_503_with_the_footer(path, make_app):
    client = make_app(SQLALCHEMY_DATABASE_URI="sqlite:////nowhere/at/all.db").test_client()

    answer = client.get(path)

    assert answer.status_code == 503
    assert "未成年人谢绝访问" in answer.get_data(as_text=True)
