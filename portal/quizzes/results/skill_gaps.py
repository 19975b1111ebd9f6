"""Where knowledge is missing most: of persons, teams and everybody; and what nobody was ever asked."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import nsmallest

from portal.people.models import Account, Unit
from portal.quizzes.results.skills import GROUP_FROM, PERSON_FROM, Cell, Cells, Matrix

SHOWN, NEARLY = 5, 1e-9


@dataclass(frozen=True, slots=True)
class Gap:
    """A knowledge point below the target: of a person, of a team, or (neither) of everybody in view."""

    point: str
    cell: Cell
    distance: float
    unit: Unit | None = None
    account: Account | None = None

    @property
    def key(self) -> str:
        """Names it in an address, together with its point."""
        if self.account is not None:
            return f"p-{self.account.id}"
        return f"u-{self.unit.id}" if self.unit is not None else "all"


@dataclass(frozen=True, slots=True)
class Gaps:
    """The widest first, from `PERSON_FROM` or `GROUP_FROM` answers on; `never` lists points nobody was asked,
    `untried` says of how many points each person was never asked."""

    everybody: list[Gap]
    teams: list[Gap]
    people: list[Gap]
    never: list[str]
    untried: dict[str, int]

    @property
    def widest(self) -> Gap | None:
        """What a training should be about first: where many miss it, before where one does."""
        for found in (self.everybody, self.teams, self.people):
            if found:
                return found[0]
        return None

    def named(self, key: str, point: str) -> Gap | None:
        every = (*self.everybody, *self.teams, *self.people)
        return next((gap for gap in every if gap.key == key and gap.point == point), None)


def gaps(matrix: Matrix, target: float) -> Gaps:
    points = matrix.points
    everybody = _widest(_below(matrix.total, points, target, GROUP_FROM))
    teams = _widest(
        gap
        for unit in matrix.units.values()
        for gap in _below(matrix.teams.get(unit.id, {}), points, target, GROUP_FROM, unit=unit)
    )
    people = _widest(
        gap
        for account in matrix.people
        for gap in _below(matrix.rows.get(account.id, {}), points, target, PERSON_FROM, account=account)
    )
    never = [point for point in points if not matrix.of_all(point).asked]
    tried = Counter(point for cells in matrix.rows.values() for point in cells)
    untried = {point: len(matrix.people) - tried[point] for point in points if point not in never}
    return Gaps(everybody, teams, people, never, {point: n for point, n in untried.items() if n})


def _below(
    cells: Cells,
    points: Iterable[str],
    target: float,
    least: int,
    *,
    unit: Unit | None = None,
    account: Account | None = None,
) -> Iterator[Gap]:
    for point in points:
        cell = cells.get(point)
        if cell is None or cell.asked < least or cell.share is None:
            continue
        if (distance := target - cell.share) > NEARLY:
            yield Gap(point, cell, distance, unit, account)


def _widest(found: Iterable[Gap]) -> list[Gap]:
    """Of equal ones that with more answers comes first."""
    return nsmallest(
        SHOWN, found, key=lambda gap: (-round(gap.distance, 6), -gap.cell.asked, gap.point, gap.key)
    )
