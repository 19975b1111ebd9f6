"""Nobody learns about fewer than k people, however the answered questions are combined."""

import itertools
import random
import uuid
from collections.abc import Iterator

import numpy as np
import pytest

from portal.methods.disclosure import Table, exposed
from portal.results.asking import BadFilter
from portal.results.crossing import cross
from portal.results.guard import Axis, Guard
from portal.surveys.models import Mode
from tests.factories import make_account, make_survey, make_unit

K = 5
SIZES = {"district": 4, "class": 3, "size": 3, "channel": 3, "flagged": 2}


def random_people(seed: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(5, 120))
    people = {
        name: rng.choice(size, n, p=rng.dirichlet(np.ones(size))).astype(np.int16)
        for name, size in SIZES.items()
    }
    if seed % 3 == 0:  # nested facets: a class that lives in one district almost alone
        people["class"] = np.where(people["district"] == 0, 0, people["class"]).astype(np.int16)
    return people


def all_questions() -> Iterator[dict[str, int]]:
    for count in range(3):
        for names in itertools.combinations(SIZES, count):
            for cell in itertools.product(*(range(SIZES[name]) for name in names)):
                yield dict(zip(names, cell, strict=True))


def members(people: dict[str, np.ndarray], question: dict[str, int]) -> np.ndarray:
    n = len(people["district"])
    return np.logical_and.reduce(
        [people[name] == code for name, code in question.items()] or [np.ones(n, bool)]
    )


@pytest.mark.parametrize("seed", range(200))
def test_no_group_of_one_to_four_follows_from_all_answered_filters(seed):
    """The attacker asks every pair of filters, then solves for every set of people of the same kind and for
    what any condition leaves of another answered one."""
    people = random_people(seed)
    guard = Guard([Axis(name, people[name], size) for name, size in SIZES.items()], K)

    asked = [members(people, question) for question in all_questions()]
    allowed = [guard.allows(question) for question in all_questions()]
    answered = np.array([one for one, fine in zip(asked, allowed, strict=True) if fine and one.any()], float)

    wanted = {tuple(one) for one in asked} | {tuple(one & ~other) for one in asked[:16] for other in asked}
    small = np.array([one for one in wanted if 0 < sum(one) < K], float)
    if len(answered) and len(small):
        basis = np.linalg.svd(answered, full_matrices=False)
        span = basis.Vh[basis.S > 1e-9]
        rest = small - small @ span.T @ span
        assert (np.abs(rest).max(axis=1) > 1e-6).all()
    assert all(not 0 < one.sum() < K for one, fine in zip(asked, allowed, strict=True) if fine)


def test_the_attack_succeeds_where_the_guard_looks_at_one_question_at_a_time():
    """The control: with the plain rule alone, the smallest district follows from the other three."""
    sizes = [3, 40, 40, 40]
    district = np.repeat(np.arange(4), sizes)
    plain = [size >= K for size in sizes]
    guard = Guard([Axis("district", district.astype(np.int16), 4)], K)

    assert plain == [False, True, True, True]
    assert [guard.allows({"district": code}) for code in range(4)] == [False, False, True, True]


def test_a_condition_that_is_nearly_inside_another_is_refused():
    district = np.array([0] * 20 + [1] * 60, np.int16)
    size = np.array([0] * 23 + [1] * 57, np.int16)  # all of district 0 and three more
    guard = Guard([Axis("district", district, 2), Axis("size", size, 2)], K)

    assert guard.allows({"district": 0})
    assert not guard.allows({"size": 0})
    assert not guard.allows({"district": 1, "size": 0})


def test_large_groups_may_be_combined_freely():
    rng = np.random.default_rng(1)
    axes = [Axis(name, rng.integers(0, size, 4000).astype(np.int16), size) for name, size in SIZES.items()]
    guard = Guard(axes, K)

    assert all(guard.allows(question) for question in all_questions())
    assert guard.allows({"district": 1, "class": 2, "size": 0})


@pytest.fixture
def county(app):
    return make_unit()


@pytest.mark.parametrize("seed", range(12))
def test_no_small_group_follows_from_the_crosstabs_of_a_survey(county, answer, look, seed):
    """Every crosstab under every single filter, read as an attacker would: margins, shown cells, the rest."""
    rng = random.Random(seed)
    districts = [make_unit(parent=county) for _ in range(3)]
    survey = make_survey(county, mode=Mode.CONFIDENTIAL, closed_at=None)
    for _ in range(rng.choice([20, 45, 90])):
        answers = {"q1": rng.choice(["enough", "few"]), "q2": rng.choice([1, 3, 4, 4, 5, 5])}
        facts = {
            "unit_id": rng.choice(districts).id,
            "size": rng.choice(["small", "small", "large", "medium"]),
        }
        answer(survey, answers, **facts)
    manager = make_account(unit=county)

    for asked in [{}, *({"district": unit.id.hex} for unit in districts), {"size": "small"}]:
        results = look(survey, manager, **asked)
        for key, by in (("q2", "q1"), ("q2", "district"), ("q1", "size"), ("q1", "q2")):
            if results.refused or by in asked:
                continue
            found = cross(results, results.item(key), by)
            assert all(row.n is None or row.n >= K or row.n == 0 for row in found.rows)
            assert all(total is None or total >= K or total == 0 for total in found.totals)


@pytest.mark.parametrize("seed", range(12))
def test_the_hidden_rows_of_a_filter_do_not_follow_from_the_other_districts(county, answer, look, seed):
    """The groups of one answer by district form a table whose margins are known; its hidden cells stay so."""
    rng = random.Random(100 + seed)
    districts = [make_unit(parent=county) for _ in range(4)]
    survey = make_survey(county, mode=Mode.CONFIDENTIAL)
    counts = np.array([[rng.choice([2, 3, 6, 15, 30]) for _ in districts] for _ in range(2)])
    for row, key in enumerate(("enough", "few")):
        for place, unit in enumerate(districts):
            for _ in range(counts[row, place]):
                answer(survey, {"q1": key, "q2": rng.choice([1, 5])}, unit_id=unit.id)
    survey.closed_at = survey.published_at
    manager = make_account(unit=county)

    hidden = np.ones_like(counts, bool)
    for place, unit in enumerate(districts):
        results = look(survey, manager, district=unit.id.hex)
        if not results.refused:
            found = cross(results, results.item("q2"), "q1")
            for row in found.rows:
                hidden[("enough", "few").index(row.key), place] = row.n is None
            hidden[:, place] |= bool(found.refused)

    table = Table(counts, counts.sum(axis=1), counts.sum(axis=0))
    small = [tuple(cell) for cell in np.argwhere((counts < K) & (counts > 0)).tolist()]
    assert all(hidden[cell] for cell in small)
    assert not set(exposed(table, hidden, K)) & set(small)


def test_an_unknown_district_and_one_of_another_county_are_refused_alike(county, answer, look):
    survey = make_survey(county, mode=Mode.CONFIDENTIAL)
    for _ in range(10):
        answer(survey)
    manager = make_account(unit=county)
    elsewhere = make_unit()

    refusals = []
    for key in (uuid.uuid4().hex, elsewhere.id.hex):
        with pytest.raises(BadFilter) as refusal:
            look(survey, manager, district=key).refused  # noqa: B018
        refusals.append(str(refusal.value))

    assert refusals[0] == refusals[1]
