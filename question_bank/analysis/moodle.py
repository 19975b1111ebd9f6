"""The statistics of Moodle's quiz report, in its units (percent) and by its conventions.

For comparing with a Moodle in use: no n is too small here, and totals of drawn questions stay uncorrected.
"""

from dataclasses import dataclass

import numpy as np

from question_bank.analysis.correlation import correlation, covariance, effective_weights, efficiency
from question_bank.analysis.correlation import greatest_covariance as greatest
from question_bank.analysis.marks import MarkTable, Numbers
from question_bank.analysis.paper_statistics import scores_of
from question_bank.analysis.reliability import alpha

DUBIOUS_BELOW = 15.0
VERY_LIKELY_BELOW, LIKELY_BELOW = 30.0, 50.0


@dataclass(frozen=True, slots=True)
class MoodleItem:
    """One line of the report; None where Moodle prints nothing. Covariances are in marks squared."""

    n: int
    facility: float
    deviation: float
    intended_weight: float | None
    effective_weight: float | None
    discrimination_index: float | None
    discriminative_efficiency: float | None
    covariance: float
    greatest_covariance: float

    @property
    def is_dubious(self) -> bool:
        """Moodle's flag."""
        found = self.discriminative_efficiency
        return found is not None and found < DUBIOUS_BELOW

    @property
    def needs_checking(self) -> str:
        """What Moodle's question bank says: very_likely, likely or unlikely; empty without an index."""
        index = self.discrimination_index
        if index is None:
            return ""
        if index < VERY_LIKELY_BELOW:
            return "very_likely"
        return "likely" if index < LIKELY_BELOW else "unlikely"


@dataclass(frozen=True, slots=True)
class MoodlePaper:
    """The head of the report, totals in marks."""

    n: int
    mean: float
    median: float
    deviation: float | None
    skewness: float | None
    kurtosis: float | None
    internal_consistency: float | None
    error_ratio: float | None
    standard_error: float | None


def moodle_items(table: MarkTable) -> list[MoodleItem]:
    """One line a position of a paper that everybody was given whole."""
    marks, totals = _complete(table), table.marks.sum(axis=1)
    weights = effective_weights(marks)
    worth = float(table.maxima.sum())
    return [
        _line(column, totals - column, maximum, 100 * maximum / worth, _percent(weight))
        for column, maximum, weight in zip(marks.T, table.maxima, weights, strict=True)
    ]


def moodle_drawn_question(marks: Numbers, totals: Numbers, maximum: float) -> MoodleItem:
    """A question that was drawn into positions: against the whole total, as Moodle does it."""
    return _line(np.asarray(marks), np.asarray(totals), maximum, None, None)


def moodle_variant(marks: Numbers, totals: Numbers, maximum: float) -> MoodleItem:
    """One variant of a calculated question: against the total less itself."""
    return _line(np.asarray(marks), np.asarray(totals) - np.asarray(marks), maximum, None, None)


def moodle_paper(table: MarkTable) -> MoodlePaper:
    """Mean to standard error."""
    marks = _complete(table)
    scores = scores_of(marks.sum(axis=1))
    consistency = alpha(marks)
    ratio = error = None
    if consistency is not None and scores.deviation is not None:
        ratio = (1 - consistency) ** 0.5
        error = ratio * scores.deviation
    return MoodlePaper(
        table.people,
        scores.mean,
        scores.median,
        scores.deviation,
        scores.skewness,
        scores.kurtosis,
        _percent(consistency),
        _percent(ratio),
        error,
    )


def _complete(table: MarkTable) -> Numbers:
    if not table.is_fixed or table.people == 0:
        raise ValueError("Moodle's report counts a position that was not answered as 0 marks.")
    return table.marks


def _percent(value: float | None) -> float | None:
    return None if value is None else 100 * value


def _line(
    marks: Numbers, others: Numbers, maximum: float, intended: float | None, effective: float | None
) -> MoodleItem:
    return MoodleItem(
        n=len(marks),
        facility=float(marks.mean()) / float(maximum),
        deviation=float(np.sqrt(covariance(marks, marks))),
        intended_weight=intended,
        effective_weight=effective,
        discrimination_index=_percent(correlation(marks, others)),
        discriminative_efficiency=_percent(efficiency(marks, others)),
        covariance=covariance(marks, others),
        greatest_covariance=greatest(marks, others),
    )
