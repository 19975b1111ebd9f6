"""Two browsers at the same moment; SQLite and PostgreSQL must let one of them in."""

import statistics
import threading
import time

from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal import clock
from portal.extensions import db
from portal.people import services
from portal.people.models import FailedTry, StaffSession
from tests.factories import make_account

CROWD = 12


def at_once(app, request, crowd=CROWD):
    """The status codes of as many browsers as the crowd, all let go together."""
    gate, codes = threading.Barrier(crowd), []

    def press(number):
        browser = FlaskClient(app, app.response_class)
        gate.wait()
        codes.append(request(browser, number).status_code)

    threads = [threading.Thread(target=press, args=(number,)) for number in range(crowd)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(codes)


def test_a_link_pressed_by_many_lets_one_in(app):
    token = services.make_signin_link(make_account(), clock.now())
    db.session.commit()

    codes = at_once(app, lambda browser, _number: browser.post(f"/m/link/{token}"))

    assert codes == [303] + [410] * (CROWD - 1)
    assert db.session.scalar(select(func.count()).select_from(StaffSession)) == 1


def test_many_guesses_at_once_are_not_more_than_ten(app):
    account = make_account(login="cm01")
    services.set_password(account, "four horses in the rain", actor=None, at=clock.now())
    for _each in range(8):
        app.test_client().post("/m/login", data={"login": "cm01", "password": "wrong"})

    at_once(
        app, lambda browser, number: browser.post("/m/login", data={"login": "cm01", "password": str(number)})
    )

    counted = select(func.count()).select_from(FailedTry).where(FailedTry.subject.startswith("account:"))
    assert db.session.scalar(counted) == 10


def test_an_unknown_person_costs_as_much_time_as_a_known_one(app):
    app.config.update(ARGON2_MEMORY_KIB=16 * 1024, ARGON2_TIME_COST=3)
    account = make_account(login="cm01")
    services.set_password(account, "four horses in the rain", actor=None, at=clock.now())

    def seconds(login):
        begun = time.process_time()
        app.test_client().post("/m/login", data={"login": login, "password": "wrong"})
        return time.process_time() - begun

    seconds("warm-up")
    known = statistics.median(seconds("cm01") for _each in range(5))
    unknown = statistics.median(seconds(f"nobody{n}") for n in range(5))

    # Without the hash that fits nothing, the second would be a small part of the first.
    assert 0.5 < unknown / known < 2
