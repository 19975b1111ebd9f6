"""Everything the page of a quiz's results shows somebody, inside the own units."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from portal.access import can
from portal.people import settings, trees
from portal.people.models import Unit
from portal.quizzes.models import Quiz
from portal.quizzes.results import result_figures, result_papers, result_people, result_points
from portal.quizzes.results.result_people import Line

PER_PAGE = 100
SORTS = ("unit", "name", "score", "seconds", "left", "handed_in")
PASSED = ("yes", "no", "open")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks of the list of people."""

    unit: Unit | None = None
    passed: str = ""
    sort: str = "unit"
    falling: bool = False
    page: int = 1
    everybody: bool = False

    @classmethod
    def read(cls, person: Any, arguments: Mapping[str, str]) -> "Asked":
        """Words nobody offered are as if they had not been said."""
        wanted, passed, page = (
            arguments.get("sort", ""),
            arguments.get("passed", ""),
            arguments.get("page", ""),
        )
        sort = wanted.removeprefix("-")
        return cls(
            unit=trees.chosen(person, arguments.get("unit")),
            passed=passed if passed in PASSED else "",
            sort=sort if sort in SORTS else "unit",
            falling=wanted.startswith("-") and sort in SORTS,
            page=int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
            everybody=arguments.get("all") == "1",
        )

    def arguments(self, **other: str) -> dict[str, str]:
        """For a link that changes only `other`; the page begins anew."""
        sort = f"-{self.sort}" if self.falling else self.sort
        kept = {"unit": str(self.unit.id) if self.unit else "", "passed": self.passed, "sort": sort}
        kept["all"] = "1" if self.everybody else ""
        return {
            key: value for key, value in (kept | other).items() if value and (key, value) != ("sort", "unit")
        }

    def toggled(self, sort: str) -> dict[str, str]:
        """For the head of a column: the same column again turns the order round."""
        first_falling = sort in ("score", "seconds", "left")
        falling = not self.falling if sort == self.sort else first_falling
        return self.arguments(sort=f"-{sort}" if falling else sort)


class Results:
    """The quiz as `person` may see it. `lines` are all people in scope, `listed` those asked for."""

    def __init__(self, quiz: Quiz, person: Any, asked: Asked | None = None) -> None:
        self.quiz, self.person, self.asked = quiz, person, asked or Asked()
        self.lines: list[Line] = result_people.people(quiz, person.units_below())
        self.names_shops = can(person, "see identity")

    @cached_property
    def numbers(self) -> result_figures.Numbers:
        return result_figures.numbers(self.lines)

    @cached_property
    def units(self) -> list[result_figures.UnitLine]:
        return result_figures.by_unit(self.lines, self.person.unit)

    @cached_property
    def points(self) -> result_points.Points:
        return result_points.points(self.quiz, self.lines)

    @cached_property
    def papers(self) -> result_papers.Papers | None:
        return result_papers.papers(self.quiz, self.lines)

    @cached_property
    def small_below(self) -> int:
        return int(settings.get(self.quiz.unit, "small_sample"))

    @property
    def sees_all(self) -> bool:
        return self.quiz.unit_id in self.person.units_below()

    @cached_property
    def not_come(self) -> list[Line]:
        return result_people.not_come(self.lines)

    @cached_property
    def found(self) -> list[Line]:
        """The people asked for who have come, in the order asked for."""
        kept = [line for line in self.lines if line.has_come and self._is_asked(line)]
        kept.sort(key=lambda line: (line.unit.name, line.number))
        if self.asked.sort == "unit":
            return kept[::-1] if self.asked.falling else kept
        has = [line for line in kept if _value(line, self.asked.sort) is not None]
        has.sort(key=lambda line: _value(line, self.asked.sort), reverse=self.asked.falling)
        # Who has no value yet stands last whichever way round.
        return has + [line for line in kept if _value(line, self.asked.sort) is None]

    @property
    def pages(self) -> int:
        return 1 if self.asked.everybody else max(1, -(-len(self.found) // PER_PAGE))

    @property
    def page(self) -> int:
        return min(max(self.asked.page, 1), self.pages)

    @property
    def listed(self) -> list[Line]:
        if self.asked.everybody:
            return self.found
        return self.found[(self.page - 1) * PER_PAGE : self.page * PER_PAGE]

    @cached_property
    def _inside(self) -> frozenset[uuid.UUID] | None:
        return trees.ids_below(self.asked.unit) if self.asked.unit else None

    def _is_asked(self, line: Line) -> bool:
        if self._inside is not None and line.unit.id not in self._inside:
            return False
        wanted = {"yes": True, "no": False}
        if self.asked.passed == "open":
            return line.passed is None
        return not self.asked.passed or line.passed is wanted[self.asked.passed]


def _value(line: Line, sort: str) -> Any:
    if sort == "name":
        return line.name
    if sort == "score":
        return None if line.share is None else round(line.share, 6)
    if sort == "seconds":
        return line.seconds
    if sort == "left":
        return line.left_count if line.standing else None
    return line.counted[-1].handed_in_at if line.counted else None
