"""How dependable scores are when everybody gets another paper: people and items as random effects."""

from dataclasses import dataclass

import numpy as np

from question_bank.analysis.marks import NEARLY, MarkTable


@dataclass(frozen=True, slots=True)
class Components:
    """Variances of people, items, and what is left, on the scale of fractions; never below 0.

    `length` is how many items a paper has, as the harmonic mean over people.
    """

    people: float
    items: float
    rest: float
    length: float

    @property
    def error(self) -> float:
        """Variance of one person's share of marks over papers of this length."""
        return (self.items + self.rest) / self.length

    @property
    def phi(self) -> float | None:
        """Dependability of the share of marks (Brennan 2001); None when nothing varies."""
        whole = self.people + self.error
        return self.people / whole if whole > NEARLY**2 else None

    @property
    def relative(self) -> float | None:
        """The same when all get one paper: Cronbach's alpha for a full table."""
        whole = self.people + self.rest / self.length
        return self.people / whole if whole > NEARLY**2 else None


def components(table: MarkTable) -> Components | None:
    """Henderson's method 1 (Biometrics 1953): exact analysis of variance for full and for holed tables."""
    given, marks = table.given.astype(float), np.nan_to_num(table.fractions)
    per_person, per_item = given.sum(axis=1), given.sum(axis=0)
    used = per_item > 0
    total = float(per_person.sum())
    people, items = float(len(per_person)), float(used.sum())
    # Each line: what a sum of squares expects of (mean squared, people, items, rest).
    expected = np.array(
        [
            [total, total, total, total],
            [total, total, people, people],
            [total, items, total, items],
            [total, float(per_person @ per_person) / total, float(per_item @ per_item) / total, 1],
        ]
    )
    found = np.array(
        [
            float((marks**2).sum()),
            float((marks.sum(axis=1) ** 2 / per_person).sum()),
            float((marks.sum(axis=0)[used] ** 2 / per_item[used]).sum()),
            float(marks.sum()) ** 2 / total,
        ]
    )
    if np.linalg.matrix_rank(expected) < len(expected):
        return None
    of_people, of_items, rest = (max(0.0, float(each)) for each in np.linalg.solve(expected, found)[1:])
    return Components(of_people, of_items, rest, people / float((1 / per_person).sum()))
