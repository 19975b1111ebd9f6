"""Hand-ins that arrive together share a commit, and nobody feels what became of a neighbour."""

import threading

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import OperationalError

from portal.columns import random_id
from portal.extensions import db
from portal.line import Done, Line
from portal.responses.models import QuotaSlot
from tests.portal.responses.test_busy_store import IMPATIENT
from tests.portal.responses.test_many_at_once import all_at_once

pytestmark = pytest.mark.usefixtures("app")
STATEMENT = insert(QuotaSlot.__table__)


class Broken(Exception):
    pass


def placing(slot, survey_id, stays=True):
    def work(wire):
        wire.insert(STATEMENT, {"survey_id": survey_id, "slot": slot, "response_id": random_id()})
        return Done(slot, stays)

    return work


def stored():
    db.session.rollback()
    return sorted(db.session.scalars(select(QuotaSlot.slot)))


def together(line, works):
    """Each in a thread; the first one holds its transaction until all others wait. What each was told."""
    told, entered, waiting = {}, threading.Event(), threading.Event()

    def slow(wire):
        entered.set()
        waiting.wait(10)
        return works[0](wire)

    def ask(n, work):
        try:
            told[n] = line.run(work)
        except Exception as error:
            told[n] = type(error)

    threads = [threading.Thread(target=ask, args=(0, slow))]
    threads[0].start()
    entered.wait(10)
    threads += [threading.Thread(target=ask, args=(n, work)) for n, work in enumerate(works[1:], 1)]
    for thread in threads[1:]:
        thread.start()
    while len(line._waiting) < len(works) - 1:
        waiting.wait(0.01)
    waiting.set()
    for thread in threads:
        thread.join(10)
    return [told[n] for n in range(len(works))]


def test_those_who_wait_share_one_transaction():
    line, survey_id, wires = Line(db.engine), random_id(), []

    def noting(slot):
        def work(wire):
            wires.append(wire)
            return placing(slot, survey_id)(wire)

        return work

    told = together(line, [noting(slot) for slot in range(1, 6)])

    assert told == stored() == [1, 2, 3, 4, 5]
    assert len(set(map(id, wires))) == 2


def test_broken_and_refused_ones_never_cost_a_neighbour():
    survey_id = random_id()

    def breaks(wire):
        placing(9, survey_id)(wire)
        raise Broken

    works = [placing(1, survey_id), breaks, placing(2, survey_id), placing(3, survey_id, stays=False)]
    told = together(Line(db.engine), [*works, placing(1, survey_id), placing(4, survey_id)])

    assert told[:4] == [1, Broken, 2, 3]
    assert issubclass(told[4], Exception)
    assert told[5] == 4
    assert stored() == [1, 2, 4]


def test_line_goes_on_after_an_error():
    line, survey_id = Line(db.engine), random_id()

    with pytest.raises(ZeroDivisionError):
        line.run(lambda wire: 1 / 0)

    assert line.run(placing(1, survey_id)) == 1
    assert stored() == [1]


@pytest.mark.slow
def test_many_at_once_are_all_told_and_all_stored():
    line, survey_id = Line(db.engine), random_id()

    told = all_at_once(lambda n: line.run(placing(n, survey_id)), count=200)

    assert told == stored() == list(range(200))


@pytest.mark.sqlite
def test_locked_file_is_an_error_to_each_and_the_line_goes_on(make_app, monkeypatch):
    monkeypatch.setattr("portal.extensions.SQLITE_PRAGMAS", IMPATIENT)
    survey_id = random_id()
    with make_app().app_context():
        line = Line(db.engine)
        with db.engine.begin() as other:
            other.execute(select(func.count()).select_from(QuotaSlot))
            refused = all_at_once(lambda n: tried(line, placing(n, survey_id)), count=6, workers=3)
        taken = line.run(placing(1, survey_id))

    assert refused == [OperationalError] * 6
    assert taken == 1
    assert stored() == [1]


def tried(line, work):
    try:
        return line.run(work)
    except OperationalError:
        return OperationalError
