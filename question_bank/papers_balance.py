"""Papers of equal difficulty: questions change places until expected facility lies within the band."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from question_bank.papers import Candidate, points_of
from question_bank.papers_supply import Supply

ROUNDS_PER_PAPER = 60
SWEEPS = 10


@dataclass(slots=True)
class Draft:
    """One paper while it is drawn: candidates by rule, and the share of points an average person earns."""

    chosen: list[tuple[int, Candidate]]
    supply: Supply
    expected: float = 0.0
    weights: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        points = [points_of(self.supply.rules[rule], candidate) for rule, candidate in self.chosen]
        self.weights = [own / (sum(points) or 1) for own in points]
        self._sum_up()

    def gain(self, place: int, other: Candidate) -> float:
        """How much `expected` rises when this place is given to another candidate of equal points."""
        return self.weights[place] * (other.expected - self.chosen[place][1].expected)

    def takes(self, place: int, other: Candidate) -> bool:
        """Whether the candidate may stand in this place: same points, and no twin of it elsewhere."""
        rule, own = self.chosen[place]
        family = self.supply.family
        points = self.supply.rules[rule]
        return points_of(points, own) == points_of(points, other) and not any(
            family[c.id] == family[other.id] for n, (_, c) in enumerate(self.chosen) if n != place
        )

    def put(self, place: int, candidate: Candidate) -> None:
        """Gives the place to the candidate."""
        self.chosen[place] = (self.chosen[place][0], candidate)
        self._sum_up()

    def _sum_up(self) -> None:
        shares = (candidate.expected for _, candidate in self.chosen)
        self.expected = sum(weight * share for weight, share in zip(self.weights, shares, strict=True))


def level(drafts: Sequence[Draft], counts: dict[str, int], band: float, centre: float | None) -> None:
    """Brings the drafts within the band as far as the pool allows; `counts` are the exposures so far.

    First by exchange between papers, which leaves every exposure as it is; then from outside with items used
    less; at last with any.
    """
    if len(drafts) > 1:
        _exchange_all(drafts, band)
    for spare in (0, None):
        _replace_all(drafts, counts, band, centre, spare)


def spread_use(drafts: Sequence[Draft], counts: dict[str, int]) -> None:
    """Gives places of items used most to those used least, while they are two or more apart.

    Each paper took the least used items of its moment; only the whole draw shows what that left over.
    """
    for _ in range(SWEEPS if drafts else 0):
        lowest = [min(counts[c.id] for c in fitting) for fitting in drafts[0].supply.by_rule]
        if not any([_spread_once(draft, counts, lowest) for draft in drafts]):
            return


def _spread_once(draft: Draft, counts: dict[str, int], lowest: Sequence[int]) -> bool:
    moved = False
    for place, (rule, own) in enumerate(draft.chosen):
        if counts[own.id] < lowest[rule] + 2:
            continue
        spare = (c for c in draft.supply.by_rule[rule] if counts[c.id] <= counts[own.id] - 2)
        other = min(
            (c for c in spare if draft.takes(place, c)), key=lambda c: (counts[c.id], c.id), default=None
        )
        if other is not None:
            _give(draft, place, other, counts)
            moved = True
    return moved


def _give(draft: Draft, place: int, other: Candidate, counts: dict[str, int]) -> None:
    counts[draft.chosen[place][1].id] -= 1
    counts[other.id] += 1
    draft.put(place, other)


def spread(drafts: Sequence[Draft], centre: float | None) -> float:
    """How far expected facility reaches: between papers, and to both sides of a given centre."""
    shares = [draft.expected for draft in drafts]
    if not shares:
        return 0.0
    if centre is None:
        return max(shares) - min(shares)
    return max(max(shares) - min(shares), 2 * max(abs(share - centre) for share in shares))


def _exchange_all(drafts: Sequence[Draft], band: float) -> None:
    for _ in range(ROUNDS_PER_PAPER * len(drafts)):
        ranked = sorted(drafts, key=lambda draft: draft.expected)
        if ranked[-1].expected - ranked[0].expected <= band:
            return
        pairs = ((ranked[-1], low) for low in ranked[:-1])
        others = ((high, ranked[0]) for high in reversed(ranked[1:]))
        if not any(_exchange(high, low) for both in (pairs, others) for high, low in both):
            return


def _exchange(easy: Draft, hard: Draft) -> bool:
    """Exchanges the two questions under one rule that bring both papers closest; False if none helps."""
    gap = easy.expected - hard.expected
    best: tuple[float, int, int] | None = None
    for first, second, moved in _exchanges(easy, hard):
        rest = abs(gap - 2 * moved)
        if not 0 < moved < gap or (best is not None and rest >= best[0]):
            continue
        if easy.takes(first, hard.chosen[second][1]) and hard.takes(second, easy.chosen[first][1]):
            best = (rest, first, second)
    if best is None:
        return False
    _, first, second = best
    one, other = easy.chosen[first][1], hard.chosen[second][1]
    easy.put(first, other)
    hard.put(second, one)
    return True


def _exchanges(easy: Draft, hard: Draft) -> Iterator[tuple[int, int, float]]:
    for first, (rule, own) in enumerate(easy.chosen):
        for second, (other_rule, other) in enumerate(hard.chosen):
            if rule == other_rule and own.expected > other.expected:
                yield first, second, -easy.gain(first, other)


def _replace_all(
    drafts: Sequence[Draft], counts: dict[str, int], band: float, centre: float | None, spare: int | None
) -> None:
    for _ in range(ROUNDS_PER_PAPER * len(drafts)):
        middle = centre
        if middle is None:
            shares = [draft.expected for draft in drafts]
            middle = (max(shares) + min(shares)) / 2
        worst = max(drafts, key=lambda draft: abs(draft.expected - middle))
        if abs(worst.expected - middle) <= band / 2 or not _replace(worst, counts, middle, spare):
            return


def _replace(draft: Draft, counts: dict[str, int], middle: float, spare: int | None) -> bool:
    """Gives one place to the outside item that helps most; with `spare` 0 only to less used ones."""
    wanted = middle - draft.expected
    best: tuple[float, int, str] | None = None
    found: Candidate | None = None
    for place, (rule, own) in enumerate(draft.chosen):
        for other in draft.supply.by_rule[rule]:
            if spare is not None and counts[other.id] >= counts[own.id] + spare:
                continue
            rest = abs(wanted - draft.gain(place, other))
            key = (round(rest, 9), counts[other.id] - counts[own.id], other.id)
            if rest < abs(wanted) - 1e-9 and (best is None or key < best) and draft.takes(place, other):
                best, found, target = key, other, place
    if found is None:
        return False
    _give(draft, target, found, counts)
    return True
