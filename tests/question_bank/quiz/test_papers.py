from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import permutations
from random import Random

import msgspec
import pytest
from hypothesis import given, strategies

from question_bank.errors import PaperError
from question_bank.item_documents import fingerprint, read, write
from question_bank.item_sheets import without_key
from question_bank.items import Accepted, ItemType, Option, Pair, Rule
from question_bank.papers import Candidate, Paper, PaperRule, PaperSpec, coverage, current, fits
from question_bank.papers_draw import draw, draw_many, option_order
from tests.question_bank.quiz.writing import (
    candidates,
    fill_in,
    item,
    matching,
    multiple,
    numeric,
    ordering,
    single,
    text,
    truth,
)

POOL = [*candidates(60, "拜访"), *candidates(45, "终端"), *candidates(30, "政策")]
SPEC = PaperSpec(
    rules=(
        PaperRule(count=8, knowledge_point="拜访", points=2),
        PaperRule(count=6, knowledge_point="终端", points=2),
        PaperRule(count=4, knowledge_point="政策", points=3),
    ),
    band=0.02,
    pass_mark=24,
)


@pytest.fixture(scope="module")
def drawn():
    return draw_many(SPEC, POOL, 200, seed=20121114)


def test_every_paper_meets_every_rule(drawn):
    points = {candidate.id: candidate.item.knowledge_point for candidate in POOL}

    for paper in drawn.papers:
        asked = Counter(points[question.item] for question in paper.questions)
        assert asked == {"拜访": 8, "终端": 6, "政策": 4}


def test_no_paper_asks_an_item_twice_and_all_have_the_same_points(drawn):
    assert all(len({q.item for q in paper.questions}) == 18 for paper in drawn.papers)
    assert {paper.points for paper in drawn.papers} == {40}


def test_expected_facility_of_200_papers_lies_inside_the_band(drawn):
    facility = {candidate.id: candidate.expected for candidate in POOL}
    expected = [
        sum(facility[q.item] * q.points for q in paper.questions) / paper.points for paper in drawn.papers
    ]

    assert max(expected) - min(expected) <= SPEC.band
    assert drawn.spread == pytest.approx(max(expected) - min(expected))


def test_chance_alone_would_leave_the_band(drawn):
    random = Random(1)
    facility = [candidate.expected for candidate in POOL]

    means = [sum(random.sample(facility, 18)) / 18 for _ in range(200)]

    assert max(means) - min(means) > 5 * SPEC.band


def test_exposures_of_200_papers_differ_by_at_most_one_under_each_rule(drawn):
    asked = Counter(question.item for paper in drawn.papers for question in paper.questions)

    assert asked == Counter(drawn.exposures)
    for point in ("拜访", "终端", "政策"):
        uses = [asked[candidate.id] for candidate in POOL if candidate.item.knowledge_point == point]
        assert max(uses) - min(uses) <= 1


@pytest.mark.parametrize("seed", range(12))
def test_overlapping_rules_still_use_every_item_alike(seed):
    random = Random(seed)
    sizes = {point: random.randint(9, 40) for point in "abc"}
    pool = [candidate for point, size in sizes.items() for candidate in candidates(size, point)]
    rules = (PaperRule(count=2, knowledge_point="a"), PaperRule(count=5))

    found = draw_many(PaperSpec(rules=rules, band=0.1), pool, 200, seed)

    # Where the first rule alone asks branch a more often than its share, only the others can be even.
    forced = 2 / sizes["a"] > 7 / len(pool)
    free = [c.id for c in pool if not (forced and c.item.knowledge_point == "a")]
    uses = [found.exposures[name] for name in free]
    assert max(uses) - min(uses) <= 1


def test_the_least_used_items_come_first():
    pool = [*candidates(10, "a", exposure=3), *candidates(10, "b", exposure=1)]

    paper = draw(PaperSpec(rules=(PaperRule(count=10),), band=1), pool, seed=1)

    assert {question.item[0] for question in paper.questions} == {"b"}


def test_the_same_seed_replays_the_same_papers_whatever_the_order_of_the_pool(drawn):
    again = draw_many(SPEC, list(reversed(POOL)), 200, seed=20121114)

    assert again == drawn


def test_another_seed_draws_other_papers():
    first, second = draw(SPEC, POOL, seed=1), draw(SPEC, POOL, seed=2)

    assert {q.item for q in first.questions} != {q.item for q in second.questions}


def test_a_draw_is_pinned_by_golden_items():
    # Python promises that a seeded random() repeats; a paper drawn today must be the same next year.
    paper = draw(PaperSpec(rules=(PaperRule(count=4),)), candidates(20), seed=7)

    assert [question.item for question in paper.questions] == ["a-017", "a-011", "a-007", "a-016"]


@pytest.mark.parametrize("seed", range(20))
def test_a_single_paper_lies_within_half_the_band_of_what_the_pool_averages(seed):
    rule = PaperRule(count=12)
    average = sum(candidate.expected for candidate in POOL) / len(POOL)

    paper = draw(PaperSpec(rules=(rule,), band=0.03), POOL, seed)

    assert paper.expected == pytest.approx(average, abs=0.015)


def test_papers_drawn_one_by_one_use_every_item_nearly_alike():
    pool, spec = POOL[:60], PaperSpec(rules=(PaperRule(count=8),), band=0.04)

    for seed in range(60):
        exposures = draw_many(spec, pool, 1, seed).exposures
        pool = [replace(candidate, exposure=exposures[candidate.id]) for candidate in pool]

    uses = [candidate.exposure for candidate in pool]
    # The last paper of a round has no choice left; where that leaves the band, the band wins.
    assert max(uses) - min(uses) <= 2
    assert sum(uses) == 60 * 8


def test_a_later_paper_keeps_to_the_centre_of_the_first_draw(drawn):
    later = draw_many(SPEC, POOL, 1, seed=5, centre=drawn.centre)

    assert later.papers[0].expected == pytest.approx(drawn.centre, abs=SPEC.band / 2)


def test_twins_and_contradictions_never_meet_on_a_paper():
    pool = candidates(12)
    apart = [{"a-000", "a-001"}, {"a-001", "a-002"}, {"a-005", "a-009"}]

    papers = draw_many(PaperSpec(rules=(PaperRule(count=6),), band=0.2), pool, 60, 3, apart).papers

    for paper in papers:
        asked = {question.item for question in paper.questions}
        assert len(asked & {"a-000", "a-001", "a-002"}) <= 1
        assert len(asked & {"a-005", "a-009"}) <= 1


@pytest.mark.parametrize(
    ("rules", "shortages"),
    [
        (
            (PaperRule(count=5, knowledge_point="a"), PaperRule(count=9, knowledge_point="b")),
            [("rule_lacks", {"rule": 2, "count": 9, "found": 4, "lacking": 5})],
        ),
        (
            (PaperRule(count=7, knowledge_point="a"), PaperRule(count=1, types=(ItemType.ESSAY,))),
            [
                ("rule_lacks", {"rule": 1, "count": 7, "found": 6, "lacking": 1}),
                ("rule_lacks", {"rule": 2, "count": 1, "found": 0, "lacking": 1}),
            ],
        ),
        (
            (
                PaperRule(count=2, knowledge_point="b"),
                PaperRule(count=4, knowledge_point="a"),
                PaperRule(count=3, knowledge_point="a"),
            ),
            [("rules_lack", {"rules": "2, 3", "count": 7, "found": 6, "lacking": 1})],
        ),
    ],
)
def test_a_refusal_names_which_rule_lacks_how_many(rules, shortages):
    pool = [*candidates(6, "a"), *candidates(4, "b")]

    with pytest.raises(PaperError) as refused:
        draw(PaperSpec(rules=rules), pool, seed=1)

    assert [(shortage.code, shortage.params) for shortage in refused.value.shortages] == shortages
    assert all(str(shortage) for shortage in refused.value.shortages)


def test_overlapping_rules_are_met_whenever_they_can_be():
    # Each rule alone would take any two; only one way gives both what they need.
    pool = [*candidates(2, "a"), *candidates(2, "b")]
    rules = (PaperRule(count=2), PaperRule(count=2, knowledge_point="a"))

    for seed in range(20):
        paper = draw(PaperSpec(rules=rules, band=1), pool, seed)
        assert [q.item[0] for q in paper.questions if q.section == 1] == ["a", "a"]


@given(data=strategies.data())
def test_a_paper_is_drawn_exactly_when_some_assignment_of_items_exists(data):
    points = data.draw(strategies.lists(strategies.sampled_from("abc"), min_size=1, max_size=6))
    wanted = data.draw(
        strategies.lists(strategies.sampled_from(["", "a", "b", "a|b"]), min_size=1, max_size=4)
    )
    pool = [
        Candidate(id=str(n), item=single(tags=tuple(tag for tag in ("a", "b", "a|b") if point in tag)))
        for n, point in enumerate(points)
    ]
    rules = tuple(PaperRule(count=1, tags=(tag,) if tag else ()) for tag in wanted)
    possible = any(
        all(fits(rule, candidate) for rule, candidate in zip(rules, chosen, strict=True))
        for chosen in permutations(pool, len(rules))
    )

    try:
        paper = draw(PaperSpec(rules=rules), pool, seed=1)
    except PaperError:
        assert not possible
    else:
        found = {candidate.id: candidate for candidate in pool}
        assert len({q.item for q in paper.questions}) == len(rules)
        assert all(fits(rules[q.section], found[q.item]) for q in paper.questions)


def test_nobody_to_draw_for_is_no_mistake():
    assert draw_many(SPEC, POOL, 0, seed=1).papers == ()


def test_twins_count_once_in_what_a_rule_finds():
    with pytest.raises(PaperError) as refused:
        draw(PaperSpec(rules=(PaperRule(count=4),)), candidates(4), 1, [{"a-000", "a-003"}])

    assert refused.value.params == {"rule": 1, "count": 4, "found": 3, "lacking": 1}


def test_a_band_that_cannot_be_kept_is_refused_with_what_can_be_reached():
    pool = [Candidate(id=f"i{n}", item=single(), facility=facility) for n, facility in enumerate((0.2, 0.9))]

    with pytest.raises(PaperError) as refused:
        draw_many(PaperSpec(rules=(PaperRule(count=1),), band=0.05), pool, 2, seed=1)

    assert refused.value.code == "papers_uneven"


@pytest.mark.parametrize("rules", [(), (PaperRule(count=0),), (PaperRule(count=1, points=-1),)])
def test_senseless_rules_are_refused(rules):
    with pytest.raises(PaperError):
        draw(PaperSpec(rules=rules), candidates(3), seed=1)


ASKED = Candidate(
    id="x",
    bank="A",
    item=single(
        knowledge_point="拜访/进店", difficulty=2, tags=("新", "考"), problem="p2", indicator="visits"
    ),
)


@pytest.mark.parametrize(
    ("rule", "drawable"),
    [
        (PaperRule(count=1), True),
        (PaperRule(count=1, bank="A"), True),
        (PaperRule(count=1, bank="B"), False),
        (PaperRule(count=1, knowledge_point="拜访"), True),
        (PaperRule(count=1, knowledge_point="拜访/离店"), False),
        (PaperRule(count=1, difficulties=(1, 2)), True),
        (PaperRule(count=1, difficulties=(3,)), False),
        (PaperRule(count=1, types=(ItemType.SINGLE,)), True),
        (PaperRule(count=1, types=(ItemType.MULTIPLE,)), False),
        (PaperRule(count=1, tags=("考", "新")), True),
        (PaperRule(count=1, tags=("旧",)), False),
        (PaperRule(count=1, problem="p2", indicator="visits"), True),
        (PaperRule(count=1, problem="p1"), False),
    ],
)
def test_a_rule_draws_what_fits_all_it_says(rule, drawable):
    assert fits(rule, ASKED) is drawable


def test_information_is_never_drawn():
    assert not fits(PaperRule(count=1), Candidate(id="x", item=item("information")))


def test_items_of_a_lapsed_source_are_withheld():
    lapsed = Candidate(id="x", item=single(expires_on=date(2026, 6, 30)))

    assert current([lapsed, ASKED], date(2026, 7, 1)) == [ASKED]


def test_expected_facility_is_guessed_from_difficulty_until_it_is_known():
    assert Candidate(id="x", item=single(difficulty=1)).expected == 0.9
    assert Candidate(id="x", item=single(difficulty=1), facility=0.31).expected == 0.31


def test_questions_about_one_material_follow_each_other():
    pool = [Candidate(id=f"m{n}", item=single(material="m" if n % 2 else None)) for n in range(10)]

    for seed in range(10):
        paper = draw(PaperSpec(rules=(PaperRule(count=10),)), pool, seed)
        about = [n for n, question in enumerate(paper.questions) if int(question.item[1:]) % 2]
        assert about == list(range(about[0], about[0] + 5))


LAST = (
    Option(key="a", text=text("甲")),
    Option(key="b", text=text("乙")),
    Option(key="c", text=text("丙")),
    Option(key="d", text=text("以上都对"), pinned=True),
)


def test_pinned_options_keep_their_place_and_the_others_take_every_order():
    asked = item("single", options=LAST, right=("d",))

    orders = {option_order(asked, Random(seed)) for seed in range(200)}

    assert {order[3] for order in orders} == {"d"}
    assert len(orders) == 6


def test_options_stay_where_shuffling_is_off():
    asked = item("single", options=LAST, right=("d",), shuffle=False)

    assert option_order(asked, Random(1)) == ("a", "b", "c", "d")
    assert option_order(single(), Random(1), shuffle=False) == ("a", "b", "c", "d")
    assert option_order(truth(True), Random(1)) == ()


def test_what_is_ordered_or_matched_is_always_shuffled():
    orders = {option_order(ordering(3), Random(seed), shuffle=False) for seed in range(100)}

    assert len(orders) == 6
    assert sorted(option_order(matching(), Random(1), shuffle=False)) == ["a", "b", "c", "d"]


def test_a_paper_survives_its_document(drawn):
    paper = drawn.papers[0]

    assert read(write(paper), Paper, limit=100_000, code="bad_paper") == paper


def reversed_options(pairs: tuple[Pair, ...]) -> list[Pair]:
    options = [pair.option for pair in reversed(pairs)]
    return [msgspec.structs.replace(pair, option=option) for pair, option in zip(pairs, options, strict=True)]


ONE = PaperSpec(rules=(PaperRule(count=1),))
KEYS = [
    (single(right="a"), single(right="c")),
    (multiple("ab"), multiple("cd", rule=Rule.PER_OPTION)),
    (truth(True), truth(False)),
    (fill_in("三", "四"), fill_in("五|六", "七")),
    (numeric(Accepted(value=1)), numeric(Accepted(minimum=2, maximum=3), Accepted(value=4))),
    (ordering(), msgspec.structs.replace(ordering(), right=tuple("dcba"))),
    (matching(), msgspec.structs.replace(matching(), pairs=tuple(reversed_options(matching().pairs)))),
    (single(explanation=text("因为甲")), single(right="b", explanation=text("因为乙"))),
    (item("essay", model_answer=text("甲")), item("essay", model_answer=text("乙"))),
]


@pytest.mark.parametrize(("first", "second"), KEYS, ids=lambda one: one.type)
def test_what_a_person_is_sent_does_not_depend_on_the_key(first, second):
    one, other = (draw(ONE, [Candidate(id="x", item=asked)], seed=9) for asked in (first, second))
    assert fingerprint(first) != fingerprint(second)

    sent = [
        write(without_key(asked, paper.questions[0].options))
        for asked, paper in ((first, one), (second, other))
    ]

    assert sent[0] == sent[1]


def test_the_coverage_table_counts_by_knowledge_point_and_difficulty():
    items = [
        single(knowledge_point="拜访/进店", difficulty=2),
        single(knowledge_point="拜访/离店", difficulty=2),
        single(knowledge_point="终端"),
        item("information", knowledge_point="终端"),
    ]

    assert coverage(items) == {"拜访/进店": {2: 1}, "拜访/离店": {2: 1}, "终端": {None: 1}}
    assert coverage(items, depth=1) == {"拜访": {2: 2}, "终端": {None: 1}}
