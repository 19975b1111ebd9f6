"""Drawing papers from rules: seeded, replayable, least-used items first, equally difficult in a band."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from random import Random

from question_bank.errors import PaperError
from question_bank.items import Item, ItemType
from question_bank.papers import Candidate, Paper, PaperSpec, Question, points_of
from question_bank.papers_balance import Draft, level, spread, spread_use
from question_bank.papers_supply import Supply

MOST_QUESTIONS = 500


@dataclass(frozen=True, slots=True)
class Draw:
    """Papers drawn together. The same spec, pool, twins, seed and number give the same papers again.

    `centre` is the expected facility they lie around: give it to later draws for the same quiz.
    """

    papers: tuple[Paper, ...]
    seed: int
    pool: str
    spread: float
    centre: float
    exposures: dict[str, int]


def draw_many(
    spec: PaperSpec,
    pool: Iterable[Candidate],
    number: int,
    seed: int,
    apart: Iterable[Collection[str]] = (),
    centre: float | None = None,
) -> Draw:
    """So many papers; PaperError says which rule lacks how many, or that the band cannot be kept.

    No two items of a set in `apart` (repeats, near twins, contradictions) meet on one paper. A single paper
    lies within half the band of what the whole pool averages under these rules, unless `centre` is given.
    """
    _sound(spec)
    supply = Supply(spec.rules, list(pool), apart)
    counts = {candidate.id: candidate.exposure for candidate in supply.pool}
    random = Random(f"draw {seed}")  # noqa: S311 - replayable, no secret
    drafts = [_draft(supply, counts, random) for _ in range(number)]
    spread_use(drafts, counts)
    if centre is None and number < 2:
        centre = _usual(supply)
    level(drafts, counts, spec.band, centre)
    reached = spread(drafts, centre)
    if reached > spec.band + 1e-9:
        raise PaperError("papers_uneven", spread=f"{reached * 100:.1f}", band=f"{spec.band * 100:.1f}")
    pool_print = _pool_print(supply.pool)
    papers = tuple(_paper(spec, draft, seed, place, pool_print) for place, draft in enumerate(drafts))
    middle = sum(paper.expected for paper in papers) / number if centre is None else centre
    return Draw(papers, seed, pool_print, reached, middle, counts)


def draw(
    spec: PaperSpec, pool: Iterable[Candidate], seed: int, apart: Iterable[Collection[str]] = ()
) -> Paper:
    """One paper."""
    return draw_many(spec, pool, 1, seed, apart).papers[0]


def option_order(item: Item, random: Random, shuffle: bool = True) -> tuple[str, ...]:
    """Option keys as one person sees them; pinned ones keep their place. The key plays no part in it."""
    keys = [option.key for option in item.options]
    if item.type in (ItemType.MATCHING, ItemType.ORDERING):
        return tuple(_mixed(keys, random))
    if not (shuffle and item.shuffle) or item.type is ItemType.TRUE_FALSE:
        return tuple(keys)
    loose = iter(_mixed([option.key for option in item.options if not option.pinned], random))
    return tuple(option.key if option.pinned else next(loose) for option in item.options)


def _sound(spec: PaperSpec) -> None:
    if not spec.rules:
        raise PaperError("no_rules")
    for number, rule in enumerate(spec.rules, start=1):
        if not 1 <= rule.count <= MOST_QUESTIONS or (rule.points is not None and rule.points < 0):
            raise PaperError("bad_paper_rule", rule=number)


def _draft(supply: Supply, counts: dict[str, int], random: Random) -> Draft:
    """One paper of the least used families, ties broken by chance."""
    rank = {candidate.id: (counts[candidate.id], random.random()) for candidate in supply.pool}
    first: dict[str, tuple[int, float]] = {}
    for name, family in supply.family.items():
        if family in supply.serves:
            first[family] = min(rank[name], first.get(family, rank[name]))
    assigned = supply.assign(sorted(first, key=first.__getitem__))
    chosen = [
        (rule, min(supply.members(family, rule), key=lambda candidate: rank[candidate.id]))
        for family, rule in assigned.items()
    ]
    for _, candidate in chosen:
        counts[candidate.id] += 1
    return Draft(sorted(chosen, key=lambda place: (place[0], place[1].id)), supply)


def _usual(supply: Supply) -> float:
    """The expected facility of a paper that takes the average of what each rule can draw."""
    earned = total = 0.0
    for rule, fitting in zip(supply.rules, supply.by_rule, strict=True):
        points = [points_of(rule, candidate) for candidate in fitting]
        share = rule.count / len(fitting)
        total += share * sum(points)
        earned += share * sum(p * c.expected for p, c in zip(points, fitting, strict=True))
    return earned / total if total else 0.0


def _paper(spec: PaperSpec, draft: Draft, seed: int, number: int, pool: str) -> Paper:
    random = Random(f"paper {seed} {number}")  # noqa: S311 - replayable, no secret
    chosen = draft.chosen
    if spec.shuffle_items:
        lots = {candidate.id: random.random() for _, candidate in chosen}
        chosen = sorted(chosen, key=lambda place: (place[0], lots[place[1].id]))
    questions = tuple(
        Question(
            item=candidate.id,
            version=candidate.version,
            section=rule,
            points=points_of(spec.rules[rule], candidate),
            options=option_order(candidate.item, random, spec.shuffle_options),
            rule=spec.rules[rule].marking,
        )
        for rule, candidate in _materials_together(chosen)
    )
    return Paper(
        questions=questions,
        title=spec.title,
        pass_mark=spec.pass_mark,
        seed=seed,
        number=number,
        pool=pool,
        expected=round(draft.expected, 9),
    )


def _materials_together(chosen: Sequence[tuple[int, Candidate]]) -> list[tuple[int, Candidate]]:
    """Questions about one material follow each other inside their section, where the first of them stood."""
    first: dict[tuple[int, str, str], int] = {}
    for position, (rule, candidate) in enumerate(chosen):
        first.setdefault(_block(rule, candidate), position)
    return sorted(chosen, key=lambda place: first[_block(*place)])


def _block(rule: int, candidate: Candidate) -> tuple[int, str, str]:
    material = candidate.item.material
    return (rule, "item", candidate.id) if material is None else (rule, candidate.bank, material)


def _mixed(keys: Sequence[str], random: Random) -> list[str]:
    # Sorting by random() is the one order Python promises to repeat for a seed in every version.
    lots = {key: random.random() for key in keys}
    return sorted(keys, key=lots.__getitem__)


def _pool_print(pool: Sequence[Candidate]) -> str:
    lines = [f"{c.id} {c.bank} {c.version} {c.expected} {c.exposure}" for c in pool]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
