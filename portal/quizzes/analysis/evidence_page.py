"""All signs of one quiz together, with people as numbers until names are asked for."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from portal.extensions import db
from portal.people.models import Tree, Unit
from portal.quizzes.analysis import evidence, evidence_exposure, evidence_pace, regrade_page
from portal.quizzes.analysis.analysis_data import Sat, Sitting
from portal.quizzes.models import Attempt, Quiz


class People:
    """What a person is called on the page: by name, or by a number that says nothing outside of it."""

    def __init__(self, names: dict[uuid.UUID, tuple[str, str]] | None) -> None:
        self._names = names
        self._numbers: dict[uuid.UUID, int] = {}

    def called(self, sat: Sat) -> str:
        key = sat.person or sat.id
        if self._names is None or key not in self._names:
            number = self._numbers.setdefault(key, len(self._numbers) + 1)
            return _("Person %(number)s", number=number)
        name, login = self._names[key]
        return f"{name} {login}"


@dataclass(frozen=True)
class Found:
    sitting: Sitting
    pairs: evidence.Pairs
    pace: evidence_pace.Pace
    drift: list[evidence_exposure.Drift]
    exposed: list[evidence_exposure.Exposed]
    people: People

    @property
    def leaked(self) -> list[evidence_exposure.Drift]:
        return [line for line in self.drift if line.flagged]

    @property
    def worn(self) -> list[evidence_exposure.Exposed]:
        return [line for line in self.exposed if line.share >= evidence_exposure.OVER_EXPOSED]


def of(sitting: Sitting, units: Collection[uuid.UUID], *, named: bool, shops: bool) -> Found:
    pairs, pace = evidence.pairs(sitting), evidence_pace.pace(sitting)
    names = None
    if named:
        shown = [sat for pair in pairs.pairs for sat in (pair.first, pair.second)]
        shown += [line.sat for line in pace.quick] + [line.sat for line in pace.fast]
        shown += [sat for sat, _n in pace.left.often]
        names = regrade_page.names(list({sat.person for sat in shown if sat.person}), shops)
    return Found(
        sitting, pairs, pace, evidence_exposure.drift(sitting, units),
        evidence_exposure.exposure(sitting, units), People(names),
    )  # fmt: skip


def narrowed(units: frozenset[uuid.UUID], wanted: str) -> frozenset[uuid.UUID]:
    """The reader's units, or one of them with those below."""
    try:
        chosen = uuid.UUID(wanted)
    except ValueError:
        return units
    return Tree.load().below(chosen) & units if chosen in units else units


def offered(quiz: Quiz, units: frozenset[uuid.UUID]) -> list[Unit]:
    """The units people of this quiz sat in, as far as the reader looks after them."""
    sat = select(Attempt.unit_id).where(Attempt.quiz_id == quiz.id, Attempt.unit_id.in_(units))
    return list(db.session.scalars(select(Unit).where(Unit.id.in_(sat)).order_by(Unit.name)))
