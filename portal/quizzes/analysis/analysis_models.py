"""Difficulties and abilities by the Rasch and the two-parameter model, where enough people sat the quiz."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from portal.quizzes.analysis.analysis_data import Asked, Sitting
from question_bank.analysis import irt
from question_bank.analysis.irt_estimation import Slopes
from question_bank.analysis.marks import NEARLY, Numbers

LEAST_PEOPLE = 100
AT_ONCE = 60_000  # answers; more than these are left to a job
LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True, slots=True)
class Curve:
    """One item on the scale of abilities: 0 is the average person, 1 the spread of people."""

    asked: Asked
    curve: irt.ItemCurve


@dataclass(frozen=True, slots=True)
class Model:
    """A fitted model; `levels` are abilities below which these shares of the people lie."""

    name: str
    fit: irt.Fit
    curves: tuple[Curve, ...]
    levels: tuple[tuple[float, float], ...]
    reliability: float


@dataclass(frozen=True, slots=True)
class Models:
    """Rasch, and two parameters from 250 people on. `partial` are items that are not just right or wrong."""

    n: int
    rasch: Model
    free: Model | None
    partial: tuple[Asked, ...]
    left_out: tuple[Asked, ...]

    @property
    def gain(self) -> tuple[float, int] | None:
        """How much better slopes of their own fit: likelihood ratio and degrees of freedom."""
        return irt.likelihood_ratio(self.rasch.fit, self.free.fit) if self.free else None

    @property
    def all(self) -> Sequence[Model]:
        return [self.rasch, self.free] if self.free else [self.rasch]


def offered(sitting: Sitting) -> bool:
    return sitting.table is not None and sitting.table.people >= LEAST_PEOPLE


def is_quick(sitting: Sitting) -> bool:
    return sitting.table is not None and sitting.table.marks.size <= AT_ONCE


def models(sitting: Sitting) -> Models | None:
    """None where too few sat it, or nothing varies."""
    table = sitting.table
    if table is None or table.people < LEAST_PEOPLE:
        return None
    fractions = table.fractions
    whole = np.isnan(fractions) | (np.abs(fractions) < NEARLY) | (np.abs(fractions - 1) < NEARLY)
    simple = [bool(column.all()) for column in whole.T]
    names = [name for name, fits in zip(table.items, simple, strict=True) if fits]
    answers = np.round(fractions[:, simple])
    if not names:
        return None
    rasch = irt.fit(answers, Slopes.COMMON, names)
    if rasch.silence is not None:
        return None
    free = irt.fit(answers, Slopes.FREE, names)
    return Models(
        rasch.n,
        _model("rasch", rasch, answers, names, sitting),
        _model("free", free, answers, names, sitting) if free.silence is None and free.converged else None,
        tuple(sitting.asked[name] for name, fits in zip(table.items, simple, strict=True) if not fits),
        tuple(sitting.asked[name] for name in rasch.left_out),
    )


def _model(name: str, fit: irt.Fit, answers: Numbers, names: Sequence[str], sitting: Sitting) -> Model:
    used = [names.index(line.item) for line in fit.items]
    known = answers[:, used]
    told = irt.abilities(fit, known[~np.isnan(known).all(axis=1)])
    levels = tuple((level, float(np.quantile(told.values, level))) for level in LEVELS)
    curves = tuple(Curve(sitting.asked[line.item], line) for line in fit.items)
    return Model(name, fit, curves, levels, told.reliability)
