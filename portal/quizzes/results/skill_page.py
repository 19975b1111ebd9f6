"""What the page of the skill matrix asks for and shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.people import trees
from portal.people.models import POSTS, Account, Unit
from portal.quizzes.results import skill_gaps, skill_training, skills
from portal.quizzes.results.skill_gaps import Gap, Gaps
from portal.quizzes.results.skill_training import Form, Training
from portal.quizzes.results.skills import Cell, Level, Matrix

MONTHS, LEVELS, TARGETS = (3, 6, 12, 24, 0), (1, 2, 3), (70, 80, 90)  # 0 months: everything
USUAL_MONTHS, USUAL_LEVEL, USUAL_TARGET = 12, 2, 80
PER_PAGE = 60
LAMPS = {
    Level.MASTERED: ("ok", _l("mastered")),
    Level.NEAR: ("warn", _l("near")),
    Level.GAP: ("bad", _l("gap")),
    Level.FEW: ("none", _l("few")),
    Level.NEVER: ("never", _l("not asked")),
}
FORMS = {
    Form.SESSION: _l("a session for everybody, with a short quiz before and after"),
    Form.MEETING: _l("ten minutes in the evening meeting of the team, with a team quiz"),
    Form.ONE_TO_ONE: _l("one to one, at best with a partner who has mastered it"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The filter in the address; words nobody offered are as if they had not been said."""

    months: int = USUAL_MONTHS
    practice: bool = True
    unit: Unit | None = None
    post: str = ""
    level: int = USUAL_LEVEL
    branch: str = ""
    target: int = USUAL_TARGET
    page: int = 1
    everybody: bool = False
    who: str = ""
    point: str = ""

    @classmethod
    def read(cls, person: Any, arguments: Mapping[str, str]) -> "Asked":
        post = arguments.get("post", "")
        return cls(
            months=_one_of(arguments.get("months"), MONTHS, USUAL_MONTHS),
            practice=arguments.get("source") != "exams",
            unit=trees.chosen(person, arguments.get("unit")),
            post=post if post in POSTS else "",
            level=_one_of(arguments.get("level"), LEVELS, USUAL_LEVEL),
            branch=arguments.get("branch", "")[:200],
            target=_one_of(arguments.get("target"), TARGETS, USUAL_TARGET),
            page=_one_of(arguments.get("page"), range(1, 10_000), 1),
            everybody=arguments.get("all") == "1",
            who=arguments.get("who", "")[:60],
            point=arguments.get("point", "")[:200],
        )

    def arguments(self, **other: str) -> dict[str, str]:
        """For links that keep the filter; what is usual is left out."""
        kept = {
            "months": "" if self.months == USUAL_MONTHS else str(self.months),
            "source": "" if self.practice else "exams",
            "unit": str(self.unit.id) if self.unit else "",
            "post": self.post,
            "level": "" if self.level == USUAL_LEVEL else str(self.level),
            "branch": self.branch,
            "target": "" if self.target == USUAL_TARGET else str(self.target),
        }
        return {key: value for key, value in (kept | other).items() if value}

    @property
    def share(self) -> float:
        return self.target / 100


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, the 28th where a month may lack it; 0 is the beginning."""
    if not months:
        return date.min
    month = day.year * 12 + day.month - 1 - months
    return date(month // 12, month % 12 + 1, min(day.day, 28))


def _one_of(value: str | None, known: Any, usual: int) -> int:
    wanted = int(value) if value and value.isascii() and value.isdigit() and len(value) < 6 else usual
    return wanted if wanted in known else usual


class SkillPage:
    """The matrix as `person` may see it on this day."""

    def __init__(self, person: Any, asked: Asked, today: date) -> None:
        self.person, self.asked, self.today = person, asked, today
        self.since: date = months_before(today, asked.months)
        units = trees.ids_below(asked.unit) if asked.unit else person.units_below()
        wanted = skills.Wanted(
            units=units, since=self.since, practice=asked.practice, post=asked.post, level=asked.level,
            branch=asked.branch,
        )  # fmt: skip
        self.matrix: Matrix = skills.matrix(wanted, person.unit)

    @cached_property
    def gaps(self) -> Gaps:
        return skill_gaps.gaps(self.matrix, self.asked.share)

    @cached_property
    def chosen(self) -> Gap | None:
        """The gap the address names, else the widest."""
        return self.gaps.named(self.asked.who, self.asked.point) or self.gaps.widest

    @cached_property
    def training(self) -> Training | None:
        if self.chosen is None:
            return None
        return skill_training.training(
            self.chosen, self.matrix, self.asked.share, top=self.person.unit, on=self.today
        )

    @property
    def branches(self) -> list[str]:
        return skills.branches(self.person.unit)

    @property
    def pages(self) -> int:
        return 1 if self.asked.everybody else max(1, -(-len(self.matrix.people) // PER_PAGE))

    @property
    def page(self) -> int:
        return min(self.asked.page, self.pages)

    @property
    def listed(self) -> list[Account]:
        if self.asked.everybody:
            return self.matrix.people
        return self.matrix.people[(self.page - 1) * PER_PAGE : self.page * PER_PAGE]

    @property
    def is_empty(self) -> bool:
        return not self.matrix.total

    def lamp(self, cell: Cell, least: int = skills.PERSON_FROM) -> tuple[str, str]:
        lamp, word = LAMPS[cell.level(self.asked.share, least)]
        return lamp, str(word)

    def who(self, gap: Gap) -> str:
        if gap.account is not None:
            return gap.account.name
        return gap.unit.name if gap.unit is not None else _("everybody in view")

    def gap_arguments(self, gap: Gap) -> dict[str, str]:
        return self.asked.arguments(who=gap.key, point=gap.point)
