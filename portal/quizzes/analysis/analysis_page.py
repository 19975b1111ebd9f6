"""What the page of an item analysis draws: numbers at its head, the scatter, the sentence of a suspect."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from portal.charts import Figure, Spot, Zone, scatter
from portal.charts.text import percent
from portal.extensions import db
from portal.quizzes.analysis import analysis_words as words
from portal.quizzes.analysis.analysis import Analysis, Ends, Line
from portal.quizzes.analysis.analysis_data import COUNTED, Sat, Sitting
from portal.quizzes.models import Participant, Quiz
from question_bank.analysis.remarks import WEAK

EASIEST, HARDEST = 0.9, 0.3
"""The zone of good items in the figure: between these shares, and not weak."""


@dataclass(frozen=True)
class Head:
    """The numbers at the top, of the units a reader looks after; shares where papers differ."""

    people: int
    seats: int
    mean: float | None
    median: float | None
    lowest: float | None
    in_points: bool
    passed: int
    judged: int
    pending: int

    def score(self, value: float | None) -> str:
        if value is None:
            return "—"
        return f"{value:.1f}".removesuffix(".0") if self.in_points else percent(value)


def head(sitting: Sitting, units: frozenset[uuid.UUID]) -> Head:
    """`units` are the reader's, as those of the sitting: of other people nothing is said, not how many."""
    done = [sat for sat in sitting.sat if not sat.pending]
    judged = [sat for sat in sitting.sat if sat.passed is not None]
    in_points = len({sat.possible for sat in done}) == 1
    scores = np.array([sat.total if in_points else sat.share for sat in done])
    told = [float(measure(scores)) if done else None for measure in (np.mean, np.median, np.min)]
    return Head(
        people=len(_people(sitting.sat)), seats=_seats(sitting.quiz, units), mean=told[0], median=told[1],
        lowest=told[2], in_points=in_points, passed=sum(bool(sat.passed) for sat in judged),
        judged=len(judged), pending=sum(1 for sat in sitting.sat if sat.pending),
    )  # fmt: skip


def figure(analysis: Analysis, address: dict[str, str]) -> Figure:
    """Every item at its share right and its discrimination; each mark leads to its item."""
    return scatter(
        [_spot(line, analysis, address) for line in analysis.lines],
        chart_id="items",
        title=_conclusion(analysis),
        note=_("Each mark is an item: share right across, discrimination (without the item itself) upwards"),
        head=(_("Item"), _("Share right"), "k/n", _("Discrimination"), "95%", _("Verdict")),
        x_label=_("Share right"),
        y_label=_("Discrimination"),
        zone=Zone(HARDEST, EASIEST, WEAK, _("Good items: share right 30—90%, discrimination 0.2 or more")),
    )


def sentence(line: Line, ends: Ends | None) -> str:
    """What is striking about who chose what; "" where nothing is."""
    best = ends.favourite if ends else None
    if ends is None or best is None or best.is_key or line.verdict.state != words.BAD:
        return ""
    return _(
        "Of the %(n)s best, %(k)s chose %(option)s; the key is %(key)s: check the key.",
        n=words.people(ends.upper),
        k=words.people(best.upper),
        option=best.label,
        key=_(", ").join(line.key_labels),
    )


def address_of(sitting: Sitting, **more: Any) -> str:
    """The page with the same attempts, and what is added."""
    kept: dict[str, Any] = {} if sitting.which == COUNTED else {"which": sitting.which}
    return url_for("quizzes.item_analysis", quiz_id=sitting.quiz.id, **kept, **more)


def _spot(line: Line, analysis: Analysis, address: dict[str, str]) -> Spot:
    figures, verdict = line.figures, line.verdict
    facility, along = figures.facility.value, figures.discrimination.value
    told = [_("Item %(number)s", number=line.number), words.stem(line.asked.item)[:60]]
    told += [_("right %(share)s", share=percent(facility, 0))] if facility is not None else []
    told += [_("discrimination %(value)s", value=words.signed(along)), verdict.word]
    notes = {
        words.BAD: verdict.word,
        words.WARN: verdict.word if verdict.code != "low_discrimination" else "",
    }
    return Spot(
        str(line.number),
        facility or 0.0,
        None if facility is None else along,
        " · ".join(told),
        _row(line),
        verdict.state,
        notes.get(verdict.state, "") if len(analysis.to_look_at) <= 6 else "",
        address_of(analysis.sitting, item=line.id, **address) + "#item",
    )


def _row(line: Line) -> tuple[str, ...]:
    figures = line.figures
    between = figures.discrimination.interval
    return (
        str(line.number),
        words.silence(figures.facility) or percent(figures.facility.value or 0, 0),
        f"{line.right}/{figures.n}",
        words.silence(figures.discrimination) or words.signed(figures.discrimination.value),
        f"{words.signed(between.low)}–{words.signed(between.high)}" if between else "",
        line.verdict.word,
    )  # fmt: skip


def _conclusion(analysis: Analysis) -> str:
    suspects, others = analysis.suspects, len(analysis.to_look_at) - len(analysis.suspects)
    if suspects:
        which = _(", ").join(str(line.number) for line in suspects[:4])
        first = _("Item %(which)s: check the key", which=which)
        if not others:
            return first
        rest = ngettext("%(num)s more to look at", "%(num)s more to look at", others)
        return _("%(first)s; %(rest)s", first=first, rest=rest)
    if others:
        return ngettext("%(num)s item to look at", "%(num)s items to look at", others)
    if all(line.verdict.state == words.NONE for line in analysis.lines):
        return _("Too few answers for a judgement so far")
    return _("No item needs looking at")


def _people(sat: Iterable[Sat]) -> set[uuid.UUID]:
    return {each.person or each.id for each in sat}


def _seats(quiz: Quiz, units: frozenset[uuid.UUID]) -> int:
    query = select(func.count()).where(Participant.quiz_id == quiz.id, Participant.unit_id.in_(units))
    return db.session.scalar(query) or 0
