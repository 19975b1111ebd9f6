"""Knowledge point by difficulty: what the chosen banks have, and what the rules ask of it."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from question_bank.papers import Candidate, PaperRule, PaperSpec, fits

MOST_ROWS = 30
Key = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Cell:
    """`asked` is how many questions of a paper come from here on average."""

    have: int
    asked: float

    @property
    def short(self) -> bool:
        return self.asked > self.have + 1e-9


@dataclass(frozen=True, slots=True)
class Row:
    point: str
    cells: tuple[Cell, ...]
    total: Cell


@dataclass(frozen=True, slots=True)
class Coverage:
    """A row a knowledge point, a column a difficulty (None: not stated)."""

    levels: tuple[int | None, ...]
    rows: tuple[Row, ...]
    total: Cell


def coverage(found: Sequence[Candidate], spec: PaperSpec) -> Coverage:
    """Knowledge points are cut to as many levels as fit on a page."""
    depth = next((n for n in (3, 2) if len(_points(found, n)) <= MOST_ROWS), 1)
    have: Counter[Key] = Counter(_key(candidate, depth) for candidate in found if candidate.item.asked)
    asked: defaultdict[Key, float] = defaultdict(float)
    for rule in spec.rules:
        for key, share in _asked(rule, found, depth).items():
            asked[key] += share
    levels = tuple(sorted({level for _point, level in {*have, *asked}}, key=lambda n: (n is None, n or 0)))
    points = sorted({point for point, _level in {*have, *asked}})
    rows = tuple(_row(point, levels, have, asked) for point in points)
    return Coverage(levels, rows, Cell(sum(have.values()), round(sum(asked.values()), 1)))


def _row(point: str, levels: Sequence[int | None], have: Counter[Key], asked: dict[Key, float]) -> Row:
    cells = tuple(Cell(have[point, n], round(asked.get((point, n), 0.0), 1)) for n in levels)
    total = Cell(sum(cell.have for cell in cells), round(sum(asked.get((point, n), 0.0) for n in levels), 1))
    return Row(point, cells, total)


def _asked(rule: PaperRule, found: Sequence[Candidate], depth: int) -> dict[Key, float]:
    """The rule's questions spread over what it may draw; where that is nothing, over what it names."""
    there = Counter(_key(candidate, depth) for candidate in found if fits(rule, candidate))
    total = sum(there.values())
    if total:
        return {key: rule.count * n / total for key, n in there.items()}
    levels: Sequence[int | None] = rule.difficulties or (None,)
    point = _cut(rule.knowledge_point, depth)
    return {(point, level): rule.count / len(levels) for level in levels}


def _points(found: Sequence[Candidate], depth: int) -> set[str]:
    return {_cut(candidate.item.knowledge_point, depth) for candidate in found}


def _key(candidate: Candidate, depth: int) -> Key:
    return _cut(candidate.item.knowledge_point, depth), candidate.item.difficulty


def _cut(point: str, depth: int) -> str:
    return "/".join(point.split("/")[:depth])
