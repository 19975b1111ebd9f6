"""What the report page draws: bars in cells, the words of a line, the numbers at the top."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from portal.charts import Bar, bar_cell
from portal.charts.bars import axis_end
from portal.distribution.models import KINDS
from portal.i18n import say
from portal.methods import suppression
from portal.methods.proportions import Proportion, proportion
from portal.results.encoding import fact
from portal.results.facets import FILLED_BY
from portal.results.figures import ItemTable
from portal.results.live import received
from portal.results.query import Results
from portal.results.tallying import Line, Part
from question_bank.questionnaires import ItemType, SurveyItem

THEMES = {
    "mindset": _l("Mindset"),
    "skills": _l("Skills"),
    "equipment": _l("Equipment"),
    "network": _l("Network and system"),
    "vulnerable": _l("Vulnerable people"),
}


@dataclass(frozen=True)
class DrawnLine:
    line: Line
    label: str
    bar: Markup


@dataclass(frozen=True)
class Drawn:
    """A part with one scale for all its bars."""

    part: Part
    label: str
    end: float
    lines: tuple[DrawnLine, ...]
    has_weights: bool
    total: int


def drawn(table: ItemTable) -> list[Drawn]:
    ends = [axis_end([_bar(line) for line in part.lines]) for part in table.parts if part.lines]
    end = max(ends, default=1.0)
    return [_drawn(table, part, end) for part in table.parts]


def _drawn(table: ItemTable, part: Part, end: float) -> Drawn:
    lines = tuple(DrawnLine(line, label_of(table, line), bar_cell(_bar(line), end)) for line in part.lines)
    weighted = any(line.weighted is not None for line in part.lines)
    return Drawn(part, say(part.label), end, lines, weighted, sum(line.count for line in part.lines))


def _bar(line: Line) -> Bar:
    return Bar("", line.share, line.interval)


def label_of(table: ItemTable, line: Line) -> str:
    if table.item.type is ItemType.KANO:
        return f"{line.key} {kano_words()[line.key]}"
    words = say(line.label)
    if table.item.type in (ItemType.RATING, ItemType.NPS, ItemType.GAP) and words:
        return f"{line.key} {words}"
    return words or line.key


def kano_words() -> dict[str, str]:
    return {
        "A": _("Attractive"),
        "O": _("One-dimensional"),
        "M": _("Must-be"),
        "I": _("Indifferent"),
        "R": _("Reverse"),
        "Q": _("Questionable"),
    }


@dataclass(frozen=True)
class Head:
    """The numbers at the top of a report. A share of None is not shown."""

    received: int
    wanted: int | None
    answered: Proportion | None
    by_themselves: Line | None
    others: str
    seconds: int | None
    flagged: int | None
    days_left: int | None
    ends_at: datetime | None


def head(results: Results, at: datetime) -> Head:
    survey = results.survey
    # The frame has just been compared with the database; a part of it is counted there.
    got = results.frame.stored if results.scope is None else received(survey, results.person)
    wanted = survey.target or survey.population if results.scope is None else None
    fits = wanted is not None and got <= wanted
    left = (survey.ends_at - at).days if survey.ends_at and survey.ends_at > at else None
    shown = not results.refused and results.n > 0
    return Head(
        received=got,
        wanted=wanted,
        answered=proportion(got, wanted) if fits and wanted else None,
        by_themselves=_filled_by(results)[0] if shown else None,
        others=_filled_by(results)[1] if shown else "",
        seconds=_median_seconds(results) if shown else None,
        flagged=results.flagged,
        days_left=left,
        ends_at=survey.ends_at,
    )


def _filled_by(results: Results) -> tuple[Line | None, str]:
    facet = results.facets["filled_by"]
    counts = facet.counts.tolist()
    if results.inside is not None:
        counts = np.bincount(facet.codes[results.inside], minlength=len(facet.choices)).tolist()
    if results.protected and any(suppression.suppress_line(counts, results.k)):
        return None, ""
    by = {choice.key: count for choice, count in zip(facet.choices, counts, strict=True)}
    share = proportion(by.get("self", 0), results.n)
    line = Line("self", {}, by.get("self", 0), results.n, share.share, share.interval)
    others = [f"{FILLED_BY[key]} {by[key]}" for key in ("family", "manager") if by.get(key)]
    return line, " · ".join(others)


def _median_seconds(results: Results) -> int | None:
    seconds = results.of_asked(fact("seconds"))
    seconds = seconds[seconds >= 0]
    return int(np.median(seconds)) if suppression.shown(len(seconds), results.k) and len(seconds) else None


def duration(seconds: int) -> str:
    return _("%(minutes)s min %(seconds)02d s", minutes=seconds // 60, seconds=seconds % 60)


def answered_by(results: Results, item: SurveyItem) -> str:
    """How many answered, for the list of questions; a dash where that may not be said."""
    table = results.count(item)
    return "—" if table is None else str(table)


def theme_name(code: str) -> str:
    return str(THEMES.get(code, code))


def globals_for_pages() -> dict[str, Any]:
    return {
        "drawn": drawn,
        "duration": duration,
        "answered_by": answered_by,
        "theme_name": theme_name,
        "small_line": small_line,
        "kind_names": KINDS,
    }


def small_line(results: Results, small: Results, item: SurveyItem) -> Markup:
    """The small shops beside all: the first figure of the item for both."""
    table, theirs = results.table(item), small.table(item)
    sentence = _small_sentence(table, theirs)
    if not sentence:
        return Markup()
    return Markup('<p class="note info"><b>{}</b> {}</p>').format(_("Small shops:"), sentence)


def _small_sentence(table: ItemTable, theirs: ItemTable) -> str:
    if theirs.hidden:
        return _("too few have answered to be shown.")
    if table.hidden or not theirs.n or not theirs.parts:
        return ""
    mine, all_of_them = theirs.parts[0], table.parts[0]
    if mine.mean is not None and all_of_them.mean is not None and mine.mean.value is not None:
        mean, whole = f"{mine.mean.value:.2f}", f"{all_of_them.mean.value:.2f}"
        return _("mean %(mean)s of %(n)s answers; all shops %(whole)s.", mean=mean, n=mine.n, whole=whole)
    if not mine.lines or table.item.type is ItemType.KANO:
        return ""
    return _("%(list)s (n = %(n)s).", list=_shares(theirs, mine.lines), n=mine.n)


def _shares(table: ItemTable, lines: tuple[Line, ...]) -> str:
    most = sorted(lines, key=lambda line: -line.count)[:4]
    return _(", ").join(
        f"{label_of(table, line)} {line.share:.1%}（{line.count}/{line.base}）"
        for line in most
        if line.share is not None
    )
