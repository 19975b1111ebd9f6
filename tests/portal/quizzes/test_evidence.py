"""Planted copying and leaking is found, honest people are left alone, and each look at names is kept."""

import uuid
from datetime import date, timedelta

import numpy as np
import pytest
from sqlalchemy import func, select

from portal.columns import random_id
from portal.extensions import db
from portal.people.audit import AuditEvent
from portal.quizzes.analysis import analysis_data, evidence, evidence_exposure, evidence_pace
from portal.quizzes.analysis.evidence_exposure import merged
from portal.quizzes.attempts import sitting
from portal.quizzes.models import FrozenItem, Marking, Noted
from tests.factories import NOW, make_account, make_unit
from tests.portal.quizzes.planted import numbers_of, quiz_of, sit_all
from tests.portal.quizzes.quiz_factories import begin, make_item, make_quiz

pytestmark = pytest.mark.usefixtures("app")
PAIRS = {(30, 31), (36, 37), (42, 43), (48, 49)}


def letters(seed, copied=(), items=20, part=1.0):
    """Sixty people, the best first; the second of each pair takes this part of the answers of the first."""
    source = np.random.default_rng(seed)
    hard, rows = source.normal(0.2, 0.5, items), []
    for able in np.sort(source.normal(0, 0.8, 60))[::-1]:
        knows = source.random(items) < 1 / (1 + np.exp(hard - able))
        rows.append(["b" if right else str(source.choice(list("acd"))) for right in knows])
    for first, second in sorted(copied):
        for place in np.flatnonzero(source.random(items) < part):
            rows[second][place] = rows[first][place]
    return rows


def in_memory(rows):
    """A sitting as if its answers had been stored and marked; the key of all items is "b"."""
    asked = {
        str(place): analysis_data.Asked(
            str(place), place + 1, FrozenItem(treatment="normal"), make_item(place + 1), make_item(place + 1)
        )
        for place in range(len(rows[0]))
    }
    unit, sat = random_id(), []
    for row in rows:
        marks = {str(place): {"fraction": float(given == "b"), "of": 1.0} for place, given in enumerate(row)}
        answers = {str(place): given for place, given in enumerate(row)}
        sat.append(analysis_data.Sat(random_id(), random_id(), 1, unit, 1, 0, 1, None, 0, marks, answers))
    return analysis_data.Sitting(make_quiz(publish=False), "all", sat, sat, asked)


def places(pairs, people):
    """Which pairs were named, by the places of their people."""
    place = {person: number for number, person in enumerate(people)}
    return {tuple(sorted((place[pair.first.person], place[pair.second.person]))) for pair in pairs}


@pytest.mark.sqlite
def test_of_pairs_that_copied_nearly_all_are_named_and_no_honest_one():
    recall, false = {}, 0
    for items, part in ((20, 1.0), (30, 0.9)):
        found = 0
        for seed in range(5):
            given = in_memory(letters(seed, PAIRS, items, part))
            named = places(evidence.pairs(given).pairs, [sat.person for sat in given.sat])
            found, false = found + len(named & PAIRS), false + len(named - PAIRS)
        recall[items] = found / (5 * len(PAIRS))
    honest = sum(len(evidence.pairs(in_memory(letters(seed))).pairs) for seed in range(100, 110))

    print(f"recall {recall}, false pairs {false}, false in ten honest sittings of 1,770 pairs {honest}")
    assert all(share >= 0.8 for share in recall.values())
    assert false == honest == 0


def test_planted_pairs_are_named_from_stored_attempts_and_no_mark_changes(sign_in, page):
    quiz, people = quiz_of()
    sit_all(quiz, people, letters(1, PAIRS))

    found = evidence.pairs(analysis_data.read(quiz, analysis_data.ALL))

    named = places(found.pairs, [person.id for person in people])
    assert len(named) >= 3
    assert named <= PAIRS
    assert all(pair.adjusted <= 0.01 and pair.same > 2 * pair.expected for pair in found.pairs)
    assert all(pair.overlapped and pair.same_unit for pair in found.pairs)

    client = sign_in(make_account("auditor", quiz.unit))
    without = page(client.get(f"/w/exams/{quiz.id}/evidence?lang=en"))
    first = people[sorted(named)[0][0]]
    assert "Person 1 · Person 2" in without.text
    assert "never proof" in without.text
    assert first.login not in without.text
    assert looks() == 0
    assert first.login in page(client.get(f"/w/exams/{quiz.id}/evidence?names=1&lang=en")).text
    assert looks() == 1
    assert db.session.query(Marking).count() == 60
    assert sign_in(make_account("leader", quiz.unit)).get(f"/w/exams/{quiz.id}/evidence").status_code == 403


def looks():
    query = select(func.count()).select_from(AuditEvent).where(AuditEvent.verb == "look at names")
    return db.session.scalar(query)


def test_answers_faster_than_reading_are_told_from_a_pause_of_the_net():
    quiz, people = quiz_of(items=6, people=14)
    numbers = numbers_of(quiz)
    for place, person in enumerate(people):
        # The first knew the paper; the second was without a net and sent everything at the end.
        steps = {0: [2] * 6, 1: [180, 0, 0, 0, 0, 0]}.get(place, [30 + place] * 6)
        attempt, at = begin(quiz, person), NOW
        for item, seconds in zip(numbers, steps, strict=True):
            at += timedelta(seconds=seconds)
            save = sitting.Save(random_id(), Noted.ANSWER, uuid.UUID(item), "b")
            sitting.save(quiz, attempt, [save], at=at)
        sitting.hand_in(quiz, attempt, at=at)

    found = evidence_pace.pace(analysis_data.read(quiz, analysis_data.ALL))

    [quick] = found.quick
    assert (quick.sat.person, quick.quick, quick.timed, quick.right) == (people[0].id, 6, 6, 6)
    assert found.timed == 13


def test_a_whole_attempt_far_faster_than_the_others_stands_out():
    people = in_memory(letters(1, items=4)).sat[:30]
    seconds = {sat.id: 1_000 + 40 * place for place, sat in enumerate(people)}
    seconds[people[7].id] = 90

    found = evidence_pace.fast_attempts(people, seconds)

    assert [(each.sat.id, each.seconds) for each in found] == [(people[7].id, 90)]


def test_an_item_that_leaked_rises_beyond_the_others_and_one_all_have_had_is_named():
    unit = make_unit()
    quiz, people = quiz_of(items=6, people=20, unit=unit)
    numbers = numbers_of(quiz)
    before = ["b" if (place + item) % 2 else "a" for place in range(20) for item in range(6)]
    sit_all(quiz, people, [before[6 * place : 6 * place + 6] for place in range(20)])
    month = NOW + timedelta(days=30)
    end = month + timedelta(days=1)
    again = make_quiz(unit, people, plan=quiz.paper_plan, opens_at=month, ends_at=end)
    for place, person in enumerate(people):
        attempt = begin(again, person, month)
        given = {
            item: "b" if item == numbers[0] or (place + number) % 2 else "a"
            for number, item in enumerate(numbers)
        }
        saves = [
            sitting.Save(random_id(), Noted.ANSWER, uuid.UUID(item), each) for item, each in given.items()
        ]
        sitting.save(again, attempt, saves, at=month)
        sitting.hand_in(again, attempt, at=month + timedelta(minutes=5))

    sat = analysis_data.read(again, analysis_data.ALL)
    found = evidence_exposure.drift(sat, {unit.id})
    exposed = evidence_exposure.exposure(sat, {unit.id})

    assert [line.asked.id for line in found if line.flagged] == [numbers[0]]
    assert found[0].first[1:] == (10, 20)
    assert found[0].last[1:] == (20, 20)
    assert {(line.seen, line.n) for line in exposed} == {(20, 20)}


def test_days_with_few_answers_are_joined_until_they_say_something():
    days = [
        (date(2026, 3, 1), 3, 6),
        (date(2026, 3, 2), 4, 6),
        (date(2026, 3, 9), 9, 12),
        (date(2026, 3, 10), 1, 2),
    ]

    assert merged(days) == [(date(2026, 3, 1), 7, 12), (date(2026, 3, 9), 10, 14)]


@pytest.mark.sqlite
def test_too_few_or_too_many_people_are_not_compared():
    few = evidence.pairs(in_memory(letters(1)[:19]))
    assert (few.n, few.pairs, str(few.silence)) == (19, (), "too_few")

    many = in_memory(letters(1, items=2) * 26)
    assert evidence.pairs(many).too_many
