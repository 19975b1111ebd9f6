"""How much of who answered may stand beside the answers: as little as it takes that nobody is recognised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from flask_babel import gettext as _

from portal.access import can
from portal.errors import Refused
from portal.methods import suppression
from portal.results.encoding import fact
from portal.results.facets import FLAGGED, PERIOD
from portal.results.guard import Axis
from portal.results.query import Results

Array = npt.NDArray[Any]
FINEST_FIRST = ("district", "class", "size", "channel")
MOST_CELLS = 1 << 18
IF_THEY_FIT = ("filled_by", "mode", "language", FLAGGED, "day")


@dataclass(frozen=True)
class Beside:
    """Facts that may stand in a row, and whether the person may."""

    facts: tuple[str, ...]
    identity: bool

    def has(self, fact: str) -> bool:
        return fact in self.facts


def beside(results: Results) -> Beside:
    """Decided for all responses in scope, so that two exports of different parts agree."""
    known = [name for name in FINEST_FIRST if name in results.facets.names]
    if not results.protected:
        return Beside((*known, *IF_THEY_FIT), can(results.person, "see identity"))
    axes = {name: axis_of(results, name) for name in (*known, *IF_THEY_FIT)}
    kept = coarsened([axes[name] for name in known], results.k)
    for name in IF_THEY_FIT:
        if _smallest([*(axes[each] for each in kept), axes[name]]) >= results.k:
            kept.append(name)
    return Beside(tuple(kept), False)


def axis_of(results: Results, name: str) -> Axis:
    if name != "day":
        return results.facets[name].axis
    days, codes = np.unique(results.in_rows(fact("day")), return_inverse=True)
    return Axis("day", codes.astype(np.int16), max(1, len(days)))


def coarsened(axes: Sequence[Axis], k: int) -> list[str]:
    """`suppression.coarsen` on codes: the column with most values goes, of equals the later one."""
    kept = list(axes)
    values = {axis.name: int(np.count_nonzero(np.bincount(axis.codes))) for axis in axes}
    while kept and _smallest(kept) < k:
        finest = max(range(len(kept)), key=lambda place: (values[kept[place].name], place))
        kept.pop(finest)
    return [axis.name for axis in kept]


def _smallest(axes: Sequence[Axis]) -> int:
    """The smallest group of respondents alike in all of these."""
    if not axes or not len(axes[0].codes):
        return 10**9
    joint, size = axes[0].codes.astype(np.int64), axes[0].size
    for axis in axes[1:]:
        if size * axis.size > MOST_CELLS:  # only the combinations that occur
            kinds, joint = np.unique(joint, return_inverse=True)
            size = len(kinds)
        joint *= axis.size
        joint += axis.codes
        size *= axis.size
    few = size <= MOST_CELLS  # counting in place takes a tenth of what sorting does
    counts = np.bincount(joint) if few else np.unique(joint, return_counts=True)[1]
    return int(counts[counts > 0].min())


def refuse_rows(results: Results, kept: Beside) -> None:
    """Rows can be matched across two exports, so a protected one is only cut along what its rows show."""
    if not results.protected:
        return
    if not suppression.shown(results.in_scope, results.k) or results.refused:
        raise Refused(results.refused or _("There are too few answers to give out single ones."))
    asked = set(results.asked.values)
    if results.asked.first or results.asked.last:
        asked.add("day" if kept.has("day") else PERIOD)
    if asked - set(kept.facts):
        raise Refused(
            _("Single answers are not given out for this selection, because that could show who gave them.")
        )
